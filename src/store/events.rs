//! The `event` table.

use serde::Serialize;

use crate::domain::event::{Event, Recorded};
use crate::domain::ids::{ActorId, GuildId, Pos};

use super::engine::{Arg, Db, Insert, Row, Tx, args, insert};
use super::error::{Error, Result};
use super::lots::{COLUMN_END, Lots, NULL, Part, int, lots, maybe, maybe_int};
use super::reached::End;

/// An event as its columns hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// Its place in the log, from 1 without gaps.
    pub pos: i64,
    /// Whose it is; 0 for the deployment.
    pub guild: i64,
    /// Its place among the guild's events, from 1 without gaps.
    pub guild_seq: i64,
    /// What it is about.
    pub subject: String,
    /// Its kind.
    pub kind: String,
    /// The version of its body's shape.
    pub ver: i64,
    /// Who did it.
    pub actor: Option<i64>,
    /// The key of the act that made it, unless nothing may join the two.
    pub key: Option<String>,
    /// Its place among the events of its act, from 0.
    pub n: i64,
    /// The event that caused it.
    pub cause: Option<i64>,
    /// When it happened at its source, in epoch milliseconds.
    pub at_source: i64,
    /// When it was recorded.
    pub at: i64,
    /// Its body, as JSON without anything that a person typed.
    pub body: String,
    /// Where the words that belong to it lie.
    pub content_ref: Option<i64>,
    /// The hash that links it to the event before.
    pub hash: String,
}

impl Stored {
    /// The event as the fold reads it; `None` for a kind from a newer release.
    ///
    /// # Errors
    /// When the body is not of the kind's shape.
    pub fn recorded(&self) -> Result<Option<Recorded>> {
        let event = decode(self.pos, (&self.kind, self.ver, &self.body))?;
        Ok(event.map(|event| Recorded {
            pos: Pos::from_i64(self.pos),
            guild: GuildId::from_i64(self.guild),
            actor: self.actor.map(ActorId::from_i64),
            at: self.at,
            has_words: self.content_ref.is_some(),
            event,
        }))
    }

    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            pos: row.int(0)?,
            guild: row.int(1)?,
            guild_seq: row.int(2)?,
            subject: row.text(3)?,
            kind: row.text(4)?,
            ver: row.int(5)?,
            actor: row.maybe_int(6)?,
            key: row.maybe_text(7)?,
            n: row.int(8)?,
            cause: row.maybe_int(9)?,
            at_source: row.int(10)?,
            at: row.int(11)?,
            body: row.text(12)?,
            content_ref: row.maybe_int(13)?,
            hash: row.text(14)?,
        })
    }

    /// The columns in order, as they are written.
    fn columns(self) -> Vec<Arg> {
        args![
            self.pos,
            self.guild,
            self.guild_seq,
            self.subject,
            self.kind,
            self.ver,
            self.actor,
            self.key,
            self.n,
            self.cause,
            self.at_source,
            self.at,
            self.body,
            self.content_ref,
            self.hash,
        ]
    }
}

/// A statement about events, with their columns in its middle as [`Stored`] has them.
macro_rules! events {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "pos, guild, guild_seq, subject, kind, ver, actor, key, n, cause, at_source, at, body, content_ref, hash",
            $after
        )
    };
}

/// Appends events.
pub(super) const APPEND: &Insert = insert!(events!("INSERT INTO event (", ") VALUES "), 15, "");

/// The values that [`APPEND`] takes.
pub(super) fn values(events: Vec<Stored>) -> Vec<Arg> {
    events.into_iter().flat_map(Stored::columns).collect()
}

/// Hands over every event in order.
///
/// # Errors
/// What the database or the visitor says; the first error ends the visit.
pub async fn each_event(tx: &mut Tx<'_>, mut visit: impl FnMut(Stored) -> Result<()>) -> Result<()> {
    tx.fetch_each(events!("SELECT ", " FROM event ORDER BY pos"), Vec::new(), |row| {
        visit(Stored::read(&row)?)
    })
    .await
}

/// What the fold reads of events: of a million each further column is felt.
const FOLDED: Lots = lots!(
    "event",
    ("pos") > ("$1"),
    [Part::Int(0)],
    "pos, guild, at, ver, kind, ",
    maybe!("actor"),
    ", ",
    maybe!("content_ref"),
    ", body"
);

/// An event as the fold reads it.
pub enum Read {
    /// One that this release knows.
    Known(Recorded),
    /// One of a kind from a newer release, and whose it is.
    Newer(GuildId),
}

/// Hands over every event in order as the fold reads it, with its position.
///
/// # Errors
/// What the database or the visitor says, and when a body is not of its kind's shape; the first error ends the visit.
pub async fn each_recorded(tx: &mut Tx<'_>, mut visit: impl FnMut(i64, Read) -> Result<()>) -> Result<()> {
    let mut last = 0;
    FOLDED
        .each(tx, |row| {
            let (pos, read) = folded(row)?;
            // The engine is trusted to put a lot together in order; a fold in another one would be wrong in silence.
            let after = std::mem::replace(&mut last, pos);
            if pos <= after {
                return Err(Error::Gap { after, found: pos });
            }
            visit(pos, read)
        })
        .await
}

/// An event as [`FOLDED`] has it, and its position.
fn folded(row: &str) -> Result<(i64, Read)> {
    let mut columns = row.splitn(8, COLUMN_END);
    let [pos, guild, at, ver, kind, actor, content, body] =
        std::array::from_fn(|_| columns.next().unwrap_or_default());
    let pos = int(pos)?;
    let guild = GuildId::from_i64(int(guild)?);
    let Some(event) = decode(pos, (kind, int(ver)?, body))? else { return Ok((pos, Read::Newer(guild))) };
    let recorded = Recorded {
        pos: Pos::from_i64(pos),
        guild,
        actor: maybe_int(actor)?.map(ActorId::from_i64),
        at: int(at)?,
        has_words: content != NULL,
        event,
    };
    Ok((pos, Read::Known(recorded)))
}

fn decode(pos: i64, (kind, ver, body): (&str, i64, &str)) -> Result<Option<Event>> {
    Event::decode(kind, ver, body).map_err(|source| Error::Event { pos, source })
}

/// The events after a position, in order; at most so many.
///
/// # Errors
/// What the database says.
pub async fn after(db: &Db, pos: i64, most: i64) -> Result<Vec<Stored>> {
    let sql = events!("SELECT ", " FROM event WHERE pos > $1 ORDER BY pos LIMIT $2");
    let mut tx = db.read().await?;
    let mut found = Vec::new();
    tx.fetch_each(sql, args![pos, most], |row| {
        found.push(Stored::read(&row)?);
        Ok(())
    })
    .await?;
    tx.rollback().await?;
    Ok(found)
}

/// Hands over every event after one end of the log, up to another, in order.
///
/// # Errors
/// [`Error::Gap`] when one is missing, [`Error::Behind`] when the first end is not of this log; what the database or the
/// visitor says.
pub async fn each_between(
    tx: &mut Tx<'_>,
    (from, to): (&End, &End),
    mut visit: impl FnMut(Stored) -> Result<()>,
) -> Result<()> {
    let sql = events!("SELECT ", " FROM event WHERE pos >= $1 ORDER BY pos");
    let mut last = from.pos - 1;
    tx.fetch_each(sql, args![from.pos], |row| {
        let event = Stored::read(&row)?;
        // There is no event before the first.
        if event.pos != last + 1 && (last, event.pos) != (-1, 1) {
            return Err(Error::Gap { after: last, found: event.pos });
        }
        last = event.pos;
        if event.pos > from.pos {
            return visit(event);
        }
        let known = End { hash: event.hash, ..from.clone() };
        if known == *from { Ok(()) } else { Err(Error::behind(from.clone(), known)) }
    })
    .await?;
    if last == to.pos { Ok(()) } else { Err(Error::Gap { after: last, found: to.pos }) }
}
