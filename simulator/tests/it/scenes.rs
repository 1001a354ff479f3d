//! What scenes themselves promise: what is seen, what is noticed at the end.

use serde_json::json;
use tokio::join;

use crate::bot::{harbour, says};

#[tokio::test]
async fn a_message_that_nobody_looked_at_is_a_finding() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    bot.rest.post(&format!("/channels/{hall}/messages"), json!({"content": "hello?"})).await;
    assert_eq!(discord.finish(), ["nobody looked at a message in #hall:\nhello?"]);
    let ann = guild.member("ann");
    assert_eq!(ann.sees("hall"), "Athenaeum [bot]:\n  hello?");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_refusal_that_was_expected_and_never_came_is_a_finding() {
    let (discord, ..) = harbour().await;
    discord.expect_error(50013);
    assert_eq!(discord.finish(), ["expected a refusal with code 50013, but none came"]);
}

#[tokio::test]
async fn a_condition_is_met_when_the_world_changes() {
    let (discord, app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    let path = format!("/channels/{hall}/messages");
    join!(
        discord.until(|world| world.text(&guild, "hall").contains("now") && world.connected(&app)),
        async {
            assert_eq!(bot.rest.post(&path, json!({"content": "now"})).await.status, 200);
        }
    );
    discord
        .until(|world| world.messages(&guild, "hall").len() == 1 && world.threads(&guild).is_empty())
        .await;
}

#[tokio::test]
async fn guild_commands_exist_in_their_guild_alone() {
    let (discord, app, guild, mut bot) = harbour().await;
    let lagoon = discord.guild("Lagoon");
    lagoon.text_channel("general");
    lagoon.install(&app, crate::bot::BITS);
    let path = format!("/applications/{}/guilds/{}/commands", app.id(), guild.id());
    let made = bot.rest.post(&path, json!({"name": "here", "description": "Only here"})).await;
    assert_eq!((made.status, &made.body["guild_id"]), (201, &json!(guild.id())));
    let again = bot.rest.post(&path, json!({"name": "here", "description": "Still here"})).await;
    assert_eq!((again.status, &again.body["id"]), (200, &made.body["id"]));
    let ann = guild.member("ann");
    let (answer, _) = join!(ann.slash("general", "/here"), bot.answers(says("Yes.")));
    assert_eq!(answer.text(), "Yes.");
    let stuck = lagoon.member("bo").try_slash("general", "/here").await.err().unwrap();
    assert!(stuck.to_string().starts_with("there is no command /here"));
    assert_eq!(bot.rest.put(&path, json!([])).await.body, json!([]));
    assert_eq!(app.commands().len(), 0);
}

#[tokio::test]
async fn people_mend_their_words_and_nobody_elses() {
    let (_discord, _app, guild, mut bot) = harbour().await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let said = ann.says("general", "teh book").await;
    ann.try_edits(&said, "the book").unwrap();
    assert_eq!(bot.socket.dispatch("MESSAGE_UPDATE").await["id"], json!(said.id));
    assert_eq!(bo.sees("general"), "ann: the book (edited)");
    let refused = bo.try_edits(&said, "no book").unwrap_err().to_string();
    assert_eq!(refused, "Missing Permissions (code 50013)");
    assert_eq!(bo.newest("general").unwrap().text(), "the book");
}

#[tokio::test]
async fn a_simulator_that_is_gone_answers_nobody() {
    let (discord, _app, guild, bot) = harbour().await;
    let path = format!("/channels/{}/messages", guild.text_channel("hall"));
    assert_eq!(bot.rest.get(&path).await.status, 200);
    drop(discord);
    assert!(bot.rest.request(reqwest::Method::GET, &path).send().await.is_err());
}

#[tokio::test]
async fn messages_that_leave_mentions_open_are_found_when_somebody_minds() {
    let (discord, _app, guild, bot) = harbour().await;
    let path = format!("/channels/{}/messages", guild.text_channel("hall"));
    discord.insist_on_allowed_mentions();
    bot.rest.post(&path, json!({"content": "tight", "allowed_mentions": {"parse": []}})).await;
    assert_eq!(guild.text("hall"), "Athenaeum [bot]:\n  tight");
    assert_eq!(discord.finish(), [""; 0]);
    bot.rest.post(&path, json!({"content": "loose"})).await;
    assert!(guild.text("hall").ends_with("loose"));
    let findings = discord.finish();
    assert!(
        findings.len() == 1 && findings[0].starts_with("leaves mentions open: POST /channels/"),
        "{findings:?}"
    );
}

#[tokio::test]
async fn people_can_act_in_tasks_of_their_own() {
    let (_discord, app, guild, mut bot) = harbour().await;
    let commands = json!([{"name": "here", "description": "Here"}]);
    bot.registers(&app, commands).await;
    let ann = guild.member("ann");
    let asked = tokio::spawn(async move { ann.slash("general", "/here").await.text() });
    bot.answers(says("Yes.")).await;
    assert_eq!(asked.await.unwrap(), "Yes.");
}
