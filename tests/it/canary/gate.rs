//! Everything that can be asked, by everyone who can ask: what a policy keeps for some stays kept, whatever Discord
//! shows to whom. Buttons are tried among the stories of `/moderate`.

use athenaeum::interactions::registry::{COMMANDS, by_name};
use athenaeum::interactions::shape::Takes;
use discord_simulator::{Answer, ThreadHandle};
use serde_json::json;

use super::shapes::{self, LINES};
use crate::support::Room;

const REFUSED: [&str; 2] = ["That is for moderators", "That is for members who may manage the server"];

fn is_refused(answer: &Answer) -> bool {
    let text = answer.text();
    let refused = REFUSED.iter().any(|it| text.contains(it));
    assert!(!refused || answer.is_private(), "a refusal is for the asker alone: {text}");
    refused
}

#[tokio::test]
async fn every_command_asks_for_what_its_policy_says() {
    let room = Room::open().await;
    assert_eq!(shapes::unknown(), Vec::<String>::new(), "commands without a line");
    for person in room.everyone().await {
        for (name, line) in LINES {
            let policy = by_name(name.split(' ').next().unwrap()).unwrap().policy();
            let answer = person.member.slash("general", &line.replace("{n}", "1")).await.settled().await;
            assert_eq!(is_refused(&answer), !person.passes(policy), "{} says {line}", person.member.name());
        }
    }
    look_around(&room);
    room.close().await;
}

#[tokio::test]
async fn every_option_suggests_to_those_alone_who_may_ask() {
    let room = Room::open().await;
    let options = shapes::options(|it| matches!(it.takes, Takes::Suggested));
    assert!(options.len() >= 5, "{options:?}");
    for person in room.everyone().await {
        for (name, option) in &options {
            let policy = by_name(name.split(' ').next().unwrap()).unwrap().policy();
            let typed = person.member.type_in("general", &format!("/{name} {option}:")).await;
            assert_eq!(
                !typed.is_empty(),
                person.passes(policy),
                "{} types in {name} {option}",
                person.member.name()
            );
        }
    }
    room.close().await;
}

#[tokio::test]
async fn every_select_and_form_is_kept_for_whom_it_is_for() {
    let room = Room::open().await;
    let shown = room.gil.slash("general", "/settings show").await;
    shown.text();
    let on = shown.said().unwrap();
    for person in room.everyone().await {
        for route in COMMANDS.iter().flat_map(|it| it.routes()) {
            let id = format!("{}:1", route.kind);
            let picked = person.member.forges_pick(&on, &id, (3, &["1"])).await;
            let sent = person
                .member
                .forges_form(&on, &id, &[("comment", "x"), ("reason", "x"), ("work", "x")])
                .await;
            for answer in [picked, sent] {
                answer.try_settled().await.unwrap();
                assert_eq!(
                    is_refused(&answer),
                    !person.passes(route.policy),
                    "{} uses {id}",
                    person.member.name()
                );
            }
        }
    }
    look_around(&room);
    room.close().await;
}

#[tokio::test]
async fn what_discord_would_not_offer_is_refused_all_the_same() {
    let room = Room::open().await;
    let number = json!([{"name": "show", "type": 1, "options": [{"name": "number", "type": 4, "value": 1}]}]);
    let show = json!([{"name": "show", "type": 1, "options": []}]);
    for (name, options) in [("moderate", number), ("settings", show)] {
        assert!(room.ann.try_slash("general", &format!("/{name} show number:1")).await.is_err());
        let answer = room.ann.forges_command("general", name, options).await.unwrap();
        assert!(is_refused(&answer), "{name}: {}", answer.text());
    }
    let typing = json!([{"name": "resource", "type": 3, "value": "deep", "focused": true}]);
    let typing = json!([{"name": "export", "type": 1, "options": typing}]);
    assert!(room.ann.forges_typing("general", "moderate", typing.clone()).await.unwrap().is_empty());
    assert!(!room.mo.forges_typing("general", "moderate", typing).await.unwrap().is_empty());
    room.close().await;
}

#[tokio::test]
async fn who_moderates_is_asked_at_every_step() {
    let room = Room::open().await;
    room.guild.role("Keeper", 0);
    room.guild.open_command("moderate");
    room.gil.slash("general", "/settings moderators role:Keeper").await.settled().await.text();
    room.ann.slash("general", "/feedback name:deep-work comment:Words.").await.text();
    let kit = room.guild.member_with("kit", &["Keeper"]);
    let reason = "Why? Its author will read this.";
    let shown = kit.slash("general", "/moderate show number:1").await;
    let (first, second) = (shown.press("Remove").await.form(), shown.press("Remove").await.form());
    kit.loses_role("Keeper");
    assert!(is_refused(&first.fill(reason, "Because.").submit().await), "the role is lost");
    kit.gains_role("Keeper");
    room.gil.slash("general", "/settings moderators role:Moderator").await.settled().await.text();
    assert!(is_refused(&second.fill(reason, "Because.").submit().await), "another role moderates now");
    let panel = room.gil.slash("general", "/settings show").await.settled().await;
    room.gil.loses_role("Steward");
    assert!(is_refused(&panel.press("No role").await), "no longer a manager");
    assert!(is_refused(&panel.try_pick("Where discussions open", &["general"]).await.unwrap()));
    assert!(room.ann.slash("general", "/my feedback").await.text().contains("Words."));
    room.close().await;
}

fn look_around(room: &Room) {
    for place in room.guild.threads().iter().map(ThreadHandle::name).chain(["general".to_owned()]) {
        room.ann.sees(&place);
    }
}
