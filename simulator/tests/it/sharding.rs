//! A bot that shares its guilds out among several sessions.

use discord_simulator::{Application, Guild, Simulator};
use serde_json::json;

use crate::bot::{INTENTS, Rest, Socket, identify};

async fn session(discord: &Simulator, app: &Application, shard: [u64; 2]) -> Socket {
    let mut socket = Socket::open(discord).await;
    let mut asked = identify(&app.token(), INTENTS);
    asked["d"]["shard"] = json!(shard);
    socket.send(asked).await;
    let ready = socket.dispatch("READY").await;
    assert_eq!(ready["shard"], json!(shard));
    socket
}

/// Guilds until each of two sessions has one.
fn one_for_each(discord: &Simulator) -> [Guild; 2] {
    let shard = |guild: &Guild| (guild.id().0 >> 22) % 2;
    let first = discord.guild("First");
    loop {
        discord.clock().advance(std::time::Duration::from_millis(1));
        let second = discord.guild("Second");
        if shard(&second) != shard(&first) {
            return if shard(&first) == 0 { [first, second] } else { [second, first] };
        }
    }
}

#[tokio::test]
async fn each_session_hears_of_its_own_guilds_alone() {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Bot");
    let guilds = one_for_each(&discord);
    discord.gateway().recommend_shards(2);
    let told = Rest::new(&discord, &app).get("/gateway/bot").await;
    assert_eq!(told.body["shards"], 2);
    for guild in &guilds {
        guild.text_channel("general");
        guild.install(&app, 0);
    }
    for (at, guild) in guilds.iter().enumerate() {
        let mut own = session(&discord, &app, [at as u64, 2]).await;
        let created = own.dispatch("GUILD_CREATE").await;
        assert_eq!(created["id"], json!(guild.id()));
        guilds[1 - at].text_channel("for-the-other");
        guild.text_channel("for-this-one");
        let heard = own.dispatch("CHANNEL_CREATE").await;
        assert_eq!(heard["name"], "for-this-one", "what is the other's is not heard");
    }
}

#[tokio::test]
async fn a_session_of_a_shard_that_cannot_be_is_4010() {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Bot");
    let mut socket = Socket::open(&discord).await;
    let mut asked = identify(&app.token(), INTENTS);
    asked["d"]["shard"] = json!([2, 2]);
    socket.send(asked).await;
    assert_eq!(socket.frame().await, Err(Some(4010)));
}

#[tokio::test]
async fn where_pace_is_insisted_on_a_session_too_soon_is_not_begun_and_counted() {
    let discord = Simulator::start().await.unwrap();
    let (app, other) = (discord.application("Bot"), discord.application("Other"));
    drop(session(&discord, &app, [0, 2]).await);
    discord.gateway().insist_on_pace();
    let _first = session(&discord, &app, [0, 2]).await;
    let _others = session(&discord, &other, [0, 1]).await;
    let mut hasty = Socket::open(&discord).await;
    let mut asked = identify(&app.token(), INTENTS);
    asked["d"]["shard"] = json!([1, 2]);
    hasty.send(asked).await;
    let frame = hasty.frame().await.unwrap();
    assert_eq!((&frame["op"], &frame["d"]), (&json!(9), &json!(false)));
    discord.until(|world| (world.identified(), world.hurried()) == (3, 1)).await;
}
