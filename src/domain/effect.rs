//! What is to be done on Discord: promised in the transaction of the event that called for it, performed afterwards.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::export::Query;
use super::ids::{ActorId, ChannelId, ResourceKey, RoleId, UserId};

/// One thing to do on Discord.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Find or open a resource's discussion and tell the asker where it is.
    Discuss(Discuss),
    /// Take away forum posts that stand beside the discussion they were to be.
    Tidy(Tidy),
    /// Write an export and hand the file to the asker.
    SendExport(SendExport),
    /// Look at the places that the settings name, and show the set-up panel.
    ShowSettings(ShowSettings),
    /// Look a guild over, and say what is wrong in it.
    Examine,
    /// Tell a guild's moderators that something waits for them.
    TellModerators,
    /// Look from time to time whether channels that were closed to the bot are open again, and go on with what waits.
    Knock,
}

impl Effect {
    /// The kind as the outbox keeps it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Discuss(_) => "discuss",
            Self::Tidy(_) => "tidy",
            Self::SendExport(_) => "send_export",
            Self::ShowSettings(_) => "show_settings",
            Self::Examine => "examine",
            Self::TellModerators => "tell_moderators",
            Self::Knock => "knock",
        }
    }
}

/// Somebody asked for a resource's discussion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discuss {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The channel set for discussions when they asked; `None`: where they asked.
    pub set: Option<ChannelId>,
    /// The channel they asked in; of a thread, the channel that it belongs to.
    pub asked_in: ChannelId,
    /// Who asked.
    pub asker: Asker,
    /// Whether one that was deleted is to be opened anew.
    pub anew: bool,
}

/// A forum post was opened anew because the answer to the first call was lost; should the first call have come through
/// all the same, one of the two posts is one too many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tidy {
    /// The forum.
    pub forum: ChannelId,
    /// The post that is the discussion.
    pub kept: ChannelId,
    /// What every post of that opening carries in its buttons.
    pub stamp: String,
    /// When the first call was made, in epoch milliseconds: nothing older can be its work.
    pub since: i64,
}

/// What must be known of an asker after the interaction is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// The account.
    pub user: UserId,
    /// Their roles when they asked, to work out what they can see.
    pub roles: Vec<RoleId>,
    /// Whether they were a moderator when they asked.
    pub moderator: bool,
}

/// Somebody asked for an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendExport {
    /// Which entries, and how.
    pub query: Query,
    /// Who acts in the log.
    pub actor: ActorId,
    /// The largest file that Discord takes in this place, in bytes.
    pub most_bytes: u64,
    /// The resource, kind and range in words, as the answer states them.
    pub asked: String,
}

/// Somebody asked for the settings, or changed them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowSettings {
    /// What just changed, in words.
    pub note: Option<String>,
    /// What is known of the channel they asked in, should no other be set.
    pub here: Option<Checked>,
}

/// A channel, and what the bot lacks in it to open discussions there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The channel.
    pub channel: ChannelId,
    /// The missing permissions, as Discord's bits (Discord: Permissions, Bitwise Permission Flags).
    pub missing: u64,
}

/// An effect with the order it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What is to be done.
    pub effect: Effect,
    /// Effects of one order are performed one after the other.
    pub order: String,
    /// The interaction whose reply it edits.
    pub reply_to: Option<ReplyTo>,
}

/// The interaction whose original reply an effect may edit, for a quarter of an hour.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The interaction.
    pub interaction: u64,
    /// Its token: a secret, kept in the outbox only and erased when the effect is done.
    pub token: String,
}

impl fmt::Debug for ReplyTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The token lets anyone speak in the bot's name; it must not reach a log line.
        f.debug_struct("ReplyTo").field("interaction", &self.interaction).finish_non_exhaustive()
    }
}
