//! Hello, identify, heartbeat, resume.

use std::time::Duration;

use discord_simulator::{Application, Simulator, permissions};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::bot::{Bot, INTENTS, Rest, Socket, harbour, identify, text};

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
    // discord.py names itself nowhere below /webhooks and /interactions.
    let of_a_token = reqwest::Client::new().get(format!("{}/api/v10/webhooks/1/x/messages/2", discord.url()));
    assert_eq!(of_a_token.send().await.unwrap().status(), 404);
    let stranger = Rest::with_token(&discord, "nonsense").get("/users/@me").await;
    assert_eq!((stranger.status, &stranger.body["message"]), (401, &json!("401: Unauthorized")));
    let unknown = bot.rest.get("/sticker-packs").await;
    assert_eq!(unknown.status, 404);
    let findings = discord.finish().join("\n");
    assert!(findings.contains("unknown call: GET /sticker-packs"), "{findings}");
}

#[tokio::test]
async fn a_zlib_stream_carries_the_same_frames() {
    let (discord, app, ..) = harbour().await;
    let url = format!("{}/?v=10&encoding=json&compress=zlib-stream", discord.url().replace("http", "ws"));
    let (mut stream, _) = tokio_tungstenite::connect_async(url).await.unwrap();
    let mut inflate = flate2::Decompress::new(true);
    let mut names = Vec::new();
    while names.last().is_none_or(|name| name != "GUILD_CREATE") {
        let piece = stream.next().await.unwrap().unwrap().into_data();
        assert_eq!(piece[piece.len() - 4..], [0, 0, 0xff, 0xff]);
        let mut text = Vec::with_capacity(1 << 20);
        inflate.decompress_vec(&piece, &mut text, flate2::FlushDecompress::Sync).unwrap();
        let frame: Value = serde_json::from_slice(&text).unwrap();
        if frame["op"] == 10 {
            stream.send(Message::text(identify(&app.token(), INTENTS).to_string())).await.unwrap();
        }
        names.push(frame["t"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(names, ["", "READY", "GUILD_CREATE"]);
}

#[tokio::test]
async fn what_is_no_payload_is_4002_and_the_session_can_be_resumed() {
    let (discord, app, _guild, mut bot) = harbour().await;
    let sized = |bytes: usize| {
        let bare = json!({"op": 3, "d": {"status": ""}}).to_string().len();
        json!({"op": 3, "d": {"status": "x".repeat(bytes - bare)}})
    };
    bot.socket.send(sized(4096)).await;
    bot.socket.send(json!({"op": 1, "d": null})).await;
    assert_eq!(bot.socket.frame().await.unwrap()["op"], 11, "4096 bytes fit");
    for wrong in [sized(4097), json!({"d": null}), json!("words")] {
        bot.socket.send(wrong).await;
        assert_eq!(bot.socket.frame().await, Err(Some(4002)));
        bot.socket = resumed(&discord, &app, &bot).await;
    }
    let findings = discord.finish();
    assert_eq!(findings.len(), 3, "{findings:?}");
    assert!(findings[0].contains("4097 bytes"), "{findings:?}");
}

#[tokio::test]
async fn more_than_120_frames_a_minute_are_4008_and_the_session_can_be_resumed() {
    let (discord, app, _guild, mut bot) = harbour().await;
    let beat = json!({"op": 1, "d": null});
    // The first was to identify.
    for _ in 1..120 {
        bot.socket.send(beat.clone()).await;
        assert_eq!(bot.socket.frame().await.unwrap()["op"], 11);
    }
    discord.clock().advance(Duration::from_secs(60));
    for _ in 0..120 {
        bot.socket.send(beat.clone()).await;
        assert_eq!(bot.socket.frame().await.unwrap()["op"], 11, "a minute later there is room again");
    }
    bot.socket.send(beat.clone()).await;
    assert_eq!(bot.socket.frame().await, Err(Some(4008)));
    bot.socket = resumed(&discord, &app, &bot).await;
    bot.socket.send(beat).await;
    assert_eq!(bot.socket.frame().await.unwrap()["op"], 11, "another connection counts anew");
    let findings = discord.finish();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains("120 frames"), "{findings:?}");
}

/// The session of a bot on a new connection.
async fn resumed(discord: &Simulator, app: &Application, bot: &Bot) -> Socket {
    let session = json!({"token": app.token(), "session_id": bot.ready["session_id"], "seq": bot.socket.seq});
    let mut again = Socket::open(discord).await;
    again.send(json!({"op": 6, "d": session})).await;
    assert_eq!(again.frame().await.unwrap()["t"], "RESUMED");
    again
}

#[tokio::test]
async fn what_is_not_spoken_here_is_refused_and_told() {
    let discord = Simulator::start().await.unwrap();
    for (query, code) in [("v=10&encoding=etf", 4002), ("v=10&compress=zstd-stream", 4002), ("v=6", 4012)] {
        let url = format!("{}/?{query}", discord.url().replace("http", "ws"));
        let (mut stream, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        let Some(Ok(Message::Close(Some(frame)))) = stream.next().await else {
            panic!("{query} is not refused");
        };
        assert_eq!(u16::from(frame.code), code, "{query}");
    }
    let findings = discord.finish();
    assert_eq!(findings.len(), 3, "{findings:?}");
    assert!(findings[0].contains("encoding etf"), "{findings:?}");
}

#[tokio::test]
async fn members_come_when_asked_for() {
    let (discord, app, guild, mut bot) = harbour().await;
    let (ann, _bo) = (guild.member("ann"), guild.member("bo"));
    let mut ask = async |d: Value| {
        bot.socket.send(json!({"op": 8, "d": d})).await;
        let chunk = bot.socket.dispatch("GUILD_MEMBERS_CHUNK").await;
        let names =
            chunk["members"].as_array().unwrap().iter().map(|it| text(&it["user"]["username"]).to_owned());
        (names.collect::<Vec<_>>(), chunk)
    };
    let (names, chunk) = ask(json!({"guild_id": guild.id(), "query": "AN", "limit": 5, "nonce": "n"})).await;
    assert_eq!(names, ["ann"]);
    assert_eq!(
        (&chunk["nonce"], &chunk["chunk_count"], &chunk["chunk_index"]),
        (&json!("n"), &json!(1), &json!(0))
    );
    let (names, chunk) = ask(json!({"guild_id": guild.id(), "user_ids": [ann.id(), "5"]})).await;
    assert_eq!((names, &chunk["not_found"]), (vec!["ann".to_owned()], &json!(["5"])));

    bot.socket.send(json!({"op": 8, "d": {"guild_id": guild.id(), "query": "", "limit": 0}})).await;
    bot.socket.send(json!({"op": 1, "d": null})).await;
    assert_eq!(bot.socket.frame().await.unwrap()["op"], 11, "the whole list is not for everybody");
    assert!(discord.finish()[0].contains("GUILD_MEMBERS"));

    app.allow_intents(1 << 1);
    let mut socket = Socket::open(&discord).await;
    socket.send(identify(&app.token(), INTENTS | 1 << 1)).await;
    socket.dispatch("GUILD_CREATE").await;
    socket.send(json!({"op": 8, "d": {"guild_id": guild.id(), "query": "", "limit": 0}})).await;
    let all = socket.dispatch("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(all["members"].as_array().unwrap().len(), 4, "the owner, the bot, ann and bo");

    app.allow_intents(1 << 8);
    let mut socket = Socket::open(&discord).await;
    socket.send(identify(&app.token(), INTENTS | 1 << 8)).await;
    let whole = socket.dispatch("GUILD_CREATE").await;
    assert_eq!(whole["members"].as_array().unwrap().len(), 4, "who sees presences gets the members at once");
}
