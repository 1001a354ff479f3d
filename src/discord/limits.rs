//! Rate limits, learnt from the headers of answers (Discord: Rate Limits).
//!
//! A limit belongs to a bucket and the channel, guild or webhook of the call; which route lies in which bucket is
//! told by the first answer. Until that answer a route sends one call at a time. Nothing here waits, and it is told
//! what time it is.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::signals::Signals;

/// Calls in any second, over all routes that the global limit counts (Discord: Rate Limits, Global Rate Limit).
const GLOBAL_PER_SECOND: u32 = 50;
/// Buckets kept before those that have nothing to say are forgotten; a webhook's bucket lives for one interaction.
const KEPT_BUCKETS: usize = 4_096;

/// Which limits a call falls under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Lane {
    pub(super) method: &'static str,
    pub(super) route: &'static str,
    /// The channel, guild or webhook; a webhook's token only as a hash, so that no secret lies here.
    pub(super) major: u64,
    /// Interaction endpoints are exempt from the global limit.
    pub(super) counts_globally: bool,
}

/// What is known of all limits.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// The bucket that each route was last seen in.
    buckets_of: HashMap<(&'static str, &'static str), String>,
    buckets: HashMap<Key, Bucket>,
    global: Global,
}

/// A bucket, or the route that stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// No answer has named the bucket yet.
    Route(&'static str, &'static str, u64),
    Bucket(String, u64),
}

#[derive(Debug, Default)]
struct Bucket {
    in_flight: u32,
    knowledge: Knowledge,
}

#[derive(Debug, Default, Clone, Copy)]
enum Knowledge {
    #[default]
    Nothing,
    /// An answer came without limits.
    Unlimited,
    Limited {
        limit: u32,
        remaining: u32,
        reset: Instant,
    },
}

#[derive(Debug, Default)]
struct Global {
    closed_until: Option<Instant>,
    second: Option<Instant>,
    sent: u32,
}

/// Whether a call may be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Go(Key),
    At {
        when: Instant,
        global: bool,
    },
    /// Whether there is room is known only when a call under way has ended.
    News,
}

impl Limits {
    pub(super) fn take(&mut self, lane: &Lane, now: Instant) -> Turn {
        if lane.counts_globally
            && let Some(when) = self.global.closed(now)
        {
            return Turn::At { when, global: true };
        }
        self.forget(now);
        let key = self.key(lane);
        let bucket = self.buckets.entry(key.clone()).or_default();
        if let Some(turn) = bucket.closed(now) {
            return turn;
        }
        bucket.enter();
        if lane.counts_globally {
            self.global.sent += 1;
        }
        Turn::Go(key)
    }

    pub(super) fn learn(&mut self, lane: &Lane, signals: &Signals, now: Instant) {
        if let Some(name) = &signals.bucket {
            self.buckets_of.insert((lane.method, lane.route), name.clone());
        }
        if signals.global && lane.counts_globally {
            let until = now + signals.retry_after.unwrap_or_default();
            self.global.closed_until = self.global.closed_until.max(Some(until));
        }
        let key = self.key(lane);
        self.buckets.entry(key).or_default().learn(signals, now);
    }

    pub(super) fn leave(&mut self, key: &Key) {
        if let Some(bucket) = self.buckets.get_mut(key) {
            bucket.in_flight = bucket.in_flight.saturating_sub(1);
        }
    }

    fn key(&self, lane: &Lane) -> Key {
        match self.buckets_of.get(&(lane.method, lane.route)) {
            Some(name) => Key::Bucket(name.clone(), lane.major),
            None => Key::Route(lane.method, lane.route, lane.major),
        }
    }

    fn forget(&mut self, now: Instant) {
        if self.buckets.len() >= KEPT_BUCKETS {
            self.buckets.retain(|_, bucket| bucket.in_flight > 0 || bucket.is_closed_at(now));
        }
    }
}

impl Global {
    fn closed(&mut self, now: Instant) -> Option<Instant> {
        if let Some(until) = self.closed_until.filter(|until| *until > now) {
            return Some(until);
        }
        let end = self.second.map(|begun| begun + Duration::from_secs(1));
        match end {
            Some(end) if end > now => (self.sent >= GLOBAL_PER_SECOND).then_some(end),
            _ => {
                self.second = Some(now);
                self.sent = 0;
                None
            }
        }
    }
}

impl Bucket {
    fn closed(&mut self, now: Instant) -> Option<Turn> {
        if let Knowledge::Limited { limit, remaining, reset } = &mut self.knowledge
            && *reset <= now
        {
            // Calls still under way may be counted in the new window.
            *remaining = limit.saturating_sub(self.in_flight);
        }
        match self.knowledge {
            Knowledge::Unlimited => None,
            Knowledge::Nothing => (self.in_flight > 0).then_some(Turn::News),
            Knowledge::Limited { remaining: 1.., .. } => None,
            Knowledge::Limited { reset, .. } if reset > now => Some(Turn::At { when: reset, global: false }),
            // The window is over and no answer has told of the next one.
            Knowledge::Limited { .. } => (self.in_flight > 0).then_some(Turn::News),
        }
    }

    fn enter(&mut self) {
        self.in_flight += 1;
        if let Knowledge::Limited { remaining, .. } = &mut self.knowledge {
            *remaining = remaining.saturating_sub(1);
        }
    }

    fn learn(&mut self, signals: &Signals, now: Instant) {
        let (Some(limit), Some(remaining)) = (signals.limit, signals.remaining) else {
            // A 429 without limits speaks for the route as long as it says.
            match signals.retry_after.filter(|_| !signals.global) {
                Some(wait) => {
                    self.knowledge = Knowledge::Limited { limit: 1, remaining: 0, reset: now + wait }
                }
                None if matches!(self.knowledge, Knowledge::Nothing) => {
                    self.knowledge = Knowledge::Unlimited;
                }
                None => {}
            }
            return;
        };
        let told = signals.reset_after.unwrap_or_default();
        // A 429 with calls left is a finer limit, such as renames: it holds for that call, not for the bucket.
        let wait = if remaining == 0 { told.max(signals.retry_after.unwrap_or_default()) } else { told };
        // Answers may overtake each other, and the calls under way besides this one may not be counted in this one.
        let others = self.in_flight.saturating_sub(1);
        let remaining = remaining.saturating_sub(others);
        self.knowledge = Knowledge::Limited { limit: limit.max(1), remaining, reset: now + wait };
    }

    fn is_closed_at(&self, now: Instant) -> bool {
        matches!(self.knowledge, Knowledge::Limited { reset, .. } if reset > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn lane(major: u64) -> Lane {
        Lane { method: "POST", route: "/channels/{}/messages", major, counts_globally: true }
    }

    fn signals(remaining: u32, reset_after: Duration) -> Signals {
        Signals {
            limit: Some(5),
            remaining: Some(remaining),
            reset_after: Some(reset_after),
            bucket: Some("b".into()),
            ..Signals::default()
        }
    }

    fn go(limits: &mut Limits, lane: &Lane, now: Instant) -> Key {
        match limits.take(lane, now) {
            Turn::Go(key) => key,
            other => panic!("no turn: {other:?}"),
        }
    }

    #[test]
    fn a_route_sends_one_call_until_its_bucket_is_known() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let key = go(&mut limits, &lane(1), now);
        assert_eq!(limits.take(&lane(1), now), Turn::News);
        go(&mut limits, &lane(2), now);

        limits.learn(&lane(1), &signals(4, SECOND), now);
        limits.leave(&key);
        for _ in 0..4 {
            go(&mut limits, &lane(1), now);
        }
        assert_eq!(limits.take(&lane(1), now), Turn::At { when: now + SECOND, global: false });
    }

    #[test]
    fn a_full_bucket_opens_again_at_its_reset() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let key = go(&mut limits, &lane(1), now);
        limits.learn(&lane(1), &signals(0, SECOND), now);
        limits.leave(&key);
        assert_eq!(limits.take(&lane(1), now), Turn::At { when: now + SECOND, global: false });

        let later = now + SECOND;
        for _ in 0..5 {
            go(&mut limits, &lane(1), later);
        }
        assert_eq!(limits.take(&lane(1), later), Turn::News, "the next window is not known yet");
    }

    #[test]
    fn calls_under_way_are_not_promised_twice() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let first = go(&mut limits, &lane(1), now);
        limits.learn(&lane(1), &signals(4, SECOND), now);
        limits.leave(&first);
        let (second, _third) = (go(&mut limits, &lane(1), now), go(&mut limits, &lane(1), now));

        limits.learn(&lane(1), &signals(3, SECOND), now);
        limits.leave(&second);
        go(&mut limits, &lane(1), now);
        go(&mut limits, &lane(1), now);
        assert!(matches!(limits.take(&lane(1), now), Turn::At { .. }));
    }

    #[test]
    fn two_routes_of_one_bucket_share_it_per_channel() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let other = Lane { method: "PATCH", route: "/channels/{}/messages/{}", ..lane(1) };
        for lane in [&lane(1), &other] {
            let key = go(&mut limits, lane, now);
            limits.learn(lane, &signals(0, SECOND), now);
            limits.leave(&key);
        }
        assert!(matches!(limits.take(&lane(1), now), Turn::At { .. }));
        assert!(matches!(limits.take(&other, now), Turn::At { .. }));
        go(&mut limits, &lane(2), now);
    }

    #[test]
    fn the_global_limit_holds_every_lane_but_the_exempt() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let key = go(&mut limits, &lane(1), now);
        let signals = Signals { global: true, retry_after: Some(SECOND), ..Signals::default() };
        limits.learn(&lane(1), &signals, now);
        limits.leave(&key);

        assert_eq!(limits.take(&lane(2), now), Turn::At { when: now + SECOND, global: true });
        go(&mut limits, &Lane { counts_globally: false, ..lane(3) }, now);
        go(&mut limits, &lane(2), now + SECOND);
    }

    #[test]
    fn no_second_sends_more_than_the_global_limit() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        for channel in 0..50 {
            go(&mut limits, &lane(channel), now);
        }
        assert_eq!(limits.take(&lane(99), now), Turn::At { when: now + SECOND, global: true });
        go(&mut limits, &lane(99), now + SECOND);
    }

    #[test]
    fn a_route_without_headers_is_not_held_back() {
        let (mut limits, now) = (Limits::default(), Instant::now());
        let key = go(&mut limits, &lane(1), now);
        limits.learn(&lane(1), &Signals::default(), now);
        limits.leave(&key);
        for _ in 0..20 {
            go(&mut limits, &lane(1), now);
        }
    }

    #[test]
    fn buckets_with_nothing_to_say_are_forgotten() {
        let (mut limits, mut now) = (Limits::default(), Instant::now());
        for channel in 0..10_000 {
            let key = go(&mut limits, &lane(channel), now);
            limits.learn(&lane(channel), &signals(4, SECOND), now);
            limits.leave(&key);
            now += SECOND;
        }
        assert!(limits.buckets.len() <= KEPT_BUCKETS + 1, "{}", limits.buckets.len());
    }
}
