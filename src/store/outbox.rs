//! The `effect` table: what is promised to Discord, who is at it, and what came of it.
//!
//! `planned → done | parked`. An attempt is counted before the call is made, so that after a crash the next one
//! knows that the work may have been done already and looks first.

use crate::domain::effect::{Effect, Planned, ReplyTo};
use crate::domain::ids::{ChannelId, EffectId, GuildId, Pos, snowflake_time};

use super::engine::{Arg, Db, Insert, Row, Tx, args, each, insert};
use super::error::{Error, Result};
use super::parked;
use super::rows::list;

/// How long after its last sign of life an attempt is given up for another one to begin, in milliseconds.
pub const LEASE: i64 = 15_000;

/// What fails is tried again after so long at most, in milliseconds; [`parked::LOOK_EVERY`] is for what nobody mends.
pub const LONGEST_WAIT: i64 = 5 * 60_000;

/// How many orders are taken at once.
const AT_ONCE: i64 = 32;

/// An effect about to be promised.
#[derive(Debug)]
pub struct Promise {
    /// Its number.
    pub id: EffectId,
    /// Whose.
    pub guild: GuildId,
    /// What, in which order, for which interaction.
    pub planned: Planned,
    /// The end of the log when it was promised.
    pub cause: i64,
    /// When, in epoch milliseconds.
    pub at: i64,
}

/// An effect taken for an attempt.
#[derive(Clone, Debug)]
pub struct Leased {
    /// Its number.
    pub id: EffectId,
    /// Whose.
    pub guild: GuildId,
    /// What is to be done.
    pub effect: Effect,
    /// The order that it stands in.
    pub order: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// When the first attempt began, in epoch milliseconds: nothing older can be its work. At the latest when it was asked
    /// for by Discord's clock, for this host's may have been ahead.
    pub first_at: i64,
    /// When it was promised.
    pub planned_at: i64,
    /// The end of the log when it was promised.
    pub cause: Pos,
    /// The interaction whose reply it edits.
    pub reply_to: Option<ReplyTo>,
    /// What it waited for, if it was parked before.
    pub waited: Option<Waited>,
}

/// A channel that was closed to the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waited {
    /// The channel.
    pub door: ChannelId,
    /// Since when it is no longer waited for, in epoch milliseconds: what was seen of it before is out of date.
    pub until: i64,
}

/// Promises effects.
pub(super) const PROMISE: &Insert = insert!(
    "INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, lease_until, cause, planned_at, \
     interaction, token, body) VALUES ",
    13,
    ""
);

/// The values that [`PROMISE`] takes.
///
/// # Errors
/// When an effect cannot be written as JSON, which every effect can.
pub(super) fn values(promises: &[Promise]) -> Result<Vec<Arg>> {
    let mut rows = Vec::new();
    for it in promises {
        let effect = &it.planned.effect;
        let body = serde_json::to_string(effect).map_err(Error::shape("effect"))?;
        rows.extend(args![
            it.id.as_i64(),
            it.guild.as_i64(),
            effect.kind(),
            it.planned.order.as_str(),
            "planned"
        ]);
        rows.extend(args![it.at, 0, 0, it.cause, it.at]);
        let reply_to = it.planned.reply_to.as_ref();
        rows.extend(args![reply_to.map(|it| it.interaction.cast_signed())]);
        rows.extend(args![reply_to.map(|it| it.token.as_str()), body]);
    }
    Ok(rows)
}

/// Takes what is due: for each order whose oldest effect may be attempted, all that wait in it, oldest first. What was
/// never tried is due, whatever the clock of the process that promised it said.
///
/// Leases are told by one clock, which the database's is: of two processes whose clocks differ by an hour, one would
/// take all that the other one is at. What this process is at itself it names, for then no clock is needed: one that is
/// set ahead would have it do everything twice at once.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn lease(db: &Db, now: i64, in_hand: &[String]) -> Result<Vec<Vec<Leased>>> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    // Two at once could split an order: the second would wait for the first one's rows, and get what was added meanwhile.
    tx.alone("outbox").await?;
    let held = now + tx.clock_ahead().await?;
    // The condition stands in the outer WHERE too: a lease that is renewed meanwhile is not taken away.
    let sql = each!(
        "UPDATE effect SET attempts = attempts + 1, lease_until = $5 + $3, first_at = COALESCE(first_at, $2) \
         WHERE state = 'planned' AND lease_until <= $5 AND order_key IN ( \
             SELECT o.order_key FROM effect o WHERE o.state = 'planned' AND o.order_key NOT IN ( \
                 SELECT it.value ->> 0 FROM ",
        " AS it) \
             GROUP BY o.order_key HAVING MAX(o.lease_until) <= $5 \
             AND (MIN(o.due_at) <= $2 OR MAX(o.attempts) = 0) \
             ORDER BY MIN(o.id) LIMIT $4) \
         RETURNING id, guild, body, order_key, attempts, first_at, planned_at, cause, interaction, token, \
         door, due_at"
    );
    let others: Vec<[&str; 1]> = in_hand.iter().map(|it| [it.as_str()]).collect();
    let mut args = list(&others)?;
    args.extend(args![now, LEASE, AT_ONCE, held]);
    let rows = tx.fetch_all(sql, args).await?;
    if rows.is_empty() {
        tx.rollback().await?;
        return Ok(Vec::new());
    }
    let mut leased = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    tx.commit().await?;
    leased.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
    Ok(leased.chunk_by(|a, b| a.order == b.order).map(<[_]>::to_vec).collect())
}

fn read(row: &Row) -> Result<Leased> {
    let reply_to = match (row.maybe_int(8)?, row.maybe_text(9)?) {
        (Some(interaction), Some(token)) => Some(ReplyTo { interaction: interaction.cast_unsigned(), token }),
        _ => None,
    };
    let asked_at = row.maybe_int(8)?.map(|it| snowflake_time(it.cast_unsigned()));
    let waited = match row.maybe_int(10)? {
        Some(door) => Some(Waited { door: ChannelId::from_i64(door), until: row.int(11)? }),
        None => None,
    };
    Ok(Leased {
        id: EffectId::from_i64(row.int(0)?),
        guild: GuildId::from_i64(row.int(1)?),
        effect: serde_json::from_str(&row.text(2)?).map_err(Error::shape("effect"))?,
        order: row.text(3)?,
        attempt: row.int(4)?,
        first_at: asked_at.unwrap_or(i64::MAX).min(row.int(5)?),
        planned_at: row.int(6)?,
        cause: Pos::from_i64(row.int(7)?),
        reply_to,
        waited,
    })
}

/// When the next waiting effect falls due or its lease ends, in epoch milliseconds.
///
/// # Errors
/// When the database fails.
pub async fn next_due(db: &Db) -> Result<Option<i64>> {
    let sql = "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) FROM effect \
               WHERE state = 'planned'";
    let mut tx = db.read().await?;
    tx.fetch_one(sql, Vec::new()).await?.maybe_int(0)
}

/// Marks effects as done and erases their tokens, in the transaction that records what came of them.
///
/// # Errors
/// When the database fails.
pub async fn settle(tx: &mut Tx<'_>, done: &[EffectId]) -> Result<()> {
    if done.is_empty() {
        return Ok(());
    }
    let sql = each!(
        "UPDATE effect SET state = 'done', token = NULL, body = '' WHERE id IN (SELECT CAST(it.value AS BIGINT) FROM ",
        " AS it)"
    );
    tx.execute(sql, list(&in_order(done, |it| *it))?).await?;
    Ok(())
}

/// What came of an attempt that recorded nothing in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is to be tried again at this moment, in epoch milliseconds; sooner, if somebody put it off to then meanwhile.
    Later(i64),
    /// It cannot be done until a person mends something: why, in words.
    Parked(String),
    /// It cannot be done until the bot may open discussions in this channel. Its asker can still be told.
    Shut(ChannelId),
}

/// Notes what came of attempts, all of which began before now.
///
/// # Errors
/// When the database fails.
pub async fn note(db: &Db, outcomes: &[(EffectId, Outcome)], now: i64) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    for (id, outcome) in in_order(outcomes, |it| it.0) {
        match outcome {
            Outcome::Done => settle(&mut tx, &[*id]).await?,
            Outcome::Later(at) => {
                // It was due when it was taken.
                let sql = "UPDATE effect SET due_at = CASE WHEN due_at > $3 AND due_at < $1 THEN due_at ELSE $1 END, \
                           lease_until = 0 WHERE id = $2 AND state = 'planned'";
                tx.execute(sql, args![*at, id.as_i64(), now]).await?;
            }
            Outcome::Parked(reason) => {
                let sql = "UPDATE effect SET state = 'parked', token = NULL, reason = $1 \
                           WHERE id = $2 AND state = 'planned'";
                tx.execute(sql, args![reason.as_str(), id.as_i64()]).await?;
            }
            Outcome::Shut(door) => {
                let sql = "UPDATE effect SET state = 'parked', lease_until = 0, reason = $1, door = $2 \
                           WHERE id = $3 AND state = 'planned'";
                let reason = format!("the bot may not open discussions in channel {door}");
                tx.execute(sql, args![reason, door.as_i64(), id.as_i64()]).await?;
            }
        }
    }
    tx.commit().await
}

/// Takes leases for another while, right before a call that must not be made twice; whether all were still held. One that
/// was not has been taken by somebody who is at the same work.
///
/// # Errors
/// When the database fails.
pub async fn renew(db: &Db, held: &[Leased], now: i64) -> Result<bool> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let until = now + tx.clock_ahead().await? + LEASE;
    for it in in_order(held, |it| it.id) {
        if tx.execute(RENEW, args![until, it.id.as_i64(), it.attempt]).await? == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Makes everything due that was put off to a moment after now, and ends no lease later than one that begins now: for
/// a clock that was set back.
///
/// # Errors
/// When the database fails.
pub async fn forestall(db: &Db, now: i64) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let now = now + tx.clock_ahead().await?;
    let due = "UPDATE effect SET due_at = $1 WHERE state = 'planned' AND due_at > $1";
    tx.execute(due, args![now]).await?;
    let leases = "UPDATE effect SET lease_until = $1 + $2 WHERE state = 'planned' AND lease_until > $1 + $2";
    tx.execute(leases, args![now, LEASE]).await?;
    tx.commit().await
}

/// Makes everything due that was put off further than anything ever is, by a process whose clock was ahead and that is no
/// more: nobody else would see that the clock was set back.
///
/// # Errors
/// When the database fails.
pub async fn pull_back(db: &Db, now: i64) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = "UPDATE effect SET due_at = $1 WHERE state = 'planned' \
               AND due_at > $1 + CASE WHEN kind = $2 THEN $3 ELSE $4 END";
    tx.execute(sql, args![now, Effect::Knock.kind(), parked::LOOK_EVERY, LONGEST_WAIT]).await?;
    tx.commit().await
}

/// A sign of life: takes whichever of these leases are still held for another while.
///
/// # Errors
/// When the database fails.
pub async fn keep(db: &Db, held: &[Leased], now: i64) -> Result<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let until = now + tx.clock_ahead().await? + LEASE;
    for it in in_order(held, |it| it.id) {
        tx.execute(RENEW, args![until, it.id.as_i64(), it.attempt]).await?;
    }
    tx.commit().await
}

/// Rows are locked one after the other until the transaction ends: two that change the same ones, such as a sign of life
/// and the note of what came of the attempt, must not meet half-way.
fn in_order<T>(rows: &[T], id: impl Fn(&T) -> EffectId) -> Vec<&T> {
    let mut rows: Vec<&T> = rows.iter().collect();
    rows.sort_unstable_by_key(|it| id(it));
    rows
}

/// Renews a lease, if this attempt still holds it.
const RENEW: &str = "UPDATE effect SET lease_until = $1 WHERE id = $2 AND attempts = $3 AND state = 'planned' AND lease_until > 0";

/// Gives back every lease of a process that is no more, where one process has the database to itself; elsewhere somebody
/// else may be at work, and leases end by themselves.
///
/// # Errors
/// When the database fails.
pub async fn release_all(db: &Db) -> Result<()> {
    if db.is_shared() {
        return Ok(());
    }
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    tx.execute("UPDATE effect SET lease_until = 0 WHERE state = 'planned' AND lease_until > 0", Vec::new())
        .await?;
    tx.commit().await
}

/// Erases tokens that Discord no longer takes.
///
/// # Errors
/// When the database fails.
pub async fn forget_tokens(tx: &mut Tx<'_>, planned_before: i64) -> Result<u64> {
    let sql = "UPDATE effect SET token = NULL WHERE token IS NOT NULL AND planned_at < $1";
    tx.execute(sql, args![planned_before]).await
}

/// Counts effects by state, for people.
///
/// # Errors
/// When the database fails.
pub async fn by_state(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let rows =
        tx.fetch_all("SELECT state, COUNT(*) FROM effect GROUP BY state ORDER BY state", Vec::new()).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}
