//! How the database is, at a glance: cheap enough to be asked every few seconds.

use super::engine::Db;
use super::error::Result;

/// What a glance shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The number of the last event.
    pub pos: i64,
    /// Effects that wait.
    pub planned: i64,
    /// Effects that wait for a person.
    pub parked: i64,
}

/// Takes a glance.
///
/// # Errors
/// When the database fails.
pub async fn glance(db: &Db) -> Result<Status> {
    let mut tx = db.read().await?;
    let pos = tx.fetch_one("SELECT pos FROM log_head WHERE one = 1", Vec::new()).await?.int(0)?;
    // Each by an index of its own: effects that are done stay in the table, and are many.
    let planned = "SELECT COUNT(*) FROM effect WHERE state = 'planned'";
    let planned = tx.fetch_one(planned, Vec::new()).await?.int(0)?;
    let parked = "SELECT COUNT(*) FROM effect WHERE state = 'parked'";
    let parked = tx.fetch_one(parked, Vec::new()).await?.int(0)?;
    Ok(Status { pos, planned, parked })
}
