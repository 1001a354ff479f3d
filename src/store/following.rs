//! Follows what other processes write to the log: from the last known event on, without gaps and in order.
//!
//! A notification is only a hint that something is there. It can be lost, and so can the connection that it would have
//! come by, so the log is looked at every second anyway.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::engine::Db;
use super::error::Result;
use super::events;
use super::reached::{End, Reached};
use super::rows::{self, Wanted};

/// How often the log is looked at without a hint.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How long after a failed attempt to listen the next one begins.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// Follows a log that several processes write; one that nobody else writes has nothing to follow.
#[derive(Clone)]
pub struct Following {
    pub(super) db: Db,
    pub(super) reached: Arc<Reached>,
    pub(super) promised: Arc<Notify>,
}

impl Following {
    /// Follows until something is found that no process may go on after.
    ///
    /// # Errors
    /// [`super::Error::Behind`] when the log is not the one that was followed, [`super::Error::Gap`] when events are missing.
    pub async fn run(self) -> Result<()> {
        if !self.db.is_shared() {
            return std::future::pending().await;
        }
        self.reached.is_at_the_end();
        let hint = Arc::new(Notify::new());
        let hearing = tokio::spawn(hear(self.db.clone(), Arc::clone(&hint), Arc::clone(&self.promised)));
        let ended = self.follow(&hint).await;
        hearing.abort();
        ended
    }

    async fn follow(&self, hint: &Notify) -> Result<()> {
        loop {
            match self.catch_up().await {
                Ok(_) => {}
                Err(fatal) if fatal.is_fatal() => return Err(fatal),
                Err(err) => {
                    let error = &err as &dyn std::error::Error;
                    tracing::warn!(error, "the log could not be followed; trying again");
                }
            }
            // A look that failed or found nothing costs one query; whether a hint came or the time is over is one.
            let _ = tokio::time::timeout(LOOK_EVERY, hint.notified()).await;
        }
    }

    /// Brings the views in memory up to the end of the log; how many events that took.
    ///
    /// # Errors
    /// See [`Following::run`], and when the database fails.
    pub async fn catch_up(&self) -> Result<i64> {
        let Some(from) = self.reached.end() else { return Ok(0) };
        let mut tx = self.db.read().await?;
        let row = tx.fetch_one("SELECT epoch, pos, hash FROM log_head WHERE one = 1", Vec::new()).await?;
        let end = End { epoch: row.text(0)?, pos: row.int(1)?, hash: row.text(2)? };
        // Held against where this look began: meanwhile an own batch may have gone beyond what it sees.
        end.check_after(&from)?;
        if end.pos == from.pos {
            self.reached.is_at_the_end();
            return Ok(0);
        }
        let mut wanted = Wanted::default();
        events::each_between(&mut tx, (&from, &end), |event| {
            match event.recorded()? {
                Some(recorded) => wanted.touched(&recorded),
                None => tracing::warn!(
                    event.pos = event.pos,
                    event.kind,
                    "an event of a newer release is skipped"
                ),
            }
            Ok(())
        })
        .await?;
        let (state, changed) = rows::reload(&mut tx, wanted).await?;
        tx.rollback().await?;
        let many = end.pos - from.pos;
        self.reached.others(end, &state, changed);
        Ok(many)
    }
}

/// Passes on what other processes say. A connection that breaks is made anew, and whoever waits looks once, for what was
/// said meanwhile is lost.
async fn hear(db: Db, hint: Arc<Notify>, promised: Arc<Notify>) {
    loop {
        if let Ok(Some(mut ear)) = db.listen().await {
            while let Ok(word) = ear.heard().await {
                hint.notify_one();
                if word.promises {
                    promised.notify_waiters();
                }
            }
        }
        hint.notify_one();
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}
