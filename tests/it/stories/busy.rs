//! More to write than there is room for: whoever comes then is told at once, and keeps their words.

use std::sync::Arc;

use athenaeum::domain::decision::{Act, Decision, Key, Moment};
use athenaeum::domain::ids::GuildId;
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::state::State;
use athenaeum::store::Stop;
use futures_util::FutureExt as _;
use tokio::sync::Notify;

use super::eventually::until;
use crate::support::Room;

const COMMENT: &str = "What did it do for you?";

#[tokio::test]
async fn when_too_much_waits_the_words_come_back_to_be_tried_again() {
    let room = Room::open().await;
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    let form = panel.press("Add a comment").await.form();
    let db = room.bot.app.db.clone();
    // A file has one writing connection, a server one head of the log: whoever holds both lets nobody write.
    let mut writer = db.writer().await;
    let mut held = writer.begin().await.unwrap();
    held.execute("UPDATE log_head SET pos = pos", Vec::new()).await.unwrap();
    wait_for_the_writer(&room).await;
    fill_the_queue(&room);

    let answer = form.fill(COMMENT, "Do not lose this").submit().await;
    let text = answer.text();
    assert!(
        text.contains("So much is going on that nothing was saved. Please try again in a minute."),
        "{text}"
    );
    assert!(text.contains("Your words, to copy") && text.contains("Do not lose this"), "{text}");

    held.rollback().await.unwrap();
    drop(writer);
    until("there is room again", async || {
        !matches!(room.bot.app.log.write(Nothing::of(0)).await, Err(Stop::Busy))
    })
    .await;
    let panel = answer.press("Try again").await.form().fill(COMMENT, "Do not lose this").submit().await;
    assert!(panel.text().contains("your feedback #1\nAn insight\n┃ Do not lose this"), "{}", panel.text());
    room.close().await;
}

/// Hands in an act, and waits until the writer has it in its hands: until the database is free it takes no more.
async fn wait_for_the_writer(room: &Room) {
    let taken = Arc::new(Notify::new());
    let act = Nothing { number: u64::MAX >> 1, taken: Some(Arc::clone(&taken)) };
    assert!(Box::pin(room.bot.app.log.write(act)).now_or_never().is_none());
    taken.notified().await;
}

/// Hands in acts that nobody waits for, until one is refused.
fn fill_the_queue(room: &Room) {
    for at in 1_u64.. {
        let done = Box::pin(room.bot.app.log.write(Nothing::of(at))).now_or_never();
        if matches!(done, Some(Err(Stop::Busy))) {
            return;
        }
    }
}

/// An act that leads to nothing, and says when the writer looks at it.
struct Nothing {
    number: u64,
    taken: Option<Arc<Notify>>,
}

impl Nothing {
    fn of(number: u64) -> Self {
        Self { number, taken: None }
    }
}

impl Act for Nothing {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        self.taken.iter().for_each(|it| it.notify_one());
        Key::interaction(self.number)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        Ok(Decision::quiet())
    }
}
