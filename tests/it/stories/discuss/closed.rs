//! A channel that is closed to the bot: what is asked for there waits, moderators are told once, and it goes on by itself
//! when they have mended it.

use std::time::Duration;

use discord_simulator::permissions::{SEND_MESSAGES, VIEW_CHANNEL};
use discord_simulator::{Answer, Guild};

use super::{NAME, discuss, here, pass_until, until, until_all_done, until_looked_again, until_swept, words};
use crate::support::Room;

const WORKS: [&str; 3] = ["accelerate", "team-topologies", "deep-work"];
const MINUTE: Duration = Duration::from_secs(60);
const SHUT: &str = "no discussion can be opened in this channel until the bot is given what it lacks there";

/// A room whose channel `attic` the bot may not write in, and whose moderators are told things in `mods`.
async fn closed_room() -> Room {
    let mut room = Room::open().await;
    room.bot.expect_logged(SHUT);
    room.guild.text_channel("attic");
    for_moderators(&room.guild);
    room.guild.overwrite("attic", "Athenaeum", 0, SEND_MESSAGES);
    room
}

fn for_moderators(guild: &Guild) {
    guild.text_channel("mods");
    guild.overwrite("mods", "@everyone", 0, VIEW_CHANNEL);
    guild.overwrite("mods", "Moderator", VIEW_CHANNEL, 0);
    guild.overwrite("mods", "Steward", VIEW_CHANNEL, 0);
    guild.overwrite("mods", "Athenaeum", VIEW_CHANNEL, 0);
    guild.updates_channel("mods");
}

async fn ask_in_vain(room: &Room) -> Vec<Answer> {
    let mut asked = Vec::new();
    for work in WORKS {
        let answer = room.ann.slash("attic", &format!("/discuss name:{work}")).await.settled().await;
        assert!(answer.text().contains("then it is opened by itself"), "{}", answer.text());
        asked.push(answer);
    }
    asked
}

/// The room a minute after people asked for discussions there: moderators have been told.
async fn asked_and_told() -> (Room, Vec<Answer>) {
    let room = closed_room().await;
    let asked = ask_in_vain(&room).await;
    until_swept(&room, 3).await;
    until("moderators are told", async || room.guild.text("mods").contains("For moderators")).await;
    (room, asked)
}

/// Closes the room once all that people asked for is there.
async fn ends_well(room: Room) {
    until_all_done(&room).await;
    assert_eq!(room.guild.threads().len(), WORKS.len());
    room.guild.threads().iter().for_each(|it| drop(it.text()));
    room.ann.sees("attic");
    room.close().await;
}

#[tokio::test]
async fn moderators_are_told_once_and_what_waits_goes_on_when_they_have_mended_it() {
    let (room, asked) = asked_and_told().await;
    let told = room.mo.sees("mods");
    assert!(told.contains("may not open in #attic; 3 wishes are waiting."), "{told}");
    assert_eq!(told.matches("For moderators").count(), 1, "{told}");
    // The next look comes as soon as permissions change, and a minute has gone by since the last one.
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    until_looked_again(&room).await;
    until_all_done(&room).await;
    for answer in asked {
        assert!(answer.text().contains("is discussed here"), "{}", answer.text());
    }
    let told = room.mo.sees("mods");
    assert_eq!(told.matches("For moderators").count(), 1, "{told}");
    ends_well(room).await;
}

#[tokio::test]
async fn the_notice_has_a_button_that_says_what_is_wrong() {
    let (room, _) = asked_and_told().await;
    room.gil.sees("mods");
    let looked = room.gil.press_on("mods", "Look it over").await.settled().await;
    assert!(
        looked.is_private() && looked.text().contains("may not open discussions in channel"),
        "{}",
        looked.text()
    );
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    until_looked_again(&room).await;
    ends_well(room).await;
}

#[tokio::test]
async fn what_nobody_mends_is_looked_at_hourly_and_opened_hours_later_all_the_same() {
    let (room, _) = asked_and_told().await;
    room.mo.sees("mods");
    // Nobody heard of this change: the gateway was away.
    let room = room.away(|| ()).await;
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    let opened = async || room.guild.threads().len() == WORKS.len();
    pass_until(&room, 30 * MINUTE, ("all are opened", opened)).await;
    ends_well(room).await;
}

#[tokio::test]
async fn where_moderators_cannot_be_told_the_operator_hears_of_it() {
    let mut room = Room::open().await;
    room.bot.expect_logged("there is no channel in which moderators could be told what is parked");
    room.guild.overwrite("general", "Athenaeum", 0, SEND_MESSAGES);
    assert!(words(&discuss(&room.ann, "general").await).contains("**Send Messages**"));
    until_swept(&room, 1).await;
    let logged = room.bot.logged();
    let told = async || logged.lines().iter().any(|it| it.contains("there is no channel in which"));
    until("the operator is told", told).await;
    room.guild.overwrite("general", "Athenaeum", 0, 0);
    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    until_all_done(&room).await;
    assert_eq!(room.guild.thread(NAME).parent(), "general");
    room.ann.sees("general");
    room.close().await;
}
