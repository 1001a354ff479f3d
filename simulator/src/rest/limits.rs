//! Rate limit windows: counted per bucket, told in every answer's headers, and enforced ("Rate Limits").

use std::collections::HashMap;

use axum::http::HeaderMap;
use serde_json::json;

use super::put;
use crate::error::Refusal;

/// Calls per window. Far more than Discord grants: scenes that want to meet a limit say so with a fault.
const LIMIT: u32 = 2_000;
/// The window's length in milliseconds.
const WINDOW_MS: i64 = 1_000;
/// Buckets remembered before the old ones are swept out.
const REMEMBERED: usize = 4_096;

/// The buckets in use.
#[derive(Default)]
pub struct Limits(HashMap<String, Window>);

/// One bucket's current window.
#[derive(Clone, Copy)]
pub struct Window {
    /// Epoch milliseconds.
    ends: i64,
    now: i64,
    used: u32,
}

impl Limits {
    /// Counts a call.
    pub fn take(&mut self, bucket: String, now: i64) -> Window {
        if self.0.len() > REMEMBERED {
            self.0.retain(|_, window| window.ends > now);
        }
        let window = self.0.entry(bucket).or_insert(Window { ends: 0, now, used: 0 });
        if window.ends <= now {
            *window = Window { ends: now + WINDOW_MS, now, used: 0 };
        }
        window.used += 1;
        window.now = now;
        *window
    }
}

impl Window {
    /// A window that nothing was counted in.
    pub fn fresh() -> Self {
        Self { ends: WINDOW_MS, now: 0, used: 1 }
    }

    pub fn exceeded(&self) -> bool {
        self.used > LIMIT
    }

    /// The headers of every answer.
    pub fn describe(&self, headers: &mut HeaderMap, bucket: &str) {
        put(headers, "x-ratelimit-limit", &LIMIT.to_string());
        put(headers, "x-ratelimit-remaining", &LIMIT.saturating_sub(self.used).to_string());
        put(headers, "x-ratelimit-reset", &format!("{:.3}", self.ends as f64 / 1000.0));
        put(headers, "x-ratelimit-reset-after", &format!("{:.3}", self.wait_s()));
        put(headers, "x-ratelimit-bucket", &hash(bucket));
    }

    /// The further headers of a 429.
    pub fn describe_limit(&self, headers: &mut HeaderMap) {
        put(headers, "x-ratelimit-scope", "user");
        put(headers, "retry-after", &self.wait_s().ceil().to_string());
    }

    fn wait_s(&self) -> f64 {
        (self.ends - self.now).max(0) as f64 / 1000.0
    }
}

/// The answer of a bucket that is used up.
pub fn refusal(window: &Window) -> Refusal {
    let body =
        json!({"message": "You are being rate limited.", "retry_after": window.wait_s(), "global": false});
    Refusal { status: 429, body }
}

/// A bucket's public name: opaque, and without the id of the top-level resource, as Discord's is.
fn hash(bucket: &str) -> String {
    let route: Vec<&str> = bucket.split(':').filter(|part| part.parse::<u64>().is_err()).collect();
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", route.join(":").bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_fills_up_and_ends() {
        let mut limits = Limits::default();
        let full = (0..LIMIT).map(|_| limits.take("a".to_owned(), 5)).last().map(|window| window.exceeded());
        assert_eq!(full, Some(false));
        assert!(limits.take("a".to_owned(), 6).exceeded());
        assert!(!limits.take("b".to_owned(), 6).exceeded());
        assert!(!limits.take("a".to_owned(), 5 + WINDOW_MS).exceeded());
    }
}
