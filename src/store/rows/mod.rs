//! The tables of the views: loading the rows that a batch of acts names, and writing back those that it changed.
//!
//! One statement per table whatever the number of rows: row by row would cost a hundred times as much.

mod entry;
mod resource;
mod view;
mod views;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

use serde::Serialize;

use crate::domain::decision::Needs;
use crate::domain::discussion::Discussion;
use crate::domain::event::Recorded;
use crate::domain::guild::Guild;
use crate::domain::ids::{ActorId, DraftNumber, EntryNumber, GuildId, MessageId, ResourceKey, UserId};
use crate::domain::state::{Rows, State};
use crate::domain::tally::Tally;

use super::engine::{Arg, Insert, Tx, joined, meanwhile};
use super::error::{Error, Result};

use entry::Entries;
use resource::Resources;
use view::View;
use views::{Discussions, Drafts, Guilds, People, Scoped, Standings, Tallies};

pub use entry::read as read_entry;
pub use resource::{AtHand, all_resources};
pub use views::read_person;

/// Everything that the acts of a batch name.
#[derive(Debug, Default)]
pub struct Wanted {
    guilds: BTreeSet<GuildId>,
    people: BTreeSet<(GuildId, UserId)>,
    resources: BTreeSet<ResourceKey>,
    discussions: BTreeSet<(GuildId, ResourceKey)>,
    tallies: BTreeSet<(GuildId, ResourceKey)>,
    standings: BTreeSet<(GuildId, ResourceKey, ActorId)>,
    entries: BTreeSet<(GuildId, EntryNumber)>,
    messages: BTreeSet<(GuildId, MessageId)>,
    drafts: BTreeSet<(GuildId, DraftNumber)>,
}

impl Wanted {
    /// Adds an act's guild and people, which are loaded first.
    pub fn people(&mut self, guild: GuildId, people: impl IntoIterator<Item = UserId>) {
        self.guilds.insert(guild);
        self.people.extend(people.into_iter().map(|user| (guild, user)));
    }

    /// Adds what an event touches.
    pub fn touched(&mut self, recorded: &Recorded) {
        self.guilds.insert(recorded.guild);
        self.needs(&State::default(), recorded.guild, recorded.event.touches(recorded.guild));
    }

    /// Adds what else an act names and the state does not know yet.
    pub fn needs(&mut self, state: &State, guild: GuildId, needs: Needs) {
        let here = |resource: ResourceKey| (guild, resource);
        want(&mut self.discussions, &state.discussions, needs.discussions.into_iter().map(here));
        want(&mut self.tallies, &state.tallies, needs.tallies.into_iter().map(here));
        want(&mut self.resources, &state.shelf, needs.resources);
        want(&mut self.drafts, &state.drafts, needs.drafts.into_iter().map(|it| (guild, it)));
        self.messages.extend(needs.messages.into_iter().map(|it| (guild, it)));
        for (resource, actor) in needs.standings {
            self.standing(state, guild, (&resource, actor));
        }
        for number in needs.entries {
            self.entry(state, (guild, number));
        }
    }

    /// Adds an entry, or what it brings once it is known.
    fn entry(&mut self, state: &State, key: (GuildId, EntryNumber)) {
        if !state.entries.knows(&key) {
            self.entries.insert(key);
        } else if let Some(entry) = state.entries.find(&key) {
            self.standing(state, key.0, (&entry.resource, entry.actor));
        }
    }

    /// Adds a reader's standing and the tally that it counts in.
    fn standing(&mut self, state: &State, guild: GuildId, (resource, actor): (&ResourceKey, ActorId)) {
        want(&mut self.tallies, &state.tallies, [(guild, resource.clone())]);
        want(&mut self.standings, &state.standings, [(guild, resource.clone(), actor)]);
    }
}

/// Adds keys of rows that are not known. Most of what a batch names, the one before has left in the state.
fn want<K: Ord + Hash + Clone + Debug, V>(
    wanted: &mut BTreeSet<K>,
    rows: &Rows<K, V>,
    keys: impl IntoIterator<Item = K>,
) {
    wanted.extend(keys.into_iter().filter(|key| !rows.knows(key)));
}

/// Loads guilds and people: what acts look at before they can say what else they need. While the engine looks for people,
/// `work` is done on what is known without them.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn load_people(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &mut Wanted,
    work: impl FnOnce(&State, &mut Wanted),
) -> Result<()> {
    view::load::<Guilds>(tx, state, std::mem::take(&mut wanted.guilds)).await?;
    let absent = view::absent::<People>(state, std::mem::take(&mut wanted.people));
    let patience = tx.patience();
    let find = view::find::<People>(tx, &absent);
    let (found, ()) = meanwhile((find, patience), || {
        work(state, wanted);
        Ok(())
    })
    .await?;
    view::put::<People>(state, absent, &found)
}

/// Loads everything else. Entries bring the standings and tallies that a change to them touches.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn load(tx: &mut Tx<'_>, state: &mut State, mut wanted: Wanted) -> Result<()> {
    entry::load_messages(tx, state, std::mem::take(&mut wanted.messages), &mut wanted.entries).await?;
    view::load::<Entries>(tx, state, wanted.entries.clone()).await?;
    for key in std::mem::take(&mut wanted.entries) {
        wanted.entry(state, key);
    }
    view::load::<Resources>(tx, state, wanted.resources).await?;
    view::load::<Discussions>(tx, state, wanted.discussions).await?;
    view::load::<Tallies>(tx, state, wanted.tallies).await?;
    view::load::<Standings>(tx, state, wanted.standings).await?;
    view::load::<Drafts>(tx, state, wanted.drafts).await
}

/// Reads what the views in memory hold of the wanted rows; which of them there are.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn reload(tx: &mut Tx<'_>, mut wanted: Wanted) -> Result<(State, Changed)> {
    let mut state = State::default();
    load_people(tx, &mut state, &mut wanted, |_, _| ()).await?;
    for (key, shelved) in resource::whole(tx, &std::mem::take(&mut wanted.resources)).await? {
        state.shelf.load(key, Some(shelved));
    }
    load(tx, &mut state, wanted).await?;
    let changed = Changed {
        guilds: state.guilds.iter().map(|it| *it.0).collect(),
        resources: state.shelf.iter().map(|it| it.0.clone()).collect(),
        discussions: state.discussions.iter().map(|it| it.0.clone()).collect(),
        tallies: state.tallies.iter().map(|it| it.0.clone()).collect(),
    };
    Ok((state, changed))
}

/// Which rows a batch changed, for the views in memory.
#[derive(Debug, Default)]
pub struct Changed {
    /// Guilds.
    pub guilds: Vec<GuildId>,
    /// Resources.
    pub resources: Vec<ResourceKey>,
    /// Discussions.
    pub discussions: Vec<(GuildId, ResourceKey)>,
    /// Tallies.
    pub tallies: Vec<(GuildId, ResourceKey)>,
}

impl Changed {
    /// Leaves out rows that are known to be newer elsewhere.
    pub fn leave_out(&mut self, newer: &Self) {
        self.guilds.retain(|it| !newer.guilds.contains(it));
        self.resources.retain(|it| !newer.resources.contains(it));
        self.discussions.retain(|it| !newer.discussions.contains(it));
        self.tallies.retain(|it| !newer.tallies.contains(it));
    }
}

/// Writes rows of each table.
pub(super) const WRITES: [&Insert; 8] = [
    Guilds::WRITE,
    Resources::WRITE,
    Discussions::WRITE,
    Tallies::WRITE,
    Standings::WRITE,
    Entries::WRITE,
    Drafts::WRITE,
    People::WRITE,
];

/// The rows of a state that were changed, which are to be written.
pub(super) struct Unwritten {
    /// Those that the views in memory hold, too.
    pub(super) changed: Changed,
    standings: Vec<<Standings as View>::Key>,
    entries: Vec<<Entries as View>::Key>,
    drafts: Vec<<Drafts as View>::Key>,
    people: Vec<<People as View>::Key>,
}

impl Unwritten {
    /// Everything that was changed since the last call.
    pub(super) fn take(state: &mut State) -> Self {
        let changed = Changed {
            guilds: state.guilds.take_changed(),
            resources: state.shelf.take_changed(),
            discussions: state.discussions.take_changed(),
            tallies: state.tallies.take_changed(),
        };
        Self {
            changed,
            standings: state.standings.take_changed(),
            entries: state.entries.take_changed(),
            drafts: state.drafts.take_changed(),
            people: state.people.take_changed(),
        }
    }

    /// Leaves a table as it is, by its place in [`WRITES`].
    fn leave_out(&mut self, table: usize) {
        match table {
            0 => self.changed.guilds.clear(),
            1 => self.changed.resources.clear(),
            2 => self.changed.discussions.clear(),
            3 => self.changed.tallies.clear(),
            4 => self.standings.clear(),
            5 => self.entries.clear(),
            6 => self.drafts.clear(),
            _ => self.people.clear(),
        }
    }

    /// The values that each of [`WRITES`] takes, in their order; put together when they are asked for.
    ///
    /// # Errors
    /// When a row cannot be written as JSON, which every row can.
    pub(super) fn values(&self, state: &State) -> impl Iterator<Item = Result<Vec<Arg>>> {
        (0..WRITES.len()).map(move |table| match table {
            0 => view::values::<Guilds>(state, &self.changed.guilds),
            1 => view::values::<Resources>(state, &self.changed.resources),
            2 => view::values::<Discussions>(state, &self.changed.discussions),
            3 => view::values::<Tallies>(state, &self.changed.tallies),
            4 => view::values::<Standings>(state, &self.standings),
            5 => view::values::<Entries>(state, &self.entries),
            6 => view::values::<Drafts>(state, &self.drafts),
            _ => view::values::<People>(state, &self.people),
        })
    }
}

/// Writes the changed rows of the tables, by their places in `WRITES`, that are `wanted`.
///
/// # Errors
/// When the database fails.
pub async fn save_some(tx: &mut Tx<'_>, state: &mut State, wanted: impl Fn(usize) -> bool) -> Result<()> {
    let mut unwritten = Unwritten::take(state);
    (0..WRITES.len()).filter(|it| !wanted(*it)).for_each(|it| unwritten.leave_out(it));
    tx.insert_all(joined!(WRITES), unwritten.values(state)).await
}

/// Visits every row of a view, by its table's place in `WRITES`: its values as they are written.
///
/// # Errors
/// When a row cannot be written as JSON, which every row can.
pub fn each(state: &State, table: usize, visit: impl FnMut(&[Arg])) -> Result<()> {
    match table {
        0 => view::each::<Guilds>(state, visit),
        1 => view::each::<Resources>(state, visit),
        2 => view::each::<Discussions>(state, visit),
        3 => view::each::<Tallies>(state, visit),
        4 => view::each::<Standings>(state, visit),
        5 => view::each::<Entries>(state, visit),
        6 => view::each::<Drafts>(state, visit),
        _ => view::each::<People>(state, visit),
    }
}

/// Every guild, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_guilds(tx: &mut Tx<'_>) -> Result<Vec<(GuildId, Guild)>> {
    view::all::<Guilds>(tx, "SELECT guild, body FROM guild").await
}

/// Every discussion, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_discussions(tx: &mut Tx<'_>) -> Result<Vec<(Scoped, Discussion)>> {
    view::all::<Discussions>(tx, "SELECT guild, owner, slug, body FROM discussion").await
}

/// Every tally, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_tallies(tx: &mut Tx<'_>) -> Result<Vec<(Scoped, Tally)>> {
    view::all::<Tallies>(tx, "SELECT guild, owner, slug, body FROM tally").await
}

/// A list as the JSON that a set-based statement runs over.
pub(in crate::store) fn list(rows: &impl Serialize) -> Result<Vec<Arg>> {
    let json = serde_json::to_string(rows).map_err(Error::shape("row"))?;
    Ok(vec![Arg::Text(Some(json))])
}

/// A value as the JSON text of a `body` column.
pub(in crate::store) fn body(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::shape("row"))
}

/// A slug from a column; the log holds only valid ones.
pub(in crate::store) fn slug(text: &str) -> Result<crate::library::resource::Slug> {
    crate::library::resource::Slug::try_from(text).map_err(|_| Error::unknown("slug", text))
}
