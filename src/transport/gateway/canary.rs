//! Secrets and readers' words in all that goes in and out, at the most talkative filter: none is in the log.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use serenity::model::id::{ApplicationId, ChannelId, InteractionId};
use tracing::dispatcher;
use tracing_subscriber::layer::SubscriberExt;

use super::stub::{Act, Stub, dispatch, hello, ready};
use super::tests::{Door, Heard, deleted, interaction};
use crate::discord::stub::{Play, Stub as RestStub};
use crate::discord::{File, InteractionRef, Rest};
use crate::telemetry::capture::{Captured, capture};

#[tokio::test]
async fn no_secret_and_no_word_of_a_reader_is_logged() {
    let everything = "trace,serenity=trace,serenity::gateway=trace,serenity::gateway::ws=trace,tungstenite=trace,\
                      tokio_tungstenite=trace,hyper_util=trace,reqwest=trace,rustls=trace";
    let (log, captured) = capture(everything);
    let _guard = dispatcher::set_default(&log);
    traffic().await;

    let text = captured.text();
    for ours in ["connected to the gateway", "an event could not be read", "a call failed"] {
        assert!(text.contains(ours), "the log was not heard: {text}");
    }
    let leak = text.lines().find(|line| line.contains("canary"));
    assert_eq!(leak, None);
}

/// The same traffic shows everything once the caps are gone: the test above listens where there is something to hear.
#[tokio::test]
async fn without_the_caps_all_of_it_would_be_logged() {
    let captured = Captured::default();
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(captured.clone());
    let _guard = dispatcher::set_default(&tracing_subscriber::registry().with(lines).into());
    traffic().await;

    let text = captured.text();
    for canary in ["it-canary", "canary words"] {
        assert!(text.contains(canary), "{canary}");
    }
}

/// Runs twice: a line that is reached for the first time at the very moment at which another test brings a subscriber
/// can stay deaf to ours. After the first run every line is known, and all are asked anew who listens.
async fn traffic() {
    for _ in 0..2 {
        calls().await;
        events().await;
        tracing::callsite::rebuild_interest_cache();
    }
}

async fn calls() {
    let message = json!({ "content": "canary words", "allowed_mentions": { "parse": [] } });
    let refusal = json!({ "code": 50035, "message": "Invalid Form Body", "errors": { "content": { "_errors": [
        { "code": "BASE_TYPE_MAX_LENGTH", "message": "canary words" }
    ]}}});
    let limited = json!({ "message": "canary words", "retry_after": 0.1, "global": false });
    let endings = [
        Play::json(400, &refusal),
        Play::json(200, &json!("canary words")),
        Play::html(502),
        Play::Hang,
        Play::done(),
    ];
    for ending in endings {
        let script = [Play::json(429, &limited), ending.clone(), ending.clone(), ending];
        let stub = RestStub::start(script).await;
        let rest: Rest = stub.rest();
        let to = InteractionRef {
            id: InteractionId::new(5),
            application: ApplicationId::new(6),
            token: "it-canary".into(),
        };
        let file = File { name: "canary.csv".into(), content: "canary words".into() };
        let _ = rest.create_message(ChannelId::new(7), &message, Vec::new()).await;
        let _ = rest.follow_up(&to, &message, vec![file]).await;
        let _ = rest.answer(&to, &json!({ "type": 4, "data": message }), Vec::new()).await;
    }
}

async fn events() {
    let said = json!({ "id": "9", "channel_id": "7", "content": "canary words" });
    let first = vec![
        hello(),
        Act::Hear(2),
        ready(),
        dispatch(2, "INTERACTION_CREATE", &interaction()),
        dispatch(3, "INTERACTION_CREATE", &json!({ "token": "it-canary", "content": "canary words" })),
        dispatch(90, "MESSAGE_CREATE", &said),
        Act::Mutter("{ \"op\": 0, \"t\": \"canary words\""),
        Act::Mutter("{ \"op\": \"canary words\" }"),
        Act::Mutter("canary words"),
        dispatch(91, "CANARY canary words", &said),
        deleted(92, 9),
        Act::Close(4000),
    ];
    let stub =
        Stub::start(vec![first, vec![hello(), Act::Hear(6), dispatch(93, "RESUMED", &json!({}))]]).await;
    let mut door = Door::open(&stub);
    while door.hears().await != Heard::Event("RESUMED".into()) {}
    door.close().await.unwrap();
}
