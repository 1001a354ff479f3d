//! 50001 where one cannot see, 50013 where one may not.

use discord_simulator::permissions;
use serde_json::json;

use crate::bot::harbour;

#[tokio::test]
async fn what_the_bot_cannot_see_is_50001() {
    let (_discord, _app, guild, bot) = harbour().await;
    let hidden = guild.text_channel("hidden");
    guild.overwrite("hidden", "@everyone", 0, permissions::VIEW_CHANNEL);
    guild.overwrite("hidden", "Athenaeum", 0, permissions::VIEW_CHANNEL);
    assert_eq!(bot.rest.get(&format!("/channels/{hidden}")).await.refusal(), (403, 50001));
    let write = bot.rest.post(&format!("/channels/{hidden}/messages"), json!({"content": "x"})).await;
    assert_eq!(write.refusal(), (403, 50001));
    let listed = bot.rest.get(&format!("/guilds/{}/channels", guild.id())).await;
    assert!(!listed.body.to_string().contains("hidden"));
}

#[tokio::test]
async fn what_the_bot_may_not_do_is_50013() {
    let (discord, _app, guild, bot) = harbour().await;
    let quiet = guild.text_channel("quiet");
    let sent = bot.rest.post(&format!("/channels/{quiet}/messages"), json!({"content": "card"})).await;
    let id = sent.body["id"].as_str().unwrap().to_owned();
    guild.overwrite("quiet", "Athenaeum", 0, permissions::SEND_MESSAGES | permissions::CREATE_PUBLIC_THREADS);
    let write = bot.rest.post(&format!("/channels/{quiet}/messages"), json!({"content": "x"})).await;
    assert_eq!(write.refusal(), (403, 50013));
    let thread =
        bot.rest.post(&format!("/channels/{quiet}/messages/{id}/threads"), json!({"name": "x"})).await;
    assert_eq!(thread.refusal(), (403, 50013));
    let ann = guild.member("ann");
    let said = ann.says("quiet", "mine").await;
    assert_eq!(
        bot.rest.delete(&format!("/channels/{quiet}/messages/{}", said.id)).await.refusal(),
        (403, 50013)
    );
    assert_eq!(discord.finish().iter().filter(|finding| finding.contains("50013")).count(), 3);
    discord.expect_error(50013);
    assert!(!discord.finish().join("\n").contains("50013"));
}

#[tokio::test]
async fn members_are_held_to_their_permissions_too() {
    let (_discord, _app, guild, _bot) = harbour().await;
    guild.text_channel("staff");
    guild.role("Moderator", permissions::MANAGE_MESSAGES);
    guild.overwrite("staff", "@everyone", 0, permissions::VIEW_CHANNEL);
    guild.overwrite("staff", "Moderator", permissions::VIEW_CHANNEL, 0);
    let (ann, mo) = (guild.member("ann"), guild.member_with("mo", &["Moderator"]));
    assert_eq!(ann.try_says("staff", "hi").unwrap_err().to_string(), "ann cannot see #staff");
    assert_eq!(ann.sees("staff"), "ann cannot see #staff");
    let said = mo.says("staff", "hi").await;
    assert_eq!(mo.sees("staff"), "mo: hi");
    ann.gains_role("Moderator");
    ann.deletes(&said).await;
    assert_eq!(mo.sees("staff"), "");
}

#[tokio::test]
async fn another_guild_is_another_world() {
    let (discord, app, _guild, bot) = harbour().await;
    let lagoon = discord.guild("Lagoon");
    let secret = lagoon.text_channel("secret");
    assert_eq!(bot.rest.get(&format!("/channels/{secret}")).await.refusal(), (403, 50001));
    let other = discord.application("Other");
    let path = format!("/applications/{}/commands", other.id());
    assert_eq!(bot.rest.put(&path, json!([])).await.refusal(), (403, 50001));
    assert_ne!(app.token(), other.token());
}

#[tokio::test]
async fn the_bots_own_roles_are_told_without_the_members_intent() {
    let (_discord, app, guild, mut bot) = harbour().await;
    guild.set_role("Athenaeum", permissions::ORDINARY);
    let changed = bot.socket.dispatch("GUILD_ROLE_UPDATE").await;
    assert_eq!(changed["role"]["permissions"], permissions::ORDINARY.to_string());
    let member = bot.rest.get(&format!("/guilds/{}/members/{}", guild.id(), app.id())).await;
    assert_eq!(member.body["roles"][0], changed["role"]["id"]);
}
