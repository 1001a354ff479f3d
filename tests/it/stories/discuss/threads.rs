//! Opening, finding, and what people do to a thread meanwhile.

use std::time::Duration;

use futures_util::future::join_all;

use super::{LINE, NAME, calls, discuss, here, known, log, until, until_quiet, words};
use crate::support::Room;

#[tokio::test]
async fn the_first_asker_opens_the_discussion_and_the_next_one_is_led_there() {
    let room = Room::open().await;
    let opened = discuss(&room.ann, "general").await;
    let thread = room.guild.thread(NAME);
    assert_eq!(words(&opened), here());
    let address = format!("https://discord.com/channels/{}/{}", room.guild.id(), thread.id());
    assert_eq!(opened.link("Go to the discussion"), Some(address));
    let opening = room.ann.sees("general");
    let question = "To begin with: What has been quietly accumulating around you";
    assert!(opening.contains(question), "{opening}");

    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    assert_eq!(room.guild.threads().len(), 1);
    assert_eq!(log(&room).await, ["guild.joined", "discussion.opened"]);
    room.close().await;
}

#[tokio::test]
async fn a_hundred_askers_at_once_are_led_to_one_thread() {
    let room = Room::open().await;
    let askers: Vec<_> = (0..100).map(|n| room.guild.member(&format!("reader{n}"))).collect();
    let answers = join_all(askers.iter().map(|it| discuss(it, "general"))).await;
    for answer in &answers {
        assert_eq!(words(answer), here());
    }
    assert_eq!(room.guild.threads().len(), 1);
    assert_eq!(calls(&room, "POST", "/messages"), 1);
    assert_eq!(log(&room).await, ["guild.joined", "discussion.opened"]);
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_repeated_interaction_opens_nothing_twice() {
    let room = Room::open().await;
    room.discord.faults().redeliver("INTERACTION_CREATE", 1);
    room.discord.expect_error(40060);
    let mut room = room;
    room.bot.expect_logged("an answer was not delivered");
    let answer = room.ann.slash("general", LINE).await.settled().await;
    assert_eq!(words(&answer), here());
    until_quiet(&room).await;
    until("both answers were tried", async || calls(&room, "POST", "/callback") >= 2).await;
    assert_eq!(room.guild.threads().len(), 1);
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn within_its_discussion_a_work_need_not_be_named() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let inside = room.bo.slash(NAME, "/discuss").await.settled().await;
    assert_eq!(words(&inside), here());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn whoever_names_no_work_is_offered_some() {
    let room = Room::open().await;
    let offer = room.ann.slash("general", "/discuss").await;
    assert!(words(&offer).starts_with("Which work would you like to discuss?"), "{}", offer.text());
    let chosen = offer.press("Accelerate · Forsgren, Humble, Kim").await.settled().await;
    assert!(words(&chosen).starts_with("**Accelerate** is discussed here"), "{}", chosen.text());

    room.advance(Duration::from_secs(1));
    discuss(&room.bo, "general").await.text();
    let recent = room.bo.slash("general", "/discuss").await;
    let place = |title: &str| recent.text().find(title).unwrap();
    assert!(place("Thinking in Systems") < place("Accelerate"), "the newest comes first:\n{}", recent.text());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn an_unclear_name_is_asked_back_and_a_slip_is_understood() {
    let room = Room::open().await;
    let choices = room.ann.type_in("general", "/discuss name:thinkin in sys").await;
    assert_eq!(choices[0].value, "thinking-in-systems");
    let line = "/discuss name:facilitating sofware architecture";
    let slip = room.ann.slash("general", line).await.settled().await;
    let expected = "**Facilitating Software Architecture** is discussed here";
    assert!(words(&slip).starts_with(expected), "{}", slip.text());

    let unclear = room.bo.slash("general", "/discuss name:thinking").await;
    assert!(words(&unclear).starts_with("I am not sure which work that is."), "{}", unclear.text());
    let meant = unclear.press("Thinking in Systems · Meadows").await.settled().await;
    assert_eq!(words(&meant), here());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn an_archived_discussion_opens_again_when_someone_writes() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let thread = room.guild.thread(NAME);
    thread.archive();
    let answer = discuss(&room.bo, "general").await;
    assert!(words(&answer).contains("it opens again when someone writes"), "{}", answer.text());
    assert!(thread.archived(), "asking alone opens nothing");
    until("it is known to be archived", async || known(&room).1).await;

    room.bo.says(NAME, "Shall we go on?").await;
    until("it is known to be open", async || !known(&room).1).await;
    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn of_a_locked_discussion_it_is_said_who_opens_it() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let thread = room.guild.thread(NAME);
    thread.lock();
    thread.archive();
    let answer = discuss(&room.bo, "general").await;
    let expected = "It is locked: only moderators can write in it or open it again.";
    assert!(words(&answer).contains(expected), "{}", answer.text());
    assert!(thread.locked() && thread.archived());
    until("it is known to be locked", async || known(&room).2).await;

    thread.unarchive();
    thread.unlock();
    until("it is known to be open", async || !known(&room).1 && !known(&room).2).await;
    assert_eq!(words(&discuss(&room.bo, "general").await), here());
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_deleted_discussion_is_opened_anew_only_when_asked_to() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let old = room.guild.thread(NAME);
    old.delete();
    until("it is known to be gone", async || known(&room).3).await;

    let answer = discuss(&room.bo, "general").await;
    assert_eq!(words(&answer), "The discussion of **Thinking in Systems** was deleted.\n[Open anew]");
    assert!(room.guild.threads().is_empty());
    let anew = answer.press("Open anew").await.settled().await;
    assert_eq!(words(&anew), here());
    let new = room.guild.thread(NAME);
    assert_ne!(new.id(), old.id());
    assert_eq!(known(&room).0.get(), new.id().0);

    let late = answer.press("Open anew").await.settled().await;
    assert_eq!(words(&late), here(), "it is there by now");
    assert_eq!(room.guild.threads().len(), 1);
    let expected = ["guild.joined", "discussion.opened", "discussion.gone", "discussion.opened"];
    assert_eq!(log(&room).await, expected);
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_discussion_deleted_while_the_bot_was_away_is_missed_when_asked_for() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let thread = room.guild.thread(NAME);
    until_quiet(&room).await;
    let room = room.away(|| thread.delete()).await;
    room.discord.expect_error(10003);
    assert!(!known(&room).3);
    let answer = discuss(&room.bo, "general").await;
    assert_eq!(words(&answer), "The discussion of **Thinking in Systems** was deleted.\n[Open anew]");
    assert!(known(&room).3);
    assert_eq!(log(&room).await, ["guild.joined", "discussion.opened", "discussion.gone"]);
    room.ann.sees("general");
    room.close().await;
}

#[tokio::test]
async fn a_thread_changed_while_the_bot_was_away_is_put_right_when_asked_for() {
    let room = Room::open().await;
    discuss(&room.ann, "general").await.text();
    let thread = room.guild.thread(NAME);
    until_quiet(&room).await;
    let room = room.away(|| thread.archive()).await;
    assert!(!known(&room).1);
    let answer = discuss(&room.bo, "general").await;
    assert!(words(&answer).contains("it opens again when someone writes"), "{}", answer.text());
    assert!(known(&room).1);
    room.ann.sees("general");
    room.close().await;
}
