//! `since` and `until`: days in UTC, both included.
//!
//! Whole days only: finer bounds, moved little by little, would tell at which minute an anonymous entry was given.

use std::fmt;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, Utc};

/// The days that an export is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first day; `None`: from the beginning.
    pub since: Option<NaiveDate>,
    /// The last day; `None`: until now.
    pub until: Option<NaiveDate>,
}

/// Why days cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// One of the two is not of a form that is understood.
    #[error("`{0}` understands a day such as `2026-11-01`, or how long ago: `7d` for days, `4w` for weeks")]
    Form(&'static str),
    /// There is no day between the two.
    #[error("`since` ({since}) comes after `until` ({until}): there is no day between them")]
    Backwards {
        /// The first day.
        since: NaiveDate,
        /// The last day.
        until: NaiveDate,
    },
}

impl Range {
    /// Reads what was typed; `now` is in epoch milliseconds.
    ///
    /// # Errors
    /// When one is not of a form that is understood, or no day lies between them.
    pub fn read(since: Option<&str>, until: Option<&str>, now: i64) -> Result<Self, BadRange> {
        let today = DateTime::<Utc>::from_timestamp_millis(now).unwrap_or_default().date_naive();
        let read = |name, text: Option<&str>| {
            text.map(|it| day(it.trim(), today).ok_or(BadRange::Form(name))).transpose()
        };
        let (since, until) = (read("since", since)?, read("until", until)?);
        match (since, until) {
            (Some(since), Some(until)) if since > until => Err(BadRange::Backwards { since, until }),
            _ => Ok(Self { since, until }),
        }
    }

    /// The first moment, in epoch milliseconds.
    pub fn first(&self) -> Option<i64> {
        self.since.map(midnight)
    }

    /// The moment after the last one, in epoch milliseconds.
    pub fn before(&self) -> Option<i64> {
        self.until.and_then(|it| it.succ_opt()).map(midnight)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.since, self.until) {
            (None, None) => f.write_str("from the beginning until now"),
            (Some(since), None) => write!(f, "from {since} until now (UTC)"),
            (None, Some(until)) => write!(f, "from the beginning to the end of {until} (UTC)"),
            (Some(since), Some(until)) => write!(f, "from {since} to the end of {until} (UTC)"),
        }
    }
}

fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let number = |digits: &str| -> Option<u64> {
        let all_digits = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
        all_digits.then(|| digits.parse().ok()).flatten()
    };
    let ago = |days: u64| today.checked_sub_days(Days::new(days));
    let found = match text.char_indices().last()? {
        (at, 'd' | 'D') => ago(number(&text[..at])?)?,
        (at, 'w' | 'W') => ago(number(&text[..at])?.checked_mul(7)?)?,
        // chrono alone would take `+2026-1-1` too.
        _ if text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-') => {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?
        }
        _ => return None,
    };
    (1..=9_999).contains(&found.year()).then_some(found)
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_millis()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// 2026-11-22T19:24:49Z
    const NOW: i64 = 1_795_375_489_000;
    const DAY: i64 = 86_400_000;

    fn since(text: &str) -> Result<Option<i64>, BadRange> {
        Range::read(Some(text), None, NOW).map(|it| it.first())
    }

    #[test]
    fn days_weeks_and_dates_begin_at_midnight() {
        let today = NOW - NOW % DAY;
        for (text, expected) in [
            ("0d", today),
            ("7d", today - 7 * DAY),
            ("4w", today - 28 * DAY),
            (" 4W ", today - 28 * DAY),
            ("2026-11-01", today - 21 * DAY),
            ("2024-02-29", 1_709_164_800_000),
        ] {
            assert_eq!(since(text), Ok(Some(expected)), "{text}");
        }
        assert_eq!(Range::read(None, None, NOW).unwrap(), Range::default());
    }

    #[test]
    fn until_takes_its_whole_day_in() {
        let range = Range::read(Some("2026-11-22"), Some("2026-11-22"), NOW).unwrap();
        assert_eq!(range.before().unwrap() - range.first().unwrap(), DAY);
        assert!(range.first().unwrap() <= NOW && NOW < range.before().unwrap());
    }

    #[test]
    fn anything_else_is_answered_with_the_forms() {
        for text in [
            "",
            "d",
            "7",
            "-7d",
            "+7d",
            "7 d",
            "7m",
            "1.5w",
            "yesterday",
            "01.11.2026",
            "2026-11-1",
            "2026-02-30",
            "2026-13-01",
            "+026-11-01",
            "0000-01-01",
            "99999999999999999999d",
            "9999999w",
            "٧d",
            "2026–11–01",
        ] {
            assert_eq!(since(text), Err(BadRange::Form("since")), "{text:?}");
        }
        let words = Range::read(None, Some("soon"), NOW).unwrap_err().to_string();
        assert!(words.contains("`until`") && words.contains("`2026-11-01`"), "{words}");
        assert!(words.contains("`7d`") && words.contains("`4w`"), "{words}");
    }

    #[test]
    fn since_after_until_is_refused_with_both() {
        let words = Range::read(Some("1d"), Some("2w"), NOW).unwrap_err().to_string();
        assert!(words.contains("2026-11-21") && words.contains("2026-11-08"), "{words}");
    }

    #[test]
    fn the_range_is_said_as_it_was_used() {
        let said = |since, until| Range::read(since, until, NOW).unwrap().to_string();
        assert_eq!(said(None, None), "from the beginning until now");
        assert_eq!(said(Some("7d"), None), "from 2026-11-15 until now (UTC)");
        assert_eq!(said(None, Some("1d")), "from the beginning to the end of 2026-11-21 (UTC)");
        assert_eq!(said(Some("2w"), Some("0d")), "from 2026-11-08 to the end of 2026-11-22 (UTC)");
    }
}
