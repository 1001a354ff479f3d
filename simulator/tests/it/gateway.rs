//! Hello, identify, heartbeat, resume.

use discord_simulator::{Simulator, permissions};
use serde_json::json;

use crate::bot::{INTENTS, Rest, Socket, harbour, identify, text};

#[tokio::test]
async fn a_bot_comes_online_and_learns_its_guilds() {
    let (discord, app, harbour, bot) = harbour().await;
    assert_eq!(text(&bot.ready["user"]["id"]), app.id().to_string());
    assert_eq!(bot.ready["guilds"], json!([{"id": harbour.id(), "unavailable": true}]));
    assert_eq!(bot.rest.get("/users/@me").await.body["username"], "Athenaeum");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn guild_create_shows_only_what_the_bot_can_see() {
    let discord = Simulator::start().await.unwrap();
    let (app, guild) = (discord.application("Bot"), discord.guild("Harbour"));
    guild.text_channel("general");
    guild.text_channel("staff");
    guild.overwrite("staff", "@everyone", 0, permissions::VIEW_CHANNEL);
    guild.install(&app, 0);
    let mut socket = Socket::open(&discord).await;
    socket.send(identify(&app.token(), INTENTS)).await;
    let created = socket.dispatch("GUILD_CREATE").await;
    let names: Vec<&str> =
        created["channels"].as_array().unwrap().iter().map(|it| text(&it["name"])).collect();
    assert_eq!(names, ["general"]);
    assert_eq!(created["members"][0]["user"]["id"], json!(app.id()));
}

#[tokio::test]
async fn heartbeats_are_acknowledged() {
    let (_discord, _app, _guild, mut bot) = harbour().await;
    bot.socket.send(json!({"op": 1, "d": bot.socket.seq})).await;
    assert_eq!(bot.socket.frame().await.unwrap()["op"], 11);
}

#[tokio::test]
async fn a_wrong_token_is_4004_and_an_intent_that_is_off_4014() {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Bot");
    let mut socket = Socket::open(&discord).await;
    socket.send(identify("nonsense", INTENTS)).await;
    assert_eq!(socket.frame().await, Err(Some(4004)));
    let mut socket = Socket::open(&discord).await;
    socket.send(identify(&app.token(), 1 << 15)).await;
    assert_eq!(socket.frame().await, Err(Some(4014)));
    app.allow_intents(1 << 15);
    let mut socket = Socket::open(&discord).await;
    socket.send(identify(&app.token(), 1 << 15)).await;
    socket.dispatch("READY").await;
}

#[tokio::test]
async fn a_dropped_session_resumes_on_the_main_address_with_what_it_missed() {
    let (discord, app, guild, mut bot) = harbour().await;
    let ann = guild.member("ann");
    discord.drop_gateway();
    assert_eq!(bot.socket.frame().await, Err(None));
    ann.says("general", "did you hear this?").await;
    let resume = json!({"op": 6, "d": {"token": app.token(), "session_id": bot.ready["session_id"], "seq": bot.socket.seq}});
    let mut again = Socket::open(&discord).await;
    again.send(resume).await;
    let missed = again.frame().await.unwrap();
    assert_eq!((text(&missed["t"]), missed["s"].as_u64()), ("MESSAGE_CREATE", Some(bot.socket.seq + 1)));
    assert_eq!(again.frame().await.unwrap()["t"], "RESUMED");
}

#[tokio::test]
async fn a_session_that_said_goodbye_cannot_resume() {
    let (discord, app, _guild, bot) = harbour().await;
    let resume = json!({"op": 6, "d": {"token": app.token(), "session_id": bot.ready["session_id"], "seq": bot.socket.seq}});
    bot.socket.close(1000).await;
    app.disconnected().await;
    let mut again = Socket::open(&discord).await;
    again.send(resume).await;
    let invalid = again.frame().await.unwrap();
    assert_eq!((invalid["op"].as_u64(), invalid["d"].as_bool()), (Some(9), Some(false)));
}

#[tokio::test]
async fn others_words_are_empty_without_the_content_intent() {
    let (_discord, app, guild, mut bot) = harbour().await;
    let ann = guild.member("ann");
    ann.says("general", "a secret").await;
    let heard = bot.socket.dispatch("MESSAGE_CREATE").await;
    assert_eq!((text(&heard["content"]), heard["guild_id"] == json!(guild.id())), ("", true));
    let said = ann.says("general", "@Athenaeum a question").await;
    let heard = bot.socket.dispatch("MESSAGE_CREATE").await;
    assert_eq!(heard["content"], format!("<@{}> a question", app.id()));
    let path = format!("/channels/{}/messages", said.channel);
    let listed = bot.rest.get(&path).await;
    assert_eq!(text(&listed.body[1]["content"]), "");
}

#[tokio::test]
async fn a_bot_that_is_asked_to_reconnect_is_told_so() {
    let (discord, _app, _guild, mut bot) = harbour().await;
    discord.restart_gateway();
    assert_eq!(bot.socket.frame().await.unwrap()["op"], 7);
}

#[tokio::test]
async fn joining_and_leaving_a_guild_is_told() {
    let (discord, app, _guild, mut bot) = harbour().await;
    let other = discord.guild("Lagoon");
    other.install(&app, 0);
    assert_eq!(bot.socket.dispatch("GUILD_CREATE").await["name"], "Lagoon");
    other.uninstall(&app);
    let gone = bot.socket.dispatch("GUILD_DELETE").await;
    assert_eq!(gone, json!({"id": other.id()}));
    assert_eq!(bot.rest.get(&format!("/guilds/{}", other.id())).await.refusal(), (403, 50001));
}

#[tokio::test]
async fn requests_say_who_they_are() {
    let (discord, _app, _guild, bot) = harbour().await;
    let rude = reqwest::Client::new().get(format!("{}/api/v10/gateway", discord.url())).send().await.unwrap();
    assert_eq!(rude.status(), 403);
    let stranger = Rest::with_token(&discord, "nonsense").get("/users/@me").await;
    assert_eq!((stranger.status, &stranger.body["message"]), (401, &json!("401: Unauthorized")));
    let unknown = bot.rest.get("/sticker-packs").await;
    assert_eq!(unknown.status, 404);
    let findings = discord.finish().join("\n");
    assert!(findings.contains("unknown call: GET /sticker-packs"), "{findings}");
}
