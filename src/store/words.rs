//! The `words` table: what people typed, beside the log, so that it can be erased while the log stays whole.

use std::collections::HashMap;

use crate::domain::ids::{GuildId, Pos};

use super::engine::{Arg, Insert, Tx, args, each, insert, pairs};
use super::error::Result;
use super::rows::list;

/// Keeps words, by the position of the event they belong to.
pub(super) const KEEP: &Insert = insert!("INSERT INTO words (pos, guild, body) VALUES ", 3, "");

/// The values that [`KEEP`] takes.
pub(super) fn values(words: &[(i64, GuildId, String)]) -> Vec<Arg> {
    words.iter().flat_map(|(pos, guild, body)| args![*pos, guild.as_i64(), body.as_str()]).collect()
}

/// Erases words for good.
///
/// # Errors
/// When the database fails.
pub async fn erase(tx: &mut Tx<'_>, positions: &[Pos]) -> Result<()> {
    if positions.is_empty() {
        return Ok(());
    }
    let sql = each!("DELETE FROM words WHERE pos IN (SELECT CAST(it.value AS BIGINT) FROM ", " AS it)");
    tx.execute(sql, list(&positions)?).await?;
    Ok(())
}

/// Finds words of one guild that have not been erased.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx<'_>, guild: GuildId, positions: &[Pos]) -> Result<HashMap<Pos, String>> {
    let wanted: Vec<_> = positions.iter().map(|it| (guild, *it)).collect();
    let sql = pairs!(
        "SELECT w.pos, w.body",
        " CROSS JOIN words w WHERE w.pos = wanted.it AND w.guild = wanted.guild"
    );
    let mut found = HashMap::new();
    for row in &tx.fetch_all(sql, list(&wanted)?).await? {
        found.insert(Pos::from_i64(row.int(0)?), row.text(1)?);
    }
    Ok(found)
}
