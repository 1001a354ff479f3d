//! Threads and forum posts.

use std::time::Duration;

use discord_simulator::permissions;
use serde_json::{Value, json};

use crate::bot::{Bot, harbour, text};

async fn posted(bot: &Bot, channel: &str) -> String {
    let sent = bot.rest.post(&format!("/channels/{channel}/messages"), json!({"content": "card"})).await;
    text(&sent.body["id"]).to_owned()
}

#[tokio::test]
async fn a_thread_has_its_messages_id_and_there_is_one() {
    let (_discord, _app, guild, mut bot) = harbour().await;
    let hall = guild.text_channel("hall").to_string();
    let message = posted(&bot, &hall).await;
    let path = format!("/channels/{hall}/messages/{message}/threads");
    let thread = bot.rest.post(&path, json!({"name": "Discussion"})).await;
    assert_eq!((thread.status, text(&thread.body["id"])), (201, message.as_str()));
    assert_eq!(bot.socket.dispatch("THREAD_CREATE").await["newly_created"], true);
    assert_eq!(bot.socket.dispatch("MESSAGE_UPDATE").await["flags"], 32);
    assert_eq!(bot.rest.post(&path, json!({"name": "Again"})).await.refusal(), (400, 160_004));
    let first = bot.rest.get(&format!("/channels/{message}/messages")).await;
    assert_eq!(first.body[0]["type"], 21);
    assert_eq!(thread.body["message_count"], 0);
}

#[tokio::test]
async fn writing_wakes_an_archived_thread_but_not_a_locked_one() {
    let (_discord, _app, guild, bot) = harbour().await;
    let ann = guild.member("ann");
    let hall = guild.text_channel("hall").to_string();
    let message = posted(&bot, &hall).await;
    bot.rest.post(&format!("/channels/{hall}/messages/{message}/threads"), json!({"name": "Talk"})).await;
    let thread = guild.thread("Talk");
    thread.archive();
    let edit = bot.rest.patch(&format!("/channels/{message}"), json!({"name": "Other"})).await;
    assert_eq!(edit.refusal(), (400, 50083));
    ann.says("Talk", "hello?").await;
    assert!(!thread.archived());
    thread.lock();
    assert_eq!(ann.try_says("Talk", "me too").unwrap_err().to_string(), "Thread is locked (code 160005)");
}

#[tokio::test]
async fn lock_and_archive_take_two_calls_in_the_right_order() {
    let (_discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall").to_string();
    let message = posted(&bot, &hall).await;
    bot.rest.post(&format!("/channels/{hall}/messages/{message}/threads"), json!({"name": "Talk"})).await;
    guild.thread("Talk").archive();
    let path = format!("/channels/{message}");
    assert_eq!(bot.rest.patch(&path, json!({"locked": true})).await.refusal(), (400, 50083));
    let both = bot.rest.patch(&path, json!({"locked": true, "archived": false})).await;
    assert_eq!(both.body["thread_metadata"]["locked"], true);
    let wrong = bot.rest.patch(&path, json!({"locked": "yes"})).await;
    assert_eq!(wrong.refusal(), (400, 50035));
}

#[tokio::test]
async fn an_idle_thread_archives_itself_and_is_listed_by_time() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall").to_string();
    let message = posted(&bot, &hall).await;
    let body = json!({"name": "Talk", "auto_archive_duration": 60});
    bot.rest.post(&format!("/channels/{hall}/messages/{message}/threads"), body).await;
    let active = format!("/guilds/{}/threads/active", guild.id());
    assert_eq!(bot.rest.get(&active).await.body["threads"].as_array().unwrap().len(), 1);
    discord.clock().advance(Duration::from_hours(2));
    assert_eq!(bot.rest.get(&active).await.body["threads"], json!([]));
    let archived = bot.rest.get(&format!("/channels/{hall}/threads/archived/public")).await;
    assert_eq!(archived.body["threads"][0]["name"], "Talk");
    let none = format!("/channels/{hall}/threads/archived/public?before=2020-01-01T00:00:00Z");
    assert_eq!(bot.rest.get(&none).await.body["threads"], json!([]));
}

#[tokio::test]
async fn a_forum_post_shares_its_id_with_its_first_message() {
    let (_discord, _app, guild, bot) = harbour().await;
    let forum = bot.rest.get(&format!("/guilds/{}/channels", guild.id())).await;
    let forum = forum.body.as_array().unwrap().iter().find(|it| it["type"] == 15).unwrap().clone();
    let path = format!("/channels/{}/threads", text(&forum["id"]));
    let body = json!({"name": "Talk", "message": {"content": "card"}, "applied_tags": [forum["available_tags"][0]["id"]]});
    let post = bot.rest.post(&path, body).await;
    assert_eq!((post.status, &post.body["message"]["id"]), (201, &post.body["id"]));
    assert_eq!(guild.thread("Talk").tags(), ["Time"]);
    let direct = bot.rest.post(&path.replace("threads", "messages"), json!({"content": "x"})).await;
    assert_eq!(direct.refusal(), (400, 40058));
    guild.require_tag("shelf");
    let untagged = json!({"name": "Bare", "message": {"content": "card"}});
    assert_eq!(bot.rest.post(&path, untagged.clone()).await.refusal(), (400, 40067));
    let unknown = json!({"name": "Odd", "message": {"content": "card"}, "applied_tags": ["1"]});
    assert_eq!(bot.rest.post(&path, unknown).await.refusal(), (404, 10087));
}

#[tokio::test]
async fn a_forum_whose_tags_are_all_for_staff_is_40066() {
    let (_discord, app, guild, bot) = harbour().await;
    let strict = guild.forum("strict", &["!Staff"]);
    guild.require_tag("strict");
    guild.overwrite("strict", "Athenaeum", 0, permissions::MANAGE_THREADS);
    let body = json!({"name": "Talk", "message": {"content": "card"}});
    assert_eq!(bot.rest.post(&format!("/channels/{strict}/threads"), body).await.refusal(), (400, 40066));
    assert_eq!(app.commands(), [Value::Null; 0]);
}

#[tokio::test]
async fn deleting_a_thread_tells_only_its_place() {
    let (_discord, _app, guild, mut bot) = harbour().await;
    let hall = guild.text_channel("hall").to_string();
    let message = posted(&bot, &hall).await;
    bot.rest.post(&format!("/channels/{hall}/messages/{message}/threads"), json!({"name": "Talk"})).await;
    assert_eq!(bot.rest.delete(&format!("/channels/{message}")).await.status, 200);
    let gone = bot.socket.dispatch("THREAD_DELETE").await;
    assert_eq!(gone, json!({"id": message, "guild_id": guild.id(), "parent_id": hall, "type": 11}));
    assert_eq!(bot.rest.get(&format!("/channels/{message}")).await.refusal(), (404, 10003));
}
