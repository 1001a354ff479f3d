//! What the bot reads of Discord's answers: only the keys that it uses, so that nothing else can make an answer
//! unreadable.
//!
//! serenity's own types read whole objects and fail on one odd key; a list of messages must not fail because of one
//! message that somebody else sent.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, ForumTagId, GuildId, MessageId, UserId};

/// A channel or thread (Discord: Channel Resource).
#[derive(Clone, Debug, Deserialize)]
pub struct Channel {
    /// Its id; that of a thread started from a message is the message's.
    pub id: ChannelId,
    /// Discord's number for its kind: 0 text, 5 announcement, 11 public thread, 15 forum, 16 media …
    #[serde(rename = "type")]
    pub kind: u8,
    /// The guild that it is in.
    #[serde(default)]
    pub guild_id: Option<GuildId>,
    /// The channel of a thread, the category of a channel.
    #[serde(default)]
    pub parent_id: Option<ChannelId>,
    /// The name that members see.
    #[serde(default)]
    pub name: Option<String>,
    /// Who opened the thread.
    #[serde(default)]
    pub owner_id: Option<UserId>,
    /// Bit flags; 1 << 4 on a forum: every post needs a tag.
    #[serde(default)]
    pub flags: u64,
    /// Messages in a thread besides its first, as far as Discord counts.
    #[serde(default)]
    pub message_count: Option<u64>,
    /// The state of a thread; other channels have none.
    #[serde(default)]
    pub thread_metadata: Option<ThreadMetadata>,
    /// The tags of a forum.
    #[serde(default)]
    pub available_tags: Vec<ForumTag>,
    /// The tags on a forum post.
    #[serde(default)]
    pub applied_tags: Vec<ForumTagId>,
    /// What the channel changes about permissions.
    #[serde(default)]
    pub permission_overwrites: Vec<Overwrite>,
    /// The opening message, in the answer to a new forum post.
    #[serde(default)]
    pub message: Option<Box<Message>>,
}

/// The state of a thread.
#[derive(Clone, Debug, Deserialize)]
pub struct ThreadMetadata {
    /// Out of the list; the next message brings it back.
    pub archived: bool,
    /// Only those who may manage threads bring it back.
    #[serde(default)]
    pub locked: bool,
    /// When its archiving last changed, as Discord writes it (ISO 8601): what `archived_threads` goes on from.
    pub archive_timestamp: String,
}

/// A tag of a forum.
#[derive(Clone, Debug, Deserialize)]
pub struct ForumTag {
    /// What a post names.
    pub id: ForumTagId,
    /// What members see, at most 20 characters.
    pub name: String,
    /// Whether only those who may manage threads can set it.
    #[serde(default)]
    pub moderated: bool,
}

/// What a channel changes for a role or a member (Discord: Permissions, Permission Overwrites).
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Overwrite {
    /// The role or the user.
    #[serde(deserialize_with = "snowflake")]
    pub id: u64,
    /// 0 for a role, 1 for a member.
    #[serde(rename = "type")]
    pub kind: u8,
    /// Given here.
    pub allow: Permissions,
    /// Taken here.
    pub deny: Permissions,
}

/// A message (Discord: Message Resource).
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The channel or thread that it stands in.
    pub channel_id: ChannelId,
    /// Who wrote it.
    pub author: User,
    /// Discord's number for its kind; 0 and 19 are what people write.
    #[serde(rename = "type", default)]
    pub kind: u8,
    /// Buttons and selects, as Discord sent them.
    #[serde(default)]
    pub components: Vec<Value>,
    /// The thread that was started from it.
    #[serde(default)]
    pub thread: Option<Channel>,
}

/// A user, as far as the bot looks at one.
#[derive(Clone, Debug, Deserialize)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The name of the account.
    #[serde(default)]
    pub username: String,
    /// Whether it is a bot.
    #[serde(default)]
    pub bot: bool,
}

impl Message {
    /// Every `custom_id` among the message's components, at any depth.
    #[must_use]
    pub fn custom_ids(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for component in &self.components {
            collect_custom_ids(component, &mut found);
        }
        found
    }
}

/// Ids travel as strings (Discord: API Reference, Snowflakes); this one may be of a role or of a user.
fn snowflake<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

fn collect_custom_ids<'a>(component: &'a Value, found: &mut Vec<&'a str>) {
    found.extend(component.get("custom_id").and_then(Value::as_str));
    for inner in component.get("components").and_then(Value::as_array).into_iter().flatten() {
        collect_custom_ids(inner, found);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn a_message_is_read_for_its_custom_ids_whatever_else_it_holds() {
        let message: Message = from_value(json!({
            "id": "9", "channel_id": "8", "type": 250, "author": { "id": "7", "bot": true },
            "components": [
                { "type": 1, "components": [{ "type": 2, "custom_id": "a" }, { "type": 2, "url": "https://a.example" }] },
                { "type": 17, "components": [{ "type": 9, "components": [{ "type": 3, "custom_id": "b" }] }] },
                { "type": 99 }
            ]
        }))
        .unwrap();
        assert_eq!(message.custom_ids(), ["a", "b"]);
        assert!(message.author.bot);
    }

    #[test]
    fn a_forum_a_thread_and_a_bare_channel_are_read() {
        let forum: Channel = from_value(json!({
            "id": "1", "type": 15, "guild_id": "2", "name": "books", "flags": 16, "parent_id": null,
            "available_tags": [{ "id": "5", "name": "Systems", "moderated": true, "emoji_id": null }],
            "permission_overwrites": [{ "id": "2", "type": 0, "allow": "0", "deny": "1024" }]
        }))
        .unwrap();
        assert_eq!(forum.available_tags[0].name, "Systems");
        assert_eq!(forum.permission_overwrites[0].deny, Permissions::VIEW_CHANNEL);

        let thread: Channel = from_value(json!({
            "id": "3", "type": 11, "parent_id": "1", "owner_id": "7", "applied_tags": ["5"],
            "thread_metadata": { "archived": true, "locked": false, "auto_archive_duration": 1440,
                "archive_timestamp": "2026-11-22T10:00:00.000000+00:00" }
        }))
        .unwrap();
        assert!(thread.thread_metadata.unwrap().archived);
        assert_eq!(thread.applied_tags, [ForumTagId::new(5)]);

        from_value::<Channel>(json!({ "id": "4", "type": 4 })).unwrap();
    }
}
