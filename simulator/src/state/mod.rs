//! The world: everything the simulated Discord knows, behind one lock, changed by plain synchronous methods.
//!
//! No method here waits or sends. What an application must hear goes into its gateway session's queue.

pub mod application;
pub mod channel;
pub mod command;
pub mod feed;
pub mod file;
pub mod guild;
pub mod interaction;
pub mod journal;
pub mod mentions;
pub mod message;
pub mod opening;
pub mod post;
pub mod thread;
pub mod wire;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use application::{Application, User};
use channel::Channel;
use command::Command;
use feed::Feed;
use file::File;
use guild::Guild;
use interaction::Interaction;
use journal::Journal;
use message::Message;
use serde_json::Value;

use crate::endpoint::Post;
use crate::error::{self, Refusal};
use crate::faults::FaultList;
use crate::gateway::faults::GatewayFaults;
use crate::gateway::session::Session;
use crate::permissions::{ALL, Change, Overwritten, VIEW_CHANNEL, in_channel};
use crate::rest::limits::Limits;
use crate::snowflake::{Id, Ticker};

/// Everything there is.
#[derive(Default)]
pub struct World {
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    pub ticker: Ticker,
    pub applications: BTreeMap<Id, Application>,
    pub users: BTreeMap<Id, User>,
    pub guilds: BTreeMap<Id, Guild>,
    /// Channels and threads: both are channels to Discord.
    pub channels: BTreeMap<Id, Channel>,
    /// By channel, then message, so that a channel's messages are one range. A thread made from a message has that
    /// message's id, so message ids alone would do for messages but not for both.
    pub messages: BTreeMap<(Id, Id), Message>,
    pub commands: Vec<Command>,
    pub interactions: HashMap<Id, Interaction>,
    /// Interaction tokens, to their interactions.
    pub tokens: HashMap<String, Id>,
    pub files: BTreeMap<Id, File>,
    pub sessions: BTreeMap<String, Session>,
    pub faults: FaultList,
    pub gateway: GatewayFaults,
    pub limits: Limits,
    pub journal: Journal,
    /// Interactions that are to be posted to an endpoint.
    pub posts: Vec<Post>,
    /// What the page shows.
    pub feed: Feed,
}

impl World {
    pub fn now(&self) -> i64 {
        self.ticker.now()
    }

    pub fn id(&mut self) -> Id {
        self.ticker.next_id()
    }

    pub fn advance(&mut self, by: Duration) {
        self.ticker.advance(by);
        self.archive_idle_threads();
        for interaction in self.interactions.values() {
            interaction.bell.notify_one();
        }
    }

    pub fn channel(&self, id: Id) -> Result<&Channel, Refusal> {
        self.channels.get(&id).ok_or_else(|| error::UNKNOWN_CHANNEL.into())
    }

    pub fn message(&self, channel: Id, id: Id) -> Result<&Message, Refusal> {
        self.messages.get(&(channel, id)).ok_or_else(|| error::UNKNOWN_MESSAGE.into())
    }

    /// The guild, if the user is in it; one in which the user is not is as good as unknown to them.
    pub fn guild_of(&self, guild: Id, user: Id) -> Result<&Guild, Refusal> {
        let known = self.guilds.get(&guild).ok_or_else(|| Refusal::from(error::UNKNOWN_GUILD))?;
        if known.members.contains_key(&user) { Ok(known) } else { Err(error::MISSING_ACCESS.into()) }
    }

    /// A user's bits in a channel; 0 where they cannot even see it. A thread asks its parent ("Threads", permissions).
    pub fn permissions(&self, user: Id, channel: Id) -> u64 {
        let Some(channel) = self.channels.get(&channel) else {
            return 0;
        };
        let place =
            channel.parent.filter(|_| channel.is_thread()).and_then(|parent| self.channels.get(&parent));
        let place = place.unwrap_or(channel);
        let Some(guild) = self.guilds.get(&channel.guild) else {
            return 0;
        };
        let Some(member) = guild.members.get(&user) else {
            return 0;
        };
        if guild.owner == user {
            return ALL;
        }
        let change = |id: Id| place.overwrites.get(&id).copied().unwrap_or_default();
        let overwritten = Overwritten {
            everyone: change(guild.id),
            roles: member.roles.iter().map(|role| change(*role)).fold(Change::default(), Change::with),
            member: change(user),
        };
        in_channel(guild.base_permissions(user), overwritten)
    }

    /// Refuses unless the user has all bits: 50001 for one who cannot see the channel, 50013 otherwise.
    pub fn require(&self, user: Id, channel: Id, bits: u64) -> Result<(), Refusal> {
        let has = self.permissions(user, channel);
        if has & VIEW_CHANNEL == 0 {
            return Err(error::MISSING_ACCESS.into());
        }
        if has & bits == bits { Ok(()) } else { Err(error::MISSING_PERMISSIONS.into()) }
    }

    pub fn can_see(&self, user: Id, channel: Id) -> bool {
        self.permissions(user, channel) & VIEW_CHANNEL != 0
    }
}

/// One JSON object with the keys of another added.
pub fn merged(mut base: Value, more: Value) -> Value {
    if let (Some(base), Value::Object(more)) = (base.as_object_mut(), more) {
        base.extend(more);
    }
    base
}
