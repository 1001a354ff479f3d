//! What the views in memory begin with: their tables and the log's end, as of one moment.

use crate::domain::discussion::Discussion;
use crate::domain::guild::Guild;
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::shelf::Shelved;
use crate::domain::tally::Tally;

use super::engine::Db;
use super::error::Result;
use super::reached::End;
use super::rows;

pub use super::rows::AtHand;

/// The rows that are held in memory.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The end of the log that they reflect.
    pub end: End,
    /// Guilds.
    pub guilds: Vec<(GuildId, Guild)>,
    /// Resources with their bodies.
    pub resources: Vec<(ResourceKey, Shelved)>,
    /// Discussions.
    pub discussions: Vec<((GuildId, ResourceKey), Discussion)>,
    /// Tallies.
    pub tallies: Vec<((GuildId, ResourceKey), Tally)>,
}

/// Loads everything that is held in memory, in one read transaction.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn load(db: &Db) -> Result<Snapshot> {
    load_beside(db, &AtHand::new()).await
}

/// The same when resources are at hand: the bodies of those with the same content are not read.
///
/// # Errors
/// As [`load`].
pub async fn load_beside(db: &Db, at_hand: &AtHand) -> Result<Snapshot> {
    let mut tx = db.read().await?;
    let head = tx.fetch_one("SELECT epoch, pos, hash FROM log_head WHERE one = 1", Vec::new()).await?;
    Ok(Snapshot {
        end: End { epoch: head.text(0)?, pos: head.int(1)?, hash: head.text(2)? },
        guilds: rows::all_guilds(&mut tx).await?,
        resources: rows::all_resources(&mut tx, at_hand).await?,
        discussions: rows::all_discussions(&mut tx).await?,
        tallies: rows::all_tallies(&mut tx).await?,
    })
}
