//! Who may: every command and every route, tried by everyone, whatever Discord lets through.

use athenaeum::interactions::command::Policy;
use athenaeum::interactions::registry::COMMANDS;
use discord_simulator::Said;

use super::giving::Giving;
use crate::support::Room;

const NOT_A_MODERATOR: &str = "That is for moderators";
const NOT_A_MANAGER: &str = "That is for members who may manage the server";

#[tokio::test]
async fn every_route_is_kept_for_whom_it_is_for() {
    let room = Room::open().await;
    let said = a_message_of_the_bot(&room).await;
    let mut tried = 0;
    for person in room.everyone().await {
        for route in COMMANDS.iter().flat_map(|it| it.routes()) {
            let pressed = person.member.forges_press(&said, &format!("{}:1", route.kind)).await;
            pressed.try_settled().await.unwrap();
            let text = pressed.text();
            let refused = text.contains(NOT_A_MODERATOR) || text.contains(NOT_A_MANAGER);
            let name = person.member.name();
            assert_eq!(refused, !person.passes(route.policy), "{name} presses {}: {text}", route.kind);
            tried += 1;
        }
    }
    assert!(tried >= 6 * 7, "only {tried} were tried");
    room.close().await;
}

#[tokio::test]
async fn every_command_for_staff_is_kept_for_them_even_when_discord_shows_it_to_all() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "A canary.").give(&room).await;
    let lines = [
        ("/moderate export", Policy::Moderator),
        ("/moderate missed", Policy::Moderator),
        ("/moderate show number:1", Policy::Moderator),
        ("/moderate remove number:2 reason:Why not.", Policy::Moderator),
        ("/settings show", Policy::GuildManager),
        ("/settings discussions channel:general", Policy::GuildManager),
        ("/settings moderators role:Keeper", Policy::GuildManager),
    ];
    for person in room.everyone().await {
        for (line, policy) in lines {
            let answer = person.member.slash("general", line).await.settled().await;
            let text = answer.text();
            let refused = text.contains(NOT_A_MODERATOR) || text.contains(NOT_A_MANAGER);
            assert_eq!(refused, !person.passes(policy), "{} says {line}: {text}", person.member.name());
            assert!(answer.is_private(), "{line}: {text}");
            assert!(!refused || answer.files().is_empty() && !text.contains("canary"), "{text}");
        }
    }
    room.close().await;
}

#[tokio::test]
async fn only_moderators_get_suggestions_while_they_type() {
    let room = Room::open().await;
    for person in room.everyone().await {
        let typed = person.member.type_in("general", "/moderate export resource:deep").await;
        assert_eq!(!typed.is_empty(), person.moderates, "{}", person.member.name());
    }
    room.close().await;
}

#[tokio::test]
async fn a_role_lost_between_opening_and_sending_a_form_counts() {
    let room = Room::open().await;
    let number = Giving::of(&room.guild, &room.ann, "Words.").give(&room).await;
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    let form = shown.press("Remove").await.form();
    room.mo.loses_role("Moderator");
    let answer = form.fill("Why? Its author will read this.", "Because.").submit().await;
    assert!(answer.text().contains(NOT_A_MODERATOR), "{}", answer.text());
    let shown = room.gil.slash("general", "/settings show").await;
    assert!(shown.text().contains("Moderators"), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn names_are_kept_at_every_step_and_not_only_at_the_first() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Words.").about("thinking-in-systems").give(&room).await;
    room.guild.open_command("moderate");
    let question = room.gil.slash("general", "/moderate export resource:thinking authors:names").await;
    room.gil.loses_role("Steward");
    room.gil.gains_role("Moderator");
    let answer = question.press("Thinking in Systems · Meadows").await.settled().await;
    assert!(answer.text().contains("needs the permission Manage Server"), "{}", answer.text());
    assert!(answer.files().is_empty());
    question.text();
    room.close().await;
}

async fn a_message_of_the_bot(room: &Room) -> Said {
    let shown = room.gil.slash("general", "/settings show").await;
    shown.text();
    shown.said().unwrap()
}
