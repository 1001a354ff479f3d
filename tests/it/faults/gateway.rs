//! The gateway misbehaves, as Discord's does. The bot comes back by itself, hears what it missed, does nothing twice,
//! and leaves with a reason when there is no way back. What counts is what the log says, not what the session thinks.

use std::time::Duration;

use athenaeum::run::Failure;
use discord_simulator::WorldView;
use serde_json::json;

use crate::stories::eventually::log;
use crate::support::Room;

/// How often a session was begun or taken up again.
fn sessions(world: &WorldView<'_>) -> (u32, u32) {
    (world.identified(), world.resumed())
}

/// What a scene begins with: a room in which one reader has said something.
async fn room() -> Room {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    room
}

/// The bot is back, and a second reader's word is in the log once, beside the first one's.
async fn goes_on(room: Room) {
    let given = room.bo.slash("general", "/feedback name:deep-work rating:5").await.text();
    assert!(given.contains("your feedback #2"), "{given}");
    assert_eq!(log(&room).await, ["guild.joined", "entry.given", "entry.given"]);
    room.close().await;
}

/// Waits for a session more.
async fn resumed(room: &Room, times: u32) {
    room.discord.until(|world| sessions(world).1 >= times).await;
}

async fn identified(room: &Room, times: u32) {
    room.discord.until(|world| sessions(world).0 >= times).await;
}

#[tokio::test]
async fn asked_to_reconnect_it_takes_its_session_up_again() {
    let room = room().await;
    for times in 1..=2 {
        room.discord.gateway().restart();
        resumed(&room, times).await;
    }
    goes_on(room).await;
}

#[tokio::test]
async fn a_connection_that_breaks_is_taken_up_again() {
    let room = room().await;
    room.discord.gateway().drop();
    resumed(&room, 1).await;
    goes_on(room).await;
}

#[tokio::test]
async fn a_doubted_session_is_taken_up_again() {
    let room = room().await;
    room.discord.gateway().doubt_sessions();
    resumed(&room, 1).await;
    goes_on(room).await;
}

#[tokio::test]
async fn an_invalid_session_is_begun_anew() {
    let room = room().await;
    room.discord.gateway().end_sessions();
    identified(&room, 2).await;
    goes_on(room).await;
}

#[tokio::test]
async fn a_session_that_timed_out_is_begun_anew() {
    let room = room().await;
    room.discord.gateway().close(4009);
    identified(&room, 2).await;
    goes_on(room).await;
}

#[tokio::test]
async fn an_error_of_discords_own_costs_nothing() {
    let room = room().await;
    room.discord.gateway().close(4000);
    resumed(&room, 1).await;
    goes_on(room).await;
}

#[tokio::test]
async fn a_connection_whose_heartbeats_go_unheard_is_left_for_another() {
    let room = room().await;
    let gateway = room.discord.gateway();
    gateway.beat_every(Duration::from_millis(300));
    gateway.end_sessions();
    identified(&room, 2).await;
    gateway.beat_every(Duration::from_secs(40));
    gateway.miss_heartbeats(1);
    room.application.disconnected().await;
    room.discord.until(|world| world.identified() + world.resumed() >= 3).await;
    goes_on(room).await;
}

#[tokio::test]
async fn what_was_cut_off_on_its_way_is_heard_after_resuming() {
    let room = room().await;
    room.discord.gateway().cut_after(0);
    goes_on(room).await;
}

#[tokio::test]
async fn what_is_replayed_or_comes_twice_is_done_once() {
    let mut room = room().await;
    // The second answer comes to nothing.
    room.bot.expect_logged("an answer was not delivered");
    room.discord.faults().redeliver("INTERACTION_CREATE", 1);
    room.discord.expect_error(40060);
    goes_on(room).await;
}

#[tokio::test]
async fn a_second_ready_changes_nothing() {
    let room = room().await;
    room.discord.gateway().say_ready_again();
    goes_on(room).await;
}

#[tokio::test]
async fn a_hello_that_comes_late_is_waited_for() {
    let room = room().await;
    let hello = room.discord.gateway().hold_hello();
    room.discord.gateway().drop();
    hello.arrived().await;
    hello.release();
    resumed(&room, 1).await;
    goes_on(room).await;
}

#[tokio::test]
async fn turned_away_for_a_while_it_tries_again() {
    let room = room().await;
    room.discord.gateway().turn_away(4000, 2);
    room.discord.gateway().drop();
    room.application.connected().await;
    goes_on(room).await;
}

#[tokio::test]
async fn what_it_does_not_know_is_told_and_passed_over() {
    let mut room = room().await;
    room.bot.expect_logged("an event could not be read");
    room.discord.gateway().dispatch("SOMETHING_NEW", &json!({ "id": "1" }));
    room.discord.gateway().dispatch("MESSAGE_DELETE", &json!({ "id": "not a number" }));
    room.discord.gateway().say(&json!({ "op": 11, "d": null, "s": null, "t": null }));
    goes_on(room).await;
}

#[tokio::test]
async fn where_there_is_no_way_back_it_leaves_with_a_reason() {
    for (code, reason) in [
        (4004, "Discord does not accept the bot token"),
        (4013, "the gateway does not know the intents"),
        (4014, "Discord does not allow this application the events"),
    ] {
        let mut room = room().await;
        room.discord.gateway().turn_away(code, 5);
        room.discord.gateway().drop();
        let failure = room.bot.fails().await;
        assert!(matches!(failure, Failure::Gateway(_)), "{failure:?}");
        assert!(failure.to_string().starts_with(reason), "{code}: {failure}");
        room.close().await;
    }
}
