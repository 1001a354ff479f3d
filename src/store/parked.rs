//! What is parked, guild by guild: who has not been told of it, what waits at which door, and what goes on.

use crate::domain::effect::Effect;
use crate::domain::ids::{ChannelId, GuildId};

use super::engine::{Db, args};
use super::error::Result;

/// How long lies between two looks at closed channels when nothing happens, in milliseconds.
pub const LOOK_EVERY: i64 = 60 * 60_000;

/// How long lies between two looks at least, whatever happens, in milliseconds.
pub const LOOK_AGAIN: i64 = 60_000;

/// Effects of a guild that are parked for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The channel that is closed to the bot; `None` when something else is wrong.
    pub door: Option<ChannelId>,
    /// How many.
    pub count: i64,
}

/// The order of a guild's [`Effect::Knock`].
pub fn order(guild: GuildId) -> String {
    format!("knock:{guild}")
}

/// Guilds in which something is parked and nobody looks after it. This is asked on behalf of no guild, so no wall stands
/// before it; what comes of it are guilds and nothing that is in them.
///
/// # Errors
/// When the database fails.
pub async fn untold(db: &Db) -> Result<Vec<GuildId>> {
    let sql = "SELECT p.guild FROM effect p WHERE p.state = 'parked' AND NOT EXISTS (SELECT 1 FROM effect k \
               WHERE k.guild = p.guild AND k.kind = $1 AND k.state = 'planned') GROUP BY p.guild ORDER BY p.guild";
    let rows = db.read().await?.fetch_all(sql, args![Effect::Knock.kind()]).await?;
    rows.iter().map(|row| Ok(GuildId::from_i64(row.int(0)?))).collect()
}

/// What is parked in a guild, what has waited longest first.
pub(super) async fn waiting(db: &Db, guild: GuildId) -> Result<Vec<Waiting>> {
    let sql = "SELECT door, COUNT(*) FROM effect WHERE state = 'parked' AND guild = $1 GROUP BY door ORDER BY MIN(id)";
    let rows = db.read_of(guild).await?.fetch_all(sql, args![guild.as_i64()]).await?;
    let read = |row: &super::engine::Row| {
        Ok(Waiting { door: row.maybe_int(0)?.map(ChannelId::from_i64), count: row.int(1)? })
    };
    rows.iter().map(read).collect()
}

/// Goes on with what waits at a door; how many that are.
///
/// # Errors
/// When the database fails.
pub async fn open(db: &Db, (guild, door): (GuildId, ChannelId), now: i64) -> Result<u64> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = "UPDATE effect SET state = 'planned', reason = NULL, due_at = $1, lease_until = 0 \
               WHERE state = 'parked' AND guild = $2 AND door = $3";
    let opened = tx.execute(sql, args![now, guild.as_i64(), door.as_i64()]).await?;
    if opened == 0 {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(opened)
}

/// Has a guild's closed channels looked at soon, because somebody changed permissions there; whether there is anything to
/// look at. A role that changes its colour every second has them looked at once a minute. A look that is under way, or the
/// first one, which asks for nothing, is followed by another: it may have come too early to see the change.
///
/// # Errors
/// When the database fails.
pub async fn hasten(db: &Db, guild: GuildId, now: i64) -> Result<bool> {
    let awaited = "SELECT 1 FROM effect WHERE order_key = $1 AND state = 'planned' \
                   AND (due_at > $2 OR lease_until > 0 OR attempts = 0)";
    let soon = args![order(guild), now + LOOK_AGAIN];
    if db.read().await?.fetch_optional(awaited, soon).await?.is_none() {
        return Ok(false);
    }
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    // The last look was as long before the next one as two lie apart.
    let sql = "UPDATE effect SET due_at = CASE WHEN lease_until > 0 OR attempts = 0 THEN $1 + $4 \
                   WHEN due_at - $2 > $1 THEN due_at - $2 ELSE $1 END \
               WHERE order_key = $3 AND state = 'planned' \
               AND (due_at > $1 + $4 OR lease_until > 0 OR attempts = 0)";
    tx.execute(sql, args![now, LOOK_EVERY - LOOK_AGAIN, order(guild), LOOK_AGAIN]).await?;
    tx.commit().await?;
    Ok(true)
}
