//! State held in memory, so that looks need neither the database nor Discord.
//!
//! Loaded from the tables in one snapshot; from then on the log hands over the rows that each batch changed before
//! the members of the batch get their answers, so whoever was answered sees what they did. The rows come out of the
//! one fold: memory holds copies and derives nothing of its own.

pub mod lookups;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use arc_swap::ArcSwap;

use crate::domain::discussion::Discussion;
use crate::domain::guild::Guild;
use crate::domain::ids::{ChannelId, GuildId, ResourceKey};
use crate::domain::state::State;
use crate::domain::tally::Tally;
use crate::library::catalogue::Catalogue;
use crate::library::resource::{Resource, Slug};
use crate::library::topics::Topics;
use crate::store::log::Follower;
use crate::store::rows::Changed;
use crate::store::snapshot::Snapshot;

/// Everything that looks read.
pub struct Views {
    catalogue: ArcSwap<Catalogue>,
    topics: Arc<Topics>,
    rows: RwLock<Rows>,
}

#[derive(Default)]
struct Rows {
    guilds: HashMap<GuildId, Guild>,
    resources: BTreeMap<ResourceKey, Arc<Resource>>,
    discussions: HashMap<GuildId, BTreeMap<ResourceKey, Discussion>>,
    threads: HashMap<(GuildId, ChannelId), ResourceKey>,
    tallies: HashMap<GuildId, BTreeMap<ResourceKey, Tally>>,
}

impl Views {
    /// Views as of a snapshot.
    pub fn new(snapshot: Snapshot, topics: Arc<Topics>) -> Self {
        let mut rows = Rows { guilds: snapshot.guilds.into_iter().collect(), ..Rows::default() };
        for (key, shelved) in snapshot.resources {
            rows.resources.extend(shelved.resource.map(|it| (key, it)));
        }
        for ((guild, resource), discussion) in snapshot.discussions {
            rows.discuss(guild, resource, discussion);
        }
        for ((guild, resource), tally) in snapshot.tallies {
            rows.tallies.entry(guild).or_default().insert(resource, tally);
        }
        let catalogue = rows.catalogue(&topics);
        Self { catalogue: ArcSwap::from_pointee(catalogue), topics, rows: RwLock::new(rows) }
    }

    /// The library, as of now.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// The guilds that the bot is in, as far as it has heard.
    pub fn present(&self) -> Vec<GuildId> {
        let rows = self.rows.read().unwrap_or_else(PoisonError::into_inner);
        rows.guilds.iter().filter(|(_, it)| it.present).map(|(guild, _)| *guild).collect()
    }

    /// What one guild has made of the library; the only way to a guild's rows.
    pub fn guild(&self, guild: GuildId) -> GuildView<'_> {
        GuildView { guild, rows: self.read() }
    }

    /// How many guilds the bot is in, for people.
    pub fn guilds_present(&self) -> usize {
        self.read().guilds.values().filter(|it| it.present).count()
    }

    fn read(&self) -> RwLockReadGuard<'_, Rows> {
        // Rows are replaced whole: a panic elsewhere leaves none of them half written.
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One guild's rows. Holds a read lock: let go of it before waiting for anything.
pub struct GuildView<'a> {
    guild: GuildId,
    rows: RwLockReadGuard<'a, Rows>,
}

impl GuildView<'_> {
    /// The guild's settings.
    pub fn settings(&self) -> Guild {
        self.rows.guilds.get(&self.guild).cloned().unwrap_or_default()
    }

    /// A resource's discussion, if one was ever opened.
    pub fn discussion(&self, resource: &ResourceKey) -> Option<Discussion> {
        self.rows.discussions.get(&self.guild)?.get(resource).cloned()
    }

    /// The resource that a thread discusses.
    pub fn discussed_in(&self, thread: ChannelId) -> Option<ResourceKey> {
        self.rows.threads.get(&(self.guild, thread)).cloned()
    }

    /// The discussions that live in a channel and were not deleted.
    pub fn discussions_in(&self, channel: ChannelId) -> Vec<(ResourceKey, Discussion)> {
        let all = self.rows.discussions.get(&self.guild).into_iter().flatten();
        let here = all.filter(|(_, it)| !it.gone && it.channel == channel);
        here.map(|(key, it)| (key.clone(), it.clone())).collect()
    }

    /// How many discussions live elsewhere than in a channel.
    pub fn discussions_outside(&self, channel: ChannelId) -> usize {
        let all = self.rows.discussions.get(&self.guild);
        all.map_or(0, |all| all.values().filter(|it| !it.gone && it.channel != channel).count())
    }

    /// What the guild made of a resource.
    pub fn tally(&self, resource: &ResourceKey) -> Tally {
        let all = self.rows.tallies.get(&self.guild);
        all.and_then(|all| all.get(resource)).cloned().unwrap_or_default()
    }

    /// The resources last talked about or given feedback on here, newest first.
    pub fn recent(&self) -> Vec<Slug> {
        let mut touched: Vec<_> = self
            .rows
            .tallies
            .get(&self.guild)
            .into_iter()
            .flatten()
            .filter(|(_, tally)| tally.touched_at > 0)
            .map(|(key, tally)| (std::cmp::Reverse(tally.touched_at), &key.slug))
            .collect();
        touched.sort();
        touched.into_iter().map(|(_, slug)| slug.clone()).collect()
    }
}

impl Rows {
    fn discuss(&mut self, guild: GuildId, resource: ResourceKey, discussion: Discussion) {
        self.threads.insert((guild, discussion.thread), resource.clone());
        self.discussions.entry(guild).or_default().insert(resource, discussion);
    }

    /// Only the deployment's library is served; a guild's own follows the same path with its owner.
    fn catalogue(&self, topics: &Arc<Topics>) -> Catalogue {
        let shared = self.resources.iter().filter(|(key, _)| key.owner == GuildId::DEPLOYMENT);
        Catalogue::new(shared.map(|(_, it)| Arc::clone(it)).collect(), Arc::clone(topics))
    }

    fn take(&mut self, state: &State, changed: &Changed) {
        for guild in &changed.guilds {
            self.guilds.insert(*guild, state.guild(*guild));
        }
        for key in &changed.discussions {
            if let Some(row) = state.discussions.find(key) {
                self.discuss(key.0, key.1.clone(), row.clone());
            }
        }
        for key in &changed.tallies {
            if let Some(row) = state.tallies.find(key) {
                self.tallies.entry(key.0).or_default().insert(key.1.clone(), row.clone());
            }
        }
        for key in &changed.resources {
            let Some(shelved) = state.shelf.find(key) else { continue };
            if let Some(resource) = shelved.resource.clone() {
                self.resources.insert(key.clone(), resource);
            } else if let Some(resource) = self.resources.get_mut(key) {
                Arc::make_mut(resource).retired = shelved.retired;
            }
        }
    }
}

impl Follower for Views {
    fn follow(&self, state: &State, changed: &Changed) {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        rows.take(state, changed);
        if !changed.resources.is_empty() {
            self.catalogue.store(Arc::new(rows.catalogue(&self.topics)));
        }
    }
}
