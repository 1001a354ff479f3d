//! What no Discord should send: interactions cut, bent and forged. Nothing panics, and whoever comes next is served.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::support::Room;

/// Payloads that are sent.
const PAYLOADS: usize = 250;

/// What the bot says of what it cannot read or answer.
const SAID: [&str; 5] = [
    "an event could not be read",
    "an answer was not delivered",
    "an interaction of an unknown shape",
    "a request failed",
    "an event could not be",
];

fn member() -> Value {
    json!({
        "user": { "id": "77", "username": "odd", "discriminator": "0", "avatar": null, "global_name": null },
        "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0,
        "permissions": "2248473465835073"
    })
}

/// An interaction of a kind with its content.
fn interaction(kind: u64, content: &Value) -> Value {
    json!({
        "id": "5", "application_id": "6", "type": kind, "token": "odd", "version": 1, "locale": "en-US",
        "entitlements": [], "authorizing_integration_owners": {}, "attachment_size_limit": 1, "context": 0,
        "guild_id": "2", "channel_id": "7", "app_permissions": "0", "guild_locale": "en-US",
        "channel": { "id": "7", "type": 0, "permissions": "0" }, "member": member(), "data": content
    })
}

fn whole() -> Vec<Value> {
    let option = json!([{ "name": "name", "type": 3, "value": "deep-work" }]);
    let typed = json!([{ "name": "name", "type": 3, "value": "deep", "focused": true }]);
    let input =
        json!([{ "type": 1, "components": [{ "type": 4, "custom_id": "comment", "value": "words" }] }]);
    vec![
        interaction(1, &json!(null)),
        interaction(2, &json!({ "id": "9", "name": "resource", "type": 1, "options": option })),
        interaction(2, &json!({ "id": "9", "name": "feedback", "type": 1, "options": option })),
        interaction(3, &json!({ "custom_id": "feedback.rate:1:4:deep-work", "component_type": 2 })),
        interaction(4, &json!({ "id": "9", "name": "resource", "type": 1, "options": typed })),
        interaction(5, &json!({ "custom_id": "feedback.words:1:deep-work", "components": input })),
    ]
}

/// Something else in place of a value.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop_oneof!["0", "-1", "9223372036854775808", "18446744073709551616", "not a number", "\\PC{0,40}"]
            .prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        (1_usize..200).prop_map(|deep| (0..deep).fold(json!(1), |inner, _| json!([inner]))),
    ]
}

/// Every place in a payload, from the outside in.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, it)| places(it, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, it)| places(it, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

/// A whole payload with some of its values gone or exchanged.
fn bent() -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(odd())), 1..4);
    (prop::sample::select(whole()), changes).prop_map(|(mut payload, changes)| {
        for (place, change) in changes {
            let mut found = Vec::new();
            places(&payload, "", &mut found);
            let place = place.get(&found).clone();
            bend(&mut payload, &place, change);
        }
        payload
    })
}

fn bend(payload: &mut Value, place: &str, change: Option<Value>) {
    let Some((parent, name)) = place.rsplit_once('/') else { return };
    match (payload.pointer_mut(parent), change) {
        (Some(Value::Object(fields)), None) => drop(fields.remove(name)),
        (Some(_), Some(change)) => {
            if let Some(value) = payload.pointer_mut(place) {
                *value = change;
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn no_payload_stops_the_bot() {
    let room = Room::open().await;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = bent();
    for _ in 0..PAYLOADS {
        let payload = strategy.new_tree(&mut runner).unwrap().current();
        room.discord.gateway().dispatch("INTERACTION_CREATE", &payload);
    }
    room.discord.gateway().dispatch("INTERACTION_CREATE", &Value::Object(Map::new()));
    let card = room.ann.slash("general", "/resource name:deep-work").await.text();
    assert!(card.contains("Deep Work"), "{card}");
    let events = room.count("SELECT COUNT(*) FROM event WHERE guild = 2").await;
    let strange: Vec<String> = room
        .bot
        .logged()
        .lines()
        .into_iter()
        .filter(|line| !SAID.iter().any(|said| line.contains(said)) || line.contains("panicked"))
        .collect();
    assert_eq!(strange, Vec::<String>::new(), "{events} events");
    let findings = room.bot.finish().await;
    let findings: Vec<_> = findings.into_iter().filter(|it| !it.starts_with("logged: ")).collect();
    assert_eq!(findings, Vec::<String>::new());
}
