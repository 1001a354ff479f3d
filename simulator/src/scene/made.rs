//! What a bot made of its own accord and what it owes, for whoever checks that nothing is there twice or missing.

use super::{Application, Simulator};
use crate::scene::component;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::interaction::Response;
use crate::state::message::{HAS_THREAD, Message};

/// A thread of a bot's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeThread {
    /// Its guild.
    pub guild: Id,
    /// Itself.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether somebody else has written in it.
    pub has_people: bool,
}

/// A public message that a bot wrote in a channel without having been asked by an interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeMessage {
    /// The channel.
    pub channel: Id,
    /// Itself.
    pub id: Id,
    /// The `custom_id` of each of its components.
    pub custom_ids: Vec<String>,
    /// Whether a thread was made from it.
    pub has_thread: bool,
}

impl Simulator {
    /// The threads that an application's bot has made and that are still there.
    pub fn threads_made_by(&self, application: &Application) -> Vec<MadeThread> {
        self.shared.read(|world| {
            let threads = world.channels.values().filter(|it| it.is_thread());
            let own = threads
                .filter(|it| it.thread.as_ref().is_some_and(|thread| thread.owner == application.id()));
            own.map(|it| MadeThread {
                guild: it.guild,
                id: it.id,
                name: it.name.clone(),
                archived: it.archived(),
                has_people: world.messages_of(it.id).any(|message| message.author != application.id()),
            })
            .collect()
        })
    }

    /// The messages that an application's bot has written in channels, outside of threads, and that are still there.
    pub fn messages_made_by(&self, application: &Application) -> Vec<MadeMessage> {
        let own = |world: &World, it: &Message| {
            it.author == application.id()
                && it.interaction.is_none()
                && it.audience.is_none()
                && world.channels.get(&it.channel).is_some_and(|channel| !channel.is_thread())
        };
        self.shared.read(|world| {
            let own = world.messages.values().filter(|it| own(world, it));
            own.map(|it| MadeMessage {
                channel: it.channel,
                id: it.id,
                custom_ids: component::all(&it.components)
                    .filter_map(|component| component["custom_id"].as_str().map(str::to_owned))
                    .collect(),
                has_thread: it.flags & HAS_THREAD != 0,
            })
            .collect()
        })
    }

    /// The interactions of members who were told "later" and still wait for what was promised.
    pub fn thinking(&self) -> Vec<Id> {
        self.shared.read(|world| {
            let waits = |it: &&crate::state::interaction::Interaction| match it.response {
                Response::Message { deferred: true, id } => {
                    world.messages.get(&(it.channel, id)).is_some_and(Message::loading)
                }
                Response::Update { deferred } => deferred && !it.touched,
                _ => false,
            };
            world.interactions.values().filter(waits).map(|it| it.id).collect()
        })
    }
}
