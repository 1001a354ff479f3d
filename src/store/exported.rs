//! Reading a guild's entries for an export: as many as there are, one by one.
//!
//! What is read per row is what an export needs and no more: each further column, and each further table, is felt at a
//! million rows.

use crate::domain::entry::{EntryKind, NoticedShift, Rating, Source, Status};
use crate::domain::export::{Authors, Query};
use crate::domain::ids::{ActorId, ChannelId, EntryNumber, GuildId, MessageId, MessagePlace, UserId};
use crate::library::resource::Slug;

use super::engine::{Arg, Db, Row, Tx, args};
use super::error::{Error, Result};
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

/// Hands over the entries of an export one by one, in an order that gives no anonymous entry's hour away: by day,
/// and within the day by number, which anonymous entries draw by lot. Each comes with how many there are, counted in
/// the same snapshot, and so does the result.
///
/// # Errors
/// What the database or the visitor says; the first error ends the visit.
pub async fn each<E: From<Error>>(
    db: &Db,
    guild: GuildId,
    query: &Query,
    mut visit: impl FnMut(&Counted, Exported) -> std::result::Result<(), E>,
) -> std::result::Result<Counted, E> {
    // Numbers begin at 1. Said, it makes planners walk the guild's entries in their order instead of in that of their
    // actors, where every row lies on another page. A person's row is not even looked for unless names are told.
    let sql = "SELECT e.number, e.slug, e.actor, e.kind, e.rating, e.shift, e.anonymous, e.source, e.channel, \
               e.message, e.given_at, e.edited_at, w.body, p.user_id, p.last_seen_name \
               FROM entry e LEFT JOIN words w ON w.pos = e.words \
               LEFT JOIN person p ON p.guild = e.guild \
               AND p.actor = CASE WHEN e.anonymous = 0 AND $7 = 1 THEN e.actor END \
               WHERE e.guild = $1 AND e.number > 0 AND e.status = 'given' AND ($2 IS NULL OR e.owner = $2) \
               AND ($3 IS NULL OR e.slug = $3) AND ($4 IS NULL OR e.kind = $4) \
               AND e.given_at >= $5 AND e.given_at < $6 ORDER BY e.given_at / 86400000, e.number";
    let mut tx = db.read_of(guild).await?;
    let counted = count_in(&mut tx, guild, query).await?;
    let mut values = filter(guild, query);
    values.push(Arg::from(i64::from(query.authors == Authors::Names)));
    tx.visit_each(sql, values, |row| visit(&counted, read(&row)?)).await?;
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

async fn count_in(tx: &mut Tx<'_>, guild: GuildId, query: &Query) -> Result<Counted> {
    let sql = "SELECT e.status, COUNT(*) FROM entry e \
               WHERE e.guild = $1 AND e.number > 0 AND ($2 IS NULL OR e.owner = $2) \
               AND ($3 IS NULL OR e.slug = $3) AND ($4 IS NULL OR e.kind = $4) \
               AND e.given_at >= $5 AND e.given_at < $6 GROUP BY e.status";
    let mut counted = Counted::default();
    for row in &tx.fetch_all(sql, filter(guild, query)).await? {
        let name = row.text(0)?;
        let times = row.int(1)?.cast_unsigned();
        match Status::from_name(&name).ok_or_else(|| Error::unknown("status", &name))? {
            Status::Given => counted.given = times,
            Status::Withdrawn => counted.withdrawn = times,
            Status::Removed => counted.removed = times,
        }
    }
    Ok(counted)
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

fn read(row: &Row) -> Result<Exported> {
    let kind = row.text(3)?;
    let source = row.text(7)?;
    let rating = |it: i64| Rating::from_number(it).ok_or_else(|| Error::unknown("rating", &it.to_string()));
    let shift = |it: String| serde_json::from_str(&it).map_err(Error::shape("shift"));
    let message = row.maybe_int(8)?.zip(row.maybe_int(9)?).map(|(channel, message)| MessagePlace {
        channel: ChannelId::from_i64(channel),
        message: MessageId::from_i64(message),
    });
    Ok(Exported {
        number: EntryNumber::from_i64(row.int(0)?),
        resource: slug(&row.text(1)?)?,
        actor: ActorId::from_i64(row.int(2)?),
        kind: EntryKind::from_name(&kind).ok_or_else(|| Error::unknown("kind", &kind))?,
        rating: row.maybe_int(4)?.map(rating).transpose()?,
        shift: row.maybe_text(5)?.map(shift).transpose()?,
        anonymous: row.int(6)? != 0,
        source: Source::from_name(&source).ok_or_else(|| Error::unknown("source", &source))?,
        message,
        given_at: row.int(10)?,
        edited_at: row.maybe_int(11)?,
        words: row.maybe_text(12)?,
        reader: row.maybe_int(13)?.map(UserId::from_i64).zip(row.maybe_text(14)?),
    })
}
