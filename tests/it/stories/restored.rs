//! The database goes back to a copy while Discord goes on: what was opened since is found, nothing is opened or answered
//! twice.

use std::path::{Path, PathBuf};
use std::time::Duration;

use athenaeum::run::Failure;
use athenaeum::store::{backup, outbox, rebuild, verify};
use discord_simulator::Answer;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::eventually::{log, until};
use crate::support::home::{is_on_a_server, needs_a_file};
use crate::support::{Door, Room};

const BEHIND: &str = "the log is behind where it was";
const OLD: &str = "Thinking in Systems · Donella H. Meadows";
const SINCE: &str = "Deep Work · Cal Newport";

/// Why a scene here does not hold on a server.
const NO_COPY: &str = "the server's own tools copy it and put copies back";

/// A copy of the database as it is now.
async fn copied(room: &Room) -> PathBuf {
    let copy = room.folder().join("copy.db");
    backup::make(&room.bot.app.db, &copy).await.unwrap();
    copy
}

/// Puts the copy in place by hand, as people do, and starts the bot again.
async fn put_back(room: Room, copy: &Path) -> Room {
    // What tells a copy is noted once a minute.
    room.advance(Duration::from_secs(61));
    let events = verify::length(&room.bot.app.db).await.unwrap();
    until("the end of the log is noted", async || {
        room.bot.app.log.promised().notify_waiters();
        noted(&room).is_some_and(|it| it >= events)
    })
    .await;
    let database = room.folder().join("athenaeum.db");
    let mut room = room
        .away(|| {
            for suffix in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{suffix}", database.display()));
            }
            std::fs::copy(copy, &database).unwrap();
        })
        .await;
    room.bot.expect_logged(BEHIND);
    room
}

/// How far the log had come when that was last noted beside the database.
fn noted(room: &Room) -> Option<i64> {
    room.bot.app.db.remembered()?.trim().rsplit_once(' ')?.1.parse().ok()
}

async fn ask(room: &Room, work: &str) -> Answer {
    room.ann.slash("general", &format!("/discuss name:{work}")).await.settled().await
}

async fn quiet(room: &Room) {
    let app = &room.bot.app;
    until("nothing is left to do", async || {
        app.log.promised().notify_waiters();
        outbox::next_due(&app.db).await.unwrap().is_none()
    })
    .await;
}

fn calls(room: &Room, method: &str, ending: &str) -> usize {
    room.discord.calls().iter().filter(|it| it.starts_with(method) && it.ends_with(ending)).count()
}

async fn found_again(in_forum: bool, is_archived: bool) {
    if !needs_a_file("a discussion is found again after a copy was put back", NO_COPY) {
        return;
    }
    let room = Room::open().await;
    if in_forum {
        room.guild.forum("reading", &[]);
        room.gil.slash("general", "/settings discussions channel:reading").await.settled().await.text();
    }
    ask(&room, "thinking in systems").await.text();
    quiet(&room).await;
    let copy = copied(&room).await;
    ask(&room, "deep work").await.text();
    quiet(&room).await;
    let thread = room.guild.thread(SINCE);
    if is_archived {
        thread.archive();
    }

    let room = put_back(room, &copy).await;
    let marks = room.count("SELECT COUNT(*) FROM event WHERE kind = 'log.restored'").await;
    assert_eq!(marks, 1, "it is known to be a copy");
    for work in ["thinking in systems", "deep work", "deep work"] {
        let answer = ask(&room, work).await;
        assert!(answer.text().contains("is discussed here"), "{}", answer.text());
    }
    quiet(&room).await;
    assert_eq!(room.guild.threads().len(), 2, "one for each work");
    assert!(thread.exists() && room.guild.thread(OLD).exists());
    let opened = log(&room).await.iter().filter(|it| *it == "discussion.opened").count();
    assert_eq!(opened, 2, "the one that was lost is in the log again");
    for name in [OLD, SINCE] {
        room.guild.thread(name).text();
    }
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_discussion_opened_after_the_copy_is_found_again() {
    found_again(false, false).await;
}

/// A standby that lacked the end of the log takes over.
async fn cut_after(room: &Room, end: i64) {
    let mut own = PgConnection::connect(&room.database()).await.unwrap();
    sqlx::raw_sql("ALTER TABLE event DISABLE TRIGGER USER; GRANT ALL ON event TO CURRENT_USER")
        .execute(&mut own)
        .await
        .unwrap();
    for sql in [
        "DELETE FROM words WHERE pos > $1",
        "DELETE FROM answer WHERE pos > $1",
        "DELETE FROM event WHERE pos > $1",
        "UPDATE log_head SET batch = batch + 1, pos = $1, hash = (SELECT hash FROM event WHERE pos = $1)",
    ] {
        sqlx::query(sql).bind(end).execute(&mut own).await.unwrap();
    }
    own.close().await.unwrap();
    rebuild::run(&room.bot.app.db, |_| {}).await.unwrap();
}

#[tokio::test]
async fn a_discussion_that_a_standby_lacks_is_found_again() {
    if !is_on_a_server() {
        return;
    }
    let mut room = Room::open_behind(Door::Gateway).await;
    ask(&room, "thinking in systems").await.text();
    quiet(&room).await;
    let end = verify::length(&room.bot.app.db).await.unwrap();
    ask(&room, "deep work").await.text();
    quiet(&room).await;
    cut_after(&room, end).await;
    let failure = room.bot.fails().await;
    assert!(matches!(failure, Failure::Following(_) | Failure::Writing(_)), "{failure}");
    room.bot.expect_logged("the log lacks its end");
    let (room, findings) = room.restart().await;
    assert_eq!(findings, Vec::<String>::new());
    let marks = room.count("SELECT COUNT(*) FROM event WHERE kind = 'log.restored'").await;
    assert_eq!(marks, 1, "it is known to lack its end");
    for work in ["thinking in systems", "deep work", "deep work"] {
        let answer = ask(&room, work).await;
        assert!(answer.text().contains("is discussed here"), "{}", answer.text());
    }
    quiet(&room).await;
    assert_eq!(room.guild.threads().len(), 2, "one for each work");
    for name in [OLD, SINCE] {
        room.guild.thread(name).text();
    }
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn also_in_a_forum_and_also_when_it_is_archived() {
    found_again(true, false).await;
    found_again(true, true).await;
    found_again(false, true).await;
}

#[tokio::test]
async fn what_the_copy_still_promises_looks_at_discord_first_and_answers_nobody_twice() {
    if !needs_a_file("what a copy still promises looks at Discord first", NO_COPY) {
        return;
    }
    let room = Room::open().await;
    room.discord.faults().drop_connection("POST /channels/*/messages", 1);
    let waiting = room.ann.slash("general", "/discuss name:thinking in systems").await;
    let app = &room.bot.app;
    until("the attempt has failed", async || {
        outbox::next_due(&app.db)
            .await
            .unwrap()
            .is_some_and(|it| (1..outbox::LEASE).contains(&(it - app.clock.now())))
    })
    .await;
    let copy = copied(&room).await;
    // As if nothing had been tried when the copy was made.
    let mut db = SqliteConnection::connect(&format!("sqlite:{}", copy.display())).await.unwrap();
    sqlx::raw_sql("UPDATE effect SET attempts = 0, first_at = NULL").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    room.advance(Duration::from_secs(3));
    assert!(waiting.settled().await.text().contains("is discussed here"));
    quiet(&room).await;
    let answered = calls(&room, "PATCH", "/messages/@original");

    let room = put_back(room, &copy).await;
    room.discord.expect_error(160_004);
    quiet(&room).await;
    assert_eq!(room.guild.threads().len(), 1);
    assert_eq!(calls(&room, "PATCH", "/messages/@original"), answered, "nobody is answered again");
    assert_eq!(log(&room).await.iter().filter(|it| *it == "discussion.opened").count(), 1);
    room.guild.thread(OLD).text();
    room.ann.sees("general");
    room.close().await;
}
