//! What the headers of an answer say about limits (Discord: Rate Limits, Header Format).

use std::time::Duration;

use reqwest::header::HeaderMap;

/// What an answer's headers say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Signals {
    pub(super) limit: Option<u32>,
    pub(super) remaining: Option<u32>,
    pub(super) reset_after: Option<Duration>,
    pub(super) bucket: Option<String>,
    pub(super) global: bool,
    pub(super) shared: bool,
    pub(super) retry_after: Option<Duration>,
    /// The time at the other end, in epoch milliseconds.
    pub(super) date: Option<i64>,
}

impl Signals {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let seconds = |name: &str| text(name).and_then(|value| value.parse().ok()).and_then(seconds);
        Self {
            limit: text("x-ratelimit-limit").and_then(|value| value.parse().ok()),
            remaining: text("x-ratelimit-remaining").and_then(|value| value.parse().ok()),
            reset_after: seconds("x-ratelimit-reset-after"),
            bucket: text("x-ratelimit-bucket").map(str::to_owned),
            global: text("x-ratelimit-global").is_some_and(|value| value.eq_ignore_ascii_case("true"))
                || text("x-ratelimit-scope") == Some("global"),
            shared: text("x-ratelimit-scope") == Some("shared"),
            retry_after: seconds("retry-after"),
            date: text("date")
                .and_then(|it| chrono::DateTime::parse_from_rfc2822(it).ok())
                .map(|it| it.timestamp_millis()),
        }
    }
}

/// Seconds with decimals, as Discord writes them; `None` for what is no span of time.
pub(super) fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn headers_are_read_as_discord_writes_them() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-ratelimit-limit", "5"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset-after", "0.427"),
            ("x-ratelimit-bucket", "abcd"),
            ("x-ratelimit-scope", "shared"),
            ("retry-after", "3"),
            ("date", "Sun, 22 Nov 2026 10:00:00 GMT"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        let read = Signals::read(&headers);
        assert_eq!(
            read,
            Signals {
                limit: Some(5),
                remaining: Some(0),
                reset_after: Some(Duration::from_millis(427)),
                bucket: Some("abcd".into()),
                global: false,
                shared: true,
                retry_after: Some(Duration::from_secs(3)),
                date: Some(1_795_341_600_000),
            }
        );
        headers.insert("x-ratelimit-reset-after", "-1".parse().unwrap());
        headers.insert("retry-after", "soon".parse().unwrap());
        let read = Signals::read(&headers);
        assert_eq!((read.reset_after, read.retry_after), (None, None));
    }
}
