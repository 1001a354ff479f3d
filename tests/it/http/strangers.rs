//! Requests that are not Discord's, and such as are but hold what Discord would never send.

use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::{PING, Porch};

const TURNED_AWAY: &str = "athenaeum_requests_turned_away_total{reason=\"signature\"}";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_discord_gets_401_and_nothing_else() {
    let porch = Porch::open().await;
    let before = porch.counted(TURNED_AWAY).await;
    let (now, body) = (porch.now(), PING.as_bytes());
    let good = porch.room.application.sign(&now, body);
    let other = porch.room.discord.application("Other").sign(&now, body);
    let (flipped, earlier) =
        (good.replacen(&good[..1], if good.starts_with('0') { "1" } else { "0" }, 1), &now[1..]);
    let moved = format!("{}{PING}", &now[9..]);
    let mut turned_away = 0;
    for (what, request) in [
        ("no headers", porch.post(PING)),
        ("no signature", porch.post(PING).header("x-signature-timestamp", &now)),
        ("no timestamp", porch.post(PING).header("x-signature-ed25519", &good)),
        ("two signatures", porch.claims(&good, &now, body).header("x-signature-ed25519", &good)),
        ("two timestamps", porch.claims(&good, &now, body).header("x-signature-timestamp", &now)),
        ("another key", porch.claims(&other, &now, body)),
        ("a flipped signature", porch.claims(&flipped, &now, body)),
        ("another timestamp", porch.claims(&good, earlier, body)),
        ("another body", porch.claims(&good, &now, PING.replace("ping", "pong").as_bytes())),
        ("upper case", porch.claims(&good.to_uppercase(), &now, body)),
        ("an odd length", porch.claims(&good[1..], &now, body)),
        ("not ASCII", porch.claims(&"é".repeat(64), &now, body)),
        ("a brace in the time", porch.claims(&good, &format!("{now}{{"), &body[1..])),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 401, "{what}");
        assert_eq!(response.text().await.unwrap(), "", "{what}");
        turned_away += 1;
    }
    assert_eq!(porch.counted(TURNED_AWAY).await - before, f64::from(turned_away));
    // A byte moved across the border: the signature is good, the time is not.
    let mut porch = porch;
    porch.room.bot.expect_logged("set this host's clock");
    let request = porch.claims(&good, &now[..9], moved.as_bytes());
    assert_eq!(request.send().await.unwrap().status().as_u16(), 401);
    assert_eq!(porch.signed(body).await.text().await.unwrap(), r#"{"type":1}"#);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_captured_is_worth_nothing_after_five_minutes() {
    let mut porch = Porch::open().await;
    porch.room.bot.expect_logged("set this host's clock");
    let (then, body) = (porch.now(), PING.as_bytes());
    let signature = porch.room.application.sign(&then, body);
    for (after, status) in [(290, 200), (20, 401)] {
        porch.room.advance(Duration::from_secs(after));
        let response = porch.claims(&signature, &then, body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{after} s later");
    }
    assert_eq!(porch.counted("athenaeum_requests_turned_away_total{reason=\"time\"}").await, 1.0);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_larger_than_any_interaction_is_not_read() {
    let porch = Porch::open().await;
    let response = porch.signed(&vec![b' '; 1024 * 1024 + 1]).await;
    assert_eq!(response.status().as_u16(), 413);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_signed_is_answered_and_breaks_nothing() {
    let mut porch = Porch::open().await;
    // What is an interaction after all is answered by a call for an interaction that nobody opened.
    porch.room.discord.expect_error(10062);
    porch.room.bot.expect_logged("an answer was not delivered");
    porch.room.bot.expect_logged("a signed interaction could not be read");
    let mut bodies = odd_bodies(&porch);
    let mut runner = TestRunner::deterministic();
    for _ in 0..150 {
        bodies.push(any::<Vec<u8>>().new_tree(&mut runner).unwrap().current());
        bodies.push("\\PC{0,60}".new_tree(&mut runner).unwrap().current().into_bytes());
        bodies.push(mutated(&porch, &mut runner).to_string().into_bytes());
    }
    for body in bodies {
        let status = porch.signed(&body).await.status().as_u16();
        assert!(matches!(status, 200 | 202 | 400), "{status} to {}", String::from_utf8_lossy(&body));
    }
    assert_eq!(porch.signed(PING.as_bytes()).await.status().as_u16(), 200);
    porch.room.ann.slash("general", "/resource name:deep-work").await.text();
    porch.room.close().await;
}

/// A press of a button as Discord sends it.
fn press(porch: &Porch) -> Value {
    let (guild, user) = (porch.room.guild.id(), porch.room.ann.id());
    json!({
        "id": "1", "application_id": porch.room.application.id(), "type": 2, "token": "t", "version": 1,
        "guild_id": guild, "channel_id": "4", "locale": "en-US", "entitlements": [], "attachment_size_limit": 1,
        "member": {
            "user": {"id": user, "username": "ann", "discriminator": "0", "avatar": null, "global_name": null},
            "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0,
            "permissions": "0", "guild_id": guild,
        },
        "data": {"id": "9", "name": "help", "type": 1, "options": []},
    })
}

/// Deep and broken JSON, and interactions with numbers that are no ids.
fn odd_bodies(porch: &Porch) -> Vec<Vec<u8>> {
    let mut bodies: Vec<String> = vec![
        String::new(),
        "null".to_owned(),
        "[".repeat(100_000),
        format!("{}1{}", r#"{"data":"#.repeat(5_000), "}".repeat(5_000)),
        press(porch).to_string(),
    ];
    for id in
        [json!("0"), json!(0), json!("-1"), json!(-1), json!("9223372036854775808"), json!("x"), json!(1.5)]
    {
        for key in ["id", "application_id", "guild_id", "channel_id", "type", "version"] {
            let mut body = press(porch);
            body[key] = id.clone();
            bodies.push(body.to_string());
        }
    }
    bodies.into_iter().map(String::into_bytes).collect()
}

/// An interaction of which one part is something else, or gone.
fn mutated(porch: &Porch, runner: &mut TestRunner) -> Value {
    let mut body = press(porch);
    let (at, what) = (any::<prop::sample::Index>(), 0_u8..6).new_tree(runner).unwrap().current();
    let keys: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
    let key = &keys[at.index(keys.len())];
    body[key] = match what {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(u64::MAX),
        4 => json!(true),
        _ => json!("\u{0}\u{202e}x".repeat(40)),
    };
    body
}
