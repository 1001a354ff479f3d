//! What the process says of itself, and that the papers say the same.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use sqlx::{Connection as _, PgConnection};

use super::Porch;
use crate::stories::eventually::{pass_until, until};
use crate::support::home::is_on_a_server;

const METRICS: &str = include_str!("../../../docs/metrics.md");
const ALERTS: &str = include_str!("../../../docs/alerts.yml");

/// Every name that a scrape may hold, with what is appended for counters and histograms.
async fn names(porch: &Porch) -> BTreeSet<String> {
    let (_, text) = porch.get("/metrics").await;
    let samples = text.lines().filter(|it| !it.starts_with('#'));
    let bare = |line: &str| line.split(['{', ' ']).next().unwrap().to_owned();
    let whole = |name: String| {
        let cut = ["_bucket", "_sum", "_count"].iter().find_map(|it| name.strip_suffix(it));
        cut.map(str::to_owned).unwrap_or(name)
    };
    samples.map(bare).map(whole).collect()
}

fn told(text: &str) -> BTreeSet<String> {
    let words = text.split(|it: char| !it.is_ascii_lowercase() && it != '_');
    let whole = |word: &str| {
        let cut = ["_bucket", "_sum", "_count"].iter().find_map(|it| word.strip_suffix(it));
        cut.unwrap_or(word).to_owned()
    };
    words.filter(|it| it.starts_with("athenaeum_")).map(whole).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_papers_name_every_metric_and_no_other() {
    let porch = Porch::open().await;
    porch.room.ann.slash("general", "/resource name:deep-work").await.text();
    let names = names(&porch).await;
    assert_eq!(told(METRICS), names);
    let alerts = told(ALERTS);
    assert!(!alerts.is_empty() && alerts.is_subset(&names), "{alerts:?}");
    porch.room.close().await;
}

/// What the rules ask of a metric by its labels: name, label and each value that would do.
fn asked_for(rules: &str) -> Vec<(String, String, String)> {
    let mut asked = Vec::new();
    for rule in rules.lines().filter(|it| it.trim_start().starts_with("expr:")) {
        for (before, labels) in rule.split('{').zip(rule.split('{').skip(1)) {
            let name = before.rsplit(|it: char| !it.is_ascii_lowercase() && it != '_').next().unwrap();
            for label in labels.split('}').next().unwrap().split(',') {
                let (label, values) = label.split_once('=').unwrap();
                let values = values.trim_start_matches('~').trim_matches('"').split('|');
                asked.extend(values.map(|it| (name.to_owned(), label.to_owned(), it.to_owned())));
            }
        }
    }
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn no_alert_waits_for_a_label_that_never_comes() {
    let porch = Porch::open().await;
    let (_, text) = porch.get("/metrics").await;
    let asked = asked_for(ALERTS);
    assert!(asked.len() >= 9, "{asked:?}");
    for (name, label, value) in asked {
        // The statuses that Discord answers with come as they come.
        let value = if label == "status" { "200".to_owned() } else { value };
        let comes = |line: &str| line.starts_with(&name) && line.contains(&format!("{label}=\"{value}\""));
        assert!(text.lines().any(comes), "{name} is never {label}={value}");
    }
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_counted_and_nobody_is_named() {
    let porch = Porch::open().await;
    porch.room.ann.slash("general", "/resource name:deep-work").await.text();
    porch.room.ann.slash("general", "/feedback name:deep-work comment:Canary.").await.text();
    for (sample, count) in [
        ("athenaeum_interactions_total{command=\"resource\",outcome=\"answered\"}", 1.0),
        ("athenaeum_interactions_total{command=\"feedback\",outcome=\"answered\"}", 1.0),
        ("athenaeum_interaction_seconds_count{command=\"resource\"}", 1.0),
        ("athenaeum_database_up", 1.0),
        ("athenaeum_follower_lag", 0.0),
        ("athenaeum_follower_still_seconds", 0.0),
        ("athenaeum_gateway_shards", 1.0),
    ] {
        assert_eq!(porch.counted(sample).await, count, "{sample}");
    }
    assert!(porch.counted("athenaeum_log_position").await > 0.0);
    let (_, text) = porch.get("/metrics").await;
    let (guild, ann) = (porch.room.guild.id().to_string(), porch.room.ann.id().to_string());
    for secret in [guild.as_str(), &ann, "Harbour", "ann", "deep-work", "Canary"] {
        assert!(!text.contains(&format!("\"{secret}")), "{secret} in\n{text}");
    }
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_answers_of_discord_and_what_is_not_understood_are_counted() {
    let mut porch = Porch::open().await;
    porch.room.bot.expect_logged("an event could not be read");
    let room = &porch.room;
    room.ann.slash("general", "/feedback name:deep-work comment:One.").await.text();
    room.bo.slash("general", "/feedback name:deep-work comment:Two.").await.text();
    room.mo.slash("general", "/moderate export").await.settled().await.text();
    room.discord.faults().fail("PATCH /webhooks/*/*/messages/@original", 1, 500);
    let again = room.mo.slash("general", "/moderate export").await;
    let answered = async || room.discord.thinking().is_empty();
    pass_until(room, Duration::from_secs(1), ("it is tried again", answered)).await;
    assert_eq!(again.files().len(), 1, "{}", again.text());
    room.discord.gateway().dispatch("SOMETHING_NEW", &serde_json::json!({"id": "1"}));
    let unknown = "athenaeum_unreadable_events_total{kind=\"other\"}";
    until("it was counted", async || porch.counted(unknown).await > 0.0).await;
    // The file is there a moment before it is written down that it is.
    let counted = async || porch.counted("athenaeum_export_rows_total").await == 4.0;
    until("both exports are counted", counted).await;
    assert_eq!(porch.counted("athenaeum_discord_requests_total{status=\"500\"}").await, 1.0);
    assert!(porch.counted("athenaeum_discord_requests_total{status=\"200\"}").await >= 2.0);
    assert_eq!(porch.counted("athenaeum_effects{state=\"parked\"}").await, 0.0);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lives_and_is_ready() {
    let porch = Porch::open().await;
    assert_eq!(porch.get("/healthz").await, (200, "ok\n".to_owned()));
    let (status, body) = porch.get("/readyz").await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["ready"], &body["reasons"]), (200, &Value::Bool(true), &serde_json::json!([])));
    assert_eq!((&body["endpoint"], &body["gateway_shards"]), (&Value::Bool(true), &serde_json::json!(1)));
    porch.room.bot.app.db.close().await;
    let (status, body) = porch.get("/readyz").await;
    assert_eq!(status, 503);
    assert!(body.contains("the database does not answer"), "{body}");
    assert_eq!(porch.counted("athenaeum_database_up").await, 0.0);
    porch.room.bot.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_every_reading_connection_is_taken_it_is_not_ready_and_afterwards_it_is() {
    let porch = Porch::open().await;
    let mut taken = Vec::new();
    // As many as there are: whoever asks for one more waits.
    for _ in 0..if is_on_a_server() { 8 } else { 4 } {
        taken.push(porch.room.bot.app.db.read().await.unwrap());
    }
    let refused = async || {
        let (status, body) = porch.get("/readyz").await;
        status == 503 && body.contains("the database does not answer")
    };
    until("it says that it cannot serve", refused).await;
    assert_eq!(porch.get("/healthz").await.0, 200, "it lives all the same");
    drop(taken);
    until("it can", async || porch.get("/readyz").await.0 == 200).await;
    porch.room.close().await;
}

/// An event of another process that this one can make nothing of; every look at the log ends there.
const UNREADABLE: &str = "INSERT INTO event SELECT pos + 1, guild, guild_seq + 1, subject, 'entry.given', 1, actor, 'x', n, \
    cause, at_source, at, 'x', content_ref, 'x' FROM event WHERE pos = (SELECT pos FROM log_head); \
    UPDATE log_head SET pos = pos + 1, hash = 'x', batch = batch + 1";

/// One that it passes over.
const PASSED_OVER: &str = "UPDATE event SET kind = 'zz.future' WHERE body = 'x'";

#[tokio::test(flavor = "multi_thread")]
async fn who_stands_still_while_others_write_is_not_ready_until_it_goes_on() {
    if !is_on_a_server() {
        return;
    }
    let porch = Porch::open().await;
    let mut other = PgConnection::connect(&porch.room.database()).await.unwrap();
    let open = "ALTER TABLE event DISABLE TRIGGER USER; GRANT ALL ON event TO CURRENT_USER";
    sqlx::raw_sql(open).execute(&mut other).await.unwrap();
    sqlx::raw_sql(UNREADABLE).execute(&mut other).await.unwrap();
    let behind = async || {
        let (status, body) = porch.get("/readyz").await;
        status == 503 && body.contains("memory is behind the log")
    };
    until("it says that it is behind by one event", behind).await;
    assert_eq!(porch.counted("athenaeum_follower_lag").await, 1.0);
    assert!(porch.counted("athenaeum_follower_still_seconds").await >= 5.0);
    sqlx::raw_sql(PASSED_OVER).execute(&mut other).await.unwrap();
    until("it goes on", async || porch.get("/readyz").await.0 == 200).await;
    assert_eq!(porch.counted("athenaeum_follower_still_seconds").await, 0.0);
    other.close().await.unwrap();
    porch.room.bot.kill().await;
}
