//! How the client waits: really, or at once in a time of its own.
//!
//! Waits between attempts and for rate limits are decided on a monotonic clock. A test hands in a pace whose time
//! jumps instead of passing, and then reads what would have been waited.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A monotonic clock and the waiting that goes with it.
#[derive(Clone, Debug)]
pub struct Pace(Source);

#[derive(Clone, Debug)]
enum Source {
    Real,
    Jumping(Arc<Mutex<Jumps>>),
}

#[derive(Debug)]
struct Jumps {
    now: Instant,
    waits: Vec<Duration>,
}

impl Pace {
    /// Waits really.
    #[must_use]
    pub fn real() -> Self {
        Self(Source::Real)
    }

    /// Never waits: each wait moves this pace's own time forward and is over at once.
    #[must_use]
    pub fn jumping() -> Self {
        Self(Source::Jumping(Arc::new(Mutex::new(Jumps { now: Instant::now(), waits: Vec::new() }))))
    }

    /// What was waited so far; empty for a real pace, which keeps no record.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        match &self.0 {
            Source::Real => Vec::new(),
            Source::Jumping(jumps) => lock(jumps).waits.clone(),
        }
    }

    /// Lets time pass for a jumping pace without a wait. A real pace ignores it.
    pub fn skip(&self, by: Duration) {
        if let Source::Jumping(jumps) = &self.0 {
            lock(jumps).now += by;
        }
    }

    pub(super) fn now(&self) -> Instant {
        match &self.0 {
            Source::Real => Instant::now(),
            Source::Jumping(jumps) => lock(jumps).now,
        }
    }

    pub(super) async fn wait(&self, how_long: Duration) {
        match &self.0 {
            Source::Real => tokio::time::sleep(how_long).await,
            Source::Jumping(jumps) => {
                {
                    let mut jumps = lock(jumps);
                    jumps.now += how_long;
                    jumps.waits.push(how_long);
                }
                tokio::task::yield_now().await;
            }
        }
    }
}

fn lock(jumps: &Mutex<Jumps>) -> std::sync::MutexGuard<'_, Jumps> {
    jumps.lock().unwrap_or_else(PoisonError::into_inner)
}
