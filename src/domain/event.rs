//! Everything that can have happened: one table of kinds, from which names, versions and decoding follow.

use serde::{Deserialize, Serialize};
use serde_json::error::Error as BodyError;

use super::discussion::{DiscussionChanged, DiscussionGone, DiscussionJoined, DiscussionOpened};
use super::draft::{DraftKept, DraftUsed};
use super::entry::{EntryErased, EntryGiven, EntryRemoved, EntryRevised, EntryWithdrawn};
use super::export::ExportMade;
use super::guild::{GuildJoined, GuildLeft, ModeratorsSet, PlaceSet};
use super::ids::{ActorId, GuildId, Pos};
use super::log::LogRestored;
use super::shelf::{LookupsCounted, ResourceRetired, ResourceWritten};

/// Writes the enum, its names and its decoding from one list, so that a kind cannot be known in one place only.
macro_rules! events {
    ($($name:literal $ver:literal => $event:ident,)+) => {
        /// Something that happened; the name of each kind is its name in the `kind` column, for good.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("`", $name, "`")] $event($event),)+
        }

        impl Event {
            /// The kind as the log keeps it.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$event(_) => $name,)+ }
            }

            /// The version of the body's shape.
            pub fn version(&self) -> i64 {
                match self { $(Self::$event(_) => $ver,)+ }
            }

            /// The body as JSON. It holds nothing that a person typed.
            ///
            /// # Errors
            /// When a value cannot be written as JSON, which no event's can.
            pub fn body(&self) -> Result<String, BodyError> {
                match self { $(Self::$event(it) => serde_json::to_string(it),)+ }
            }

            /// Reads an event back; `None` when the kind or version comes from a newer release.
            ///
            /// # Errors
            /// When the body is not of the kind's shape.
            pub fn decode(kind: &str, version: i64, body: &str) -> Result<Option<Self>, BodyError> {
                match kind {
                    $($name if version <= $ver => serde_json::from_str(body).map(|it| Some(Self::$event(it))),)+
                    _ => Ok(None),
                }
            }
        }

        $(impl From<$event> for Event {
            fn from(it: $event) -> Self { Self::$event(it) }
        })+
    };
}

events! {
    "resource.written" 1 => ResourceWritten,
    "resource.retired" 1 => ResourceRetired,
    "guild.joined" 1 => GuildJoined,
    "guild.left" 1 => GuildLeft,
    "settings.place" 1 => PlaceSet,
    "settings.moderators" 1 => ModeratorsSet,
    "discussion.opened" 1 => DiscussionOpened,
    "discussion.changed" 1 => DiscussionChanged,
    "discussion.gone" 1 => DiscussionGone,
    "discussion.joined" 1 => DiscussionJoined,
    "entry.given" 1 => EntryGiven,
    "entry.revised" 1 => EntryRevised,
    "entry.withdrawn" 1 => EntryWithdrawn,
    "entry.removed" 1 => EntryRemoved,
    "entry.erased" 1 => EntryErased,
    "draft.kept" 1 => DraftKept,
    "draft.used" 1 => DraftUsed,
    "export.made" 1 => ExportMade,
    "lookups.counted" 1 => LookupsCounted,
    "log.restored" 1 => LogRestored,
}

/// An event as it stands in the log, with what the fold needs to know of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the log.
    pub pos: Pos,
    /// Whose log it is; [`GuildId::DEPLOYMENT`] for the shared library.
    pub guild: GuildId,
    /// Who did it; `None` for the bot itself and the operator.
    pub actor: Option<ActorId>,
    /// When it was recorded, in epoch milliseconds.
    pub at: i64,
    /// Whether words that a person typed are kept beside it.
    pub has_words: bool,
    /// What happened.
    pub event: Event,
}

impl Recorded {
    /// Where words kept beside this event are found.
    pub fn words(&self) -> Option<Pos> {
        self.has_words.then_some(self.pos)
    }
}

/// What an event is about, as the `subject` column says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(pub String);

impl Event {
    /// What the event is about: people who read the log follow one thing by it.
    pub fn subject(&self) -> Subject {
        Subject(match self {
            Self::ResourceWritten(it) => format!("resource:{}", it.resource.slug),
            Self::ResourceRetired(it) => format!("resource:{}", it.slug),
            Self::GuildJoined(_) | Self::GuildLeft(_) => "guild".to_owned(),
            Self::PlaceSet(_) | Self::ModeratorsSet(_) => "settings".to_owned(),
            Self::DiscussionOpened(it) => format!("discussion:{}", it.resource),
            Self::DiscussionChanged(it) => format!("discussion:{}", it.resource),
            Self::DiscussionGone(it) => format!("discussion:{}", it.resource),
            Self::DiscussionJoined(it) => format!("discussion:{}", it.resource),
            Self::EntryGiven(it) => format!("entry:{}", it.number),
            Self::EntryRevised(it) => format!("entry:{}", it.number),
            Self::EntryWithdrawn(it) => format!("entry:{}", it.number),
            Self::EntryRemoved(it) => format!("entry:{}", it.number),
            Self::EntryErased(it) => format!("entry:{}", it.number),
            Self::DraftKept(it) => format!("draft:{}", it.number),
            Self::DraftUsed(it) => format!("draft:{}", it.number),
            Self::ExportMade(_) => "export".to_owned(),
            Self::LookupsCounted(_) => "lookups".to_owned(),
            Self::LogRestored(_) => "log".to_owned(),
        })
    }
}
