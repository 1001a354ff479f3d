//! Who stands behind the actors of the log.
//!
//! A person's row lives beside the log, never in it: deleting the row leaves every event and the hash chain as they
//! are, and joins nothing to the member any more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{ActorId, EntryNumber, GuildId, MessageId, ResourceKey, UserId};

/// A member as the bot remembers them in one guild.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The guild.
    pub guild: GuildId,
    /// The account.
    pub user: UserId,
    /// Who acts in the log when this person gives their name.
    pub actor: ActorId,
    /// The name last seen, for moderators' exports by name.
    pub name: String,
    /// What else is remembered of them.
    pub memory: Memory,
}

/// What is remembered of a person beside their name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Who acts in the log when this person stays anonymous: another random actor for each resource, so that two
    /// anonymous entries on different works cannot be laid side by side.
    pub pseudonyms: Pseudonyms,
    /// When this person began their newest entries, in epoch milliseconds; no older than a day.
    pub recent: Vec<i64>,
    /// The panel used last and the entry that its first tap began, so that two quick taps fill one entry.
    pub panel: Option<(MessageId, EntryNumber)>,
    /// The panel on which this person chose last to stay anonymous before anything was recorded, so that a tap which
    /// overtakes the redrawn panel does not give their name.
    pub veiled: Option<MessageId>,
}

/// The anonymous actors of one person, by resource. A list in JSON, because JSON keys are strings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(ResourceKey, ActorId)>", into = "Vec<(ResourceKey, ActorId)>")]
pub struct Pseudonyms(BTreeMap<ResourceKey, ActorId>);

impl Pseudonyms {
    /// The anonymous actor for a resource, if there is one yet.
    pub fn find(&self, resource: &ResourceKey) -> Option<ActorId> {
        self.0.get(resource).copied()
    }

    /// Remembers the anonymous actor for a resource.
    pub fn insert(&mut self, resource: ResourceKey, actor: ActorId) {
        self.0.insert(resource, actor);
    }

    /// All anonymous actors with their resources.
    pub fn iter(&self) -> impl Iterator<Item = (&ResourceKey, ActorId)> {
        self.0.iter().map(|(resource, actor)| (resource, *actor))
    }

    /// All anonymous actors.
    pub fn actors(&self) -> impl Iterator<Item = ActorId> {
        self.0.values().copied()
    }
}

impl From<Vec<(ResourceKey, ActorId)>> for Pseudonyms {
    fn from(pairs: Vec<(ResourceKey, ActorId)>) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl From<Pseudonyms> for Vec<(ResourceKey, ActorId)> {
    fn from(it: Pseudonyms) -> Self {
        it.0.into_iter().collect()
    }
}

impl Person {
    /// A person seen for the first time.
    pub fn new(guild: GuildId, user: UserId, actor: ActorId, name: String) -> Self {
        Self { guild, user, actor, name, memory: Memory::default() }
    }

    /// Whether an actor of the log is this person, by name or anonymously.
    pub fn is(&self, actor: ActorId) -> bool {
        self.actor == actor || self.memory.pseudonyms.actors().any(|it| it == actor)
    }

    /// Every actor that is this person.
    pub fn actors(&self) -> impl Iterator<Item = ActorId> {
        std::iter::once(self.actor).chain(self.memory.pseudonyms.actors())
    }
}
