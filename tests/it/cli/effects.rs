//! `effects`: what is promised and not done is seen, tried again, or given up.

use discord_simulator::permissions::{SEND_MESSAGES, VIEW_CHANNEL};
use discord_simulator::{Guild, Simulator};
use serde_json::Value;

use super::Desk;
use super::files::record_the_sample;
use super::library::tamper;
use super::serving::{Serving, desk_before};
use crate::stories::eventually::until;
use crate::support::BOT_PERMISSIONS;

/// Two that are parked, one that waits, one that is done.
const PROMISES: &str = "INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, first_at, lease_until, \
    cause, planned_at, interaction, token, body, reason) VALUES \
    (1, 1574154771869204481, 'discuss', 'a', 'done', 1, 1, 1, 1, 1, 1, NULL, NULL, '', NULL), \
    (2, 1574154771869204481, 'tidy', 'b', 'parked', 1, 3, 1, 1, 1, 1, NULL, NULL, '{\"secret\":1}', 'Missing Permissions'), \
    (3, 1574154774608084993, 'edit_reply', 'c', 'parked', 1, 1, 1, 1, 1, 1, 7, NULL, '\"a\"', 'no room'), \
    (4, 1574154774608084993, 'edit_reply', 'd', 'planned', 1, 0, NULL, 0, 1, 1, 8, 'tok', '\"b\"', NULL)";

fn promised() -> Desk {
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    tamper(&desk, PROMISES);
    desk
}

fn listed(desk: &Desk) -> Vec<(u64, String)> {
    let came = desk.does(&["effects", "list", "--json"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    let rows: Vec<Value> = serde_json::from_str(&came.out).unwrap();
    rows.iter().map(|it| (it["id"].as_u64().unwrap(), it["state"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn what_is_not_done_is_listed_with_its_reason_and_without_its_words() {
    let desk = promised();
    let came = desk.does(&["effects", "list"]);
    let lines: Vec<&str> = came.out.lines().collect();
    assert_eq!((came.code, lines.len()), (0, 4), "{}", came.out);
    let words: Vec<&str> = lines[1].split_whitespace().collect();
    assert_eq!(words[..4], ["2", "1574154771869204481", "tidy", "parked"], "{}", came.out);
    assert_eq!(words[5..], ["Missing", "Permissions"], "{}", came.out);
    assert!(lines[3].contains("planned"), "{}", came.out);
    for secret in ["tok", "secret"] {
        assert!(!came.out.contains(secret), "{}", came.out);
    }
    let json = desk.does(&["effects", "list", "--json"]).out;
    assert!(json.contains("\"guild\": \"1574154771869204481\"") && !json.contains("tok"), "{json}");
}

#[test]
fn a_parked_one_is_tried_again_and_no_other() {
    let desk = promised();
    let came = desk.does(&["effects", "retry", "2", "4", "9"]);
    assert_eq!((came.code, came.out.as_str()), (1, "1 effect will be tried again once the bot serves\n"));
    assert!(came.err.starts_with("not parked, so left alone: 4, 9;"), "{}", came.err);
    let states = ["planned", "parked", "planned"];
    let wanted: Vec<_> = (2..).zip(states.map(str::to_owned)).collect();
    assert_eq!(listed(&desk), wanted);
    assert_eq!(desk.does(&["effects", "retry", "--all"]).code, 0);
    assert!(listed(&desk).iter().all(|(_, state)| state == "planned"));
}

#[test]
fn what_is_given_up_is_gone_with_its_words() {
    let desk = promised();
    let came = desk.does(&["effects", "drop", "2", "4"]);
    assert_eq!((came.code, came.out.as_str(), came.err.as_str()), (0, "2 effects given up\n", ""));
    assert_eq!(listed(&desk), [(3, "parked".to_owned())]);
    assert_eq!(desk.does(&["effects", "drop", "2"]).code, 1, "it is given up already");
    assert_eq!(desk.does(&["effects", "drop", "--all"]).code, 0);
    assert_eq!(desk.does(&["effects", "list"]).out, "nothing is promised that is not done\n");
}

#[test]
fn nothing_is_taken_in_hand_without_saying_what() {
    let desk = promised();
    assert_eq!(desk.refuses(&["effects", "retry"]).code, 2);
    assert_eq!(desk.refuses(&["effects", "drop", "2", "--all"]).code, 2);
}

/// The wishes for discussions that are parked, oldest first.
fn parked(desk: &Desk) -> Vec<Value> {
    let came = desk.does(&["effects", "list", "--json"]);
    let rows: Vec<Value> = serde_json::from_str(&came.out).unwrap();
    rows.into_iter().filter(|it| it["kind"] == "discuss" && it["state"] == "parked").collect()
}

/// Two people wish for discussions where the bot may not open any; the bot is stopped once both wait.
async fn two_wishes(desk: &Desk, harbour: &Guild, connected: impl Future<Output = ()>) -> Vec<Value> {
    let mut bot = Serving::begin(desk);
    bot.until("guilds    1");
    connected.await;
    for (who, work) in [("ann", "deep-work"), ("bo", "thinking-in-systems")] {
        let told = harbour.member(who).slash("attic", &format!("/discuss name:{work}")).await.settled().await;
        assert!(told.text().contains("attic"), "{}", told.text());
    }
    until("both wait", async || parked(desk).len() == 2).await;
    bot.signal("-TERM");
    let (status, _, err) = bot.end();
    assert!(status.success() && err.contains("no discussion can be opened in this channel"), "{err}");
    parked(desk)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_wishes_that_wait_one_is_granted_at_the_operators_word_and_one_never() {
    let discord = Simulator::start().await.unwrap();
    let (desk, application) = desk_before(&discord);
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.text_channel("attic");
    harbour.install(&application, BOT_PERMISSIONS);
    harbour.overwrite("attic", "Athenaeum", 0, VIEW_CHANNEL | SEND_MESSAGES);
    discord.expect_error(50001);
    let wishes = two_wishes(&desk, &harbour, application.connected()).await;
    application.disconnected().await;
    let ids: Vec<String> = wishes.iter().map(|it| it["id"].to_string()).collect();
    let listed = desk.does(&["effects", "list"]).out;
    assert!(wishes.iter().all(|it| it["reason"].as_str().is_some_and(|it| listed.contains(it))), "{listed}");

    // Mended while the bot was away: nobody tells it.
    harbour.overwrite("attic", "Athenaeum", 0, 0);
    let retried = desk.does(&["effects", "retry", &ids[0]]);
    assert_eq!(retried.out, "1 effect will be tried again once the bot serves\n", "{}", retried.err);
    assert_eq!(desk.does(&["effects", "drop", &ids[1]]).out, "1 effect given up\n");

    let mut again = Serving::begin(&desk);
    again.until("guilds    1");
    application.connected().await;
    until("the first one is granted", async || harbour.threads().len() == 1).await;
    until("nothing waits", async || parked(&desk).is_empty()).await;
    assert!(harbour.threads()[0].name().contains("Deep Work"), "{}", harbour.threads()[0].name());
    again.signal("-TERM");
    assert!(again.end().0.success());
    assert_eq!(harbour.threads().len(), 1, "what was given up is not done");
}
