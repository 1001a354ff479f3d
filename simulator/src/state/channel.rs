//! Channels and threads: what they are and how they look in JSON. What happens to threads is in `thread`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{World, merged};
use crate::permissions::Change;
use crate::snowflake::{Id, timestamp};

/// `GUILD_TEXT`.
pub const TEXT: u8 = 0;
/// `GUILD_ANNOUNCEMENT`.
pub const ANNOUNCEMENT: u8 = 5;
/// `ANNOUNCEMENT_THREAD`.
pub const ANNOUNCEMENT_THREAD: u8 = 10;
/// `PUBLIC_THREAD`.
pub const PUBLIC_THREAD: u8 = 11;
/// `PRIVATE_THREAD`.
pub const PRIVATE_THREAD: u8 = 12;
/// `GUILD_FORUM`.
pub const FORUM: u8 = 15;
/// Channel flag `REQUIRE_TAG`.
pub const REQUIRE_TAG: u64 = 1 << 4;

/// A channel or a thread.
#[derive(Clone)]
pub struct Channel {
    pub id: Id,
    pub guild: Id,
    pub kind: u8,
    pub name: String,
    /// The channel that a thread belongs to.
    pub parent: Option<Id>,
    pub topic: Option<String>,
    pub overwrites: BTreeMap<Id, Change>,
    /// Which of the overwrites are for members; the others are for roles.
    pub member_overwrites: BTreeSet<Id>,
    pub tags: Vec<Tag>,
    pub flags: u64,
    pub slowmode: u64,
    pub last_message: Option<Id>,
    pub thread: Option<Thread>,
}

/// A forum's tag.
#[derive(Clone)]
pub struct Tag {
    pub id: Id,
    pub name: String,
    /// Only members with `MANAGE_THREADS` may set it.
    pub moderated: bool,
}

/// What only a thread has.
#[derive(Clone)]
pub struct Thread {
    pub owner: Id,
    pub archived: bool,
    pub locked: bool,
    /// Minutes without a message until it archives itself.
    pub auto_archive: u64,
    /// When `archived` last changed; epoch milliseconds.
    pub archive_changed: i64,
    /// Epoch milliseconds of the last message, un-archive or creation.
    pub active_at: i64,
    pub created_at: i64,
    pub message_count: u64,
    pub total_sent: u64,
    pub applied_tags: Vec<Id>,
    pub members: BTreeSet<Id>,
}

impl Channel {
    pub fn is_thread(&self) -> bool {
        self.thread.is_some()
    }

    pub fn is_forum(&self) -> bool {
        self.kind == FORUM
    }

    pub fn archived(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.archived)
    }

    pub fn locked(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.locked)
    }

    pub fn json(&self) -> Value {
        let channel = json!({
            "id": self.id, "type": self.kind, "guild_id": self.guild, "name": self.name, "parent_id": self.parent,
            "rate_limit_per_user": self.slowmode, "last_message_id": self.last_message, "flags": self.flags,
        });
        merged(channel, self.thread.as_ref().map_or_else(|| self.place_json(), Thread::json))
    }

    /// A channel as interactions and resolved entities show it.
    pub fn partial_json(&self, permissions: u64) -> Value {
        let mut channel = json!({
            "id": self.id, "type": self.kind, "guild_id": self.guild, "name": self.name, "parent_id": self.parent,
            "permissions": permissions.to_string(), "last_message_id": self.last_message, "flags": self.flags,
            "rate_limit_per_user": self.slowmode, "nsfw": false, "position": 0, "topic": self.topic,
        });
        if let Some(thread) = &self.thread {
            channel["thread_metadata"] = thread.metadata_json();
        }
        channel
    }

    fn place_json(&self) -> Value {
        let mut place = json!({
            "position": 0, "nsfw": false, "topic": self.topic, "last_pin_timestamp": null,
            "permission_overwrites": self.overwrites_json(),
        });
        if self.is_forum() {
            place["available_tags"] = self.tags.iter().map(Tag::json).collect();
            place["default_reaction_emoji"] = Value::Null;
            place["default_sort_order"] = Value::Null;
            place["default_forum_layout"] = json!(0);
            place["template"] = json!("");
        }
        place
    }

    fn overwrites_json(&self) -> Vec<Value> {
        let overwrite = |(id, change): (&Id, &Change)| {
            let kind = u8::from(self.member_overwrites.contains(id));
            json!({"id": id, "type": kind, "allow": change.allow.to_string(), "deny": change.deny.to_string()})
        };
        self.overwrites.iter().map(overwrite).collect()
    }
}

impl Tag {
    fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "moderated": self.moderated, "emoji_id": null, "emoji_name": "📌"})
    }
}

impl Thread {
    fn metadata_json(&self) -> Value {
        json!({
            "archived": self.archived, "locked": self.locked, "auto_archive_duration": self.auto_archive,
            "archive_timestamp": timestamp(self.archive_changed), "create_timestamp": timestamp(self.created_at),
        })
    }

    fn json(&self) -> Value {
        json!({
            "owner_id": self.owner, "thread_metadata": self.metadata_json(), "message_count": self.message_count,
            "member_count": self.members.len().min(50), "total_message_sent": self.total_sent,
            "applied_tags": self.applied_tags,
        })
    }
}

impl World {
    /// A new channel; the bots that can see it hear of it.
    pub fn add_channel(&mut self, guild: Id, kind: u8, name: &str) -> Id {
        let id = self.id();
        self.channels.insert(id, blank(id, guild, kind, name));
        self.tell_channel("CHANNEL_CREATE", id);
        id
    }

    /// Removes a channel with its threads and messages, and says so first.
    pub fn remove_channel(&mut self, id: Id) {
        let event = if self.channels.get(&id).is_some_and(Channel::is_thread) {
            "THREAD_DELETE"
        } else {
            "CHANNEL_DELETE"
        };
        self.tell_channel(event, id);
        self.channels.remove(&id);
        let gone: Vec<(Id, Id)> = self.messages_of(id).map(|message| (message.channel, message.id)).collect();
        for key in gone {
            self.messages.remove(&key);
        }
        let threads: Vec<Id> = self.threads_of(id).map(|thread| thread.id).collect();
        for thread in threads {
            self.remove_channel(thread);
        }
    }

    pub fn channels_of(&self, guild: Id) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |channel| channel.guild == guild && !channel.is_thread())
    }

    pub fn threads_of(&self, parent: Id) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |channel| channel.is_thread() && channel.parent == Some(parent))
    }

    pub fn active_threads(&self, guild: Id) -> impl Iterator<Item = &Channel> {
        let threads =
            self.channels.values().filter(move |channel| channel.guild == guild && channel.is_thread());
        threads.filter(|thread| !thread.archived())
    }

    /// A channel or thread of a guild by name (with or without `#`) or id. The newest wins where names repeat.
    pub fn channel_named(&self, guild: Id, name: &str) -> Option<&Channel> {
        let name = name.trim_start_matches('#');
        let wanted = name.parse::<Id>().ok();
        let mut here = self.channels.values().rev().filter(|channel| channel.guild == guild);
        here.find(|channel| channel.name == name || Some(channel.id) == wanted)
    }
}

/// A channel with nothing in it.
pub fn blank(id: Id, guild: Id, kind: u8, name: &str) -> Channel {
    Channel {
        id,
        guild,
        kind,
        name: name.to_owned(),
        parent: None,
        topic: None,
        overwrites: BTreeMap::new(),
        member_overwrites: BTreeSet::new(),
        tags: Vec::new(),
        flags: 0,
        slowmode: 0,
        last_message: None,
        thread: None,
    }
}
