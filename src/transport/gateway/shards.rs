//! Which of an application's shards a process keeps (Discord: Gateway, Sharding).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Shards `first` to `last` of `total`, written `0-3/16`, or `2/16` for one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shards {
    /// The first, from 0.
    pub first: u32,
    /// The last, below `total`.
    pub last: u32,
    /// How many there are in all processes together.
    pub total: u32,
}

/// A text that names no shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("shards are written first-last/total, counted from 0")]
pub struct BadShards;

impl Shards {
    /// All of them, in one process.
    pub fn all(total: u32) -> Self {
        let total = total.max(1);
        Self { first: 0, last: total - 1, total }
    }

    /// How many this process keeps, and so how many sessions it begins.
    pub fn count(self) -> u32 {
        self.last - self.first + 1
    }
}

impl FromStr for Shards {
    type Err = BadShards;

    fn from_str(text: &str) -> Result<Self, BadShards> {
        let number = |text: &str| text.parse::<u32>().map_err(|_| BadShards);
        let (range, total) = text.trim().split_once('/').ok_or(BadShards)?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let shards = Self { first: number(first)?, last: number(last)?, total: number(total)? };
        let ordered = shards.first <= shards.last && shards.last < shards.total;
        // Discord numbers shards in 16 bits at most; more is a slip of the finger.
        if ordered && shards.total <= 16_384 { Ok(shards) } else { Err(BadShards) }
    }
}

impl TryFrom<String> for Shards {
    type Error = BadShards;

    fn try_from(text: String) -> Result<Self, BadShards> {
        text.parse()
    }
}

impl From<Shards> for String {
    fn from(shards: Shards) -> Self {
        shards.to_string()
    }
}

impl fmt::Display for Shards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.first, self.last, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_a_range_of_a_total() {
        let shards = Shards { first: 4, last: 7, total: 16 };
        assert_eq!(("4-7/16".parse(), shards.count()), (Ok(shards), 4));
        assert_eq!("2/3".parse(), Ok(Shards { first: 2, last: 2, total: 3 }));
        for bad in ["", "3", "3/3", "2-1/4", "-1/4", "0-4/4", "0/0", "a/4", "0/99999"] {
            assert_eq!(bad.parse::<Shards>(), Err(BadShards), "{bad}");
        }
    }
}
