//! What the bot remembers of looking: how often, never who; and what a kill takes of it.

use std::time::Duration;

use super::eventually::{log, until};
use crate::support::Room;

const MINUTE: Duration = Duration::from_secs(61);
const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn lookups_outlive_a_kill_and_become_one_event_an_hour() {
    let room = Room::open().await;
    look_up_and_wait(&room, 1).await;
    let room = room.crash().await;
    look_up_and_wait(&room, 2).await;
    assert!(!log(&room).await.contains(&"lookups.counted".to_owned()), "the hour is not over");
    // An hour that ended while the bot was away is told of when it is back.
    room.discord.clock().advance(2 * HOUR);
    let room = room.crash().await;
    until("the hour is told", async || lookups(&room).await == 1).await;
    until("nothing waits beside the log", async || waiting(&room).await == 0).await;
    assert_eq!(room.count("SELECT COUNT(*) FROM tally WHERE body LIKE '%\"lookups\":2%'").await, 1);
    look_up_and_wait(&room, 1).await;
    room.advance(2 * HOUR);
    until("the next hour is told", async || lookups(&room).await == 2).await;
    room.close().await;
}

#[tokio::test]
async fn what_three_people_miss_is_shown_to_moderators_and_forgotten_in_time() {
    let room = Room::open().await;
    let asked = async || room.mo.slash("general", "/moderate missed").await.text();
    assert!(asked().await.starts_with("Nothing yet."), "{}", asked().await);
    for _ in 0..3 {
        room.ann.slash("general", "/resource name:Zzqxv *bold*").await.text();
    }
    room.bo.slash("general", "/resource name:zzqxv  *bold*").await.text();
    room.advance(MINUTE);
    until("two are counted", async || times(&room).await == 2).await;
    assert!(asked().await.starts_with("Nothing yet."), "one asker counts once: {}", asked().await);
    room.gil.slash("general", "/resource name:zzqxv *bold*").await.text();
    room.advance(MINUTE);
    until("three are counted", async || times(&room).await == 3).await;
    insta::assert_snapshot!(asked().await, @r"
    Looked for and not found within 90 days, by at least 3 people each:
    • zzqxv *bold*: 3 people
    (only you can see this)
    ");
    room.advance(91 * 24 * HOUR);
    until("it is forgotten", async || times(&room).await == 0).await;
    room.close().await;
}

async fn look_up_and_wait(room: &Room, times: i64) {
    room.ann.slash("general", "/resource name:deep-work").await.text();
    room.advance(MINUTE);
    until("it is written down", async || waiting(room).await == times).await;
}

async fn waiting(room: &Room) -> i64 {
    room.count("SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM looked_up").await
}

async fn times(room: &Room) -> i64 {
    room.count("SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM missed").await
}

async fn lookups(room: &Room) -> usize {
    log(room).await.iter().filter(|it| *it == "lookups.counted").count()
}
