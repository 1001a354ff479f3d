//! Every table with its columns, for taking a database over row by row.

use crate::store::engine::{Arg, Insert, Row, Sql, Tx, insert};
use crate::store::error::Result;

/// A table.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// What each column holds: `i` for a BIGINT, `t` for a TEXT.
    kinds: &'static str,
    select: &'static str,
    insert: &'static Insert,
    delete: &'static str,
    count: &'static str,
}

macro_rules! table {
    ($name:literal, $columns:literal, $kinds:literal) => {
        Table {
            name: $name,
            kinds: $kinds,
            select: concat!("SELECT ", $columns, " FROM ", $name),
            insert: insert!(concat!("INSERT INTO ", $name, " (", $columns, ") VALUES "), $kinds.len(), ""),
            delete: concat!("DELETE FROM ", $name),
            count: concat!("SELECT COUNT(*) FROM ", $name),
        }
    };
}

/// The columns of the log.
macro_rules! event {
    () => {
        "pos, guild, guild_seq, subject, kind, ver, actor, key, n, cause, at_source, at, body, content_ref, hash"
    };
}

/// The log, which is only ever added to.
pub(super) const EVENTS: Table = Table {
    name: "event",
    kinds: "iiittiitiiiitit",
    select: concat!("SELECT ", event!(), " FROM event WHERE pos > $1 ORDER BY pos"),
    insert: insert!(concat!("INSERT INTO event (", event!(), ") VALUES "), 15, ""),
    delete: "",
    count: "SELECT COUNT(*) FROM event",
};

/// What lies beside the log, what is folded from it, and what is promised.
pub(super) const OTHERS: [Table; 14] = [
    table!("answer", "guild, key, req_hash, pos, reply, at", "ittiti"),
    table!("words", "pos, guild, body", "iit"),
    table!("person", "guild, user_id, actor, last_seen_name, memory", "iiitt"),
    table!("guild", "guild, body", "it"),
    table!("resource", "owner, slug, revision, hash, file_hash, retired, body", "itittit"),
    table!("discussion", "guild, owner, slug, thread, body", "iitit"),
    table!("tally", "guild, owner, slug, body", "iitt"),
    table!("standing", "guild, owner, slug, actor, body", "iitit"),
    table!(
        "entry",
        "guild, number, owner, slug, actor, kind, rating, shift, words, reason, anonymous, source, channel, message, \
         given_at, edited_at, status",
        "iiitititiiitiiiit"
    ),
    table!("draft", "guild, number, kept_at, used, body", "iiiit"),
    table!(
        "effect",
        "id, guild, kind, order_key, state, due_at, attempts, first_at, lease_until, cause, planned_at, interaction, \
         token, body, reason, door",
        "iitttiiiiiiittti"
    ),
    table!("missed", "day, guild, text_key, times", "iiti"),
    table!("looked_up", "hour, guild, slug, times", "iiti"),
    table!("taken", "id, guild, body, at", "iiti"),
];

impl Table {
    /// Its rows; the log's after a position.
    pub(super) fn select(&self) -> Sql {
        self.select.into()
    }

    /// Writes rows of it that came from somewhere else.
    pub(super) async fn write(&self, to: &mut Tx<'_>, rows: &[Row]) -> Result<()> {
        let mut values = Vec::with_capacity(rows.len() * self.kinds.len());
        for row in rows {
            for (at, kind) in self.kinds.bytes().enumerate() {
                values.push(match kind {
                    b'i' => Arg::Int(row.maybe_int(at)?),
                    _ => Arg::Text(row.maybe_text(at)?),
                });
            }
        }
        to.insert(self.insert, values).await
    }

    /// Empties it.
    pub(super) async fn clear(&self, to: &mut Tx<'_>) -> Result<()> {
        to.execute(self.delete, Vec::new()).await.map(|_| ())
    }

    /// How many rows it has.
    pub(super) async fn count(&self, of: &mut Tx<'_>) -> Result<i64> {
        of.fetch_one(self.count, Vec::new()).await?.int(0)
    }
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Table> {
    const LOG: &Table = &EVENTS;
    const REST: &[Table] = &OTHERS;
    std::iter::once(LOG).chain(REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: &str = include_str!("../../../migrations/0001_log.sql");

    /// The columns of a table as the migration makes them, and what they hold.
    fn made(table: &str) -> (Vec<&'static str>, String) {
        let (_, rest) = STEP.split_once(&format!("CREATE TABLE {table} (\n")).expect("the table is made");
        let lines = rest.lines().take_while(|it| !it.starts_with(')')).map(str::trim);
        let columns = lines.filter(|it| !it.starts_with("PRIMARY KEY") && !it.starts_with("--"));
        let columns: Vec<Vec<&str>> = columns.map(|it| it.split_whitespace().collect()).collect();
        let kinds = columns.iter().map(|it| if it[1].starts_with("BIGINT") { 'i' } else { 't' }).collect();
        (columns.iter().map(|it| it[0]).collect(), kinds)
    }

    #[test]
    fn every_column_of_every_table_is_taken_over() {
        for table in all() {
            let (columns, kinds) = made(table.name);
            let start = format!("SELECT {} FROM {}", columns.join(", "), table.name);
            assert!(table.select.starts_with(&start), "{}: {start}", table.name);
            assert_eq!(table.kinds, kinds, "{}", table.name);
        }
        // The head is written by itself.
        assert_eq!(STEP.matches("CREATE TABLE ").count(), all().count() + 1);
    }
}
