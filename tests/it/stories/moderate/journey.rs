//! From a reader's tap to the moderator's file and back.

use super::file::exported;
use crate::support::Room;

#[tokio::test]
async fn what_a_reader_says_by_hand_stands_in_the_columns() {
    let room = Room::open().await;
    let shifts = room.ann.type_in("general", "/feedback name:deep-work shift:").await;
    let chosen = shifts.first().expect("the work moves its readers somewhere");
    let line = format!(
        "/feedback name:deep-work rating:Changed how I think kind:An insight comment:I shut the door. shift:{}",
        chosen.value
    );
    room.ann.slash("general", &line).await.settled().await.text();

    let (_, rows) = exported(&room.mo, "").await;
    let row = &rows[0];
    assert_eq!((row["rating"].as_str(), row["rating_words"].as_str()), ("5", "Changed how I think"));
    assert_eq!((row["kind"].as_str(), row["source"].as_str()), ("insight", "command"));
    assert_eq!(row["comment"], "I shut the door.");
    assert!(["away", "toward"].contains(&row["shift_side"].as_str()), "{row:?}");
    assert!(chosen.name.contains(row["shift"].as_str()), "{} is not {}", row["shift"], chosen.name);
    room.close().await;
}

#[tokio::test]
async fn what_was_withdrawn_is_counted_and_not_shown() {
    let room = Room::open().await;
    let line = "/feedback name:deep-work comment:A canary that I regret.";
    let panel = room.ann.slash("general", line).await.settled().await;
    panel.press("Withdraw").await.settled().await.text();

    let none = super::file::asked(&room.mo, "").await;
    assert!(none.text().contains("Left out: 1 withdrawn, 0 removed."), "{}", none.text());
    let shown = room.mo.slash("general", "/moderate show number:1").await;
    assert!(shown.text().contains("Its author took it back; the words are erased."), "{}", shown.text());
    assert!(!shown.text().contains("canary"));
    let removed = room.mo.slash("general", "/moderate remove number:1 reason:Too late.").await;
    assert!(removed.text().contains("The reader has withdrawn entry #1."), "{}", removed.text());
    room.close().await;
}

#[tokio::test]
async fn the_author_reads_why_an_entry_was_removed() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work comment:She never answers her mail.").await.text();
    room.mo
        .slash("general", "/moderate remove number:1 reason:It is about *somebody*, not the book.")
        .await
        .text();
    let own = room.ann.slash("general", "/my feedback").await.settled().await;
    let text = own.text();
    assert!(!text.contains("mail"), "{text}");
    let other = room.bo.slash("general", "/my feedback").await.settled().await;
    assert!(!other.text().contains("somebody"), "{}", other.text());
    assert!(text.contains("It is about *somebody*, not the book."), "{text}");
    room.close().await;
}
