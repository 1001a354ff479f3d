//! What was gathered for the checks: plain values, so that every check can be tried without a bot.

use serde::Deserialize;
use serenity::model::Permissions;

use crate::domain::guild::Guild;
use crate::domain::ids::GuildId;
use crate::store::checkup::Checkup;

/// Everything that could be looked at.
#[derive(Clone, Debug)]
pub struct Found {
    /// The time here, in epoch milliseconds.
    pub now: i64,
    /// What Discord says of the bot.
    pub discord: Result<Discord, Absent>,
    /// What the database says.
    pub database: Result<Checkup, Absent>,
    /// How many resources the library's files hold, and what is doubtful about them.
    pub library: Result<(usize, usize), Absent>,
    /// The processes that serve, as far as they were asked.
    pub processes: Result<Vec<Process>, Absent>,
    /// The guilds that the bot is in.
    pub guilds: Vec<GuildFound>,
}

/// A process that was asked how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What it is known by.
    pub called: String,
    /// What it says; why nothing was heard, in words.
    pub said: Result<Said, String>,
}

/// What a process says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Said {
    /// The end of the log; `None` if its database does not answer.
    pub log: Option<i64>,
    /// How far its memory follows.
    pub followed: i64,
    /// Why it cannot serve.
    pub reasons: Vec<String>,
}

/// Why something could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What is the matter.
    pub why: String,
    /// What to do about it; `None` where nothing is wrong and it was simply not asked for.
    pub mend: Option<String>,
}

/// The bot as Discord has it.
#[derive(Clone, Debug)]
pub struct Discord {
    /// The name that people see.
    pub name: String,
    /// The application's flags (Discord: Application Resource, Application Flags).
    pub flags: u64,
    /// Where Discord posts interactions instead of sending them through the gateway.
    pub endpoint: Option<String>,
    /// Whether this deployment answers such posts.
    pub answers_posts: bool,
    /// Whether the key by which it knows them is another application's.
    pub key_is_foreign: bool,
    /// Whether an invitation needs an `OAuth2` code grant, which an invite link has none of.
    pub code_grant: bool,
    /// Whether Discord has the commands of this release.
    pub registered: bool,
    /// Discord's time when it answered, in epoch milliseconds.
    pub date: Option<i64>,
}

/// A guild as it was found.
#[derive(Clone, Debug)]
pub struct GuildFound {
    /// Which.
    pub id: GuildId,
    /// What the operator knows it by.
    pub name: String,
    /// What is set in it.
    pub settings: Guild,
    /// What became of the place that is set.
    pub place: Result<PlaceFound, Absent>,
    /// Whether the role that is set is there; `None` when none is set or nobody could say.
    pub role_there: Option<bool>,
}

/// What became of the place where discussions open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceFound {
    /// None is set.
    Unset,
    /// It was deleted.
    Gone {
        /// How to call it.
        called: String,
    },
    /// It is there.
    There {
        /// How to call it.
        called: String,
        /// What the bot lacks in it.
        missing: Permissions,
        /// Whether it is of a kind in which discussions can open.
        suits: bool,
        /// The tags that the topics name and that the forum does not have.
        absent_tags: Vec<String>,
        /// Whether every post needs a tag and none of the topics' is there.
        untaggable: bool,
    },
}

impl Absent {
    /// Something is wrong.
    pub fn wrong(why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { why: why.into(), mend: Some(mend.into()) }
    }

    /// It was not looked at.
    pub fn unasked(why: impl Into<String>) -> Self {
        Self { why: why.into(), mend: None }
    }
}
