//! A thread, in the hands of whoever may do anything to it.

use std::sync::Arc;

use serde_json::Value;

use super::view;
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::channel::{Channel, Thread};

/// A thread of a guild.
#[derive(Clone)]
pub struct ThreadHandle {
    shared: Arc<Shared>,
    id: Id,
}

impl ThreadHandle {
    pub(super) fn new(shared: Arc<Shared>, id: Id) -> Self {
        Self { shared, id }
    }

    /// The thread's id: that of the message it was made from, or of its first message in a forum.
    pub fn id(&self) -> Id {
        self.id
    }

    /// Its name; empty once it is deleted.
    pub fn name(&self) -> String {
        self.look(|channel| channel.name.clone()).unwrap_or_default()
    }

    /// The channel it belongs to, by name.
    pub fn parent(&self) -> String {
        let parent = self.look(|channel| channel.parent).flatten();
        let name =
            |id: Id| self.shared.read(|world| world.channels.get(&id).map(|channel| channel.name.clone()));
        parent.and_then(name).unwrap_or_default()
    }

    /// Whether it still exists.
    pub fn exists(&self) -> bool {
        self.look(|_| ()).is_some()
    }

    /// Whether it is archived.
    pub fn archived(&self) -> bool {
        self.look(Channel::archived).unwrap_or_default()
    }

    /// Whether it is locked.
    pub fn locked(&self) -> bool {
        self.look(Channel::locked).unwrap_or_default()
    }

    /// The names of the tags on it.
    pub fn tags(&self) -> Vec<String> {
        self.shared
            .read(|world| {
                let applied = |thread: &Thread| thread.applied_tags.clone();
                let channel = world.channels.get(&self.id)?;
                let forum = world.channels.get(&channel.parent?)?;
                let applied = channel.thread.as_ref().map(applied)?;
                let name = |id: &Id| forum.tags.iter().find(|tag| tag.id == *id).map(|tag| tag.name.clone());
                Some(applied.iter().filter_map(name).collect())
            })
            .unwrap_or_default()
    }

    /// What everyone can read in it.
    pub fn text(&self) -> String {
        self.shared.change(|world| view::look_at(world, self.id, None));
        self.shared.read(|world| view::channel_text(world, self.id, None))
    }

    /// Archives it, as its owner or the passing of time does.
    pub fn archive(&self) {
        self.change(|thread| thread.archived = true);
    }

    /// Opens it again.
    pub fn unarchive(&self) {
        self.change(|thread| thread.archived = false);
    }

    /// Locks it, as a moderator does.
    pub fn lock(&self) {
        self.change(|thread| thread.locked = true);
    }

    /// Unlocks it.
    pub fn unlock(&self) {
        self.change(|thread| thread.locked = false);
    }

    /// Deletes it for good.
    pub fn delete(&self) {
        self.shared.change(|world| world.remove_channel(self.id));
    }

    /// Gives it another name.
    pub fn rename(&self, name: &str) {
        self.shared.change(|world| {
            if let Some(channel) = world.channels.get_mut(&self.id) {
                name.clone_into(&mut channel.name);
            }
            world.tell_channel("THREAD_UPDATE", self.id);
        });
    }

    /// The thread as Discord's channel object; `null` once it is deleted.
    pub fn json(&self) -> Value {
        self.look(Channel::json).unwrap_or_default()
    }

    fn look<T>(&self, look: impl FnOnce(&Channel) -> T) -> Option<T> {
        self.shared.read(|world| world.channels.get(&self.id).map(look))
    }

    fn change(&self, change: impl FnOnce(&mut Thread)) {
        self.shared.change(|world| {
            let now = world.now();
            if let Some(thread) = world.channels.get_mut(&self.id).and_then(|channel| channel.thread.as_mut())
            {
                let before = thread.archived;
                change(thread);
                if thread.archived != before {
                    thread.archive_changed = now;
                    thread.active_at = now;
                }
            }
            world.tell_channel("THREAD_UPDATE", self.id);
        });
    }
}
