//! Reading entries for people: a reader's own, one for a moderator, many for an export.

use crate::domain::entry::{Entry, Status};
use crate::domain::export::Query;
use crate::domain::ids::{ActorId, EntryNumber, GuildId, UserId};
use crate::domain::person::Person;
use crate::domain::state::State;

use super::engine::{Db, Row, Tx, args, each};
use super::error::{Error, Result};
use super::rows::{self, Wanted, list, read_entry};

/// An entry with what lies beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    /// The entry.
    pub entry: Entry,
    /// Its words, while there are any.
    pub words: Option<String>,
    /// Why a moderator removed it.
    pub reason: Option<String>,
    /// Who gave it, unless it is anonymous or the person was forgotten.
    pub reader: Option<(UserId, String)>,
}

/// A person's row.
///
/// # Errors
/// When the database fails.
pub async fn person(db: &Db, guild: GuildId, user: UserId) -> Result<Option<Person>> {
    let mut tx = db.read().await?;
    let mut state = State::default();
    let mut wanted = Wanted::default();
    wanted.people(guild, [user]);
    rows::load_people(&mut tx, &mut state, &wanted).await?;
    Ok(state.people.find(&(guild, user)).cloned())
}

/// A person's own entries that were not withdrawn, newest first, with their words.
///
/// # Errors
/// When the database fails.
pub async fn of_person(db: &Db, person: &Person) -> Result<Vec<Full>> {
    let keys: Vec<(GuildId, ActorId)> = person.actors().map(|it| (person.guild, it)).collect();
    let sql = each!(
        "SELECT e.guild, e.number, e.owner, e.slug, e.actor, e.kind, e.rating, e.shift, e.words, e.reason, e.anonymous, \
         e.source, e.channel, e.message, e.given_at, e.edited_at, e.status, w.body, r.body, NULL, NULL FROM ",
        " AS it CROSS JOIN entry e LEFT JOIN words w ON w.pos = e.words LEFT JOIN words r ON r.pos = e.reason \
         WHERE e.guild = CAST(it.value ->> 0 AS BIGINT) AND e.actor = CAST(it.value ->> 1 AS BIGINT) \
         AND e.status <> 'withdrawn' ORDER BY e.given_at DESC, e.number DESC"
    );
    let mut tx = db.read().await?;
    tx.fetch_all(sql, list(&keys)?).await?.iter().map(full).collect()
}

/// One entry of a guild.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, guild: GuildId, number: EntryNumber) -> Result<Option<Full>> {
    let sql = "SELECT e.guild, e.number, e.owner, e.slug, e.actor, e.kind, e.rating, e.shift, e.words, e.reason, \
               e.anonymous, e.source, e.channel, e.message, e.given_at, e.edited_at, e.status, w.body, r.body, \
               p.user_id, p.last_seen_name \
               FROM entry e LEFT JOIN words w ON w.pos = e.words LEFT JOIN words r ON r.pos = e.reason \
               LEFT JOIN person p ON p.guild = e.guild AND p.actor = e.actor AND e.anonymous = 0 \
               WHERE e.guild = $1 AND e.number = $2";
    let mut tx = db.read().await?;
    let row = tx.fetch_optional(sql, args![guild.as_i64(), number.as_i64()]).await?;
    row.as_ref().map(full).transpose()
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
    mut visit: impl FnMut(&Counted, Full) -> std::result::Result<(), E>,
) -> std::result::Result<Counted, E> {
    let sql = "SELECT e.guild, e.number, e.owner, e.slug, e.actor, e.kind, e.rating, e.shift, e.words, e.reason, \
               e.anonymous, e.source, e.channel, e.message, e.given_at, e.edited_at, e.status, w.body, NULL, \
               p.user_id, p.last_seen_name \
               FROM entry e LEFT JOIN words w ON w.pos = e.words \
               LEFT JOIN person p ON p.guild = e.guild AND p.actor = e.actor AND e.anonymous = 0 \
               WHERE e.guild = $1 AND e.status = 'given' AND ($2 IS NULL OR e.owner = $2) \
               AND ($3 IS NULL OR e.slug = $3) AND ($4 IS NULL OR e.kind = $4) \
               AND e.given_at >= $5 AND e.given_at < $6 ORDER BY e.given_at / 86400000, e.number";
    let mut tx = db.read().await?;
    let counted = count_in(&mut tx, guild, query).await?;
    tx.visit_each(sql, filter(guild, query), |row| visit(&counted, full(&row)?)).await?;
    Ok(counted)
}

/// How many entries an export leaves out because they were withdrawn or removed, and how many it holds.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &Db, guild: GuildId, query: &Query) -> Result<Counted> {
    let mut tx = db.read().await?;
    count_in(&mut tx, guild, query).await
}

async fn count_in(tx: &mut Tx<'_>, guild: GuildId, query: &Query) -> Result<Counted> {
    let sql = "SELECT e.status, COUNT(*) FROM entry e \
               WHERE e.guild = $1 AND ($2 IS NULL OR e.owner = $2) AND ($3 IS NULL OR e.slug = $3) \
               AND ($4 IS NULL OR e.kind = $4) AND e.given_at >= $5 AND e.given_at < $6 GROUP BY e.status";
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

fn filter(guild: GuildId, query: &Query) -> Vec<super::engine::Arg> {
    args![
        guild.as_i64(),
        query.resource.as_ref().map(|it| it.owner.as_i64()),
        query.resource.as_ref().map(|it| it.slug.as_str()),
        query.kind.map(crate::domain::entry::EntryKind::name),
        query.since.unwrap_or(i64::MIN),
        query.before.unwrap_or(i64::MAX),
    ]
}

fn full(row: &Row) -> Result<Full> {
    let reader = row.maybe_int(19)?.map(UserId::from_i64).zip(row.maybe_text(20)?);
    Ok(Full { entry: read_entry(row)?.1, words: row.maybe_text(17)?, reason: row.maybe_text(18)?, reader })
}
