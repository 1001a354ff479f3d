//! Reads all that can be told of a database's health, beside a bot that serves it; nothing is written to it.

use super::engine::{Db, Durability};
use super::error::Result;
use super::promises::{self, Open};
use super::rebuild::{self, Rebuilt};
use super::restore;
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
    /// What folding the log anew, in a copy, found; `None` where no copy can be made.
    pub views: Option<std::result::Result<Rebuilt, String>>,
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
            views: None,
            open,
            restored: None,
            guilds: Vec::new(),
        }
    }
}

/// Reads it all. What is damaged is part of what was found, not an error.
///
/// # Errors
/// When not even the tables can be read.
pub async fn run(db: &Db) -> Result<Checkup> {
    let (open, guilds) = {
        let mut tx = db.read().await?;
        (promises::open(&mut tx).await?, rows::all_guilds(&mut tx).await?)
    };
    let log = verify::run(db, |_| {}).await.map_err(|err| WithCauses(&err).to_string());
    let is_deployment = |it: &&(GuildId, Guild)| it.0 == GuildId::DEPLOYMENT;
    let restored = guilds.iter().find(is_deployment).and_then(|it| it.1.restored);
    Ok(Checkup {
        address: db.address(),
        version: db.version().await?,
        settings: db.durability().await?,
        damage: db.damage().await?,
        log,
        views: folded_anew(db).await,
        open,
        restored,
        guilds,
    })
}

/// Folds the log anew in a copy that is thrown away.
async fn folded_anew(db: &Db) -> Option<std::result::Result<Rebuilt, String>> {
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(err) => return Some(Err(err.to_string())),
    };
    let copy = match restore::copied(db, &folder.path().join("copy.db")).await {
        Ok(copy) => copy?,
        Err(err) => return Some(Err(err.to_string())),
    };
    let rebuilt = rebuild::run(&copy, |_| {}).await.map_err(|err| WithCauses(&err).to_string());
    copy.close().await;
    Some(rebuilt)
}
