//! Reading a table from end to end by the hundreds of rows, each lot as one text. A file's engine works on a thread of its
//! own, and to hand over a million rows one by one, value by value, costs several times what finding them does.
//!
//! A row is its columns with [`COLUMN_END`] between them, a lot its rows with [`ROW_END`] between them. Neither stands in
//! a column, nor does [`NULL`]: what the bot writes there are numbers, names and JSON, and none holds a control character.

use std::fmt::Write as _;

use super::engine::{Arg, Tx, meanwhile};
use super::error::{Error, Result};

/// What stands between two columns.
pub(super) const COLUMN_END: char = '\u{1f}';

/// What stands between two rows.
pub(super) const ROW_END: char = '\u{1e}';

/// What a column without a value is read as.
pub(super) const NULL: &str = "\u{1d}";

/// A column that may be NULL.
macro_rules! maybe {
    ($column:literal) => {
        concat!("COALESCE(CAST(", $column, " AS TEXT), '\u{1d}')")
    };
}
pub(super) use maybe;

/// A table to be read by lots, in the order of its primary key, whose columns are also named by their places among all:
/// `lots!("draft", ("guild, number") > ("$1, $2"), [Int(0), Int(1)], "guild, number, body")`. The longest bodies of a whole
/// lot fit into some megabytes.
macro_rules! lots {
    ($table:literal, ($key:literal) > ($after:literal), $places:expr, $($columns:expr),+ $(,)?) => {
        $crate::store::lots::Lots {
            sql: concat!(
                "SELECT string_agg(line, '\u{1e}') FROM (SELECT concat_ws('\u{1f}', ", $($columns),+,
                ") AS line FROM ", $table, " WHERE (", $key, ") > (", $after, ") ORDER BY ", $key, " LIMIT 256) AS lot"
            ),
            key: &$places,
        }
    };
}
pub(super) use lots;

/// A column of a key, by its place among all columns.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// A BIGINT.
    Int(usize),
    /// A TEXT.
    Text(usize),
}

/// A table that is read by lots; made by [`lots!`].
pub(super) struct Lots {
    pub(super) sql: &'static str,
    pub(super) key: &'static [Part],
}

impl Lots {
    /// Hands over every row. The engine finds the next lot while this one is visited.
    ///
    /// # Errors
    /// What the database or the visitor says; the first error ends the visit.
    pub(super) async fn each(
        &self,
        tx: &mut Tx<'_>,
        mut visit: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        let patience = tx.patience();
        let mut lot = tx.fetch_one(self.sql, self.before_all()).await?.maybe_text(0)?;
        while let Some(rows) = lot {
            let last = rows.rsplit(ROW_END).next().unwrap_or_default();
            let next = tx.fetch_one(self.sql, self.key_of(last)?);
            let (next, ()) =
                meanwhile((next, patience), || rows.split(ROW_END).try_for_each(&mut visit)).await?;
            lot = next.maybe_text(0)?;
        }
        Ok(())
    }

    fn before_all(&self) -> Vec<Arg> {
        let least = |part: &Part| match part {
            Part::Int(_) => i64::MIN.into(),
            Part::Text(_) => "".into(),
        };
        self.key.iter().map(least).collect()
    }

    fn key_of(&self, row: &str) -> Result<Vec<Arg>> {
        let columns: Vec<&str> = row.split(COLUMN_END).collect();
        let column = |at: usize| columns.get(at).copied().unwrap_or_default();
        let value = |part: &Part| match *part {
            Part::Int(at) => Ok(int(column(at))?.into()),
            Part::Text(at) => Ok(column(at).into()),
        };
        self.key.iter().map(value).collect()
    }
}

/// The BIGINT that a column holds.
pub(super) fn int(column: &str) -> Result<i64> {
    column.parse().map_err(|_| Error::unknown("number", column))
}

/// The same of a column that may be NULL.
pub(super) fn maybe_int(column: &str) -> Result<Option<i64>> {
    if column == NULL { Ok(None) } else { int(column).map(Some) }
}

/// Spells a row's values as [`Lots::each`] hands the row over.
pub(super) fn spell(values: &[Arg], row: &mut String) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            row.push(COLUMN_END);
        }
        match value {
            Arg::Int(None) | Arg::Text(None) => row.push_str(NULL),
            Arg::Int(Some(number)) => _ = write!(row, "{number}"),
            Arg::Text(Some(text)) => row.push_str(text),
        }
    }
}
