#![expect(clippy::unwrap_used, reason = "tests")]

use tracing::dispatcher::with_default;

use super::capture::capture;
use super::*;

#[derive(Debug, thiserror::Error)]
#[error("cannot open the door")]
struct Outer(#[source] Inner);

#[derive(Debug, thiserror::Error)]
#[error("the key is lost")]
struct Inner;

/// One line from each kind of origin, at every level.
fn speak() {
    macro_rules! from {
        ($target:literal) => {
            tracing::error!(target: $target, "{} error", $target);
            tracing::warn!(target: $target, "{} warn", $target);
            tracing::info!(target: $target, "{} info", $target);
            tracing::trace!(target: $target, "{} trace", $target);
        };
    }
    from!("athenaeum::worker");
    from!("athenaeum_imposter");
    from!("serenity::gateway::bridge::shard_runner");
    from!("serenity::gateway::ws");
    from!("serenity::gateway::shard");
    from!("tungstenite::protocol");
    from!("hyper_util::client");
}

fn heard(filter: &str) -> Vec<String> {
    let (log, captured) = capture(filter);
    with_default(&log, speak);
    captured.text().lines().map(|line| line.split(": ").last().unwrap().to_owned()).collect()
}

#[test]
fn no_filter_raises_what_libraries_may_say() {
    let expected = [
        "athenaeum::worker error",
        "athenaeum::worker warn",
        "athenaeum::worker info",
        "athenaeum::worker trace",
        "athenaeum_imposter error",
        "athenaeum_imposter warn",
        "serenity::gateway::bridge::shard_runner error",
        "serenity::gateway::bridge::shard_runner warn",
        "serenity::gateway::ws error",
        "serenity::gateway::shard error",
        "hyper_util::client error",
        "hyper_util::client warn",
    ];
    assert_eq!(heard("trace"), expected);
    assert_eq!(
        heard("trace,serenity=trace,serenity::gateway::ws=trace,tungstenite=trace,hyper_util=trace"),
        expected
    );
}

#[test]
fn a_filter_lowers_what_everybody_says() {
    let expected = [
        "athenaeum::worker error",
        "athenaeum::worker warn",
        "athenaeum_imposter error",
        "hyper_util::client error",
    ];
    assert_eq!(heard("error,athenaeum::worker=warn,serenity=off"), expected);
}

#[test]
fn our_own_variable_comes_first_and_an_empty_one_counts_for_nothing() {
    let level = |set: &[(&str, &str)]| {
        let environment =
            |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        asked(environment).map(|filter| filter.to_string())
    };
    assert_eq!(level(&[]).unwrap(), "info");
    assert_eq!(level(&[("RUST_LOG", "warn")]).unwrap(), "warn");
    assert_eq!(level(&[("RUST_LOG", "warn"), ("ATHENAEUM_LOG", "debug")]).unwrap(), "debug");
    assert_eq!(level(&[("RUST_LOG", "warn"), ("ATHENAEUM_LOG", " ")]).unwrap(), "warn");
    let error = level(&[("RUST_LOG", "a=b=c")]).unwrap_err();
    assert!(error.to_string().contains("RUST_LOG"), "{error}");
}

#[test]
fn a_failure_is_logged_once_with_its_causes_and_its_reference() {
    let (log, captured) = capture("info");
    let reference = with_default(&log, || failure(&Outer(Inner), "nobody could come in"));
    let text = captured.text();
    assert_eq!(text.lines().count(), 1);
    let expected =
        format!("nobody could come in reference={reference} error=cannot open the door: the key is lost");
    assert!(text.trim_end().ends_with(&expected), "{text}");
    assert_eq!(reference.to_string().len(), 4);
}

#[test]
fn references_differ() {
    let some: std::collections::HashSet<_> = (0..64).map(|_| Reference::new().to_string()).collect();
    assert!(some.len() > 48, "{}", some.len());
}
