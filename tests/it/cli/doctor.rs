//! `doctor`: everything is looked over, what is missing is said, what is wrong comes with its mending.

use std::sync::Arc;

use discord_simulator::Simulator;
use serde_json::Value;

use super::Desk;
use super::files::record_the_sample;
use super::library::tamper;
use super::serving::{Serving, desk_before};
use crate::store::between::{self, Changes};
use crate::support::BOT_PERMISSIONS;
use crate::support::home::is_on_a_server;

fn findings(desk: &Desk) -> (i32, Vec<Value>) {
    let came = desk.does(&["doctor", "--json"]);
    assert_eq!(came.err, "");
    (came.code, serde_json::from_str(&came.out).unwrap())
}

/// Says of its server what whoever runs that has set.
struct Careless;

impl Changes for Careless {
    fn statement(&self, text: String) -> String {
        let text = text.replace("current_setting('fsync')", "CAST('off' AS TEXT)");
        text.replace("current_setting('full_page_writes')", "CAST('off' AS TEXT)")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_sync_is_told() {
    if !is_on_a_server() {
        return;
    }
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    let (_, found) = findings(&desk);
    let fine = found.iter().find(|it| it["about"] == "durability").unwrap();
    assert_eq!(fine["told"], "synchronous_commit = on, fsync = on, full_page_writes = on");
    let way = between::stand(&desk.database(), Arc::new(Careless)).await;
    let (code, found) = findings(&desk.set("DATABASE_URL", &way));
    let told = found.iter().filter(|it| it["about"] == "durability");
    let told: Vec<&str> = told.map(|it| it["told"].as_str().unwrap()).collect();
    assert_eq!((code, told), (1, vec!["fsync is off, not on", "full_page_writes is off, not on"]));
}

/// What is not fine, as `about verdict`.
fn bad(findings: &[Value]) -> Vec<String> {
    let bad = findings.iter().filter(|it| it["verdict"] != "fine");
    bad.map(|it| format!("{} {}", it["about"].as_str().unwrap(), it["verdict"].as_str().unwrap())).collect()
}

#[test]
fn with_nothing_there_each_missing_part_is_said() {
    let desk = Desk::new();
    let (code, found) = findings(&desk);
    assert_eq!(code, 1);
    assert_eq!(bad(&found), ["token wrong", "database wrong", "followers unknown"]);
    assert!(!desk.path("data").exists(), "a doctor makes nothing");
    let came = desk.does(&["doctor"]);
    assert!(came.out.contains("ok       library      28 resources, no mistake"), "{}", came.out);
    assert!(came.out.contains("→ put it into DISCORD_TOKEN"), "{}", came.out);
    assert!(came.out.ends_with("2 things are wrong\n"), "{}", came.out);
}

#[test]
fn what_is_wrong_in_the_database_is_named() {
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    assert_eq!(bad(&findings(&desk).1), ["token wrong", "followers unknown"]);
    if !is_on_a_server() {
        tamper(&desk, "PRAGMA journal_mode = DELETE");
        assert_eq!(bad(&findings(&desk).1), ["token wrong", "durability wrong", "followers unknown"]);
        tamper(&desk, "PRAGMA journal_mode = WAL");
    }
    tamper(&desk, "DELETE FROM resource WHERE slug = 'deep-work'");
    let (code, found) = findings(&desk);
    assert_eq!(
        (code, bad(&found)),
        (1, ["token wrong", "views wrong", "followers unknown"].map(str::to_owned).to_vec())
    );
    let views = found.iter().find(|it| it["about"] == "views").unwrap();
    assert_eq!(views["told"], "not as the log says: resource");
    assert_eq!(bad(&findings(&desk).1), bad(&found), "it mends nothing");
    tamper(&desk, "UPDATE event SET at = at + 1 WHERE pos = 9");
    assert!(desk.does(&["doctor"]).out.contains("event 9 is not what it was"));
    tamper(
        &desk,
        "INSERT INTO event SELECT 30, guild, 99, 'x', 'zz.future', 1, actor, NULL, n, cause, at_source, at, \
        '{}', NULL, hash FROM event WHERE pos = 1",
    );
    assert!(
        desk.does(&["doctor"]).out.contains("behind since event 30: 1 events are of kinds"),
        "a newer release's event"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_serving_bot_it_looks_and_changes_nothing() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let guild = discord.guild("Harbour");
    guild.text_channel("general");
    guild.install(&application, BOT_PERMISSIONS);
    let mut bot = Serving::begin(&desk);
    bot.until("guilds    1");
    let before = discord.calls().len();
    let (code, found) = findings(&desk);
    assert_eq!((code, bad(&found)), (0, vec!["followers unknown".to_owned()]));
    let about: Vec<&str> = found.iter().map(|it| it["about"].as_str().unwrap()).collect();
    for part in [
        "token",
        "intents",
        "commands",
        "clock",
        "library",
        "database",
        "durability",
        "log",
        "views",
        "permissions",
    ] {
        assert!(about.contains(&part), "{part}: {about:?}");
    }
    let calls = discord.calls().split_off(before);
    assert!(calls.iter().all(|it| it.starts_with("GET")), "{calls:?}");
    let beside = desk.does(&["effects", "retry", "1"]);
    if is_on_a_server() {
        assert!(beside.err.starts_with("not parked, so left alone: 1"), "{}", beside.err);
    } else {
        assert!(beside.err.contains("in use by another athenaeum; stop that one first"), "{}", beside.err);
        let busy = desk.does(&["database", "backup", "copy.db"]);
        assert_eq!(busy.code, 0, "{}", busy.err);
        let busy = desk.does(&["database", "restore", "copy.db", "--replace"]);
        assert_eq!(busy.code, 1);
        assert!(busy.err.contains("in use by another athenaeum"), "{}", busy.err);
    }
    bot.signal("-TERM");
    assert!(bot.end().0.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_says_how_far_it_follows_the_log() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    discord.guild("Harbour").install(&application, BOT_PERMISSIONS);
    let mut bot = Serving::of(&desk, &["run", "--listen", "127.0.0.1:0"]);
    let told = bot.until("http ");
    let address =
        told.lines().last().unwrap().split_whitespace().nth(1).unwrap().trim_end_matches(':').to_owned();
    bot.until("guilds    1");
    let asked = |address: &str| {
        let came = desk.does(&["doctor", "--ask", address]);
        (came.code, came.out.lines().filter(|it| it.contains("followers")).collect::<String>())
    };
    let (code, told) = asked(&address);
    assert_eq!(code, 0, "{told}");
    assert!(
        told.starts_with(&format!("ok       followers    {address} has followed the log up to event ")),
        "{told}"
    );
    bot.signal("-TERM");
    assert!(bot.end().0.success());
    let (code, told) = asked(&address);
    assert_eq!(code, 0, "{told}");
    assert!(told.starts_with(&format!("warning  followers    {address} does not say how far")), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_discord_does_not_know_and_other_commands() {
    let discord = Simulator::start().await.unwrap();
    let (desk, _application) = desk_before(&discord);
    let (_, found) = findings(&desk);
    assert_eq!(bad(&found), ["commands wrong", "database wrong", "followers unknown"], "never started");
    discord.expect_error(0);
    let stranger = Desk::furnished()
        .set("DISCORD_API_URL", &discord.url())
        .set("DISCORD_TOKEN", "canary.token.of-nobody");
    let came = stranger.does(&["doctor"]);
    assert!(came.out.contains("Discord does not accept the token"), "{}", came.out);
    assert!(!came.out.contains("canary"), "{}", came.out);
}
