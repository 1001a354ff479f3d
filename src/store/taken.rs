//! The `taken` table: exports that the operator took at the command line, until the bot tells the log of them.
//!
//! The log has one writer, whose views in memory must see all that is appended. A command beside it leaves a note
//! instead, in one small transaction of its own.

use crate::domain::export::ExportMade;
use crate::domain::ids::GuildId;

use super::engine::{Db, args};
use super::error::{Error, Result};

/// An export that the log does not know of yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// A random number, by which it is told once and no more.
    pub id: i64,
    /// Whose entries were taken.
    pub guild: GuildId,
    /// What was taken.
    pub export: ExportMade,
    /// When, in epoch milliseconds.
    pub at: i64,
}

/// Leaves a note.
///
/// # Errors
/// When the database fails, or cannot be written to.
pub async fn note(db: &Db, taken: &Taken) -> Result<()> {
    let body = serde_json::to_string(&taken.export).map_err(Error::shape("export"))?;
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = "INSERT INTO taken (id, guild, body, at) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![taken.id, taken.guild.as_i64(), body, taken.at]).await?;
    tx.commit().await
}

/// The notes, oldest first.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all(db: &Db) -> Result<Vec<Taken>> {
    let mut tx = db.read().await?;
    let rows = tx.fetch_all("SELECT id, guild, body, at FROM taken ORDER BY at, id", Vec::new()).await?;
    rows.iter()
        .map(|row| {
            let export = serde_json::from_str(&row.text(2)?).map_err(Error::shape("export"))?;
            Ok(Taken { id: row.int(0)?, guild: GuildId::from_i64(row.int(1)?), export, at: row.int(3)? })
        })
        .collect()
}

/// Takes a note away that the log knows of.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &Db, id: i64) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    tx.execute("DELETE FROM taken WHERE id = $1", args![id]).await?;
    tx.commit().await
}
