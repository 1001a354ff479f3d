//! Words that are gone are gone: from the file, from what SQLite keeps beside it, and from copies made afterwards.

use std::fs;
use std::path::Path;
use std::time::Duration;

use athenaeum::store::backup;
use discord_simulator::scene::PATIENCE;

use super::marks::Marks;
use crate::support::Room;
use crate::support::home::{is_on_a_server, rows_of};

const COMMENT: &str = "What did it do for you?";
const THREAD: &str = "Thinking in Systems · Donella H. Meadows";
/// How long a draft is kept, and a little more.
const DRAFT: Duration = Duration::from_secs(16 * 60);

#[tokio::test]
async fn erased_words_are_in_no_byte_that_the_bot_keeps() {
    let room = Room::open().await;
    let mut kept = Marks::default();
    let mut erased = Marks::default();
    let words = give(&room, &mut erased).await;
    assert_eq!(found(&erased, &room).await, erased.places(), "they were never written, so nothing is shown");

    erase(&room, words, &mut kept).await;
    clean(&room, &erased).await;
    if !is_on_a_server() {
        let copy = room.folder().join("copy.db");
        backup::make(&room.bot.app.db, &copy).await.unwrap();
        assert_eq!(found(&erased, &room).await, Vec::<&str>::new(), "also in copies");
    }
    assert_eq!(found(&kept, &room).await, kept.places(), "the words that took their place stay");

    let room = room.crash().await;
    room.ann.sees("general");
    assert_eq!(found(&erased, &room).await, Vec::<&str>::new(), "also after a crash");
    room.close().await;
}

#[tokio::test]
async fn words_of_a_draft_go_when_its_time_is_over_or_its_message() {
    let room = Room::open().await;
    let mut erased = Marks::default();
    let said = room.ann.says("general", &erased.new_in("a draft nobody finished")).await;
    room.ann.message_command("Log as feedback", &said).await.text();
    let gone = room.bo.says("general", &erased.new_in("a draft whose message was deleted")).await;
    let question = room.bo.message_command("Log as feedback", &gone).await;
    assert_eq!(found(&erased, &room).await.len(), 2);
    room.bo.deletes(&gone).await;
    once(&room, &erased, &["a draft nobody finished"]).await;
    let late = question.pick("Choose a work", "Deep Work · Newport").await;
    assert!(late.text().contains("used up or older than fifteen minutes"), "{}", late.text());
    room.advance(DRAFT);
    clean(&room, &erased).await;
    room.close().await;
}

/// Words in every way, and what they can be erased by.
struct Words {
    edited: discord_simulator::Answer,
    withdrawn: discord_simulator::Answer,
    removed: discord_simulator::Answer,
    logged: discord_simulator::Said,
    by_moderator: discord_simulator::Said,
}

async fn give(room: &Room, marks: &mut Marks) -> Words {
    // Long enough for pages of their own, which are freed differently.
    let mut long = |place: &str| format!("{} {}", marks.new_in(place), "🦉".repeat(900));
    let (ann, bo, mo) = (&room.ann, &room.bo, &room.mo);
    let line = |words: String| format!("/feedback name:deep-work comment:{words}");
    let edited = ann.slash("general", &line(long("a comment that was edited"))).await;
    let withdrawn = ann.slash("general", &line(long("a comment that was withdrawn"))).await;
    let removed = bo.slash("general", &line(long("a comment that was removed"))).await;
    ann.slash("general", "/discuss name:thinking-in-systems").await.settled().await.text();
    let logged = ann.says(THREAD, &long("a logged message that was deleted")).await;
    ann.message_command("Log as feedback", &logged).await.settled().await.text();
    let by_moderator =
        bo.says(THREAD, &long("a message that a moderator logged and its author took back")).await;
    mo.message_command("Log as feedback", &by_moderator).await.settled().await.text();
    ann.sees("general");
    ann.sees(THREAD);
    Words { edited, withdrawn, removed, logged, by_moderator }
}

async fn erase(room: &Room, words: Words, kept: &mut Marks) {
    let form = words.edited.press("Edit the comment").await.form();
    form.fill(COMMENT, &kept.new_in("the new words of a comment")).submit().await.text();
    words.withdrawn.press("Withdraw").await.text();
    let text = words.removed.text();
    let (_, rest) = text.split_once("your feedback #").unwrap();
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let reason = kept.new_in("a reason");
    room.mo.slash("general", &format!("/moderate remove number:{number} reason:{reason}")).await.text();
    room.ann.deletes(&words.logged).await;
    room.bo.press_on(THREAD, "Withdraw").await.text();
    room.bo.deletes(&words.by_moderator).await;
}

/// Waits until no file holds any of them: a deleted message is heard of when it is heard of.
async fn clean(room: &Room, erased: &Marks) {
    once(room, erased, &[]).await;
}

async fn once(room: &Room, erased: &Marks, left: &[&str]) {
    let come_true = async {
        while found(erased, room).await != left {
            tokio::task::yield_now().await;
        }
    };
    let came = tokio::time::timeout(PATIENCE, come_true).await;
    assert!(came.is_ok(), "there are still words in {:?}", room.folder());
}

/// Which of them stand in any file below the room's folder, or in any row of its server's database.
async fn found<'a>(marks: &'a Marks, room: &Room) -> Vec<&'a str> {
    let mut bytes = Vec::new();
    read(room.folder(), &mut bytes);
    if is_on_a_server() {
        bytes.extend(rows_of(&room.database()).await);
    }
    marks.in_bytes(&bytes)
}

fn read(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, bytes);
        } else {
            bytes.extend(fs::read(&path).unwrap_or_default());
        }
    }
}
