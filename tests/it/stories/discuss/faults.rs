//! Answers that are lost and bots that die: in the end there is one thread, and whoever asked is led there.

use std::cell::Cell;
use std::time::Duration;

use athenaeum::store::outbox;
use discord_simulator::permissions::{CREATE_PUBLIC_THREADS, MANAGE_THREADS};
use discord_simulator::{Answer, Id, Said, WorldView};
use serde_json::json;
use serenity::model::id::{ChannelId, MessageId};

use super::{
    LINE, NAME, calls, here, log, pass, pass_until, until, until_all_done, until_due, until_quiet, words,
};
use crate::support::{BOT_PERMISSIONS, Room};

const POST_MESSAGE: &str = "POST /channels/*/messages";
const START_THREAD: &str = "POST /channels/*/messages/*/threads";
const MAKE_POST: &str = "POST /channels/*/threads";

async fn ask(room: &Room) -> Answer {
    room.ann.slash("general", LINE).await
}

async fn forum(room: &Room) {
    room.guild.forum("reading", &[]);
    room.gil.slash("general", "/settings discussions channel:reading").await.settled().await.text();
    until_quiet(room).await;
    room.gil.sees("general");
}

/// One thread, one opening, one event, and the asker is led there.
async fn ends_well(room: Room, answer: Answer) {
    assert_eq!(words(&answer.settled().await), here());
    assert_eq!(room.guild.threads().len(), 1);
    let opened = log(&room).await.iter().filter(|it| *it == "discussion.opened").count();
    assert_eq!(opened, 1);
    let seen = room.ann.sees("general");
    assert!(seen.matches("[Give feedback]").count() <= 1, "{seen}");
    room.guild.thread(NAME).text();
    room.close().await;
}

#[tokio::test]
async fn a_lost_answer_to_the_opening_post_is_made_up_for() {
    let room = Room::open().await;
    room.discord.faults().lose_response(POST_MESSAGE, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    answer.settled().await;
    assert_eq!(calls(&room, "POST", "/messages"), 1, "what was posted is found, not posted again");
    ends_well(room, answer).await;
}

#[tokio::test]
async fn a_lost_answer_to_the_thread_is_made_up_for() {
    let room = Room::open().await;
    room.discord.faults().lose_response(START_THREAD, 1);
    room.discord.expect_error(160_004);
    let answer = ask(&room).await;
    until_due(&room).await;
    ends_well(room, answer).await;
}

#[tokio::test]
async fn a_call_that_was_never_done_is_done_again() {
    let room = Room::open().await;
    room.discord.faults().drop_connection(POST_MESSAGE, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    answer.settled().await;
    assert_eq!(calls(&room, "POST", "/messages"), 2);
    ends_well(room, answer).await;
}

#[tokio::test]
async fn a_gateway_error_before_every_step_is_made_up_for() {
    let room = Room::open().await;
    room.discord.faults().fail(POST_MESSAGE, 1, 502);
    let answer = ask(&room).await;
    until_due(&room).await;
    until("the message is posted", async || calls(&room, "POST", "/messages") == 2).await;
    ends_well(room, answer).await;
}

#[tokio::test]
async fn a_bot_killed_after_a_lost_answer_finishes_when_it_is_back() {
    for route in [POST_MESSAGE, START_THREAD] {
        let room = Room::open().await;
        room.discord.faults().lose_response(route, 1);
        if route == START_THREAD {
            room.discord.expect_error(160_004);
        }
        let answer = ask(&room).await;
        until_due(&room).await;
        let room = room.crash().await;
        pass(&room, Duration::from_secs(5));
        ends_well(room, answer).await;
    }
}

#[tokio::test]
async fn a_bot_killed_amid_a_call_finishes_when_it_is_back() {
    for route in [POST_MESSAGE, START_THREAD] {
        let room = Room::open().await;
        let hold = room.discord.faults().hold(route);
        let answer = ask(&room).await;
        hold.arrived().await;
        let room = room.crash().await;
        hold.release();
        ends_well(room, answer).await;
    }
}

#[tokio::test]
async fn whoever_asks_while_it_is_being_opened_is_led_there_too() {
    let room = Room::open().await;
    let hold = room.discord.faults().hold(POST_MESSAGE);
    let answer = ask(&room).await;
    hold.arrived().await;
    let others = [room.bo.slash("general", LINE).await, room.mo.slash("general", LINE).await];
    hold.release();
    for other in &others {
        assert_eq!(words(&other.settled().await), here());
    }
    ends_well(room, answer).await;
}

#[tokio::test]
async fn in_a_forum_a_lost_answer_makes_no_second_post() {
    let room = Room::open().await;
    forum(&room).await;
    room.discord.faults().lose_response(MAKE_POST, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    answer.settled().await;
    assert_eq!(calls(&room, "POST", "/threads"), 1);
    until_due(&room).await;
    until_quiet(&room).await;
    ends_well(room, answer).await;
}

#[tokio::test]
async fn in_a_forum_a_post_is_found_again_though_archived_and_renamed() {
    let room = Room::open().await;
    forum(&room).await;
    room.discord.faults().lose_response(MAKE_POST, 1);
    let answer = ask(&room).await;
    until("the post is made", async || room.guild.threads().len() == 1).await;
    room.guild.threads()[0].archive();
    until_due(&room).await;
    answer.settled().await;
    assert_eq!(room.guild.threads().len(), 1);
    until_due(&room).await;
    until_quiet(&room).await;
    ends_well(room, answer).await;
}

#[tokio::test]
async fn in_a_forum_a_first_call_that_comes_through_late_leaves_no_surplus_post() {
    for people_have_written in [false, true] {
        let room = Room::open().await;
        forum(&room).await;
        room.discord.faults().drop_connection(MAKE_POST, 1);
        let answer = ask(&room).await;
        until_due(&room).await;
        assert_eq!(words(&answer.settled().await), here());
        let kept = room.guild.thread(NAME);
        repeat(&room, kept.id().0).await;
        let surplus = room.guild.thread(NAME);
        assert_ne!(surplus.id(), kept.id());
        if people_have_written {
            room.ann.says(NAME, "I have found it first").await;
        } else {
            // Without Manage Threads the bot cannot delete it; its own thread it can at least put away.
            room.discord.expect_error(50013);
        }
        until_due(&room).await;
        until_quiet(&room).await;
        assert!(kept.exists());
        assert_eq!(surplus.archived(), !people_have_written);
        kept.text();
        surplus.text();
        room.close().await;
    }
}

/// Makes the post that a late call would make: the same opening with the same stamp.
async fn repeat(room: &Room, post: u64) {
    let rest = &room.bot.app.rest;
    let opening = rest.message(ChannelId::new(post), MessageId::new(post)).await.unwrap();
    let forum = rest.channel(ChannelId::new(post)).await.unwrap().parent_id.unwrap();
    let message = json!({
        "content": "The same again",
        "components": opening.components,
        "allowed_mentions": { "parse": [] },
    });
    let body = json!({ "name": NAME, "auto_archive_duration": 10_080, "message": message });
    rest.create_post(forum, &body, Vec::new()).await.unwrap();
}

#[tokio::test]
async fn when_nobody_waits_any_more_nothing_is_begun() {
    let room = Room::open().await;
    room.discord.faults().drop_connection(POST_MESSAGE, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    let hold = room.discord.faults().hold("GET /channels/*");
    hold.arrived().await;
    room.advance(Duration::from_secs(16 * 60));
    hold.release();
    until_quiet(&room).await;
    assert!(room.guild.threads().is_empty());
    assert_eq!(calls(&room, "POST", "/messages"), 1);
    drop(answer);

    let next = room.bo.slash("general", LINE).await.settled().await;
    assert_eq!(words(&next), here(), "asking again begins anew");
    // Ann's question stays without an answer for good, so only the bot's side of the scene can end well.
    assert_eq!(room.bot.finish().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_begun_is_finished_though_nobody_waits_any_more() {
    let room = Room::open().await;
    room.discord.faults().lose_response(POST_MESSAGE, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    let hold = room.discord.faults().hold("GET /channels/*/messages");
    hold.arrived().await;
    room.advance(Duration::from_secs(16 * 60));
    hold.release();
    until_quiet(&room).await;
    assert_eq!(room.guild.threads().len(), 1);
    assert_eq!(log(&room).await, ["guild.joined", "discussion.opened"]);
    drop(answer);

    let next = room.bo.slash("general", LINE).await.settled().await;
    assert_eq!(words(&next), here());
    assert_eq!(room.bot.finish().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_surplus_post_is_deleted_where_the_bot_may() {
    let room = Room::open().await;
    room.guild.set_role("Athenaeum", BOT_PERMISSIONS | MANAGE_THREADS);
    forum(&room).await;
    room.discord.faults().drop_connection(MAKE_POST, 1);
    let answer = ask(&room).await;
    until_due(&room).await;
    answer.settled().await.text();
    let kept = room.guild.thread(NAME);
    repeat(&room, kept.id().0).await;
    until_due(&room).await;
    until_quiet(&room).await;
    assert_eq!(room.guild.threads().len(), 1);
    assert!(kept.exists());
    kept.text();
    room.close().await;
}

#[tokio::test]
async fn what_was_done_before_a_kill_is_not_taken_for_lost_once_it_is_deleted() {
    let room = Room::open().await;
    let hold = room.discord.faults().hold("PATCH /webhooks/*/*/messages/@original");
    let answer = ask(&room).await;
    hold.arrived().await;
    let thread = room.guild.thread(NAME);
    let room = room.away(|| thread.delete()).await;
    hold.release();
    room.discord.expect_error(10003);
    let told = answer.settled().await;
    assert_eq!(words(&told), "The discussion of **Thinking in Systems** was deleted.\n[Open anew]");
    until_quiet(&room).await;
    assert!(room.guild.threads().is_empty());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn an_opening_that_gets_no_thread_is_taken_back() {
    let room = Room::open().await;
    let hold = room.discord.faults().hold(START_THREAD);
    let answer = ask(&room).await;
    hold.arrived().await;
    room.guild.overwrite("general", "Athenaeum", 0, CREATE_PUBLIC_THREADS);
    room.discord.expect_error(50013);
    hold.release();
    let told = answer.settled().await;
    assert!(words(&told).starts_with("Discord does not let me open the discussion"), "{}", told.text());
    until_quiet(&room).await;
    let seen = room.bo.sees("general");
    assert!(!seen.contains("Give feedback"), "the opening is still there:\n{seen}");
    assert_eq!(log(&room).await, ["guild.joined"]);
    room.guild.overwrite("general", "Athenaeum", 0, 0);
    assert_eq!(words(&ask(&room).await.settled().await), here());
    until_all_done(&room).await;
    room.bo.sees("general");
    room.close().await;
}

#[tokio::test]
async fn an_opening_deleted_before_it_had_its_thread_is_begun_anew_when_asked_for() {
    let mut room = Room::open().await;
    let hold = room.discord.faults().hold(START_THREAD);
    let answer = ask(&room).await;
    hold.arrived().await;
    room.mo.deletes(&opening(&room).await).await;
    room.discord.expect_error(10008);
    room.bot.expect_logged("a request failed");
    hold.release();
    let told = answer.settled().await;
    assert!(words(&told).starts_with("That did not work"), "{}", told.text());
    let again = room.bo.slash("general", LINE).await.settled().await;
    assert_eq!(words(&again), here());
    room.ann.sees("general");
    room.close().await;
}

/// The opening post, which stands in `general` as the only message.
async fn opening(room: &Room) -> Said {
    let found = Cell::new(None);
    let look = |world: &WorldView<'_>| {
        let messages = world.messages(&room.guild, "general");
        let id = |key: &str| messages.first()?[key].as_str()?.parse().ok().map(Id);
        found.set(id("channel_id").zip(id("id")));
        found.get().is_some()
    };
    room.discord.until(look).await;
    let (channel, id) = found.get().unwrap();
    Said { channel, id }
}

#[tokio::test]
async fn whoever_was_never_answered_is_looked_for_ever_more_rarely() {
    let mut room = Room::open().await;
    room.bot.expect_logged("an answer was not delivered");
    room.discord.expect_error(10_015);
    room.discord.faults().fail("POST /interactions/*/*/callback", 2, 502);
    let given_up = async {
        until("the bot has tried twice", async || calls(&room, "POST", "/callback") == 2).await;
        room.advance(Duration::from_secs(4));
    };
    let (answer, ()) = tokio::join!(ask(&room), given_up);
    assert!(answer.is_silence(), "{}", answer.text());
    let is_let_go = async || outbox::next_due(&room.bot.app.db).await.unwrap().is_none();
    pass_until(&room, Duration::from_secs(20), ("it is let go of", is_let_go)).await;
    let tries = calls(&room, "PATCH", "/@original");
    assert!((10..30).contains(&tries), "{tries} calls to what was not there");
    let again = room.bo.slash("general", LINE).await.settled().await;
    assert_eq!(words(&again), here());
    assert_eq!(room.guild.threads().len(), 1);
    room.ann.sees("general");
    room.guild.thread(NAME).text();
    room.close().await;
}

#[tokio::test]
async fn an_answer_that_discord_refuses_does_not_leave_the_asker_thinking() {
    let mut room = Room::open().await;
    room.bot.expect_logged("a request failed");
    room.discord.faults().fail("PATCH /webhooks/*/*/messages/@original", 1, 400);
    let answer = room.ann.slash("general", "/discuss name:deep-work").await.settled().await;
    assert!(answer.text().contains("That did not work, and it is not your doing (ref "), "{}", answer.text());
    // The discussion is there all the same, and whoever asks again gets the way to it.
    let again = room.ann.slash("general", "/discuss name:deep-work").await.settled().await;
    assert!(again.text().contains("is discussed here"), "{}", again.text());
    room.ann.sees("general");
    room.ann.sees(&room.guild.threads()[0].name());
    room.close().await;
}
