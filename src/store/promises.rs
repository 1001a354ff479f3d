//! What is promised to Discord and not done yet, as an operator looks at it and takes it in hand.

use serde::Serialize;

use crate::domain::ids::{EffectId, GuildId};

use super::engine::{Db, Row, Tx, args, each};
use super::error::Result;

/// An effect that is not done, without what it says: bodies quote people, and tokens are secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Its number.
    pub id: u64,
    /// Whose; as text, for many readers of JSON round such a number.
    pub guild: String,
    /// What kind of thing is to be done.
    pub kind: String,
    /// `planned` or `parked`.
    pub state: String,
    /// Why it is parked.
    pub reason: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was promised, in epoch milliseconds.
    pub planned_at: i64,
    /// When it may next be tried, in epoch milliseconds.
    pub due_at: i64,
}

/// A statement about effects, with what an [`Open`] holds in its middle.
macro_rules! open {
    ($after:literal) => {
        concat!("SELECT id, guild, kind, state, reason, attempts, planned_at, due_at FROM effect ", $after)
    };
}

/// Everything that is not done, oldest first, in whichever guild: for the operator.
///
/// # Errors
/// When the database fails.
pub async fn open(tx: &mut Tx<'_>) -> Result<Vec<Open>> {
    let sql = open!("WHERE state <> 'done' ORDER BY id");
    tx.fetch_all(sql, Vec::new()).await?.iter().map(read).collect()
}

/// What is parked in one guild, oldest first.
pub(super) async fn parked(db: &Db, guild: GuildId) -> Result<Vec<Open>> {
    let sql = open!("WHERE state = 'parked' AND guild = $1 ORDER BY id");
    db.read_of(guild).await?.fetch_all(sql, args![guild.as_i64()]).await?.iter().map(read).collect()
}

/// Has parked effects tried again, each at once; which of these were parked. Tried before, they look at Discord first.
///
/// # Errors
/// When the database fails.
pub async fn retry(db: &Db, ids: &[EffectId], now: i64) -> Result<Vec<EffectId>> {
    let sql = each!(
        "UPDATE effect SET state = 'planned', reason = NULL, due_at = $2, lease_until = 0 \
         WHERE state = 'parked' AND id IN (SELECT CAST(it.value AS BIGINT) FROM ",
        " AS it) RETURNING id"
    );
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let rows = tx.fetch_all(sql, args![list(ids)?, now]).await?;
    tx.commit().await?;
    numbers(&rows)
}

/// Gives effects up: what they say and their tokens go, what they were stays to be read. Which of these could be; one
/// that somebody is at this very moment cannot.
///
/// # Errors
/// When the database fails.
pub async fn give_up(db: &Db, ids: &[EffectId], now: i64) -> Result<Vec<EffectId>> {
    let sql = each!(
        "UPDATE effect SET state = 'done', reason = 'given up by the operator', token = NULL, body = '' \
         WHERE state <> 'done' AND lease_until <= $2 AND id IN (SELECT CAST(it.value AS BIGINT) FROM ",
        " AS it) RETURNING id"
    );
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    // No other process is at work on a file that this one has opened, so no lease means anything there.
    let now = if db.is_shared() { now + tx.clock_ahead().await? } else { i64::MAX };
    let rows = tx.fetch_all(sql, args![list(ids)?, now]).await?;
    tx.commit().await?;
    numbers(&rows)
}

fn list(ids: &[EffectId]) -> Result<String> {
    serde_json::to_string(ids).map_err(super::error::Error::shape("list of effects"))
}

fn numbers(rows: &[Row]) -> Result<Vec<EffectId>> {
    let mut numbers =
        rows.iter().map(|row| Ok(EffectId::from_i64(row.int(0)?))).collect::<Result<Vec<_>>>()?;
    numbers.sort();
    Ok(numbers)
}

fn read(row: &Row) -> Result<Open> {
    Ok(Open {
        id: row.int(0)?.cast_unsigned(),
        guild: row.int(1)?.to_string(),
        kind: row.text(2)?,
        state: row.text(3)?,
        reason: row.maybe_text(4)?,
        attempts: row.int(5)?,
        planned_at: row.int(6)?,
        due_at: row.int(7)?,
    })
}
