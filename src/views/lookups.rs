//! Counting what is looked up and what is looked for in vain, without who looked.
//!
//! Counted in memory and written down by the minute: a look must not wait for the disk. A kill loses the last minute.
//! A text that misses is counted once per asker; to know that, the process remembers keyed digests that die with it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::domain::ids::{GuildId, UserId};
use crate::library::resource::Slug;

/// Most different texts counted between two flushes: a flood of nonsense must not fill memory.
const MOST_TEXTS: usize = 10_000;

/// Most askers remembered; then all are forgotten, and one of them may be counted again.
const MOST_ASKERS: usize = 100_000;

/// Longest text counted, in characters.
const LONGEST_TEXT: usize = 64;

/// Counts since the last flush.
#[derive(Debug, Default)]
pub struct Lookups {
    counts: Mutex<Counts>,
    /// Who asked for what, as digests under a key that nobody knows.
    askers: Mutex<HashSet<u64>>,
    key: RandomState,
}

/// What was counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources shown, by guild.
    pub found: HashMap<GuildId, BTreeMap<Slug, u64>>,
    /// Folded texts that led to no single resource, by guild: how many asked.
    pub missed: HashMap<(GuildId, String), u64>,
}

impl Lookups {
    /// Counts a resource that was shown.
    pub fn found(&self, guild: GuildId, slug: &Slug) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.found.entry(guild).or_default().entry(slug.clone()).or_default() += 1;
    }

    /// Counts a text that led to no single resource, unless this member asked for it before.
    pub fn missed(&self, (guild, asker): (GuildId, UserId), text: &str) {
        // Databases take no U+0000, and one such text would keep all others from being written down.
        let text = text.replace('\0', "");
        let text: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || text.chars().count() > LONGEST_TEXT {
            return;
        }
        if !self.is_first(&(guild, asker, &text)) {
            return;
        }
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.missed.len() < MOST_TEXTS || counts.missed.contains_key(&(guild, text.clone())) {
            *counts.missed.entry((guild, text)).or_default() += 1;
        }
    }

    /// Takes what was counted and begins anew.
    pub fn take(&self) -> Counts {
        std::mem::take(&mut *self.counts.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_first(&self, asked: &(GuildId, UserId, &String)) -> bool {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        if askers.len() >= MOST_ASKERS {
            askers.clear();
        }
        askers.insert(self.key.hash_one(asked))
    }
}
