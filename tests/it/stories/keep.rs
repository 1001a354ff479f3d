//! "Log as feedback" on a message.

use std::time::Duration;

use super::eventually::until;
use crate::support::Room;

const LOG: &str = "Log as feedback";
const WORK: &str = "Choose a work";
const THREAD: &str = "Thinking in Systems · Donella H. Meadows";

/// A room with a discussion.
async fn discussing() -> Room {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:thinking-in-systems").await.settled().await;
    for member in [&room.ann, &room.bo] {
        member.sees("general");
        member.sees(THREAD);
    }
    room
}

#[tokio::test]
async fn a_reader_logs_an_own_message_in_a_discussion() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, "Now I see *stocks* everywhere").await;
    let receipt = room.bo.message_command(LOG, &said).await;
    insta::assert_snapshot!(receipt.text(), @"
    **Thinking in Systems** · your feedback #1
    An insight
    ┃ Now I see *stocks* everywhere
    [Changed how I think] [Very useful] [Useful] [Somewhat useful] [Not for me]
    ⟨Which shift did you notice? ▾⟩ events one at a time · blaming whoever acted last · cause and effect in a line · behaviour seen over time · structure as the source of trouble · loops, delays and stocks · humility about prediction
    ⟨This is … ▾⟩ ✓ An insight · My experience · A question · Something is wrong here · An idea
    [Edit the comment] (Stay anonymous) [Add another] [Withdraw]
    (only you can see this)
    ");
    let receipt = receipt.press("Changed how I think").await;
    assert!(receipt.text().contains("#1\nChanged how I think"), "{}", receipt.text());
    assert!(receipt.try_press("Stay anonymous").await.is_err(), "the message shows who wrote it");
    let again = room.bo.message_command(LOG, &said).await;
    assert!(again.text().contains("That message is kept already, as feedback #1."), "{}", again.text());
    let taken_back = receipt.press("Withdraw").await;
    assert!(taken_back.text().contains("Your feedback #1 is withdrawn."), "{}", taken_back.text());
    assert!(room.bo.message_command(LOG, &said).await.text().contains("your feedback #2"));
    room.close().await;
}

#[tokio::test]
async fn what_was_taken_back_or_removed_does_not_come_back_by_another() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, "Now I see stocks everywhere").await;
    room.mo.message_command(LOG, &said).await.text();
    room.bo.press_on(THREAD, "Withdraw").await.text();
    let room = room.crash().await;
    let refused = room.mo.message_command(LOG, &said).await;
    insta::assert_snapshot!(refused.text(), @"
    What was kept of that message has been taken back; only its author can log it again.
    (only you can see this)
    ");
    let receipt = room.bo.message_command(LOG, &said).await;
    assert!(receipt.text().contains("your feedback #2"), "{}", receipt.text());
    let room = room.crash().await;
    let again = room.bo.message_command(LOG, &said).await;
    assert!(again.text().contains("That message is kept already, as feedback #2."), "{}", again.text());
    room.mo.slash("general", "/moderate remove number:2 reason:Not about this work").await.text();
    let room = room.crash().await;
    for member in [&room.bo, &room.mo] {
        let refused = member.message_command(LOG, &said).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused.text(), @"
            A moderator has removed what was kept of that message, so it cannot be logged again.
            (only you can see this)
            ");
        }
    }
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 2);
    room.close().await;
}

#[tokio::test]
async fn a_moderators_log_is_public_quiet_and_the_authors() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, "Now I see stocks everywhere").await;
    let kept = room.mo.message_command(LOG, &said).await;
    insta::assert_snapshot!(kept.text(), @"
    Kept as feedback #1 on *Thinking in Systems*. Its author can take it back.
    [Withdraw] [Go to the message ↗]
    (sent without notification)
    ");
    assert!(!kept.is_private() && kept.pings().is_empty());
    assert!(kept.link("Go to the message").unwrap().ends_with(&format!("/{}/{}", said.channel, said.id)));
    let mine = room.bo.slash("general", "/my feedback").await;
    assert!(mine.text().contains("**#1** · *Thinking in Systems*"), "{}", mine.text());
    let shown = room.mo.slash("general", "/moderate show number:1").await;
    assert!(shown.text().contains("as a message that a moderator logged"), "{}", shown.text());
    let refused = room.ann.press_on(THREAD, "Withdraw").await;
    assert!(refused.text().contains("There is no entry #1 of yours here."), "{}", refused.text());
    assert!(refused.is_private() && room.bo.sees(THREAD).contains("Kept as feedback #1"));
    let gone = room.bo.press_on(THREAD, "Withdraw").await;
    insta::assert_snapshot!(gone.text(), @"Feedback #1 on *Thinking in Systems* was taken back.");
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 0);
    room.close().await;
}

#[tokio::test]
async fn a_moderator_takes_back_what_a_moderator_logged_and_nothing_else() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, "Now I see stocks everywhere").await;
    let kept = room.mo.message_command(LOG, &said).await;
    let on = kept.said().unwrap();
    room.ann.slash("general", "/feedback name:deep-work comment:My own").await.text();
    let refused = room.mo.forges_press(&on, "keep.withdraw:1:2").await;
    assert!(refused.text().contains("There is no entry #2 of yours here."), "{}", refused.text());
    let gone = kept.press("Withdraw").await;
    assert!(
        gone.text().starts_with("Feedback #1 on *Thinking in Systems* was taken back."),
        "{}",
        gone.text()
    );
    let twice = room.mo.forges_press(&on, "keep.withdraw:1:1").await;
    assert!(twice.text().contains("Feedback #1 has been taken back already."), "{}", twice.text());
    room.close().await;
}

#[tokio::test]
async fn elsewhere_the_best_matches_are_offered() {
    let room = Room::open().await;
    let said = room.ann.says("general", "Since I read Meadows on Thinking in Systems I draw loops").await;
    let asked = room.ann.message_command(LOG, &said).await;
    let text = asked.text();
    assert!(asked.is_private(), "{text}");
    assert!(text.contains("⟨Choose a work ▾⟩ Thinking in Systems · Meadows · "), "{text}");
    assert!(text.contains("· Other…"), "{text}");
    let receipt = asked.pick(WORK, "Thinking in Systems · Meadows").await;
    assert!(receipt.text().contains("your feedback #1\nAn insight\n┃ Since I read"), "{}", receipt.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 1, "the draft's copy is gone");
    let again = room.ann.message_command(LOG, &said).await;
    assert!(again.text().contains("That message is kept already, as feedback #1."), "{}", again.text());
    room.close().await;
}

#[tokio::test]
async fn any_other_work_is_found_by_a_form() {
    let room = Room::open().await;
    let said = room.ann.says("general", "It moved me").await;
    let asked = room.mo.message_command(LOG, &said).await;
    let form = asked.pick(WORK, "Other…").await.form();
    insta::assert_snapshot!(form.text(), @"
    ╭ Find the work
    │ Which work is it about? *
    │ ▏(A title or an author)
    │   up to 200 characters
    ╰ [Cancel] [Submit]
    ");
    let several = form.fill("Which work is it about?", "thinking").submit().await;
    assert!(several.text().contains("Did you mean one of these?"), "{}", several.text());
    let form = several.press("Other…").await.form();
    let several = form.fill("Which work is it about?", "thinking").submit().await;
    let kept = several.press("Thinking in Systems · Meadows").await;
    assert!(kept.text().contains("Kept as feedback #1 on *Thinking in Systems*."), "{}", kept.text());
    assert!(!kept.is_private());
    let late = several.press("Thinking in Systems · Meadows").await;
    assert!(late.text().contains("That is used up or older than fifteen minutes."), "{}", late.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 1);
    room.close().await;
}

#[tokio::test]
async fn a_draft_waits_a_quarter_of_an_hour_also_over_a_crash() {
    let room = Room::open().await;
    let said = room.ann.says("general", "It moved me").await;
    let early = room.ann.message_command(LOG, &said).await;
    let late = room.ann.message_command(LOG, &said).await;
    // On a server the crash itself takes a minute of it.
    let room = room.crash().await;
    room.advance(Duration::from_secs(13 * 60 + 30));
    assert!(early.pick(WORK, "Deep Work · Newport").await.text().contains("your feedback #1"));
    room.advance(Duration::from_secs(2 * 60));
    let refused = late.pick(WORK, "Deep Work · Newport").await;
    assert!(refused.text().contains("That is used up or older than fifteen minutes."), "{}", refused.text());
    room.close().await;
}

#[tokio::test]
async fn at_the_limit_the_message_comes_back_and_the_draft_waits() {
    let room = Room::open().await;
    for _ in 0..3 {
        room.ann.slash("general", "/feedback name:deep-work rating:3").await.text();
    }
    room.advance(Duration::from_secs(5 * 60));
    let said = room.ann.says("general", "It *moved* me").await;
    let asked = room.ann.message_command(LOG, &said).await;
    let refused = asked.pick(WORK, "Domain-Driven Design · Evans").await;
    insta::assert_snapshot!(refused.text(), @"
    ╭ Athenaeum: Which work is that message about? I keep it in mind for fifteen minutes.
    That is 3 new entries within ten minutes; the next one can begin in 5 min. Nothing was saved. What you have given already can be changed at any time.
    ┃ **Your words, to copy**
    ┃ ```
    ┃ It *moved* me
    ┃ ```
    [Try again]
    (only you can see this)
    ");
    let form = asked.pick(WORK, "Other…").await.form();
    let found = form.fill("Which work is it about?", "domain-driven design").submit().await;
    assert!(found.text().contains("It *moved* me"), "{}", found.text());
    room.advance(Duration::from_secs(5 * 60 + 1));
    let receipt = found.press("Try again").await;
    assert!(receipt.text().contains("**Domain-Driven Design** · your feedback #4"), "{}", receipt.text());
    assert!(receipt.text().contains("┃ It *moved* me"), "{}", receipt.text());
    let late = refused.press("Try again").await;
    assert!(late.text().contains("That is used up"), "{}", late.text());
    room.close().await;
}

#[tokio::test]
async fn anothers_message_is_not_a_readers_to_log() {
    let room = Room::open().await;
    let said = room.ann.says("general", "It moved me").await;
    let refused = room.bo.message_command(LOG, &said).await;
    insta::assert_snapshot!(refused.text(), @"
    You can log your own messages. Somebody else's can be logged by its author or by a moderator.
    (only you can see this)
    ");
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 0);
    room.close().await;
}

#[tokio::test]
async fn a_role_lost_while_the_form_is_open_counts_no_more() {
    let room = Room::open().await;
    let said = room.ann.says("general", "It moved me").await;
    let asked = room.mo.message_command(LOG, &said).await;
    let form = asked.pick(WORK, "Other…").await.form();
    room.mo.loses_role("Moderator");
    let refused = form.fill("Which work is it about?", "deep work").submit().await;
    let text = refused.text();
    assert!(text.contains("You can log your own messages."), "{text}");
    assert!(text.contains("deep work") && text.contains("[Try again]"), "what was typed comes back: {text}");
    let refused = asked.pick(WORK, "Deep Work · Newport").await;
    assert!(refused.text().contains("You can log your own messages."), "{}", refused.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 0);
    room.close().await;
}

#[tokio::test]
async fn a_draft_is_its_loggers_alone() {
    let room = Room::open().await;
    let said = room.ann.says("general", "It moved me").await;
    room.ann.message_command(LOG, &said).await.text();
    let card = room.bo.slash("general", "/feedback name:deep-work").await;
    card.text();
    let refused = room.bo.forges_press(&card.said().unwrap(), "keep.take:1:1:deep-work").await;
    assert!(refused.text().contains("That is used up or older than fifteen minutes."), "{}", refused.text());
    for id in ["keep.pick:1:1", "keep.take:1:x:deep-work", "keep.take:1:1:no-such", "keep.withdraw:1:x"] {
        let refused = room.bo.forges_press(&card.said().unwrap(), id).await;
        assert!(refused.is_private(), "{id}: {}", refused.text());
    }
    assert_eq!(room.count("SELECT COUNT(*) FROM entry").await, 0);
    room.close().await;
}

#[tokio::test]
async fn what_bots_write_is_no_feedback() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:deep-work").await;
    room.ann.sees("general");
    let refused = room.mo.message_command(LOG, &card.said().unwrap()).await;
    insta::assert_snapshot!(refused.text(), @"
    A bot wrote that. Feedback is what people say.
    (only you can see this)
    ");
    room.close().await;
}

#[tokio::test]
async fn a_deleted_message_takes_its_words_along() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, "A word too much").await;
    room.bo.message_command(LOG, &said).await.text();
    assert_eq!(room.count("SELECT COUNT(*) FROM words WHERE body = 'A word too much'").await, 1);
    room.bo.deletes(&said).await;
    let erased = async || room.count("SELECT COUNT(*) FROM words WHERE body = 'A word too much'").await == 0;
    until("the words are erased", erased).await;
    let mine = room.bo.slash("general", "/my feedback").await;
    assert!(mine.text().contains("**#1** · *Thinking in Systems*"), "the fact stays: {}", mine.text());
    assert!(!mine.text().contains("A word too much"), "{}", mine.text());
    room.close().await;
}

#[tokio::test]
async fn a_message_longer_than_a_comment_is_kept_whole() {
    let room = discussing().await;
    let said = room.bo.says(THREAD, &"flow ".repeat(399)).await;
    let receipt = room.bo.message_command(LOG, &said).await;
    let form = receipt.press("Edit the comment").await.form();
    assert_eq!(form.value("What did it do for you?").unwrap(), "flow ".repeat(399).trim());
    room.close().await;
}
