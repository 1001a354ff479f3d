//! Read more: from every page that a reader sees alone there is a way on, as from the card.

use super::feedback::refused::Retire;
use crate::support::Room;

/// The discussion of a work that is opened here.
const DISCUSSION: &str = "Deep Work · Cal Newport";
/// How a page ends from which the way leads to feedback alone.
const FEEDBACK: &str = "[Share here]\n[Give feedback]\n(only you can see this)";
/// How a page ends from which there is no way on.
const NOTHING: &str = "[Share here]\n(only you can see this)";

#[tokio::test]
async fn every_page_leads_to_the_discussion_and_to_feedback() {
    let room = Room::open().await;
    room.ann.slash("general", "/resource name:deep-work").await.text();
    let mut page = room.bo.press_on("general", "Read more").await;
    loop {
        let shown = page.text();
        assert!(page.is_private(), "{shown}");
        assert!(shown.contains("[Share here]\n[Discuss] [Give feedback]"), "{shown}");
        let panel = page.press("Give feedback").await;
        assert!(panel.text().contains("**Deep Work**\nNothing is recorded here yet"), "{}", panel.text());
        let found = page.press("Discuss").await.settled().await;
        assert!(found.text().contains("**Deep Work** is discussed here"), "{}", found.text());
        assert!(panel.is_private() && found.is_private());
        assert_eq!(page.text(), shown, "the page goes away by what it leads to");
        let Ok(next) = page.try_press("Next").await else { break };
        page = next;
    }
    assert!(page.text().contains("⟨Related ▾⟩"), "the last page lists related works, too: {}", page.text());
    assert_eq!(room.guild.threads().len(), 1);
    room.ann.sees("general");
    room.ann.sees(DISCUSSION);
    room.close().await;
}

#[tokio::test]
async fn the_buttons_of_a_page_are_those_of_the_card() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:deep-work").await;
    let page = card.press("Read more").await;
    let (card, page) = (card.json(), page.json());
    let on_the_card = &card["components"][0]["components"];
    let on_the_page = &page["components"][1]["components"];
    for (at, label) in ["Discuss", "Give feedback"].into_iter().enumerate() {
        assert_eq!(on_the_page[at]["label"], label);
        for part in ["label", "style", "custom_id"] {
            assert_eq!(on_the_page[at][part], on_the_card[at][part], "{label}");
        }
    }
    assert_eq!(on_the_page.as_array().unwrap().len(), 2);
    room.close().await;
}

#[tokio::test]
async fn in_its_own_discussion_a_page_does_not_lead_there() {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:deep-work").await.settled().await.text();
    room.ann.sees("general");
    let page = room.bo.slash(DISCUSSION, "/resource name:deep-work private:true").await;
    let page = page.press("Read more").await;
    assert!(page.text().contains(FEEDBACK), "{}", page.text());
    let next = page.press("Next").await;
    assert!(next.text().contains(FEEDBACK), "{}", next.text());
    let other = room.bo.slash(DISCUSSION, "/resource name:ddia private:true").await;
    let other = other.press("Read more").await;
    assert!(other.text().contains("[Discuss] [Give feedback]"), "another work: {}", other.text());
    room.close().await;
}

#[tokio::test]
async fn under_the_post_that_opens_it_in_a_forum_a_page_leads_to_feedback_alone() {
    let room = Room::open().await;
    room.guild.forum("reading", &[]);
    room.gil.slash("general", "/settings discussions channel:reading").await.settled().await.text();
    room.gil.sees("general");
    room.ann.slash("general", "/discuss name:deep-work").await.settled().await.text();
    let page = room.bo.press_on(DISCUSSION, "Read more").await;
    assert!(page.text().contains(FEEDBACK), "{}", page.text());
    room.close().await;
}

#[tokio::test]
async fn a_page_of_a_retired_work_leads_to_the_discussion_that_it_has_and_to_nothing_else() {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:deep-work").await.settled().await.text();
    room.ann.sees("general");
    let card = room.bo.slash("general", "/resource name:deep-work").await;
    let inside = room.bo.slash(DISCUSSION, "/resource name:deep-work").await;
    room.bot.app.log.write(Retire).await.unwrap();
    let page = card.press("Read more").await;
    assert!(page.text().contains("[Share here]\n[Discuss]\n"), "{}", page.text());
    let found = page.press("Discuss").await.settled().await;
    assert!(found.text().contains("**Deep Work** is discussed here"), "{}", found.text());
    let page = inside.press("Read more").await;
    assert!(page.text().contains(NOTHING), "{}", page.text());
    room.close().await;
}

#[tokio::test]
async fn a_page_of_a_retired_work_that_nobody_discusses_leads_nowhere() {
    let room = Room::open().await;
    let card = room.bo.slash("general", "/resource name:deep-work").await;
    room.bot.app.log.write(Retire).await.unwrap();
    let page = card.press("Read more").await;
    assert!(page.text().contains(NOTHING), "{}", page.text());
    room.close().await;
}
