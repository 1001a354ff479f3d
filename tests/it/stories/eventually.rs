//! Waiting for what nobody announces, and reading what the log says of it.

use std::time::Duration;

use athenaeum::domain::ids::GuildId;
use athenaeum::store::{events, parked};

use crate::support::Room;

/// The kinds of events in the guild's log, in order.
pub async fn log(room: &Room) -> Vec<String> {
    let guild = GuildId::new(room.guild.id().0).as_i64();
    let mut kinds = Vec::new();
    let mut tx = room.bot.app.db.read().await.unwrap();
    let visit = |event: events::Stored| {
        if event.guild == guild {
            kinds.push(event.kind);
        }
        Ok(())
    };
    events::each_event(&mut tx, visit).await.unwrap();
    kinds
}

/// Waits until a condition holds that nobody announces. Looks again and again, for it soon will.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let looking = async {
        while !holds().await {
            tokio::task::yield_now().await;
        }
    };
    // A bound for what never comes; on a busy machine what comes takes its time.
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, looking)
        .await
        .unwrap_or_else(|_| panic!("it did not come to this: {what}"));
}

/// Lets time go by, and the worker look whether it has something to do.
pub fn pass(room: &Room, time: Duration) {
    room.advance(time);
    room.bot.app.log.promised().notify_waiters();
}

/// Lets time go by until a condition holds; never while the worker is at something, which would look dead by then.
pub async fn pass_until(room: &Room, step: Duration, (what, holds): (&str, impl AsyncFn() -> bool)) {
    let app = &room.bot.app;
    let due = "SELECT COUNT(*) FROM effect WHERE state = 'planned' AND (due_at <= $1 OR lease_until > 0)";
    let is_idle = async || {
        let mut tx = app.db.read().await.unwrap();
        tx.fetch_one(due, vec![app.clock.now().into()]).await.unwrap().int(0).unwrap() == 0
    };
    let look = async || {
        let holds = holds().await;
        if !holds && is_idle().await {
            pass(room, step);
        }
        holds
    };
    until(what, look).await;
}

/// Waits until so much is parked, and lets the minute go by after which moderators are told of it: askers hear that they
/// must wait before that is noted.
pub async fn until_swept(room: &Room, parked: i64) {
    let waits = "SELECT COUNT(*) FROM effect WHERE state = 'parked'";
    until("it waits", async || room.count(waits).await == parked).await;
    pass(room, Duration::from_secs(60));
}

/// Waits until the bot has heard that permissions changed, and lets the minute go by after which it looks again. Before
/// that no time may pass: who asked can be told for a quarter of an hour only.
pub async fn until_looked_again(room: &Room) {
    let app = &room.bot.app;
    let hastened = "SELECT COUNT(*) FROM effect WHERE kind = 'knock' AND state = 'planned' AND lease_until = 0 \
                    AND due_at > $1 AND due_at <= $1 + $2";
    let is_hastened = async || {
        let mut tx = app.db.read().await.unwrap();
        let args = vec![app.clock.now().into(), parked::LOOK_AGAIN.into()];
        tx.fetch_one(hastened, args).await.unwrap().int(0).unwrap() == 1
    };
    until("the change is heard of", is_hastened).await;
    pass(room, Duration::from_millis(parked::LOOK_AGAIN.unsigned_abs()));
}

/// Waits until every wish for a discussion was granted.
pub async fn until_all_done(room: &Room) {
    let app = &room.bot.app;
    let left = "SELECT COUNT(*) FROM effect WHERE kind = 'discuss' AND state <> 'done'";
    let left = async || {
        let mut tx = app.db.read().await.unwrap();
        tx.fetch_one(left, Vec::new()).await.unwrap().int(0).unwrap()
    };
    until("every wish is granted", async || left().await == 0).await;
}
