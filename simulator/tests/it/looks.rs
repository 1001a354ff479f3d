//! Requests that only look: every one answers, in the shape of Discord's specification where that is at hand.

use serde_json::json;

use crate::bot::{BITS, harbour, text};

#[tokio::test]
async fn the_bot_knows_itself_and_its_guild() {
    let (discord, app, guild, bot) = harbour().await;
    let (app_id, guild_id) = (app.id(), guild.id());
    for path in [
        "/gateway".to_owned(),
        "/gateway/bot".to_owned(),
        "/users/@me".to_owned(),
        "/users/@me/guilds".to_owned(),
        "/applications/@me".to_owned(),
        format!("/applications/{app_id}/commands"),
        format!("/applications/{app_id}/guilds/{guild_id}/commands"),
        format!("/guilds/{guild_id}"),
        format!("/guilds/{guild_id}?with_counts=true"),
        format!("/guilds/{guild_id}/channels"),
        format!("/guilds/{guild_id}/roles"),
        format!("/guilds/{guild_id}/members/{app_id}"),
        format!("/guilds/{guild_id}/threads/active"),
    ] {
        let got = bot.rest.get(&path).await;
        assert_eq!(got.status, 200, "{path}: {got:?}");
    }
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn the_bots_permissions_can_be_computed_from_what_it_reads() {
    let (_discord, app, guild, bot) = harbour().await;
    let roles = bot.rest.get(&format!("/guilds/{}/roles", guild.id())).await.body;
    let member = bot.rest.get(&format!("/guilds/{}/members/{}", guild.id(), app.id())).await.body;
    let own = roles.as_array().unwrap().iter().find(|role| role["id"] == member["roles"][0]).unwrap();
    assert_eq!(text(&own["permissions"]), BITS.to_string());
    assert_eq!(own["tags"]["bot_id"], json!(app.id()));
    assert!(roles.as_array().unwrap().iter().any(|role| role["id"] == json!(guild.id())));
}

#[tokio::test]
async fn who_is_not_there_is_10007_or_10013() {
    let (discord, _app, guild, bot) = harbour().await;
    let stranger = discord.guild("Lagoon").member("bo");
    let path = |id: &str| format!("/guilds/{}/members/{id}", guild.id());
    assert_eq!(bot.rest.get(&path(&stranger.id().to_string())).await.refusal(), (404, 10007));
    assert_eq!(bot.rest.get(&path("1")).await.refusal(), (404, 10013));
}

#[tokio::test]
async fn commands_keep_their_ids_when_they_are_set_again() {
    let (_discord, app, _guild, bot) = harbour().await;
    let path = format!("/applications/{}/commands", app.id());
    let one = json!([{"name": "help", "description": "Help"}]);
    let first = bot.rest.put(&path, one).await.body;
    let two = json!([{"name": "help", "description": "More help"}, {"name": "my", "description": "Mine"}]);
    let second = bot.rest.put(&path, two).await.body;
    assert_eq!(first[0]["id"], second[0]["id"]);
    assert_ne!(first[0]["version"], second[0]["version"]);
    let help = format!("{path}/{}", text(&second[0]["id"]));
    let renamed = bot.rest.patch(&help, json!({"description": "Help!"})).await.body;
    assert_eq!((&renamed["id"], text(&renamed["description"])), (&second[0]["id"], "Help!"));
    assert_eq!(bot.rest.delete(&help).await.status, 204);
    assert_eq!(bot.rest.get(&help).await.refusal(), (404, 10063));
    let bad = bot.rest.post(&path, json!({"name": "Not Lower", "description": "x"})).await;
    assert_eq!(bad.refusal(), (400, 50035));
    assert!(bad.body["errors"]["name"]["_errors"][0]["code"].is_string(), "{bad:?}");
    let many: Vec<_> = (0..16).map(|n| json!({"name": format!("m{n}"), "type": 3})).collect();
    assert_eq!(bot.rest.put(&path, json!(many)).await.refusal(), (400, 30032));
}

#[tokio::test]
async fn leaving_a_guild_is_final() {
    let (_discord, _app, guild, mut bot) = harbour().await;
    assert_eq!(bot.rest.delete(&format!("/users/@me/guilds/{}", guild.id())).await.status, 204);
    bot.socket.dispatch("GUILD_DELETE").await;
    assert_eq!(bot.rest.get("/users/@me/guilds").await.body, json!([]));
}
