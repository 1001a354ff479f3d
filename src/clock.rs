//! The time of day as the bot sees it.
//!
//! Everything that stamps, expires or falls due asks a `Clock` that it was given, so that a test moves time by hand
//! and never sleeps. Waiting is not the clock's business, and durations that must survive a change of the host's
//! time belong to a monotonic clock instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time. Clones of a settable clock move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

/// The hand of a settable clock: whoever holds it decides what time it is.
#[derive(Clone, Debug)]
pub struct ClockHand(Arc<AtomicI64>);

impl Clock {
    /// The clock of this machine.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` (epoch milliseconds) until its hand is moved.
    #[must_use]
    pub fn settable(start: i64) -> (Self, ClockHand) {
        let hand = Arc::new(AtomicI64::new(start));
        (Self(Source::Settable(hand.clone())), ClockHand(hand))
    }

    /// Now, in milliseconds since 1970-01-01T00:00:00Z; negative before it.
    #[must_use]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Source::System => system_millis(SystemTime::now()),
            Source::Settable(hand) => hand.load(Ordering::SeqCst),
        }
    }
}

impl ClockHand {
    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(millis(by), Ordering::SeqCst);
    }

    /// Sets the clock to an instant in epoch milliseconds, which may lie before the one it shows.
    pub fn set(&self, to: i64) {
        self.0.store(to, Ordering::SeqCst);
    }
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Settable(Arc<AtomicI64>),
}

fn system_millis(at: SystemTime) -> i64 {
    match at.duration_since(UNIX_EPOCH) {
        Ok(since) => millis(since),
        Err(before) => -millis(before.duration()),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settable_clock_stands_until_its_hand_moves_it() {
        let (clock, hand) = Clock::settable(1_000);
        let copy = clock.clone();
        assert_eq!(clock.now(), 1_000);

        hand.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), 91_000);
        assert_eq!(copy.now(), 91_000, "a clone shows the same time");

        hand.set(-5);
        assert_eq!(copy.now(), -5);
    }

    #[test]
    fn the_system_clock_counts_milliseconds_from_the_epoch() {
        assert_eq!(system_millis(UNIX_EPOCH + Duration::from_micros(1_234_567)), 1_234);
        assert_eq!(system_millis(UNIX_EPOCH - Duration::from_millis(7)), -7);

        let before = system_millis(SystemTime::now());
        let now = Clock::system().now();
        assert!((before..=system_millis(SystemTime::now())).contains(&now));
    }
}
