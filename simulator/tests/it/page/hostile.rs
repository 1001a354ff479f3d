//! Frames that no page of ours would send.

use discord_simulator::page::{Host, Switch};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::super::bot::text;
use super::{Place, Tab};

const KINDS: [&str; 14] = [
    "open",
    "say",
    "edit",
    "delete",
    "post",
    "command",
    "suggest",
    "message_command",
    "user_command",
    "press",
    "pick",
    "submit",
    "dismiss",
    "fault",
];

/// A frame without a number, and what it is answered with.
async fn unnumbered(tab: &mut Tab, frame: &str) -> String {
    tab.send(frame).await;
    let answer = tab.frame(|it| it["type"] == "stuck").await;
    assert_eq!(answer["ask"], Value::Null, "{frame}");
    text(&answer["why"]).to_owned()
}

#[tokio::test]
async fn what_is_no_ask_is_refused_in_words() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    for frame in ["", "{", "\u{0}", "[[[[[[", "x", "{\"ask\":1", &"[".repeat(5_000)] {
        assert_eq!(unnumbered(&mut tab, frame).await, "this is no JSON");
    }
    for frame in ["{}", "[]", "null", "1", "\"open\"", r#"{"ask":-1}"#, r#"{"ask":"1"}"#, r#"{"ask":1.5}"#] {
        assert_eq!(unnumbered(&mut tab, frame).await, "every ask has a number: \"ask\"", "{frame}");
    }
    assert!(tab.stuck(json!({"type": "fly"})).await.contains("unknown variant `fly`"));
    assert!(tab.stuck(json!({})).await.contains("missing field `type`"));
    for kind in KINDS {
        assert!(tab.stuck(json!({"type": kind})).await.contains("missing field"), "{kind}");
    }
    let open = json!({"type": "open", "channel": 12});
    assert!(tab.stuck(open).await.contains("invalid type: integer"));
    for id in ["-1", "", "1e3", "99999999999999999999999", "../..", "\u{0}"] {
        assert!(tab.stuck(json!({"type": "open", "channel": id})).await.contains("is no id"), "{id}");
    }
}

#[tokio::test]
async fn ids_of_nothing_are_refused_in_discords_words() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    let nothing = json!({
        "channel": "7", "message": "7", "command": "7", "forum": "7", "interaction": "7", "words": "x", "title": "x",
        "custom_id": "x", "values": [], "fields": {}, "name": "x", "on": true, "user": "7",
    });
    for kind in KINDS.into_iter().filter(|it| *it != "dismiss") {
        let mut ask = nothing.clone();
        ask["type"] = json!(kind);
        let expected = match kind {
            "submit" => "this form is not open",
            "fault" => "there is no fault x",
            _ => "Unknown Channel (code 10003)",
        };
        assert_eq!(tab.stuck(ask).await, expected, "{kind}");
    }
    // What is not there is out of sight already.
    tab.done(json!({"type": "dismiss", "message": "7"})).await;
}

/// Any JSON, and now and then an id that is somebody's.
fn anything(known: Vec<Value>) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        proptest::sample::select(known),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let keys = proptest::sample::select(vec!["name", "type", "value", "options", "focused", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys, inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
    .boxed()
}

#[tokio::test]
async fn whatever_is_asked_the_page_goes_on() {
    let place = Place::set().await;
    place.discord.end_sessions();
    let mut tab = place.tab(&place.ann).await;
    let said = place.ann.says("general", "words").await;
    let known = [json!(place.general), json!(place.shelf), json!(said.id), json!(place.ann.id())];
    let known =
        known.into_iter().chain(["find", "list", "Keep"].map(|it| json!(place.command(it)))).collect();
    let (value, mut runner) = (anything(known), TestRunner::deterministic());
    let fields = [
        "channel",
        "message",
        "command",
        "options",
        "words",
        "custom_id",
        "values",
        "fields",
        "title",
        "forum",
        "tags",
        "interaction",
        "before",
        "limit",
        "name",
        "on",
    ];
    for round in 0..600 {
        let mut ask = json!({"type": KINDS[round % KINDS.len()]});
        for field in fields {
            ask[field] = value.new_tree(&mut runner).unwrap().current();
        }
        // Ids that lead somewhere get further than those that do not.
        if round % 2 == 0 {
            ask["channel"] = json!(place.general);
            ask["command"] = json!(place.command("list"));
            ask["message"] = json!(said.id);
        }
        let end = tab.ask(ask.clone()).await;
        assert!(matches!(text(&end["type"]), "done" | "stuck"), "{ask}: {end}");
    }
    assert_eq!(tab.done(json!({"type": "open", "channel": place.general})).await["more"], json!(false));
}

#[tokio::test]
async fn a_frame_that_is_too_long_ends_the_socket_and_nothing_else() {
    let place = Place::set().await;
    let (mut tab, mut other) = (place.tab(&place.ann).await, place.tab(&place.mo).await);
    let long = json!({"type": "say", "channel": place.general, "words": "x".repeat(70_000), "ask": 1});
    tab.send(&long.to_string()).await;
    while tab.next().await.is_ok() {}
    other.done(json!({"type": "open", "channel": place.general})).await;
}

/// A host that never comes to an end with anything.
struct Slow;

impl Host for Slow {
    fn switches(&self) -> Vec<Switch> {
        Vec::new()
    }

    fn switch<'a>(
        &'a self,
        _: &'a str,
        _: bool,
    ) -> futures_util::future::BoxFuture<'a, Result<(), discord_simulator::Stuck>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn who_asks_too_much_at_once_hears_so() {
    let place = Place::set_by(Slow).await;
    let mut tab = place.tab(&place.ann).await;
    for _ in 0..32 {
        tab.begin(json!({"type": "fault", "name": "endless", "on": true})).await;
    }
    let more = json!({"type": "fault", "name": "endless", "on": true});
    assert_eq!(tab.stuck(more).await, "too much at once; wait for what is under way");
    // What needs no waiting is still done.
    tab.done(json!({"type": "say", "channel": place.general, "words": "still here"})).await;
}

#[tokio::test]
async fn the_end_of_the_simulator_is_told() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    drop(place.discord);
    let mut last = Ok(Value::Null);
    while last.is_ok() {
        last = tab.next().await;
    }
    assert_eq!(last, Err(Some(1001)));
}
