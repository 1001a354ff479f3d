//! What goes into a statement and what comes out of it, whichever engine runs it.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Row as _};

use crate::store::error::Result;

/// The text of a statement. Most are the same for every engine; `each!` makes those that are not.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    pub(super) sqlite: &'static str,
    pub(super) postgres: &'static str,
}

impl Sql {
    /// A statement with a text for each engine.
    pub const fn of(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::of(text, text)
    }
}

/// A bound value. The portable schema has only these two column types.
#[derive(Clone, Debug)]
pub enum Arg {
    /// A BIGINT.
    Int(Option<i64>),
    /// A TEXT.
    Text(Option<String>),
}

macro_rules! from_value {
    ($($from:ty => |$it:ident| $arg:expr),* $(,)?) => {
        $(impl From<$from> for Arg { fn from($it: $from) -> Self { $arg } })*
    };
}
from_value! {
    i64 => |it| Arg::Int(Some(it)),
    Option<i64> => |it| Arg::Int(it),
    &str => |it| Arg::Text(Some(it.to_owned())),
    String => |it| Arg::Text(Some(it)),
    Option<&str> => |it| Arg::Text(it.map(str::to_owned)),
    Option<String> => |it| Arg::Text(it),
}

/// A row that either engine gave. Columns are read by their place.
pub enum Row {
    /// From a file.
    Sqlite(SqliteRow),
    /// From a server.
    Postgres(PgRow),
}

/// Reads a column of whichever row it is.
macro_rules! column {
    ($row:expr, $at:expr) => {
        match $row {
            Row::Sqlite(row) => Ok(row.try_get($at)?),
            Row::Postgres(row) => Ok(row.try_get($at)?),
        }
    };
}

impl Row {
    /// The BIGINT at a place.
    ///
    /// # Errors
    /// When it is absent, NULL or of another type.
    pub fn int(&self, at: usize) -> Result<i64> {
        column!(self, at)
    }

    /// The BIGINT at a place, or `None` for NULL.
    ///
    /// # Errors
    /// When it is absent or of another type.
    pub fn maybe_int(&self, at: usize) -> Result<Option<i64>> {
        column!(self, at)
    }

    /// The TEXT at a place.
    ///
    /// # Errors
    /// When it is absent, NULL or of another type.
    pub fn text(&self, at: usize) -> Result<String> {
        column!(self, at)
    }

    /// The TEXT at a place, where it lies.
    ///
    /// # Errors
    /// When it is absent, NULL or of another type.
    pub fn text_there(&self, at: usize) -> Result<&str> {
        column!(self, at)
    }

    /// The TEXT at a place, or `None` for NULL.
    ///
    /// # Errors
    /// When it is absent or of another type.
    pub fn maybe_text(&self, at: usize) -> Result<Option<String>> {
        column!(self, at)
    }
}

/// Turns our values into SQLite's.
pub(super) fn for_sqlite(args: Vec<Arg>) -> Result<SqliteArguments> {
    let mut bound = SqliteArguments::default();
    bound.reserve(args.len(), 0);
    for arg in args {
        match arg {
            Arg::Int(value) => bound.add(value),
            Arg::Text(value) => bound.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}

/// Turns our values into Postgres's.
pub(super) fn for_postgres(args: Vec<Arg>) -> Result<PgArguments> {
    let mut bound = PgArguments::default();
    bound.reserve(args.len(), 0);
    for arg in args {
        match arg {
            Arg::Int(value) => bound.add(value),
            Arg::Text(value) => bound.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}
