//! What a community made of a resource: counted per reader, so that nobody counts twice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::{NoticedShift, Rating};
use super::ids::EntryNumber;

/// What one reader's entries on one resource add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The reader's entries that count, oldest first.
    pub entries: Vec<Stance>,
    /// Whether the reader has written in the discussion.
    pub talked: bool,
}

/// One counting entry of a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stance {
    /// The entry.
    pub number: EntryNumber,
    /// When its rating was last chosen, in epoch milliseconds: the newest rating stands.
    pub rated_at: i64,
    /// Its rating.
    pub rating: Option<Rating>,
    /// Its noticed shift.
    pub shift: Option<NoticedShift>,
}

impl Stance {
    /// Whether it says something that is counted per reader.
    pub const fn counts(&self) -> bool {
        self.rating.is_some() || self.shift.is_some()
    }
}

impl Standing {
    /// The rating that stands: the one chosen last.
    pub fn rating(&self) -> Option<Rating> {
        self.entries
            .iter()
            .filter(|it| it.rating.is_some())
            .max_by_key(|it| it.rated_at)
            .and_then(|it| it.rating)
    }

    /// The shifts noticed, each once.
    fn shifts(&self) -> BTreeMap<&str, &NoticedShift> {
        self.entries.iter().filter_map(|it| it.shift.as_ref()).map(|it| (it.key.as_str(), it)).collect()
    }
}

/// What all readers of a guild made of one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// How many readers gave each rating, from "Not for me" to "Changed how I think".
    pub ratings: [u64; 5],
    /// How many readers noticed each shift, by its key.
    pub shifts: BTreeMap<String, Noticed>,
    /// How many people wrote in the discussion.
    pub talking: u64,
    /// How often it was looked up.
    pub lookups: u64,
    /// When it was last talked about or given feedback on, in epoch milliseconds.
    pub touched_at: i64,
}

/// A shift and how many readers noticed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// The shift.
    pub shift: NoticedShift,
    /// How many readers.
    pub readers: u64,
}

impl Tally {
    /// How many readers have a rating that stands.
    pub fn readers(&self) -> u64 {
        self.ratings.iter().sum()
    }

    /// How many readers gave a rating.
    pub fn rated(&self, rating: Rating) -> u64 {
        self.ratings[rating as usize]
    }

    /// Takes one reader's contribution out and puts the new one in.
    pub fn replace(&mut self, was: &Standing, now: &Standing) {
        if let Some(rating) = was.rating() {
            self.ratings[rating as usize] = self.ratings[rating as usize].saturating_sub(1);
        }
        if let Some(rating) = now.rating() {
            self.ratings[rating as usize] += 1;
        }
        for key in was.shifts().keys() {
            if let Some(noticed) = self.shifts.get_mut(*key) {
                noticed.readers = noticed.readers.saturating_sub(1);
            }
        }
        for (key, shift) in now.shifts() {
            let noticed = self
                .shifts
                .entry(key.to_owned())
                .or_insert_with(|| Noticed { shift: shift.clone(), readers: 0 });
            noticed.readers += 1;
        }
        self.shifts.retain(|_, it| it.readers > 0);
        self.talking += u64::from(now.talked && !was.talked);
    }
}
