//! Looks a deployment over and says what is wrong with it, each with its mending. Gathering reads and writes nothing;
//! each check is a pure function over what was gathered, so that the command line and the chat share one list.

pub mod checks;
pub mod found;
pub mod gather;
pub mod processes;

use serde::Serialize;

use crate::domain::ids::GuildId;

use found::Found;

/// How it stands with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Fine,
    /// Could not be looked at.
    Unknown,
    /// Works, but somebody should look at it.
    Doubtful,
    /// Does not work.
    Wrong,
}

/// What a check says of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where to look: `token`, `commands`, `permissions` …
    pub about: &'static str,
    /// The guild that it is about, as text; `None` for the whole deployment.
    pub guild: Option<String>,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub told: String,
    /// What to do, for what is not fine.
    pub mend: Option<String>,
}

/// One check.
pub type Check = fn(&Found) -> Vec<Finding>;

/// Every check, in the order in which people mend: what comes first is often why the rest is wrong.
pub const CHECKS: [Check; 13] = [
    checks::deployment::token,
    checks::deployment::application,
    checks::deployment::commands,
    checks::deployment::clock,
    checks::deployment::library,
    checks::database::opened,
    checks::database::durability,
    checks::database::log,
    checks::database::views,
    checks::database::promises,
    checks::processes::followers,
    checks::guilds::place,
    checks::guilds::moderators,
];

/// Runs every check.
pub fn examine(found: &Found) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(found)).collect()
}

impl Finding {
    /// It is as it should be.
    pub fn fine(about: &'static str, told: impl Into<String>) -> Self {
        Self { about, guild: None, verdict: Verdict::Fine, told: told.into(), mend: None }
    }

    /// It works, but somebody should do this.
    pub fn doubtful(about: &'static str, told: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { verdict: Verdict::Doubtful, mend: Some(mend.into()), ..Self::fine(about, told) }
    }

    /// It does not work until somebody does this.
    pub fn wrong(about: &'static str, told: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, mend: Some(mend.into()), ..Self::fine(about, told) }
    }

    /// It could not be looked at.
    pub fn unknown(about: &'static str, told: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unknown, ..Self::fine(about, told) }
    }

    /// The same about one guild.
    #[must_use]
    pub fn of(self, guild: GuildId) -> Self {
        Self { guild: Some(guild.to_string()), ..self }
    }
}
