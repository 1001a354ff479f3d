//! Reading a guild's entries for an export, as many as there are. From a file first their numbers, then the entries by the
//! hundreds: so the engine sorts numbers instead of people's words, and a row that it hands over holds hundreds of entries.
//! A server sorts them with more than one hand, and those hands also put an entry's columns into one text, which the one
//! that sends them would take longer for; putting hundreds of entries into one row cost more there than everything else
//! together. What is read per entry is what an export needs and no more: each further column, and each further table, is
//! felt at a million.

use std::borrow::Cow;

use futures_util::future::join;
use serde::Deserialize;

use crate::domain::entry::{EntryKind, NoticedShift, Rating, Source, Status};
use crate::domain::export::{Authors, Query};
use crate::domain::ids::{ActorId, ChannelId, EntryNumber, GuildId, MessageId, MessagePlace, UserId};
use crate::library::resource::Slug;

use super::engine::{Arg, Db, Row, Sql, Tx, args, lists};
use super::error::{Error, Result};
use super::lots::{COLUMN_END, NULL, int, maybe, maybe_int};
use super::rows::slug;

/// An entry that counts, as far as an export tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Its number in its guild.
    pub number: EntryNumber,
    /// What it is about.
    pub resource: Slug,
    /// Who gave it, as the log knows them.
    pub actor: ActorId,
    /// What kind of saying it is.
    pub kind: EntryKind,
    /// The rating.
    pub rating: Option<Rating>,
    /// The shift.
    pub shift: Option<NoticedShift>,
    /// Whether its reader stays anonymous.
    pub anonymous: bool,
    /// By which door it came in.
    pub source: Source,
    /// The message that it was made from.
    pub message: Option<MessagePlace>,
    /// When it was given, in epoch milliseconds.
    pub given_at: i64,
    /// When it was last changed.
    pub edited_at: Option<i64>,
    /// Its words, while there are any.
    pub words: Option<String>,
    /// Who gave it; only where names were asked for, and never of an anonymous entry.
    pub reader: Option<(UserId, String)>,
}

/// Entries by whether they count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Those that an export holds.
    pub given: u64,
    /// Those that their readers took back.
    pub withdrawn: u64,
    /// Those that moderators took out.
    pub removed: u64,
}

/// How many entries are read at once: few enough that the longest words of all of them fit into some megabytes.
const LOT: usize = 256;

const DAY: i64 = 86_400_000;

/// The entries of a lot, whose numbers are in `$1`; their columns are the fields of [`Line`]. `CROSS` keeps a planner from
/// walking all entries and looking each up in the list. A person's row is not even looked for unless names are told.
const ENTRIES: Sql = lists!(
    "e.number, e.slug, e.actor, e.kind, e.rating, e.shift, e.anonymous, e.source, e.channel, e.message, e.given_at, \
     e.edited_at, w.body, p.user_id, p.last_seen_name",
    " AS it CROSS JOIN entry e LEFT JOIN words w ON w.pos = e.words \
     LEFT JOIN person p ON p.guild = e.guild AND p.actor = CASE WHEN e.anonymous = 0 AND $3 = 1 THEN e.actor END \
     WHERE e.guild = $2 AND e.number = CAST(it.value AS BIGINT)"
);

/// The condition of the entries that a query asks for; [`filter`] has its values. Numbers begin at 1. Said, it makes
/// planners walk the guild's entries in their order instead of in that of their actors, where every row lies on another
/// page.
macro_rules! asked_for {
    () => {
        "WHERE e.guild = $1 AND e.number > 0 AND ($2 IS NULL OR e.owner = $2) AND ($3 IS NULL OR e.slug = $3) \
         AND ($4 IS NULL OR e.kind = $4) AND e.given_at >= $5 AND e.given_at < $6"
    };
}

/// All that an export holds or leaves out, in its order; the first column is what [`Line::of`] reads. What people typed
/// stands by itself.
const IN_ORDER: &str = concat!(
    "SELECT concat_ws('\u{1f}', e.status, e.number, e.slug, e.actor, e.kind, ",
    maybe!("e.rating"),
    ", ",
    maybe!("e.shift"),
    ", e.anonymous, e.source, ",
    maybe!("e.channel"),
    ", ",
    maybe!("e.message"),
    ", e.given_at, ",
    maybe!("e.edited_at"),
    ", ",
    maybe!("p.user_id"),
    "), w.body, p.last_seen_name FROM entry e LEFT JOIN words w ON w.pos = e.words \
     LEFT JOIN person p ON p.guild = e.guild AND p.actor = CASE WHEN e.anonymous = 0 AND $7 = 1 THEN e.actor END ",
    asked_for!(),
    " ORDER BY e.given_at / 86400000, e.number"
);

/// Counts of the entries that a query asks for, by status and whatever else is named.
macro_rules! counted {
    ($further:literal, $groups:literal) => {
        concat!("SELECT e.status, COUNT(*)", $further, " FROM entry e ", asked_for!(), " GROUP BY 1", $groups)
    };
}

/// One entry as its row has it.
#[derive(Deserialize)]
struct Line<'a> {
    number: i64,
    #[serde(borrow)]
    slug: Cow<'a, str>,
    actor: i64,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    rating: Option<i64>,
    shift: Option<String>,
    anonymous: i64,
    #[serde(borrow)]
    source: Cow<'a, str>,
    channel: Option<i64>,
    message: Option<i64>,
    given_at: i64,
    edited_at: Option<i64>,
    words: Option<String>,
    user: Option<i64>,
    name: Option<String>,
}

/// Hands over the entries of an export one by one, in an order that gives no anonymous entry's hour away: by day,
/// and within the day by number, which anonymous entries draw by lot. How many there are is counted in the same snapshot.
///
/// # Errors
/// What the database or the visitor says; the first error ends the visit.
pub async fn each<E: From<Error>>(
    db: &Db,
    guild: GuildId,
    query: &Query,
    mut visit: impl FnMut(Exported) -> std::result::Result<(), E>,
) -> std::result::Result<Counted, E> {
    let mut tx = db.read_of(guild).await?;
    if tx.streams() {
        return each_in_order(&mut tx, (guild, query), visit).await;
    }
    let (counted, numbers) = numbers(&mut tx, guild, query).await?;
    let is_named = i64::from(query.authors == Authors::Names);
    let mut visit_lot =
        |lot: &str| lines(lot)?.into_iter().try_for_each(|line| visit(line.read().map_err(E::from)?));
    let mut read = String::new();
    for lot in numbers.chunks(LOT) {
        let lot = serde_json::to_string(lot).map_err(Error::shape("number"))?;
        // Asked for first, so that the engine finds the next entries while these are visited.
        let next = tx.fetch_one(ENTRIES, args![lot, guild.as_i64(), is_named]);
        let (next, visited) = join(next, async { visit_lot(&read) }).await;
        visited?;
        read = next?.maybe_text(0)?.unwrap_or_default();
    }
    visit_lot(&read)?;
    Ok(counted)
}

async fn each_in_order<E: From<Error>>(
    tx: &mut Tx<'_>,
    (guild, query): (GuildId, &Query),
    mut visit: impl FnMut(Exported) -> std::result::Result<(), E>,
) -> std::result::Result<Counted, E> {
    tx.unhurried().await?;
    tx.in_memory().await?;
    let mut counted = Counted::default();
    let mut args = filter(guild, query);
    args.push(i64::from(query.authors == Authors::Names).into());
    tx.visit_each(IN_ORDER, args, |row| {
        let (status, line) = Line::of(&row)?;
        counted.add(status, 1);
        if status == Status::Given { visit(line.read()?) } else { Ok(()) }
    })
    .await?;
    Ok(counted)
}

/// How many entries an export leaves out because they were withdrawn or removed, and how many it holds.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, guild: GuildId, query: &Query) -> Result<Counted> {
    let mut tx = db.read_of(guild).await?;
    count_in(&mut tx, guild, query).await
}

/// How many there are of what, and the numbers of those that an export holds, in its order.
async fn numbers(tx: &mut Tx<'_>, guild: GuildId, query: &Query) -> Result<(Counted, Vec<i64>)> {
    // 65,536 numbers are half a megabyte of text.
    let sql = counted!(
        ", string_agg(CASE e.status WHEN 'given' THEN CAST(e.number AS TEXT) END, ','), \
           e.given_at / 86400000, e.number / 65536",
        ", 4, 5 ORDER BY 4, 5"
    );
    let (mut counted, mut numbers) = (Counted::default(), Vec::new());
    tx.fetch_each(sql, filter(guild, query), |row| {
        counted.add_row(&row)?;
        let from = numbers.len();
        for number in row.maybe_text(2)?.iter().flat_map(|it| it.split(',')) {
            numbers.push(number.parse().map_err(|_| Error::unknown("number", number))?);
        }
        numbers[from..].sort_unstable();
        Ok(())
    })
    .await?;
    Ok((counted, numbers))
}

async fn count_in(tx: &mut Tx<'_>, guild: GuildId, query: &Query) -> Result<Counted> {
    let mut counted = Counted::default();
    for row in &tx.fetch_all(counted!("", ""), filter(guild, query)).await? {
        counted.add_row(row)?;
    }
    Ok(counted)
}

impl Counted {
    /// Adds a row of a status and how many have it.
    fn add_row(&mut self, row: &Row) -> Result<()> {
        self.add(status(row.text_there(0)?)?, row.int(1)?.cast_unsigned());
        Ok(())
    }

    fn add(&mut self, status: Status, times: u64) {
        *match status {
            Status::Given => &mut self.given,
            Status::Withdrawn => &mut self.withdrawn,
            Status::Removed => &mut self.removed,
        } += times;
    }
}

fn status(name: &str) -> Result<Status> {
    Status::from_name(name).ok_or_else(|| Error::unknown("status", name))
}

fn filter(guild: GuildId, query: &Query) -> Vec<Arg> {
    args![
        guild.as_i64(),
        query.resource.as_ref().map(|it| it.owner.as_i64()),
        query.resource.as_ref().map(|it| it.slug.as_str()),
        query.kind.map(EntryKind::name),
        query.since.unwrap_or(i64::MIN),
        query.before.unwrap_or(i64::MAX),
    ]
}

/// What a lot's row holds, in the order of an export.
fn lines(text: &str) -> Result<Vec<Line<'_>>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines: Vec<Line<'_>> = serde_json::from_str(text).map_err(Error::shape("entry"))?;
    lines.sort_unstable_by_key(|it| (it.given_at / DAY, it.number));
    Ok(lines)
}

impl Line<'_> {
    /// What a row of [`IN_ORDER`] holds.
    fn of(row: &Row) -> Result<(Status, Line<'_>)> {
        let mut columns = row.text_there(0)?.split(COLUMN_END);
        let mut next = || columns.next().unwrap_or_default();
        let status = status(next())?;
        let line = Line {
            number: int(next())?,
            slug: next().into(),
            actor: int(next())?,
            kind: next().into(),
            rating: maybe_int(next())?,
            shift: Some(next()).filter(|it| *it != NULL).map(str::to_owned),
            anonymous: int(next())?,
            source: next().into(),
            channel: maybe_int(next())?,
            message: maybe_int(next())?,
            given_at: int(next())?,
            edited_at: maybe_int(next())?,
            user: maybe_int(next())?,
            words: row.maybe_text(1)?,
            name: row.maybe_text(2)?,
        };
        Ok((status, line))
    }

    fn read(self) -> Result<Exported> {
        let rating =
            |it: i64| Rating::from_number(it).ok_or_else(|| Error::unknown("rating", &it.to_string()));
        let shift = |it: String| serde_json::from_str(&it).map_err(Error::shape("shift"));
        let message = self.channel.zip(self.message).map(|(channel, message)| MessagePlace {
            channel: ChannelId::from_i64(channel),
            message: MessageId::from_i64(message),
        });
        Ok(Exported {
            number: EntryNumber::from_i64(self.number),
            resource: slug(&self.slug)?,
            actor: ActorId::from_i64(self.actor),
            kind: EntryKind::from_name(&self.kind).ok_or_else(|| Error::unknown("kind", &self.kind))?,
            rating: self.rating.map(rating).transpose()?,
            shift: self.shift.map(shift).transpose()?,
            anonymous: self.anonymous != 0,
            source: Source::from_name(&self.source).ok_or_else(|| Error::unknown("source", &self.source))?,
            message,
            given_at: self.given_at,
            edited_at: self.edited_at,
            words: self.words,
            reader: self.user.map(UserId::from_i64).zip(self.name),
        })
    }
}
