//! The `missed` table: what people looked for and did not find, and how many did, without who.

use crate::domain::ids::GuildId;

use super::engine::{Db, args, each};
use super::error::Result;
use super::rows::list;

/// How many days a missed search is remembered.
pub const KEPT_DAYS: i64 = 90;

/// How many must have looked for a text before anyone is shown it: rarer ones could tell who looked.
pub const SHOWN_FROM: i64 = 3;

/// Adds counts of missed searches by guild and folded text, and forgets those that are too old.
///
/// # Errors
/// When the database fails.
pub async fn add(db: &Db, day: i64, counts: &[(GuildId, String, u64)]) -> Result<()> {
    let rows: Vec<_> = counts.iter().map(|(guild, text, times)| (day, guild, text, times)).collect();
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = each!(
        "INSERT INTO missed (day, guild, text_key, times) SELECT CAST(it.value ->> 0 AS BIGINT), \
         CAST(it.value ->> 1 AS BIGINT), it.value ->> 2, CAST(it.value ->> 3 AS BIGINT) FROM ",
        " AS it WHERE 1 = 1 ON CONFLICT (day, guild, text_key) DO UPDATE SET times = missed.times + excluded.times"
    );
    if !rows.is_empty() {
        tx.execute(sql, list(&rows)?).await?;
    }
    tx.execute("DELETE FROM missed WHERE day < $1", args![day - KEPT_DAYS]).await?;
    tx.commit().await
}

/// The texts most often looked for in vain in a guild.
///
/// # Errors
/// When the database fails.
pub async fn most(db: &Db, guild: GuildId, limit: i64) -> Result<Vec<(String, i64)>> {
    let mut tx = db.read_of(guild).await?;
    let sql = "SELECT text_key, CAST(SUM(times) AS BIGINT) FROM missed WHERE guild = $1 GROUP BY text_key \
               HAVING SUM(times) >= $2 ORDER BY SUM(times) DESC, text_key LIMIT $3";
    let rows = tx.fetch_all(sql, args![guild.as_i64(), SHOWN_FROM, limit]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}
