//! `effects`: what is promised and not done is seen, tried again, or given up.

use serde_json::Value;

use super::Desk;
use super::files::record_the_sample;
use super::library::tamper;

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
