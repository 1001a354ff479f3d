//! Reading entries for people: a reader's own, one for a moderator. Many for an export are
//! another matter.

use crate::domain::entry::Entry;
use crate::domain::ids::{ActorId, EntryNumber, GuildId, UserId};
use crate::domain::person::Person;

use super::engine::{Db, Row, args, pairs};
use super::error::Result;
use super::rows::{list, read_entry, read_person};

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
    let sql = "SELECT p.guild, p.user_id, p.actor, p.last_seen_name, p.memory FROM person p \
               WHERE p.guild = $1 AND p.user_id = $2";
    let mut tx = db.read_of(guild).await?;
    let row = tx.fetch_optional(sql, args![guild.as_i64(), user.as_i64()]).await?;
    row.as_ref().map(read_person).transpose()
}

/// A person's own entries that were not withdrawn, newest first, with their words.
///
/// # Errors
/// When the database fails.
pub async fn of_person(db: &Db, person: &Person) -> Result<Vec<Full>> {
    let keys: Vec<(GuildId, ActorId)> = person.actors().map(|it| (person.guild, it)).collect();
    let sql = pairs!(
        "SELECT e.guild, e.number, e.owner, e.slug, e.actor, e.kind, e.rating, e.shift, e.words, e.reason, e.anonymous, \
         e.source, e.channel, e.message, e.given_at, e.edited_at, e.status, w.body, r.body, NULL, NULL",
        " CROSS JOIN entry e LEFT JOIN words w ON w.pos = e.words LEFT JOIN words r ON r.pos = e.reason \
         WHERE e.guild = wanted.guild AND e.actor = wanted.it \
         AND e.status <> 'withdrawn' ORDER BY e.given_at DESC, e.number DESC"
    );
    let mut tx = db.read_of(person.guild).await?;
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
    let mut tx = db.read_of(guild).await?;
    let row = tx.fetch_optional(sql, args![guild.as_i64(), number.as_i64()]).await?;
    row.as_ref().map(full).transpose()
}

fn full(row: &Row) -> Result<Full> {
    let reader = row.maybe_int(19)?.map(UserId::from_i64).zip(row.maybe_text(20)?);
    Ok(Full { entry: read_entry(row)?.1, words: row.maybe_text(17)?, reason: row.maybe_text(18)?, reader })
}
