//! Messages and how they look, to people and to applications.

use serde_json::{Value, json};

use super::World;
use crate::snowflake::{Id, timestamp};

/// Message type DEFAULT.
pub const DEFAULT: u8 = 0;
/// Message type `THREAD_CREATED`, in the parent of a thread made from an older message.
pub const THREAD_CREATED: u8 = 18;
/// Message type REPLY.
pub const REPLY: u8 = 19;
/// Message type `CHAT_INPUT_COMMAND`.
pub const CHAT_INPUT_COMMAND: u8 = 20;
/// Message type `THREAD_STARTER_MESSAGE`, first in a thread made from a message.
pub const THREAD_STARTER: u8 = 21;
/// Message type `CONTEXT_MENU_COMMAND`.
pub const CONTEXT_MENU_COMMAND: u8 = 23;

/// `SUPPRESS_EMBEDS`.
pub const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// `HAS_THREAD`.
pub const HAS_THREAD: u64 = 1 << 5;
/// EPHEMERAL.
pub const EPHEMERAL: u64 = 1 << 6;
/// LOADING.
pub const LOADING: u64 = 1 << 7;
/// `SUPPRESS_NOTIFICATIONS`.
pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// A message.
#[derive(Clone)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub guild: Id,
    pub author: Id,
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub files: Vec<Id>,
    pub flags: u64,
    pub nonce: Option<Value>,
    /// Epoch milliseconds.
    pub at: i64,
    pub edited: Option<i64>,
    pub pings: Pings,
    pub reference: Option<Value>,
    /// `interaction_metadata` of a message that an interaction produced.
    pub interaction: Option<Value>,
    /// The one person who sees an ephemeral message.
    pub audience: Option<Id>,
    /// Whether a scene has looked at it.
    pub looked_at: bool,
}

/// Who a message mentions in fact, after `allowed_mentions` had its say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pings {
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub everyone: bool,
}

impl Pings {
    /// Who is notified, by name.
    pub fn names(&self, world: &World) -> Vec<String> {
        let users = self.users.iter().map(|id| world.user_name(*id));
        let roles = self.roles.iter().map(|id| format!("role {id}"));
        users.chain(roles).chain(self.everyone.then(|| "everyone".to_owned())).collect()
    }
}

impl Message {
    /// An empty message; the caller fills in what it has.
    pub fn blank(id: Id, channel: (Id, Id), author: Id, kind: u8) -> Self {
        Self {
            id,
            channel: channel.1,
            guild: channel.0,
            author,
            kind,
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            files: Vec::new(),
            flags: 0,
            nonce: None,
            at: id.made_at(),
            edited: None,
            pings: Pings::default(),
            reference: None,
            interaction: None,
            audience: None,
            looked_at: false,
        }
    }

    pub fn visible_to(&self, user: Id) -> bool {
        self.audience.is_none_or(|audience| audience == user || self.author == user)
    }

    /// A `message_reference` from this message to another one.
    pub fn reference_to(&self, channel: Id, message: Id) -> Value {
        json!({"type": 0, "channel_id": channel, "message_id": message, "guild_id": self.guild})
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.embeds.is_empty()
            && self.components.is_empty()
            && self.files.is_empty()
    }

    pub fn loading(&self) -> bool {
        self.flags & LOADING != 0
    }
}

impl World {
    pub fn messages_of(&self, channel: Id) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.range((channel, Id(0))..=(channel, Id(u64::MAX))).map(|(_, message)| message)
    }

    /// The whole message, as one with the message content intent (or a person) gets it.
    pub fn message_json(&self, message: &Message) -> Value {
        let mut json = self.bare_message_json(message);
        let reference = message.reference.as_ref();
        let key = reference.map(|it| (Id::from_json(&it["channel_id"]), Id::from_json(&it["message_id"])));
        if let (REPLY | THREAD_STARTER, Some((Some(channel), Some(id)))) = (message.kind, key) {
            // What was for one person alone goes along to that person alone; for others it is as if not looked for.
            match self.messages.get(&(channel, id)) {
                Some(it) if it.audience.is_some() && it.audience != message.audience => {}
                Some(it) => json["referenced_message"] = self.bare_message_json(it),
                None => json["referenced_message"] = Value::Null,
            }
        }
        json
    }

    /// The message without the one that it refers to: Discord goes one step deep.
    fn bare_message_json(&self, message: &Message) -> Value {
        let files = message.files.iter().filter_map(|id| self.files.get(id));
        let users: Vec<Value> = message.pings.users.iter().map(|id| self.user_json(*id)).collect();
        let mut json = json!({
            "id": message.id, "channel_id": message.channel, "author": self.user_json(message.author),
            "content": message.content, "timestamp": timestamp(message.at),
            "edited_timestamp": message.edited.map(timestamp), "tts": false, "mention_everyone": message.pings.everyone,
            "mentions": users, "mention_roles": message.pings.roles,
            "attachments": files.map(|file| file.json(&self.base)).collect::<Vec<_>>(), "embeds": message.embeds,
            "pinned": false, "type": message.kind, "flags": message.flags, "components": message.components,
        });
        let optional = [
            ("nonce", &message.nonce),
            ("message_reference", &message.reference),
            ("interaction_metadata", &message.interaction),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                json[key] = value.clone();
            }
        }
        if self.applications.contains_key(&message.author) {
            json["application_id"] = json!(message.author);
            if message.interaction.is_some() {
                json["webhook_id"] = json!(message.author);
            }
        }
        if message.flags & HAS_THREAD != 0
            && let Some(thread) = self.channels.get(&message.id)
        {
            json["thread"] = thread.json();
        }
        json
    }

    /// The message as an application gets it. Without the privileged intent, what others wrote is empty unless the bot
    /// is mentioned ("Gateway", message content intent).
    pub fn message_json_for(&self, message: &Message, application: Id, content_intent: bool) -> Value {
        let mut json = self.message_json(message);
        let exempt = content_intent
            || message.author == application
            || message.audience.is_some()
            || message.pings.users.contains(&application);
        if !exempt {
            json["content"] = json!("");
            for key in ["embeds", "attachments", "components"] {
                json[key] = json!([]);
            }
        }
        let refers_to_others = json["referenced_message"]["author"]["id"] != json!(application);
        if refers_to_others && !content_intent && json["referenced_message"].is_object() {
            json["referenced_message"]["content"] = json!("");
        }
        json
    }
}
