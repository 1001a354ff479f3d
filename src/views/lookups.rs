//! Counting what is looked up and what is looked for in vain, without who looked.
//!
//! Counted in memory and flushed by the hour: a look must not wait for the disk. A kill can lose the last counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use crate::domain::ids::GuildId;
use crate::library::resource::Slug;

/// Most different texts counted between two flushes: a flood of nonsense must not fill memory.
const MOST_TEXTS: usize = 10_000;

/// Longest text counted, in characters.
const LONGEST_TEXT: usize = 64;

/// Counts since the last flush.
#[derive(Debug, Default)]
pub struct Lookups {
    counts: Mutex<Counts>,
}

/// What was counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources shown, by guild.
    pub found: HashMap<GuildId, BTreeMap<Slug, u64>>,
    /// Folded texts that led to no single resource, by guild.
    pub missed: HashMap<(GuildId, String), u64>,
}

impl Lookups {
    /// Counts a resource that was shown.
    pub fn found(&self, guild: GuildId, slug: &Slug) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.found.entry(guild).or_default().entry(slug.clone()).or_default() += 1;
    }

    /// Counts a text that led to no single resource.
    pub fn missed(&self, guild: GuildId, text: &str) {
        // Databases take no U+0000, and one such text would keep all others from being written down.
        let text = text.replace('\0', "");
        let text: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || text.chars().count() > LONGEST_TEXT {
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
}
