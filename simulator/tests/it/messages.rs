//! Messages over REST: nonce, mentions, edits, deletes, bodies that break rules.

use serde_json::json;

use crate::bot::{harbour, text};

#[tokio::test]
async fn the_same_nonce_makes_one_message() {
    let (discord, _app, guild, bot) = harbour().await;
    let general = format!("/channels/{}/messages", guild.text_channel("hall"));
    let body = json!({"content": "once", "nonce": "e-7", "enforce_nonce": true});
    let (first, second) =
        (bot.rest.post(&general, body.clone()).await, bot.rest.post(&general, body.clone()).await);
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.body["id"], second.body["id"]);
    discord.clock().advance(std::time::Duration::from_mins(10));
    let third = bot.rest.post(&general, body).await;
    assert_ne!(third.body["id"], first.body["id"]);
    assert_eq!(bot.rest.get(&general).await.body.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn mentions_reach_only_whom_they_may() {
    let (_discord, _app, guild, bot) = harbour().await;
    let general = format!("/channels/{}/messages", guild.text_channel("hall"));
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let content = format!("<@{}> <@{}> @everyone", ann.id(), bo.id());
    let body = json!({"content": content, "allowed_mentions": {"parse": [], "users": [bo.id()]}});
    let sent = bot.rest.post(&general, body).await;
    assert_eq!(sent.body["mentions"].as_array().unwrap().len(), 1);
    assert_eq!(sent.body["mentions"][0]["username"], "bo");
    assert_eq!(sent.body["mention_everyone"], false);
    let path = format!("{general}/{}", text(&sent.body["id"]));
    let edited = bot.rest.patch(&path, json!({"embeds": [{"title": "card"}]})).await;
    assert_eq!(edited.body["mentions"].as_array().unwrap().len(), 2, "an edit falls back to the default");
}

#[tokio::test]
async fn bodies_that_break_rules_are_50035_and_empty_ones_50006() {
    let (_discord, _app, guild, bot) = harbour().await;
    let general = format!("/channels/{}/messages", guild.text_channel("hall"));
    let long = bot.rest.post(&general, json!({"content": "x".repeat(2001)})).await;
    assert_eq!(long.refusal(), (400, 50035));
    assert_eq!(long.body["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    assert_eq!(bot.rest.post(&general, json!({"content": " "})).await.refusal(), (400, 50006));
    let broken = bot
        .rest
        .request(reqwest::Method::POST, &general)
        .header("content-type", "application/json")
        .body("{");
    assert_eq!(bot.rest.send(broken).await.refusal(), (400, 50109));
}

#[tokio::test]
async fn an_edit_keeps_what_it_does_not_name() {
    let (_discord, _app, guild, bot) = harbour().await;
    let general = format!("/channels/{}/messages", guild.text_channel("hall"));
    let sent = bot.rest.post(&general, json!({"content": "words", "embeds": [{"title": "card"}]})).await;
    let path = format!("{general}/{}", text(&sent.body["id"]));
    let edited = bot.rest.patch(&path, json!({"embeds": [{"title": "other"}]})).await;
    assert_eq!((text(&edited.body["content"]), text(&edited.body["embeds"][0]["title"])), ("words", "other"));
    assert!(edited.body["edited_timestamp"].is_string());
    assert_eq!(bot.rest.delete(&path).await.status, 204);
    assert_eq!(bot.rest.get(&path).await.refusal(), (404, 10008));
}

#[tokio::test]
async fn lists_page_newest_first() {
    let (_discord, _app, guild, bot) = harbour().await;
    let ann = guild.member("ann");
    for words in ["one", "two", "three"] {
        ann.says("general", words).await;
    }
    let said = ann.says("general", "four").await;
    let path = format!("/channels/{}/messages", said.channel);
    let page = bot.rest.get(&format!("{path}?limit=2&before={}", said.id)).await;
    let ids: Vec<u64> =
        page.body.as_array().unwrap().iter().map(|it| text(&it["id"]).parse().unwrap()).collect();
    assert!(ids.len() == 2 && ids[0] > ids[1] && ids[0] < said.id.0);
    let after = bot.rest.get(&format!("{path}?after={}", ids[0])).await;
    assert_eq!(text(&after.body[0]["id"]), said.id.to_string());
}

#[tokio::test]
async fn answers_tell_the_limits() {
    let (_discord, _app, guild, bot) = harbour().await;
    let got = bot.rest.get(&format!("/guilds/{}/channels", guild.id())).await;
    for name in ["limit", "remaining", "reset", "reset-after", "bucket"] {
        assert!(got.headers.contains_key(format!("x-ratelimit-{name}")), "{name} is missing");
    }
}
