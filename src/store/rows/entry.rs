//! The `entry` table: columns of its own instead of a body, because exports filter and sort by them.

use std::collections::BTreeSet;

use crate::domain::entry::{Entry, EntryKind, NoticedShift, Rating, Source, Status};
use crate::domain::ids::{
    ActorId, ChannelId, EntryNumber, GuildId, MessageId, MessagePlace, Pos, ResourceKey,
};
use crate::domain::state::{Rows, State};
use crate::store::engine::values::Insert;
use crate::store::engine::{Arg, Row, Sql, Tx, args, each, insert};
use crate::store::error::{Error, Result};

use super::view::View;
use super::views::rows_in;
use super::{body, list, slug};

/// Reads an entry from a row that begins with the entry's columns, the guild's first.
///
/// # Errors
/// When a column holds what this release does not know.
pub fn read(row: &Row) -> Result<(GuildId, Entry)> {
    let kind = row.text(5)?;
    let source = row.text(11)?;
    let status = row.text(16)?;
    let rating = row.maybe_int(6)?;
    let shift: Option<NoticedShift> =
        row.maybe_text(7)?.map(|it| serde_json::from_str(&it).map_err(Error::shape("shift"))).transpose()?;
    let message = match (row.maybe_int(12)?, row.maybe_int(13)?) {
        (Some(channel), Some(message)) => Some(MessagePlace {
            channel: ChannelId::from_i64(channel),
            message: MessageId::from_i64(message),
        }),
        _ => None,
    };
    let entry = Entry {
        number: EntryNumber::from_i64(row.int(1)?),
        resource: ResourceKey { owner: GuildId::from_i64(row.int(2)?), slug: slug(&row.text(3)?)? },
        actor: ActorId::from_i64(row.int(4)?),
        kind: EntryKind::from_name(&kind).ok_or_else(|| Error::unknown("kind", &kind))?,
        rating: rating
            .map(|it| Rating::from_number(it).ok_or_else(|| Error::unknown("rating", &it.to_string())))
            .transpose()?,
        shift,
        words: row.maybe_int(8)?.map(Pos::from_i64),
        reason: row.maybe_int(9)?.map(Pos::from_i64),
        anonymous: row.int(10)? != 0,
        source: Source::from_name(&source).ok_or_else(|| Error::unknown("source", &source))?,
        message,
        given_at: row.int(14)?,
        edited_at: row.maybe_int(15)?,
        status: Status::from_name(&status).ok_or_else(|| Error::unknown("status", &status))?,
    };
    Ok((GuildId::from_i64(row.int(0)?), entry))
}

/// Entries.
pub(super) struct Entries;

impl View for Entries {
    type Key = (GuildId, EntryNumber);
    type Value = Entry;

    const FIND: Sql = each!(
        "SELECT e.guild, e.number, e.owner, e.slug, e.actor, e.kind, e.rating, e.shift, e.words, e.reason, \
         e.anonymous, e.source, e.channel, e.message, e.given_at, e.edited_at, e.status FROM ",
        " AS it CROSS JOIN entry e WHERE e.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND e.number = CAST(it.value ->> 1 AS BIGINT)"
    );
    const WRITE: &'static Insert = insert!(
        "INSERT INTO entry (guild, number, owner, slug, actor, kind, rating, shift, words, reason, anonymous, source, \
         channel, message, given_at, edited_at, status) VALUES ",
        17,
        " ON CONFLICT (guild, number) DO UPDATE SET kind = excluded.kind, rating = excluded.rating, \
         shift = excluded.shift, words = excluded.words, reason = excluded.reason, edited_at = excluded.edited_at, \
         status = excluded.status"
    );

    rows_in!(entries);

    fn keys(wanted: &BTreeSet<Self::Key>) -> Result<Vec<Arg>> {
        list(wanted)
    }

    fn read(row: &Row) -> Result<(Self::Key, Entry)> {
        let (guild, entry) = read(row)?;
        Ok(((guild, entry.number), entry))
    }

    fn values((guild, _): &Self::Key, it: &Entry) -> Result<Vec<Arg>> {
        columns(*guild, it)
    }
}

/// The newest entry made from each message, whether or not it counts: named entries are numbered in order.
macro_rules! by_message {
    ($before:literal) => {
        each!(
            concat!($before, "SELECT e.guild, e.message, MAX(e.number) FROM "),
            " AS it CROSS JOIN entry e WHERE e.guild = CAST(it.value ->> 0 AS BIGINT) \
             AND e.message = CAST(it.value ->> 1 AS BIGINT) AND e.message IS NOT NULL GROUP BY e.guild, e.message"
        )
    };
}

/// Finds the newest entries made from messages, and adds them to what is wanted.
pub(super) async fn load_messages(
    tx: &mut Tx<'_>,
    state: &mut State,
    mut wanted: BTreeSet<(GuildId, MessageId)>,
    entries: &mut BTreeSet<(GuildId, EntryNumber)>,
) -> Result<()> {
    wanted.retain(|key| {
        let known = state.logged.knows(key);
        let entry = if known { state.logged.find(key) } else { None };
        entries.extend(entry.map(|number| (key.0, *number)));
        !known
    });
    if wanted.is_empty() {
        return Ok(());
    }
    let rows = tx.fetch_all(by_message!(""), list(&wanted)?).await?;
    for row in &rows {
        let guild = GuildId::from_i64(row.int(0)?);
        let number = EntryNumber::from_i64(row.int(2)?);
        entries.insert((guild, number));
        state.logged.load((guild, MessageId::from_i64(row.int(1)?)), Some(number));
    }
    for key in wanted {
        state.logged.load(key, None);
    }
    Ok(())
}

/// The values of an entry's row.
fn columns(guild: GuildId, it: &Entry) -> Result<Vec<Arg>> {
    Ok(args![
        guild.as_i64(),
        it.number.as_i64(),
        it.resource.owner.as_i64(),
        it.resource.slug.as_str(),
        it.actor.as_i64(),
        it.kind.name(),
        it.rating.map(Rating::number),
        it.shift.as_ref().map(body).transpose()?,
        it.words.map(Pos::as_i64),
        it.reason.map(Pos::as_i64),
        i64::from(it.anonymous),
        it.source.name(),
        it.message.map(|it| it.channel.as_i64()),
        it.message.map(|it| it.message.as_i64()),
        it.given_at,
        it.edited_at,
        it.status.name(),
    ])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::store::open;

    #[tokio::test]
    async fn what_was_made_of_a_message_is_found_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let db =
            open::open(&format!("sqlite:{}", folder.path().join("athenaeum.db").display())).await.unwrap().db;
        let mut tx = db.read().await.unwrap();
        let plan = by_message!("EXPLAIN QUERY PLAN ");
        let plan = tx.fetch_all(plan, list(&[(7, 8)]).unwrap()).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|it| it.text(3).unwrap()).collect();
        let by_index = "SEARCH e USING COVERING INDEX entry_of_message (guild=? AND message=?)";
        assert!(plan.iter().any(|it| it == by_index), "{plan:?}");
        tx.rollback().await.unwrap();
        db.close().await;
    }
}
