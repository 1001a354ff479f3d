//! Ids and the clock that they are made from.
//!
//! The clock runs with real time plus an offset that a scene may push forward, so that "fifteen minutes later" needs
//! no waiting. It never runs backwards.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// First millisecond of Discord's epoch (Reference, "Snowflakes").
pub const EPOCH_MS: i64 = 1_420_070_400_000;

/// A snowflake. In JSON it is a string, as everywhere in Discord's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// The id in a JSON value, which may be a string or (as Discord also accepts) a number.
    pub fn from_json(value: &serde_json::Value) -> Option<Self> {
        value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64().map(Self))
    }

    /// When the id was made, in epoch milliseconds.
    pub fn made_at(self) -> i64 {
        (self.0 >> 22).cast_signed() + EPOCH_MS
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format_args!("{text:?} is no id")))
    }
}

/// The simulator's time and the source of its ids.
#[derive(Debug, Default)]
pub(crate) struct Ticker {
    offset_ms: i64,
    last: u64,
}

impl Ticker {
    /// Now, in epoch milliseconds.
    pub fn now(&self) -> i64 {
        Utc::now().timestamp_millis() + self.offset_ms
    }

    /// Pushes the clock forward.
    pub fn advance(&mut self, by: Duration) {
        self.offset_ms += i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
    }

    /// An id of this instant, greater than every id before it.
    pub fn next_id(&mut self) -> Id {
        self.last = id_at(self.now()).0.max(self.last + 1);
        Id(self.last)
    }
}

/// The least id of an instant.
pub(crate) fn id_at(epoch_ms: i64) -> Id {
    Id(u64::try_from(epoch_ms - EPOCH_MS).unwrap_or_default() << 22)
}

/// An instant as Discord writes it in JSON.
pub(crate) fn timestamp(epoch_ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(epoch_ms)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Micros, false)
}

/// An instant read from JSON or a query, in epoch milliseconds.
pub(crate) fn read_timestamp(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_increase_strictly_and_keep_their_time() {
        let mut ticker = Ticker::default();
        let ids: Vec<Id> = (0..5000).map(|_| ticker.next_id()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        ticker.advance(Duration::from_hours(72));
        let later = ticker.next_id();
        assert!(later.made_at() - ids[0].made_at() >= 72 * 3_600_000);
    }

    #[test]
    fn timestamps_survive_the_trip() {
        let at = 1_763_800_000_123;
        assert_eq!(read_timestamp(&timestamp(at)), Some(at));
        assert!(timestamp(at).ends_with("+00:00"));
    }
}
