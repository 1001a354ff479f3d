//! A moderator looks at one entry and takes it out.

use athenaeum::domain::entry::{EntryKind, Rating};
use athenaeum::domain::ids::{ChannelId, MessageId, MessagePlace};

use super::file::exported;
use super::giving::Giving;
use crate::support::Room;

#[tokio::test]
async fn an_entry_is_shown_whole_and_its_words_do_nothing() {
    let room = Room::open().await;
    room.guild.open_command("moderate");
    let words = "**Loud** @everyone <@1> [here](https://example.org)\n# Head";
    let number = Giving::of(&room.guild, &room.ann, words)
        .rated(Rating::ChangedMyThinking, EntryKind::Correction)
        .give(&room)
        .await;
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    let text = shown.text();
    assert!(shown.is_private() && shown.pings().is_empty());
    for part in ["Feedback #1", "Deep Work", "Changed how I think", "Something is wrong here", "by the panel"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.contains("**Loud** @everyone"), "the words are shown as they were typed: {text}");
    assert!(text.contains("reader-") && !text.contains("ann"), "names take Manage Server: {text}");

    let shown = room.gil.slash("general", &format!("/moderate show number:{number}")).await;
    assert!(shown.text().contains("ann"), "{}", shown.text());
    assert!(shown.pings().is_empty());
    room.close().await;
}

#[tokio::test]
async fn the_button_asks_why_and_the_words_are_gone() {
    let room = Room::open().await;
    let number = Giving::of(&room.guild, &room.ann, "A canary that nobody may see.").give(&room).await;
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    let form = shown.press("Remove").await.form();
    assert!(form.text().contains("Its author will read this."), "{}", form.text());
    let done = form.fill("Why? Its author will read this.", "It is *not* about the work.").submit().await;
    assert!(done.text().contains("Entry #1 is removed"), "{}", done.text());
    assert!(
        !shown.text().contains("canary"),
        "the words stand no longer where they were shown: {}",
        shown.text()
    );

    let again = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    let text = again.text();
    assert!(text.contains("the words are erased") && text.contains("It is *not* about the work."), "{text}");
    assert!(again.try_press("Remove").await.is_err(), "there is nothing left to remove");
    assert!(room.mo.slash("general", "/moderate export").await.settled().await.text().contains("1 removed"));

    let mut tx = room.bot.app.db.read().await.unwrap();
    let kept = tx.fetch_all("SELECT body FROM words", Vec::new()).await.unwrap();
    let kept: Vec<String> = kept.iter().map(|it| it.text(0).unwrap()).collect();
    assert_eq!(kept, ["It is *not* about the work."]);
    drop(tx);
    room.close().await;
}

#[tokio::test]
async fn what_cannot_be_removed_is_refused_and_the_reason_handed_back() {
    let room = Room::open().await;
    let number = Giving::of(&room.guild, &room.ann, "Words.").give(&room).await;
    let remove = async |number: u64, reason: &str| {
        let line = format!("/moderate remove number:{number} reason:{reason}");
        room.mo.slash("general", &line).await
    };
    let refused = async |number: u64, reason: &str, why: &str| {
        let refused = remove(number, reason).await;
        let text = refused.text();
        assert!(text.contains(why) && text.contains(reason), "{text}");
        assert!(refused.press("Try again").await.is_form());
    };
    refused(77, "A long and careful reason.", "There is no entry #77 here.").await;
    remove(number.get(), "Once.").await.text();
    refused(number.get(), "Twice.", "Entry #1 has been removed already.").await;
    room.close().await;
}

#[tokio::test]
async fn a_removal_without_a_reason_asks_for_one() {
    let room = Room::open().await;
    let number = Giving::of(&room.guild, &room.ann, "Words.").give(&room).await;
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    let form = shown.press("Remove").await.form();
    let refused = form.fill("Why? Its author will read this.", "   ").submit().await;
    assert!(refused.text().contains("a removal needs a reason"), "{}", refused.text());
    assert!(refused.press("Try again").await.is_form());
    assert_eq!(exported(&room.mo, "").await.1.len(), 1);
    room.close().await;
}

#[tokio::test]
async fn the_longest_message_is_shown_as_far_as_it_fits() {
    let room = Room::open().await;
    let place = MessagePlace { channel: ChannelId::new(5), message: MessageId::new(6) };
    // As long as Discord lets anyone write, and twice as long once it is escaped.
    let long = Giving::of(&room.guild, &room.ann, &"*".repeat(4_000)).made_from(place);
    let number = long.give(&room).await;
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    assert!(shown.text().contains("It goes on; all of it is kept."), "{}", shown.text());
    room.close().await;
}
