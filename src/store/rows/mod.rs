//! The tables of the views: loading the rows that a batch of acts names, and writing back those that it changed.
//!
//! One statement per table whatever the number of rows: row by row would cost a hundred times as much.

mod entry;
mod views;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::decision::Needs;
use crate::domain::ids::{ActorId, DraftNumber, EntryNumber, GuildId, MessageId, ResourceKey, UserId};
use crate::domain::state::State;

use super::engine::{Arg, Tx};
use super::error::{Error, Result};

pub use entry::{COLUMNS as ENTRY_COLUMNS, read as read_entry};
pub use views::{all_discussions, all_guilds, all_resources, all_tallies};

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

    /// Adds what else an act names.
    pub fn needs(&mut self, guild: GuildId, needs: Needs) {
        let here = |resource: ResourceKey| (guild, resource);
        self.discussions.extend(needs.discussions.into_iter().map(here));
        for (resource, actor) in needs.standings {
            self.tallies.insert((guild, resource.clone()));
            self.standings.insert((guild, resource, actor));
        }
        self.tallies.extend(needs.tallies.into_iter().map(here));
        self.resources.extend(needs.resources);
        self.entries.extend(needs.entries.into_iter().map(|it| (guild, it)));
        self.messages.extend(needs.messages.into_iter().map(|it| (guild, it)));
        self.drafts.extend(needs.drafts.into_iter().map(|it| (guild, it)));
    }
}

/// Loads guilds and people: what acts look at before they can say what else they need.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn load_people(tx: &mut Tx<'_>, state: &mut State, wanted: &Wanted) -> Result<()> {
    views::load_guilds(tx, state, &wanted.guilds).await?;
    views::load_people(tx, state, &wanted.people).await
}

/// Loads everything else. Entries bring the standings and tallies that a change to them touches.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn load(tx: &mut Tx<'_>, state: &mut State, mut wanted: Wanted) -> Result<()> {
    entry::load_messages(tx, state, &wanted.messages, &mut wanted.entries).await?;
    entry::load(tx, state, &wanted.entries).await?;
    for (guild, number) in &wanted.entries {
        if let Some(entry) = state.entries.find(&(*guild, *number)) {
            wanted.standings.insert((*guild, entry.resource.clone(), entry.actor));
            wanted.tallies.insert((*guild, entry.resource.clone()));
        }
    }
    views::load_resources(tx, state, &wanted.resources).await?;
    views::load_discussions(tx, state, &wanted.discussions).await?;
    views::load_tallies(tx, state, &wanted.tallies).await?;
    views::load_standings(tx, state, &wanted.standings).await?;
    views::load_drafts(tx, state, &wanted.drafts).await
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

/// Writes every changed row and says which they were.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &mut Tx<'_>, state: &mut State) -> Result<Changed> {
    let changed = Changed {
        guilds: state.guilds.take_changed(),
        resources: state.shelf.take_changed(),
        discussions: state.discussions.take_changed(),
        tallies: state.tallies.take_changed(),
    };
    views::save_guilds(tx, state, &changed.guilds).await?;
    views::save_resources(tx, state, &changed.resources).await?;
    views::save_discussions(tx, state, &changed.discussions).await?;
    views::save_tallies(tx, state, &changed.tallies).await?;
    let standings = state.standings.take_changed();
    views::save_standings(tx, state, &standings).await?;
    let entries = state.entries.take_changed();
    entry::save(tx, state, &entries).await?;
    let drafts = state.drafts.take_changed();
    views::save_drafts(tx, state, &drafts).await?;
    let people = state.people.take_changed();
    views::save_people(tx, state, &people).await?;
    Ok(changed)
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
