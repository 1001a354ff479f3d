//! A discussion: the one thread of a resource in a guild.

use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, MessageId, ResourceKey};

/// The discussion of a resource as folded from its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discussion {
    /// The text or forum channel it lives in.
    pub channel: ChannelId,
    /// The thread.
    pub thread: ChannelId,
    /// The opening post.
    pub opening: MessageId,
    /// Whether the channel is a forum.
    pub forum: bool,
    /// Whether Discord has archived it; it opens again when someone writes.
    #[serde(default)]
    pub archived: bool,
    /// Whether only moderators may write.
    #[serde(default)]
    pub locked: bool,
    /// Whether people have deleted it.
    #[serde(default)]
    pub gone: bool,
    /// When it was opened, in epoch milliseconds.
    pub opened_at: i64,
}

/// A discussion was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionOpened {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The text or forum channel it lives in.
    pub channel: ChannelId,
    /// The thread.
    pub thread: ChannelId,
    /// The opening post.
    pub opening: MessageId,
    /// Whether the channel is a forum.
    pub forum: bool,
}

/// People archived, locked or reopened a discussion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionChanged {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The thread.
    pub thread: ChannelId,
    /// Whether it is archived now.
    pub archived: bool,
    /// Whether it is locked now.
    pub locked: bool,
}

/// People deleted a discussion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionGone {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The thread that is no more.
    pub thread: ChannelId,
}

/// Somebody wrote in a discussion for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionJoined {
    /// Of which resource.
    pub resource: ResourceKey,
}
