//! How much one connection may send: 120 frames in any sixty seconds, heartbeats among them ("Gateway", rate limiting).

use std::collections::VecDeque;

/// Frames that fit into one window.
const MOST: usize = 120;
/// How long a frame counts, in milliseconds.
const WINDOW_MS: i64 = 60_000;

/// What a connection has sent of late.
#[derive(Default)]
pub struct Pace {
    sent: VecDeque<i64>,
}

impl Pace {
    /// Counts a frame; says whether it was one too many.
    pub fn is_exceeded_at(&mut self, now: i64) -> bool {
        while self.sent.front().is_some_and(|at| now - at >= WINDOW_MS) {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
        self.sent.len() > MOST
    }
}
