//! Reads all that can be told of a database's health, beside a bot that serves it; nothing is written to it.

use super::engine::{Db, Durability};
use super::error::Result;
use super::promises::{self, Open};
use super::rebuild::{self, Rebuilt};
use super::rows;
use super::verify::{self, Verdict};
use crate::domain::guild::Guild;
use crate::domain::ids::GuildId;
use crate::telemetry::WithCauses;

/// What was read.
#[derive(Clone, Debug)]
pub struct Checkup {
    /// The file or the server, without a password.
    pub address: String,
    /// The engine and its version.
    pub version: String,
    /// What makes acknowledged writes last, as it is and as it should be.
    pub settings: Vec<Durability>,
    /// What the engine says is damaged in its own files.
    pub damage: Option<String>,
    /// What walking the log's chain found; the error if it could not be walked.
    pub log: std::result::Result<Verdict, String>,
    /// What folding the log anew found; the error if it could not be folded.
    pub views: std::result::Result<Rebuilt, String>,
    /// What is promised and not done.
    pub open: Vec<Open>,
    /// Since when the log may be missing something, because it went back to a copy; in epoch milliseconds.
    pub restored: Option<i64>,
    /// The guilds with their settings.
    pub guilds: Vec<(GuildId, Guild)>,
}

impl Checkup {
    /// Nothing but what is promised, for who asks about no more than that.
    pub fn of_promises(open: Vec<Open>) -> Self {
        Self {
            address: String::new(),
            version: String::new(),
            settings: Vec::new(),
            damage: None,
            log: Ok(Verdict { events: 0, fault: None }),
            views: Ok(Rebuilt { events: 0, skipped: Vec::new(), differed: Vec::new() }),
            open,
            restored: None,
            guilds: Vec::new(),
        }
    }
}

/// How often [`run`] reads the log.
pub const READINGS: u64 = 2;

/// Reads it all. What is damaged is part of what was found, not an error. `progress` is told how many events were read,
/// each of the [`READINGS`] times.
///
/// # Errors
/// When not even the tables can be read.
pub async fn run(db: &Db, mut progress: impl FnMut(u64)) -> Result<Checkup> {
    let (open, guilds) = {
        let mut tx = db.read().await?;
        (promises::open(&mut tx).await?, rows::all_guilds(&mut tx).await?)
    };
    let mut read = 0;
    let mut count = |_| {
        read += 1;
        progress(read);
    };
    let log = verify::run(db, &mut count).await.map_err(|err| WithCauses(&err).to_string());
    let views = rebuild::compare(db, &mut count).await.map_err(|err| WithCauses(&err).to_string());
    let is_deployment = |it: &&(GuildId, Guild)| it.0 == GuildId::DEPLOYMENT;
    let restored = guilds.iter().find(is_deployment).and_then(|it| it.1.restored);
    Ok(Checkup {
        address: db.address(),
        version: db.version().await?,
        settings: db.durability().await?,
        damage: db.damage().await?,
        log,
        views,
        open,
        restored,
        guilds,
    })
}
