//! The client against a scripted Discord over real sockets.

#![expect(clippy::unwrap_used, reason = "tests")]

mod limits;
mod losses;
mod simulator;

use serde_json::{Value, json};
use serenity::model::id::{ApplicationId, ChannelId, GuildId, InteractionId, MessageId};

use super::stub::{Play, Seen, Stub};
use super::*;

const CHANNEL: ChannelId = ChannelId::new(7);

fn message() -> Value {
    json!({ "content": "canary words", "allowed_mentions": { "parse": [] } })
}

fn sent() -> Play {
    Play::json(200, &json!({ "id": "9", "channel_id": "7", "author": { "id": "1", "bot": true } }))
}

fn channel() -> Play {
    Play::json(200, &json!({ "id": "7", "type": 0, "name": "general" }))
}

fn limited(retry_after: f64) -> Play {
    let body =
        json!({ "message": "You are being rate limited.", "retry_after": retry_after, "global": false });
    Play::json(429, &body).with("retry-after", &retry_after.ceil())
}

fn refused(status: u16, code: u32) -> Play {
    Play::json(status, &json!({ "code": code, "message": "No" }))
}

fn interaction() -> InteractionRef {
    InteractionRef {
        id: InteractionId::new(5),
        application: ApplicationId::new(6),
        token: "it-canary".into(),
    }
}

fn lines(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.line.as_str()).collect()
}

#[tokio::test]
async fn a_call_says_who_calls() {
    let stub = Stub::start([channel()]).await;
    let read = stub.rest().channel(CHANNEL).await.unwrap();
    assert_eq!(read.name.as_deref(), Some("general"));

    let seen = stub.finish();
    assert_eq!(lines(&seen), ["GET /api/v10/channels/7"]);
    assert!(seen[0].head.contains("authorization: Bot bot-canary\r\n"));
    assert!(seen[0].head.contains("user-agent: DiscordBot (https://"), "{}", seen[0].head);
}

#[tokio::test]
async fn an_interaction_is_answered_with_its_own_token_alone() {
    let stub = Stub::start([Play::done(), sent(), sent(), Play::done(), sent()]).await;
    let (rest, to) = (stub.rest(), interaction());
    rest.answer(&to, &json!({ "type": 5, "data": { "flags": 64 } }), Vec::new()).await.unwrap();
    rest.original(&to).await.unwrap();
    rest.edit_original(&to, &message(), Vec::new()).await.unwrap();
    rest.delete_original(&to).await.unwrap();
    rest.follow_up(&to, &message(), Vec::new()).await.unwrap();

    let seen = stub.finish();
    assert_eq!(
        lines(&seen),
        [
            "POST /api/v10/interactions/5/it-canary/callback",
            "GET /api/v10/webhooks/6/it-canary/messages/@original",
            "PATCH /api/v10/webhooks/6/it-canary/messages/@original",
            "DELETE /api/v10/webhooks/6/it-canary/messages/@original",
            "POST /api/v10/webhooks/6/it-canary",
        ]
    );
    assert!(seen.iter().all(|seen| !seen.head.contains("bot-canary")));
}

#[tokio::test]
async fn files_travel_beside_the_body() {
    let stub = Stub::start([sent()]).await;
    let body =
        json!({ "attachments": [{ "id": 0, "filename": "a.csv" }], "allowed_mentions": { "parse": [] } });
    let file = File { name: "a.csv".into(), content: "one,two".into() };
    stub.rest().edit_original(&interaction(), &body, vec![file]).await.unwrap();

    let seen = stub.finish();
    assert!(seen[0].head.contains("content-type: multipart/form-data"));
    for part in [
        "name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{",
        "name=\"files[0]\"; filename=\"a.csv\"\r\n\r\none,two\r\n",
    ] {
        assert!(seen[0].body.contains(part), "{}", seen[0].body);
    }
}

#[tokio::test]
async fn a_message_that_names_no_mentions_is_never_sent() {
    let stub = Stub::start([]).await;
    let rest = stub.rest();
    let bare = json!({ "content": "@everyone" });
    let results = [
        rest.create_message(CHANNEL, &bare, Vec::new()).await.map(drop),
        rest.create_message(CHANNEL, &json!({ "allowed_mentions": null }), Vec::new()).await.map(drop),
        rest.edit_message((CHANNEL, MessageId::new(9)), &bare).await.map(drop),
        rest.edit_original(&interaction(), &bare, Vec::new()).await.map(drop),
        rest.follow_up(&interaction(), &bare, Vec::new()).await.map(drop),
        rest.create_post(CHANNEL, &json!({ "name": "a", "message": bare }), Vec::new()).await.map(drop),
        rest.answer(&interaction(), &json!({ "type": 4, "data": bare }), Vec::new()).await,
        rest.answer(&interaction(), &json!({ "type": 7, "data": bare }), Vec::new()).await,
    ];
    for result in results {
        assert!(matches!(result, Err(Error::Unfit(_))), "{result:?}");
    }
    assert_eq!(stub.finish().len(), 0);
}

#[tokio::test]
async fn a_refusal_carries_discords_code_and_is_final() {
    let stub = Stub::start([refused(404, 10003)]).await;
    let error = stub.rest().channel(CHANNEL).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::UNKNOWN_CHANNEL));
    assert_eq!(error.to_string(), "Discord refused the call: status 404, code 10003, No");
    stub.finish();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let stub = Stub::start([Play::html(302).with("location", &"http://127.0.0.1:9/stolen")]).await;
    let error = stub.rest().channel(CHANNEL).await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: 302, .. }), "{error:?}");
    stub.finish();
}

#[tokio::test]
async fn guilds_are_read_to_the_last_page() {
    let page = |from: u64, many: u64| {
        let guilds: Vec<Value> =
            (from..from + many).map(|id| json!({ "id": id.to_string(), "name": "g" })).collect();
        Play::json(200, &Value::Array(guilds))
    };
    let stub = Stub::start([page(1, 200), page(201, 3)]).await;
    assert_eq!(stub.rest().current_guilds().await.unwrap().len(), 203);
    let seen = stub.finish();
    assert_eq!(
        lines(&seen),
        ["GET /api/v10/users/@me/guilds?limit=200", "GET /api/v10/users/@me/guilds?limit=200&after=200"]
    );
}

#[tokio::test]
async fn threads_are_listed_from_an_instant() {
    let stub =
        Stub::start([Play::json(200, &json!({ "threads": [], "members": [], "has_more": true }))]).await;
    let threads = stub.rest().archived_threads(CHANNEL, Some("2026-11-22T10:00:00+00:00")).await.unwrap();
    assert!(threads.has_more);
    let seen = stub.finish();
    assert_eq!(
        lines(&seen),
        [
            "GET /api/v10/channels/7/threads/archived/public?limit=100&before=2026-11-22T10%3A00%3A00%2B00%3A00"
        ]
    );
}
