//! A guild: its settings, and the counters that number what happens in it.

use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, DraftNumber, EntryNumber, RoleId};

/// The numbers that anonymous entries draw from by lot: numbers in order would tell when each was given.
pub const LOTS: std::ops::Range<u64> = 1_000_000..10_000_000;

/// A guild as folded from its events.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guild {
    /// How many events its log holds.
    pub seq: i64,
    /// The newest entry number handed out in order; anonymous entries draw theirs by lot.
    pub entries: u64,
    /// The newest draft number handed out.
    pub drafts: u64,
    /// Where new discussions are opened; `None`: where the asker is.
    pub place: Option<Place>,
    /// Who counts as moderator besides those who may manage messages.
    pub moderators: Option<RoleId>,
    /// Whether the bot is in the guild.
    pub present: bool,
    /// Of the deployment: since when things on Discord may be missing in the log, because it went back to a copy; in
    /// epoch milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restored: Option<i64>,
}

/// Where discussions are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The channel.
    pub channel: ChannelId,
    /// Whether it is a forum.
    pub forum: bool,
}

impl Guild {
    /// The number of the next entry that gives its reader's name; it steps over those that anonymous entries draw.
    pub fn next_entry(&self) -> EntryNumber {
        let next = self.entries + 1;
        EntryNumber::new(if LOTS.contains(&next) { LOTS.end } else { next })
    }

    /// The number of the next draft.
    pub fn next_draft(&self) -> DraftNumber {
        DraftNumber::new(self.drafts + 1)
    }
}

/// The bot came into a guild.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuildJoined {}

/// The bot was put out of a guild.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuildLeft {}

/// Somebody set where discussions are opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceSet {
    /// The place; `None`: where the asker is.
    pub place: Option<Place>,
}

/// Somebody set who counts as moderator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeratorsSet {
    /// The role; `None`: only those who may manage messages.
    pub role: Option<RoleId>,
}
