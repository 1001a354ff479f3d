//! Stops the bot before its invalid calls get its host banned.
//!
//! Discord bans an address after 10,000 answers of 401, 403 or 429 within ten minutes; 429s of the `shared` scope do
//! not count (Discord: Rate Limits, Invalid Request Limit). Other bots may share the address, so the breaker opens at
//! a tenth of that. It closes by itself once half of what opened it is past the window: at the very limit it would
//! open again with the next mistake.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// When the breaker opens.
#[derive(Clone, Copy, Debug)]
pub struct BreakerOptions {
    /// How many invalid answers open it; at least 1.
    pub limit: usize,
    /// Within which time.
    pub window: Duration,
}

/// Counts invalid answers.
#[derive(Debug)]
pub(super) struct Breaker {
    options: BreakerOptions,
    invalid: VecDeque<Instant>,
    open: bool,
}

impl Default for BreakerOptions {
    fn default() -> Self {
        Self { limit: 1_000, window: Duration::from_mins(10) }
    }
}

impl Breaker {
    pub(super) fn new(options: BreakerOptions) -> Self {
        Self { options, invalid: VecDeque::new(), open: false }
    }

    /// `None` if calls may be sent, otherwise the time until they may again.
    pub(super) fn closed_in(&mut self, now: Instant) -> Option<Duration> {
        self.forget_before(now);
        let keep = self.options.limit.max(1) / 2;
        if !self.open || self.invalid.len() <= keep {
            self.open = false;
            return None;
        }
        let last_to_go = self.invalid[self.invalid.len() - keep - 1];
        Some((last_to_go + self.options.window).saturating_duration_since(now))
    }

    /// Counts an invalid answer; says whether it opened the breaker.
    pub(super) fn count(&mut self, now: Instant) -> bool {
        self.forget_before(now);
        self.invalid.push_back(now);
        let opens = !self.open && self.invalid.len() >= self.options.limit.max(1);
        self.open |= opens;
        opens
    }

    fn forget_before(&mut self, now: Instant) {
        while self.invalid.front().is_some_and(|at| now.saturating_duration_since(*at) >= self.options.window)
        {
            self.invalid.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaker(limit: usize) -> (Breaker, Instant) {
        (Breaker::new(BreakerOptions { limit, window: Duration::from_mins(10) }), Instant::now())
    }

    #[test]
    fn it_opens_at_its_limit_and_says_so_once() {
        let (mut breaker, now) = breaker(1_000);
        for _ in 0..999 {
            assert!(!breaker.count(now));
        }
        assert_eq!(breaker.closed_in(now), None);
        assert!(breaker.count(now));
        assert!(!breaker.count(now));
        assert_eq!(breaker.closed_in(now), Some(Duration::from_mins(10)));
    }

    #[test]
    fn slow_mistakes_never_open_it() {
        let (mut breaker, mut now) = breaker(4);
        for _ in 0..100 {
            assert!(!breaker.count(now));
            now += Duration::from_mins(4);
        }
        assert_eq!(breaker.closed_in(now), None);
    }

    #[test]
    fn it_closes_by_itself_when_half_is_past() {
        let (mut breaker, start) = breaker(4);
        for minute in 0..4 {
            breaker.count(start + Duration::from_mins(minute));
        }
        assert_eq!(breaker.closed_in(start + Duration::from_mins(3)), Some(Duration::from_mins(8)));
        assert_eq!(breaker.closed_in(start + Duration::from_mins(10)), Some(Duration::from_mins(1)));
        assert_eq!(breaker.closed_in(start + Duration::from_mins(11)), None);
        assert!(!breaker.count(start + Duration::from_mins(11)), "three of four are in the window");
    }

    #[test]
    fn a_limit_of_one_closes_again_too() {
        let (mut breaker, now) = breaker(1);
        assert!(breaker.count(now));
        assert_eq!(breaker.closed_in(now), Some(Duration::from_mins(10)));
        assert_eq!(breaker.closed_in(now + Duration::from_mins(10)), None);
    }
}
