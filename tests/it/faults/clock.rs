//! A clock that jumps: the order is that of the log, nothing is counted or sent twice, nothing is put off for as long as
//! the jump.

use std::time::Duration;

use athenaeum::store::outbox;

use crate::stories::eventually::{pass, until};
use crate::support::Room;

const HOUR: i64 = 60 * 60 * 1_000;
const YEAR: i64 = 365 * 24 * HOUR;

/// Moves the bot's clock alone.
fn jump(room: &Room, by: i64) {
    room.bot.hand.set(room.bot.app.clock.now() + by);
}

/// Until what waits falls due later, by the bot's clock, and so far off as wanted.
async fn is_put_off(room: &Room, wanted: impl Fn(i64) -> bool) {
    let app = &room.bot.app;
    let due = async || outbox::next_due(&app.db).await.unwrap().map(|it| it - app.clock.now());
    until("it is put off", async || due().await.is_some_and(|it| it > 0 && wanted(it))).await;
}

#[tokio::test]
async fn entries_keep_their_order_over_any_jump() {
    let room = Room::open().await;
    let people = [&room.ann, &room.bo, &room.mo, &room.gil];
    for (who, by) in people.into_iter().zip([0, -YEAR, 2 * YEAR, -HOUR]) {
        jump(&room, by);
        who.slash("general", "/feedback name:deep-work rating:4").await.text();
    }
    let sorted = "SELECT COUNT(*) FROM entry a JOIN entry b ON b.number = a.number + 1 AND b.guild = a.guild \
                  JOIN event x ON x.kind = 'entry.given' AND x.at = a.given_at \
                  JOIN event y ON y.kind = 'entry.given' AND y.at = b.given_at WHERE x.pos < y.pos";
    assert_eq!(room.count(sorted).await, 3);
    room.close().await;
}

#[tokio::test]
async fn what_was_put_off_is_not_put_off_by_a_jump_back() {
    for by in [-HOUR, -YEAR] {
        let room = Room::open().await;
        room.discord.faults().drop_connection("POST /channels/*/messages", 1);
        let answer = room.ann.slash("general", "/discuss name:deep-work").await;
        is_put_off(&room, |it| it != outbox::LEASE).await;
        jump(&room, by);
        room.bot.app.log.promised().notify_waiters();
        assert!(answer.settled().await.text().contains("is discussed here"), "{by}");
        room.guild.threads()[0].text();
        room.ann.sees("general");
        room.close().await;
    }
}

#[tokio::test]
async fn what_was_put_off_by_a_clock_that_was_ahead_is_done_once_it_is_right_again() {
    for by in [HOUR, YEAR] {
        let room = Room::open().await;
        jump(&room, by);
        room.discord.faults().drop_connection("POST /channels/*/messages", 1);
        let answer = room.ann.slash("general", "/discuss name:deep-work").await;
        is_put_off(&room, |it| it < outbox::LEASE).await;
        // The next one to start finds the clock as it should be.
        let room = room.crash().await;
        assert!(answer.settled().await.text().contains("is discussed here"), "{by}");
        room.guild.threads()[0].text();
        room.ann.sees("general");
        room.close().await;
    }
}

#[tokio::test]
async fn what_was_begun_by_a_clock_that_was_ahead_is_found_on_discord() {
    for by in [HOUR, YEAR] {
        let room = Room::open().await;
        jump(&room, by);
        room.discord.faults().lose_response("POST /channels/*/messages", 1);
        let answer = room.ann.slash("general", "/discuss name:deep-work").await;
        is_put_off(&room, |it| it < outbox::LEASE).await;
        // By now Discord does not know a message by its nonce any more.
        room.advance(Duration::from_secs(10 * 60));
        // The next one to start finds the clock as it should be, and one opening on Discord.
        let room = room.crash().await;
        assert!(answer.settled().await.text().contains("is discussed here"), "{by}");
        assert_eq!(room.discord.messages_made_by(&room.application).len(), 1, "{by}");
        room.guild.threads()[0].text();
        room.ann.sees("general");
        room.close().await;
    }
}

#[tokio::test]
async fn a_draft_waits_neither_longer_nor_twice() {
    let room = Room::open().await;
    let said = room.ann.says("general", "A slow book, and a good one").await;
    let choice = room.ann.message_command("Log as feedback", &said).await;
    choice.text();
    jump(&room, -HOUR);
    room.bot.app.log.promised().notify_waiters();
    jump(&room, HOUR);
    pass(&room, Duration::from_secs(16 * 60));
    let open = "SELECT COUNT(*) FROM draft WHERE used = 0";
    until("the draft is closed", async || room.count(open).await == 0).await;
    room.close().await;
}
