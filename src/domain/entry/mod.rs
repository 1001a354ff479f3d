//! An entry: one thing that a reader said about a resource.
//!
//! Rating, kind, noticed shift and the first comment fill the same entry; "Add another" begins a new one. The words
//! of a comment never stand in an event: they lie beside the log and can be erased.

pub mod rules;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::library::resource::Side;

use super::ids::{ActorId, EntryNumber, MessagePlace, Pos, ResourceKey};

/// Most UTF-16 units of a comment.
pub const MOST_COMMENT: usize = 2_000;

/// Most UTF-16 units of a message that becomes an entry: what Discord lets its paying members write
/// (Discord: Message Resource, Create Message).
pub const MOST_MESSAGE: usize = 4_000;

/// How much a resource gave a reader; chosen by words, never by stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub enum Rating {
    /// 1
    NotForMe,
    /// 2
    SomewhatUseful,
    /// 3
    Useful,
    /// 4
    VeryUseful,
    /// 5
    ChangedMyThinking,
}

impl Rating {
    /// All ratings, the warmest first, as the panel shows them.
    pub const ALL: [Self; 5] =
        [Self::ChangedMyThinking, Self::VeryUseful, Self::Useful, Self::SomewhatUseful, Self::NotForMe];

    /// The number in exports, 1 to 5.
    pub const fn number(self) -> i64 {
        self as i64 + 1
    }

    /// The words that readers choose by.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ChangedMyThinking => "Changed how I think",
            Self::VeryUseful => "Very useful",
            Self::Useful => "Useful",
            Self::SomewhatUseful => "Somewhat useful",
            Self::NotForMe => "Not for me",
        }
    }

    /// The rating of that number, if there is one.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }
}

impl From<Rating> for i64 {
    fn from(it: Rating) -> Self {
        it.number()
    }
}

/// A stored rating that is none of the five.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a rating from 1 to 5")]
pub struct UnknownRating(i64);

impl TryFrom<i64> for Rating {
    type Error = UnknownRating;

    fn try_from(number: i64) -> Result<Self, UnknownRating> {
        Self::from_number(number).ok_or(UnknownRating(number))
    }
}

/// What sort of thing an entry is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Something understood.
    #[default]
    Insight,
    /// Something lived through.
    Experience,
    /// Something asked.
    Question,
    /// Something that is wrong in the library.
    Correction,
    /// Something proposed.
    Suggestion,
}

impl EntryKind {
    /// All kinds, in the order of the panel.
    pub const ALL: [Self; 5] =
        [Self::Insight, Self::Experience, Self::Question, Self::Correction, Self::Suggestion];

    /// The name in exports, options and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Insight => "insight",
            Self::Experience => "experience",
            Self::Question => "question",
            Self::Correction => "correction",
            Self::Suggestion => "suggestion",
        }
    }

    /// The words that readers choose by.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Insight => "An insight",
            Self::Experience => "My experience",
            Self::Question => "A question",
            Self::Correction => "Something is wrong here",
            Self::Suggestion => "An idea",
        }
    }

    /// The kind of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A shift that a reader noticed, kept with its text, so that an entry still reads when the resource was rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticedShift {
    /// Away from something or toward something.
    pub side: Side,
    /// The short hash by which buttons and options name it.
    pub key: String,
    /// The library's words, not a person's.
    pub text: String,
}

/// Which door an entry came in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The panel.
    Panel,
    /// `/feedback` with options.
    Command,
    /// A message logged as feedback by its author.
    Message,
    /// A message logged as feedback by a moderator.
    Moderator,
}

impl Source {
    /// The name in exports and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Command => "command",
            Self::Message => "message",
            Self::Moderator => "moderator",
        }
    }

    /// The source of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Panel, Self::Command, Self::Message, Self::Moderator].into_iter().find(|it| it.name() == name)
    }
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It counts.
    #[default]
    Given,
    /// Its reader took it back.
    Withdrawn,
    /// A moderator took it out.
    Removed,
}

impl Status {
    /// The name in exports and the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
        }
    }

    /// The status of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Given, Self::Withdrawn, Self::Removed].into_iter().find(|it| it.name() == name)
    }
}

/// An entry as folded from its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the guild.
    pub number: EntryNumber,
    /// What it is about.
    pub resource: ResourceKey,
    /// Whose it is.
    pub actor: ActorId,
    /// What kind it is.
    pub kind: EntryKind,
    /// How much the resource gave, if said.
    pub rating: Option<Rating>,
    /// The shift noticed, if said.
    pub shift: Option<NoticedShift>,
    /// Where its words lie, while there are any.
    pub words: Option<Pos>,
    /// Where a moderator's reason lies, once removed.
    pub reason: Option<Pos>,
    /// Whether its reader stays unnamed.
    pub anonymous: bool,
    /// The door it came in by.
    pub source: Source,
    /// The message it was made from.
    pub message: Option<MessagePlace>,
    /// When it was given, in epoch milliseconds.
    pub given_at: i64,
    /// When it was last changed.
    pub edited_at: Option<i64>,
    /// Whether it counts.
    pub status: Status,
}

impl Entry {
    /// Most UTF-16 units of its words.
    pub const fn most_words(&self) -> usize {
        if self.message.is_some() { MOST_MESSAGE } else { MOST_COMMENT }
    }

    /// The entry that an event begins.
    pub fn begun(it: &EntryGiven, actor: ActorId, at: i64, words: Option<Pos>) -> Self {
        Self {
            number: it.number,
            resource: it.resource.clone(),
            actor,
            kind: it.kind,
            rating: it.rating,
            shift: it.shift.clone(),
            words,
            reason: None,
            anonymous: it.anonymous,
            source: it.source,
            message: it.message,
            given_at: at,
            edited_at: None,
            status: Status::Given,
        }
    }

    /// Changes one thing about the entry.
    pub fn change(&mut self, change: &Change, at: i64, words: Option<Pos>) {
        match change {
            Change::Rating(rating) => self.rating = Some(*rating),
            Change::Kind(kind) => self.kind = *kind,
            Change::Shift(shift) => self.shift = Some(shift.clone()),
            Change::Comment => self.words = words,
        }
        self.edited_at = Some(at);
    }
}

/// A reader gave an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryGiven {
    /// Its number in the guild.
    pub number: EntryNumber,
    /// What it is about.
    pub resource: ResourceKey,
    /// How much the resource gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// What kind it is.
    #[serde(default)]
    pub kind: EntryKind,
    /// The shift noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<NoticedShift>,
    /// Whether its reader stays unnamed.
    #[serde(default)]
    pub anonymous: bool,
    /// The door it came in by.
    pub source: Source,
    /// The message it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessagePlace>,
}

/// A reader changed one thing about an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRevised {
    /// Which entry.
    pub number: EntryNumber,
    /// What changed.
    pub change: Change,
}

/// What changed about an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// How much the resource gave.
    Rating(Rating),
    /// What kind it is.
    Kind(EntryKind),
    /// Which shift was noticed.
    Shift(NoticedShift),
    /// The words, which lie beside the log.
    Comment,
}

/// A reader took an entry back; its words are erased in the same act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryWithdrawn {
    /// Which entry.
    pub number: EntryNumber,
}

/// A moderator took an entry out; its words are erased in the same act, the reason lies beside the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRemoved {
    /// Which entry.
    pub number: EntryNumber,
}

/// The message behind an entry was deleted, and its words with it; the rest of the entry stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryErased {
    /// Which entry.
    pub number: EntryNumber,
}
