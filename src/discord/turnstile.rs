//! Lets calls wait for their limits.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::limits::{Key, Lane, Limits, Turn};
use super::pace::Pace;
use super::signals::Signals;

/// Lets calls through when their limits allow.
#[derive(Debug, Default)]
pub(super) struct Turnstile {
    limits: Mutex<Limits>,
    news: Notify,
}

/// A call under way. Dropped without `learn`, it only gives its place back.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    turnstile: &'a Turnstile,
    lane: &'a Lane,
    key: Key,
}

/// The wait is longer than the client waits by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong {
    pub(super) wait: Duration,
    pub(super) global: bool,
}

impl Turnstile {
    /// Waits for a turn, but no single time longer than `longest`.
    pub(super) async fn enter<'a>(
        &'a self,
        lane: &'a Lane,
        pace: &Pace,
        longest: Duration,
    ) -> Result<Passage<'a>, TooLong> {
        loop {
            let mut news = std::pin::pin!(self.news.notified());
            // Registered before looking: an answer between the look and the wait must not be missed.
            news.as_mut().enable();
            let now = pace.now();
            let turn = self.lock().take(lane, now);
            match turn {
                Turn::Go(key) => {
                    return Ok(Passage { turnstile: self, lane, key });
                }
                Turn::News => news.await,
                Turn::At { when, global } => {
                    let wait = when.saturating_duration_since(now);
                    if wait > longest {
                        return Err(TooLong { wait, global });
                    }
                    pace.wait(wait).await;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Passage<'_> {
    /// Takes note of the answer's headers.
    pub(super) fn learn(self, signals: &Signals, now: Instant) {
        self.turnstile.lock().learn(self.lane, signals, now);
    }
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        self.turnstile.lock().leave(&self.key);
        self.turnstile.news.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn lane() -> Lane {
        Lane { method: "POST", route: "/channels/{}/messages", major: 1, counts_globally: true }
    }

    fn spent(reset_after: Duration) -> Signals {
        Signals { limit: Some(5), remaining: Some(0), reset_after: Some(reset_after), ..Signals::default() }
    }

    #[tokio::test]
    async fn a_wait_longer_than_the_longest_is_handed_back() {
        let (turnstile, pace, lane) = (Turnstile::default(), Pace::jumping(), lane());
        let passage = turnstile.enter(&lane, &pace, SECOND).await.unwrap();
        passage.learn(&spent(10 * SECOND), pace.now());

        let refused = turnstile.enter(&lane, &pace, SECOND).await.unwrap_err();
        assert_eq!(refused, TooLong { wait: 10 * SECOND, global: false });
        turnstile.enter(&lane, &pace, 10 * SECOND).await.unwrap();
        assert_eq!(pace.waits(), [10 * SECOND]);
    }

    #[tokio::test]
    async fn a_call_that_is_given_up_lets_the_next_one_in() {
        let (turnstile, pace, lane) = (Turnstile::default(), Pace::jumping(), lane());
        let first = turnstile.enter(&lane, &pace, SECOND).await.unwrap();
        let mut second = Box::pin(turnstile.enter(&lane, &pace, SECOND));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(first);
        second.await.unwrap();
    }
}
