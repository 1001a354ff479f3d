//! Readers who stay anonymous: nothing that anyone is shown, and no row of the log, joins the entry to them.

use crate::support::Room;

const COMMENT: &str = "What did it do for you?";
const PROMISE: &str = "You stay anonymous. Moderators cannot see your name. Whoever runs the database could.";

#[tokio::test]
async fn a_veiled_panel_gives_no_name() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work kind:question").await.text();
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let panel = panel.press("Stay anonymous").await;
    assert!(panel.text().contains(PROMISE), "{}", panel.text());
    let panel = panel.press("Very useful").await;
    let panel = panel.press("Add a comment").await.form().fill(COMMENT, "Between us").submit().await;
    let number = number(&panel.text());
    assert!(number >= 1_000_000, "a number in order would tell when it was given: {number}");
    assert!(panel.text().contains(PROMISE) && panel.text().contains("┃ Between us"), "{}", panel.text());
    nothing_joins(&room, number).await;
    room.close().await;
}

#[tokio::test]
async fn the_option_gives_no_name() {
    let room = Room::open().await;
    let line = "/feedback name:deep-work rating:4 comment:Between us anonymous:true";
    let panel = room.ann.slash("general", line).await;
    assert!(panel.text().contains(PROMISE), "{}", panel.text());
    nothing_joins(&room, number(&panel.text())).await;
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(mine.text().contains("· anonymous"), "its giver still finds it: {}", mine.text());
    let others = room.bo.slash("general", "/my feedback").await;
    assert!(others.text().starts_with("You have given no feedback here yet."), "{}", others.text());
    room.close().await;
}

#[tokio::test]
async fn chosen_after_a_tap_the_named_entry_is_withdrawn_and_given_anew() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work rating:4 comment:Between us").await;
    let panel = panel.press("Stay anonymous").await;
    let text = panel.text();
    assert!(
        text.contains(PROMISE) && text.contains("┃ Between us") && text.contains("Very useful"),
        "{text}"
    );
    nothing_joins(&room, number(&text)).await;
    let named = room.mo.slash("general", "/moderate show number:1").await.text();
    assert!(named.contains("Its author took it back"), "{named}");
    for trace in ["ann", "Very useful", "Deep Work", "Between us"] {
        assert!(!named.contains(trace), "{trace} would join the two: {named}");
    }
    assert_eq!(room.count("SELECT COUNT(*) FROM words").await, 1);
    assert!(panel.try_press("Stay anonymous").await.is_err(), "there is no way back");
    let panel = panel.press("Not for me").await;
    assert_eq!(number(&panel.text()), number(&text));
    room.close().await;
}

#[tokio::test]
async fn a_tap_that_overtakes_the_redrawn_panel_gives_no_name() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let on = panel.said().unwrap();
    panel.press("Stay anonymous").await.text();
    let late = room.ann.forges_press(&on, "feedback.rate:1:new:deep-work:4").await;
    assert!(late.text().contains(PROMISE), "{}", late.text());
    nothing_joins(&room, number(&late.text())).await;
    room.close().await;
}

#[tokio::test]
async fn a_veil_that_comes_after_a_quick_tap_hides_what_the_tap_began() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let on = panel.said().unwrap();
    panel.press("Very useful").await.text();
    let late = room.ann.forges_press(&on, "feedback.anonymous:1:new:deep-work").await;
    assert!(late.text().contains(PROMISE) && late.text().contains("Very useful"), "{}", late.text());
    nothing_joins(&room, number(&late.text())).await;
    room.close().await;
}

#[tokio::test]
async fn two_anonymous_entries_on_different_works_have_nothing_in_common() {
    let room = Room::open().await;
    for name in ["deep-work", "accelerate"] {
        let line = format!("/feedback name:{name} rating:4 anonymous:true");
        room.ann.slash("general", &line).await.text();
    }
    assert_eq!(room.count("SELECT COUNT(DISTINCT actor) FROM entry").await, 2);
    room.close().await;
}

#[tokio::test]
async fn one_reader_is_one_reader_with_a_name_and_without() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:1").await.text();
    let line = "/feedback name:deep-work rating:4 comment:Between us anonymous:true";
    let refused = room.ann.slash("general", line).await;
    insta::assert_snapshot!(refused.text(), @"
    With your name you have already said what this work gave you, as feedback #1, and nobody counts twice. Change that, or take it back first, under `/my feedback`. Nothing was saved.
    ┃ **Your words, to copy**
    ┃ ```
    ┃ Between us
    ┃ ```
    ┃ **You asked for**
    ┃ Rating: Very useful
    ┃ You stay anonymous.
    [Try again]
    (only you can see this)
    ");
    // As long as nothing was taken back it comes to the same; words alone count nobody.
    let form = refused.press("Try again").await.form();
    let still = form.fill(COMMENT, "Between us").submit().await;
    assert!(still.text().starts_with("With your name you have already said"), "{}", still.text());
    let line = "/feedback name:deep-work comment:Between us anonymous:true";
    let hidden = room.ann.slash("general", line).await;
    nothing_joins(&room, number(&hidden.text())).await;
    let tapped = hidden.press("Very useful").await;
    assert!(tapped.text().contains("With your name you have already said"), "{}", tapped.text());
    room.bo.slash("general", "/feedback name:deep-work rating:1 anonymous:true").await.text();
    let refused = room.bo.slash("general", "/feedback name:deep-work rating:4").await;
    assert!(refused.text().starts_with("Anonymously you have already said"), "{}", refused.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry WHERE rating IS NOT NULL").await, 2);
    let mine = room.ann.slash("general", "/my feedback").await;
    assert!(mine.text().contains("**#1**"), "{}", mine.text());
    room.close().await;
}

#[tokio::test]
async fn a_second_named_entry_keeps_the_first_from_becoming_another_reader() {
    let room = Room::open().await;
    let first = room.ann.slash("general", "/feedback name:deep-work rating:4").await;
    let second = room.ann.slash("general", "/feedback name:deep-work rating:1").await;
    let refused = first.press("Stay anonymous").await;
    assert!(refused.text().contains("as feedback #2, and nobody counts twice."), "{}", refused.text());
    second.press("Withdraw").await.text();
    let hidden = first.press("Stay anonymous").await;
    nothing_joins(&room, number(&hidden.text())).await;
    room.close().await;
}

#[tokio::test]
async fn another_entry_begun_on_an_anonymous_panel_gives_no_name() {
    let room = Room::open().await;
    let first = room.ann.slash("general", "/feedback name:deep-work rating:4 anonymous:true").await;
    let another = first.press("Add another").await;
    assert!(another.text().contains("Nothing is recorded here yet"), "{}", another.text());
    assert!(another.text().contains(PROMISE), "{}", another.text());
    let second = another.press("Not for me").await;
    assert!(second.text().contains(PROMISE), "{}", second.text());
    let withdrawn = second.press("Withdraw").await;
    nothing_joins(&room, number(&first.text())).await;
    let third = withdrawn.press("Add another").await;
    assert!(third.text().contains(PROMISE), "{}", third.text());
    assert_eq!(room.count("SELECT COUNT(*) FROM entry WHERE anonymous = 0").await, 0);
    // A button drawn by an earlier release says only which work it is about.
    let old = room.bo.slash("general", "/feedback name:deep-work rating:4").await;
    assert!(old.text().contains("your feedback #1"), "{}", old.text());
    let panel = room.bo.forges_press(&old.said().unwrap(), "feedback.another:1:deep-work").await;
    assert!(panel.text().contains("Nothing is recorded here yet"), "{}", panel.text());
    assert!(!panel.text().contains(PROMISE), "{}", panel.text());
    room.close().await;
}

/// The number that a panel tells its reader.
fn number(text: &str) -> u64 {
    let digits = text.split("your feedback #").nth(1).unwrap();
    digits.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

async fn nothing_joins(room: &Room, number: u64) {
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await.text();
    assert!(shown.contains("who stays anonymous") && !shown.contains("ann"), "{shown}");
    let id = room.ann.id().to_string();
    assert!(!shown.contains(&id), "{shown}");
    let rows = [
        // Neither the row of a person, nor the interaction, nor its moment, nor a named event of the same actor.
        "SELECT COUNT(*) FROM person p JOIN entry e ON e.actor = p.actor WHERE e.anonymous = 1",
        "SELECT COUNT(*) FROM event v JOIN entry e ON v.actor = e.actor WHERE e.anonymous = 1 AND v.key IS NOT NULL",
        "SELECT COUNT(*) FROM event v JOIN entry e ON v.actor = e.actor WHERE e.anonymous = 1 AND v.at_source <> v.at",
        "SELECT COUNT(*) FROM entry a JOIN entry b ON a.actor = b.actor WHERE a.anonymous = 1 AND b.anonymous = 0",
    ];
    for sql in rows {
        assert_eq!(room.count(sql).await, 0, "{sql}");
    }
    assert_eq!(room.count("SELECT COUNT(*) FROM entry WHERE anonymous = 1 AND status = 'given'").await, 1);
    for text in ["Deep Work", "Between us"] {
        assert!(!room.bo.sees("general").contains(text), "nobody else sees anything");
    }
}
