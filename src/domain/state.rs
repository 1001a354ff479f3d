//! The rows that acts decide on, and which of them an act has changed.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

// Rows are looked up dozens of times an act, by keys that are slow to hash in the standard library's way.
use hashbrown::{HashMap, HashSet, hash_map};

use super::discussion::Discussion;
use super::draft::Draft;
use super::entry::Entry;
use super::guild::Guild;
use super::ids::{ActorId, DraftNumber, EntryNumber, GuildId, MessageId, ResourceKey, UserId};
use super::person::Person;
use super::shelf::Shelved;
use super::tally::{Standing, Tally};

/// State folded from events, as far as it was loaded.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Guilds.
    pub guilds: Rows<GuildId, Guild>,
    /// Resources.
    pub shelf: Rows<ResourceKey, Shelved>,
    /// Discussions.
    pub discussions: Rows<(GuildId, ResourceKey), Discussion>,
    /// What communities made of resources.
    pub tallies: Rows<(GuildId, ResourceKey), Tally>,
    /// What readers' entries add up to.
    pub standings: Rows<(GuildId, ResourceKey, ActorId), Standing>,
    /// Entries.
    pub entries: Rows<(GuildId, EntryNumber), Entry>,
    /// Entries by the message they were made from.
    pub logged: Rows<(GuildId, MessageId), EntryNumber>,
    /// Drafts.
    pub drafts: Rows<(GuildId, DraftNumber), Draft>,
    /// People: kept beside the log, not folded from it.
    pub people: Rows<(GuildId, UserId), Person>,
    /// Actors that may have been minted in this batch: they have no standings yet, so none was loaded.
    pub minted: HashSet<ActorId>,
}

/// Does the same with the rows of every view.
macro_rules! with_each {
    ($state:ident, |$rows:ident| $work:expr) => {
        with_each!(@ $state, $rows, $work, guilds shelf discussions tallies standings entries logged drafts people)
    };
    (@ $state:ident, $rows:ident, $work:expr, $($field:ident)+) => {
        $({
            let $rows = &mut $state.$field;
            $work;
        })+
    };
}

impl State {
    /// A state that knows of everything that nothing has happened yet.
    pub fn empty() -> Self {
        let mut state = Self::default();
        with_each!(state, |rows| rows.complete = true);
        state
    }

    /// The same for folding a whole log: all that is there in the end counts as changed, and nobody keeps a list.
    pub fn to_be_rebuilt() -> Self {
        let mut state = Self::empty();
        with_each!(state, |rows| rows.unlisted = true);
        state
    }

    /// Makes what one batch leaves behind what the next one begins with: nothing has changed yet, nobody was minted.
    pub fn settle(&mut self) {
        with_each!(self, |rows| rows.changed.clear());
        self.minted.clear();
        // A row with a body means that the body was just written; one that is known for its facts has none.
        for shelved in self.shelf.rows.values_mut().flatten() {
            shelved.resource = None;
        }
    }

    /// How many rows are held, there or absent.
    pub fn held(&self) -> usize {
        self.guilds.rows.len()
            + self.shelf.rows.len()
            + self.discussions.rows.len()
            + self.tallies.rows.len()
            + self.standings.rows.len()
            + self.entries.rows.len()
            + self.logged.rows.len()
            + self.drafts.rows.len()
            + self.people.rows.len()
    }

    /// The guild, as new as on its first day if nothing has happened in it.
    pub fn guild(&self, guild: GuildId) -> Guild {
        self.guilds.find(&guild).cloned().unwrap_or_default()
    }
}

/// Rows of one view. A row is known to be there, known to be absent, or not loaded.
#[derive(Clone, Debug)]
pub struct Rows<K, V> {
    rows: HashMap<K, Option<V>>,
    changed: BTreeSet<K>,
    complete: bool,
    /// Whether every row counts as changed, without a list.
    unlisted: bool,
}

impl<K, V> Default for Rows<K, V> {
    fn default() -> Self {
        Self { rows: HashMap::new(), changed: BTreeSet::new(), complete: false, unlisted: false }
    }
}

impl<K: Hash + Ord + Clone + Debug, V> Rows<K, V> {
    /// The row, or `None` when there is none.
    ///
    /// # Panics
    /// When the row was not loaded: an act that reads what it did not name in `needs` would decide on nothing.
    pub fn find(&self, key: &K) -> Option<&V> {
        match self.rows.get(key) {
            Some(row) => row.as_ref(),
            None if self.complete => None,
            None => not_loaded(key),
        }
    }

    /// Whether the row was loaded, be it there or absent.
    pub fn knows(&self, key: &K) -> bool {
        self.complete || self.rows.contains_key(key)
    }

    /// Puts in what was loaded; what an act already changed wins.
    pub fn load(&mut self, key: K, row: Option<V>) {
        self.rows.entry(key).or_insert(row);
    }

    /// Puts in a row and marks it as changed.
    pub fn put(&mut self, key: K, row: V) {
        self.mark(&key);
        self.rows.insert(key, Some(row));
    }

    fn mark(&mut self, key: &K) {
        if !self.unlisted && !self.changed.contains(key) {
            self.changed.insert(key.clone());
        }
    }

    /// The rows changed since the last call, in order of their keys.
    pub fn take_changed(&mut self) -> Vec<K> {
        if self.unlisted {
            let mut all: Vec<K> = self.rows.keys().cloned().collect();
            all.sort_unstable();
            return all;
        }
        std::mem::take(&mut self.changed).into_iter().collect()
    }

    /// The keys of the rows changed so far.
    pub fn changed(&self) -> impl Iterator<Item = &K> {
        self.changed.iter()
    }

    /// All rows that are there.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter().filter_map(|(key, row)| row.as_ref().map(|row| (key, row)))
    }
}

impl<K: Hash + Ord + Clone + Debug, V: Default> Rows<K, V> {
    /// Changes a row, which begins as its default when there was none.
    ///
    /// # Panics
    /// As [`Rows::find`] does.
    pub fn edit(&mut self, key: K, change: impl FnOnce(&mut V)) {
        self.mark(&key);
        match self.rows.entry(key) {
            hash_map::Entry::Vacant(absent) if !self.complete => not_loaded(absent.key()),
            row => change(row.or_default().get_or_insert_default()),
        }
    }
}

fn not_loaded(key: &impl Debug) -> ! {
    panic!("row {key:?} was not loaded: the act's needs do not name it")
}

impl<K: Hash + Ord + Clone + Debug, V> Rows<K, V> {
    /// Changes a row if it is there.
    pub fn revise(&mut self, key: &K, change: impl FnOnce(&mut V)) {
        if let Some(Some(row)) = self.rows.get_mut(key) {
            change(row);
            self.mark(key);
        }
    }
}
