//! The `looked_up` table: lookups of the hour that runs, safe from a kill until they become the hour's event.

use std::collections::BTreeMap;

use crate::domain::ids::GuildId;
use crate::library::resource::Slug;

use super::engine::{Db, args, each};
use super::error::Result;
use super::rows::{list, slug};

/// What was looked up in a guild within an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hour {
    /// Hours since the epoch.
    pub hour: i64,
    /// Where.
    pub guild: GuildId,
    /// How often, by resource.
    pub counts: BTreeMap<Slug, u64>,
}

/// Adds counts to an hour. Several processes may add to the same.
///
/// # Errors
/// When the database fails.
pub async fn add(db: &Db, hour: i64, counts: &[(GuildId, Slug, u64)]) -> Result<()> {
    let rows: Vec<_> = counts.iter().map(|(guild, slug, times)| (hour, guild, slug, times)).collect();
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = each!(
        "INSERT INTO looked_up (hour, guild, slug, times) SELECT CAST(it.value ->> 0 AS BIGINT), \
         CAST(it.value ->> 1 AS BIGINT), it.value ->> 2, CAST(it.value ->> 3 AS BIGINT) FROM ",
        " AS it WHERE 1 = 1 ON CONFLICT (hour, guild, slug) DO UPDATE SET times = looked_up.times + excluded.times"
    );
    tx.execute(sql, list(&rows)?).await?;
    tx.commit().await
}

/// The hours before one, oldest first.
///
/// # Errors
/// When the database fails or holds what is no slug.
pub async fn before(db: &Db, hour: i64) -> Result<Vec<Hour>> {
    let sql = "SELECT hour, guild, slug, times FROM looked_up WHERE hour < $1";
    let mut tx = db.read().await?;
    let mut hours: BTreeMap<(i64, GuildId), BTreeMap<Slug, u64>> = BTreeMap::new();
    for row in &tx.fetch_all(sql, args![hour]).await? {
        let counts = hours.entry((row.int(0)?, GuildId::from_i64(row.int(1)?))).or_default();
        counts.insert(slug(&row.text(2)?)?, row.int(3)?.cast_unsigned());
    }
    Ok(hours.into_iter().map(|((hour, guild), counts)| Hour { hour, guild, counts }).collect())
}

/// Forgets an hour that the log knows of.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &Db, hour: &Hour) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = "DELETE FROM looked_up WHERE hour = $1 AND guild = $2";
    tx.execute(sql, args![hour.hour, hour.guild.as_i64()]).await?;
    tx.commit().await
}
