//! `/my feedback`: readers look back at what they gave, edit it, take it back.

use std::time::Duration;

use crate::support::Room;

const COMMENT: &str = "What did it do for you?";
const CHOOSE: &str = "Choose one to edit or withdraw";

#[tokio::test]
async fn who_gave_nothing_is_told_where_to_begin() {
    let room = Room::open().await;
    let mine = room.ann.slash("general", "/my feedback").await;
    insta::assert_snapshot!(mine.text(), @"
    You have given no feedback here yet. `/feedback` is where it begins.
    (only you can see this)
    ");
    room.close().await;
}

#[tokio::test]
async fn an_entry_is_edited_years_later_and_its_old_words_are_gone() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:4 comment:Old words").await.text();
    room.advance(Duration::from_secs(3 * 365 * 24 * 60 * 60));
    let room = room.crash().await;
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(
        mine.text().starts_with("**Your feedback here** · 1 entry\n┃ **#1** · *Deep Work* · Very useful")
    );
    let one = mine.pick(CHOOSE, "#1 · Deep Work").await;
    insta::assert_snapshot!(one.text(), @"
    **Deep Work** · your feedback #1
    Very useful · An insight
    ┃ Old words
    [Edit] [Rating and more] [Withdraw] [Back]
    (only you can see this)
    ");
    let form = one.press("Edit").await.form();
    assert_eq!(form.value(COMMENT).unwrap(), "Old words");
    let panel = form.fill(COMMENT, "New words").submit().await;
    assert!(panel.text().contains("┃ New words\n[Changed how I think]"), "{}", panel.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 1);
    assert_eq!(room.count("SELECT COUNT(*) FROM words WHERE body = 'New words'").await, 1);
    room.close().await;
}

#[tokio::test]
async fn an_entry_is_taken_back_and_its_words_are_gone() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work comment:Regretted").await.text();
    let one = room.ann.slash("general", "/my feedback").await.pick(CHOOSE, "#1 · Deep Work").await;
    let panel = one.press("Rating and more").await;
    assert!(panel.text().contains("┃ Regretted\n[Changed how I think]"), "{}", panel.text());
    let one = room.ann.slash("general", "/my feedback").await.pick(CHOOSE, "#1 · Deep Work").await;
    let done = one.press("Withdraw").await;
    insta::assert_snapshot!(done.text(), @"
    Your feedback #1 is withdrawn. Its words are erased.
    [Add another]
    (only you can see this)
    ");
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 0);
    let late = panel.press("Useful").await;
    assert!(late.text().contains("Feedback #1 has been withdrawn already."), "{}", late.text());
    let form = panel.press("Edit the comment").await;
    assert!(form.text().contains("Feedback #1 has been withdrawn already."), "{}", form.text());
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(mine.text().starts_with("You have given no feedback here yet."), "{}", mine.text());
    room.close().await;
}

#[tokio::test]
async fn pages_turn() {
    let room = Room::open().await;
    for turn in 0..12 {
        room.ann.slash("general", "/feedback name:deep-work rating:3").await.text();
        if turn % 3 == 2 {
            room.advance(Duration::from_secs(601));
        }
    }
    let first = room.ann.slash("general", "/my feedback").await;
    assert!(first.text().starts_with("**Your feedback here** · 12 entries · page 1 of 2\n┃ **#12**"));
    let second = first.press("Older").await;
    insta::assert_snapshot!(shown(&second.text()), @"
    **Your feedback here** · 12 entries · page 2 of 2
    ┃ **#2** · *Deep Work* · Useful · An insight · <day>
    ┃ **#1** · *Deep Work* · Useful · An insight · <day>
    ⟨Choose one to edit or withdraw ▾⟩ #2 · Deep Work · #1 · Deep Work
    [Newer]
    (only you can see this)
    ");
    let one = second.pick(CHOOSE, "#2 · Deep Work").await;
    let back = one.press("Back").await;
    assert!(back.text().contains("page 2 of 2"), "{}", back.text());
    assert!(back.press("Newer").await.text().contains("page 1 of 2"));
    room.close().await;
}

#[tokio::test]
async fn what_a_moderator_removed_says_why() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work comment:Buy my course").await;
    room.mo.slash("general", "/moderate remove number:1 reason:This is *advertising*").await.text();
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(mine.text().contains("A moderator removed it: This is *advertising*"), "{}", mine.text());
    let one = mine.pick(CHOOSE, "#1 · Deep Work").await;
    insta::assert_snapshot!(one.text(), @"
    **Deep Work** · your feedback #1
    An insight
    A moderator removed it. Why:
    ┃ This is *advertising*
    [Back]
    (only you can see this)
    ");
    let late = panel.press("Useful").await;
    assert!(late.text().contains("A moderator has removed your feedback #1; `/my feedback` says why."));
    room.close().await;
}

#[tokio::test]
async fn nobody_looks_at_anothers() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work comment:Mine alone").await.text();
    let panel = room.bo.slash("general", "/feedback name:accelerate rating:3").await;
    let on = panel.said().unwrap();
    for id in ["my.edit:1:1", "my.edit:1:77"] {
        let refused = room.bo.forges_press(&on, id).await;
        assert!(refused.text().contains("There is no entry #"), "{id}: {}", refused.text());
        assert!(!refused.text().contains("Mine alone"), "{id}");
    }
    for id in ["my.page:1", "my.page:1:x", "my.pick:1:0", "my.edit:1"] {
        let refused = room.bo.forges_press(&on, id).await;
        assert!(refused.text().contains("older version of this message"), "{id}: {}", refused.text());
    }
    let beyond = room.bo.forges_press(&on, "my.page:1:99").await;
    assert!(beyond.text().contains("1 entry"), "{}", beyond.text());
    room.close().await;
}

/// A list without its dates, which are those of the day the test runs.
fn shown(text: &str) -> String {
    let dateless = |line: &str| match line.rsplit_once(" · ") {
        Some((rest, date)) if date.chars().filter(char::is_ascii_digit).count() == 8 => {
            format!("{rest} · <day>")
        }
        _ => line.to_owned(),
    };
    text.lines().map(dateless).collect::<Vec<_>>().join("\n")
}
