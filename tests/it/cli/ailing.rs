//! `doctor` before a Discord on which much is wrong: every part is looked at, in every guild, and each has its mending.

use discord_simulator::permissions::{
    EMBED_LINKS, MANAGE_GUILD, MANAGE_MESSAGES, SEND_MESSAGES, VIEW_CHANNEL,
};
use discord_simulator::{Application, Guild, Simulator};
use serde_json::Value;

use super::Desk;
use super::library::tamper;
use super::serving::{Serving, desk_before};
use crate::support::BOT_PERMISSIONS;

/// One that no person has mended yet.
const PARKED: &str = "INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, first_at, lease_until, \
    cause, planned_at, interaction, token, body, reason) VALUES \
    (9001, 7, 'discuss', 'a', 'parked', 1, 3, 1, 1, 1, 1, NULL, NULL, '', 'the forum takes no more posts')";

fn guild(discord: &Simulator, application: &Application, name: &str) -> Guild {
    let guild = discord.guild(name);
    guild.text_channel("general");
    guild.text_channel("shelf");
    guild.forum("books", &[]);
    guild.role("Keeper", 0);
    guild.role("Steward", MANAGE_GUILD | MANAGE_MESSAGES);
    guild.install(application, BOT_PERMISSIONS);
    guild
}

/// Sets both guilds up by commands, while the bot answers what Discord posts; at what address.
async fn set_up(desk: &Desk, application: &Application, harbour: &Guild, pier: &Guild) -> String {
    let mut run = desk.command(&["run", "--listen", "127.0.0.1:0"]);
    let mut bot = Serving::by(run.env("DISCORD_PUBLIC_KEY", application.public_key()));
    let told = bot.until("http ");
    let address =
        told.lines().last().unwrap().split_whitespace().nth(1).unwrap().trim_end_matches(':').to_owned();
    bot.until("guilds    2");
    application.connected().await;
    let endpoint = format!("http://{address}/interactions");
    application.interactions_endpoint(&endpoint).await.unwrap();
    for (guild, lines) in [
        (harbour, &["/settings discussions channel:books", "/settings moderators role:Keeper"][..]),
        (pier, &["/settings discussions channel:shelf"]),
    ] {
        let gil = guild.member_with("gil", &["Steward"]);
        for line in lines {
            gil.slash("general", line).await.settled().await.text();
        }
    }
    bot.signal("-TERM");
    assert!(bot.end().0.success());
    application.disconnected().await;
    endpoint
}

/// What is not fine: whose, about what, how bad, and what is told. Each must come with its mending.
fn found(desk: &Desk, environment: &[(&str, &str)]) -> (i32, Vec<[String; 4]>) {
    let output = desk.command(&["doctor", "--json"]).envs(environment.iter().copied()).output().unwrap();
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let bad = all.iter().filter(|it| it["verdict"] != "fine" && it["about"] != "followers");
    let line = |it: &Value| {
        assert!(it["mend"].as_str().is_some_and(|it| it.len() > 10), "it has no mending: {it}");
        ["guild", "about", "verdict", "told"].map(|key| rounded(it[key].as_str().unwrap_or_default()))
    };
    (output.status.code().unwrap(), bad.map(line).collect())
}

/// The clock is asked a moment after Discord's was read.
fn rounded(told: &str) -> String {
    (590..600)
        .fold(told.to_owned(), |told, it| told.replace(&format!(" {it} s"), " 600 s"))
        .replace(" 600 s", " about 600 s")
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_ails_a_deployment_is_told_with_its_mending() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let (harbour, pier) = (guild(&discord, &application, "Harbour"), guild(&discord, &application, "Pier"));
    let endpoint = set_up(&desk, &application, &harbour, &pier).await;
    let key = application.public_key();
    let answering = [("DISCORD_PUBLIC_KEY", key.as_str()), ("ATHENAEUM_LISTEN", "127.0.0.1:9")];
    let (h, p) = (harbour.id().to_string(), pier.id().to_string());
    let tagless = "#books does not have every tag that the topics name";
    assert_eq!(found(&desk, &answering), (0, lines(&[[&h, "tags", "doubtful", tagless]])));

    application.allow_intents(1 << 15);
    application.require_code_grant();
    harbour.require_tag("books");
    harbour.overwrite("books", "Athenaeum", 0, SEND_MESSAGES);
    harbour.delete_role("Keeper");
    pier.overwrite("shelf", "Athenaeum", 0, EMBED_LINKS);
    discord.clock().advance(std::time::Duration::from_mins(10));
    tamper(&desk, PARKED);
    let posted = format!("Discord posts interactions to {endpoint}, so that none reaches this bot");
    let parked = "Opening a discussion could not be done (number 9001): the forum takes no more posts";
    let mut ailing = vec![
        ["", "application", "wrong", &*posted],
        [
            "",
            "application",
            "wrong",
            "it requires an OAuth2 code grant, so that nobody can invite the bot with a link",
        ],
        ["", "intents", "doubtful", "privileged intents are granted that the bot never asks for"],
        ["", "clock", "wrong", "it is about 600 s away from Discord's"],
        ["7", "promises", "wrong", parked],
        [&h, "permissions", "wrong", "I lack Send Messages in #books"],
        [&h, "tags", "wrong", "#books requires a tag of every post, and has none that the topics name"],
        [&p, "permissions", "wrong", "I lack Embed Links in #shelf"],
        [&h, "moderators", "wrong", "the role that was set for moderators was deleted"],
    ];
    assert_eq!(found(&desk, &[]), (1, lines(&ailing)));

    // With the key of some other bot it is that instead.
    let other = discord.application("Other").public_key();
    ailing[0][3] =
        "DISCORD_PUBLIC_KEY is not the key of this application, so that what Discord posts would be refused";
    let foreign = [("DISCORD_PUBLIC_KEY", other.as_str()), answering[1]];
    assert_eq!(found(&desk, &foreign), (1, lines(&ailing)));

    application.no_endpoint();
    pier.delete_channel("shelf");
    harbour.overwrite("books", "Athenaeum", 0, VIEW_CHANNEL);
    discord.expect_error(10_003);
    discord.expect_error(50_001);
    let (_, told) = found(&desk, &answering);
    let told: Vec<&str> = told.iter().map(|it| it[3].as_str()).collect();
    for words in [
        "DISCORD_PUBLIC_KEY is set, but Discord posts interactions nowhere: they come through the gateway",
        "I lack View Channel in the channel ",
        ", where discussions open, was deleted",
    ] {
        assert!(told.iter().any(|it| it.contains(words)), "{words}: {told:#?}");
    }
    assert_eq!(discord.finish(), Vec::<String>::new());
}

fn lines(wanted: &[[&str; 4]]) -> Vec<[String; 4]> {
    wanted.iter().map(|it| it.map(str::to_owned)).collect()
}
