//! Everything that differs between database engines; nothing outside this folder names one.
//!
//! SQL is static text with `$1` placeholders over columns of BIGINT and TEXT, so one statement serves every engine.
//! The one fragment that differs, turning a JSON list into rows, comes from the macro `each!`.

pub mod sqlite;
pub(in crate::store) mod values;

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, Row as _, Sqlite, Transaction};
use tokio::sync::MutexGuard;

use super::error::{Error, Result};

pub(in crate::store) use values::{Both, Insert, Joined, both, insert, joined};

/// Something that makes acknowledged writes last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durability {
    /// What the engine calls it.
    pub name: &'static str,
    /// What it is.
    pub is: String,
    /// What it must be.
    pub wanted: &'static str,
}

/// A handle to the database. Cloning is cheap.
#[derive(Clone)]
pub enum Db {
    /// One file.
    Sqlite(sqlite::Handle),
}

/// The one connection that writes, held until dropped.
pub enum Writer<'db> {
    /// SQLite admits one writer at a time, so writes queue for one connection instead of polling the file's lock.
    Sqlite(MutexGuard<'db, sqlx::SqliteConnection>),
}

/// An open transaction; dropping it without [`Tx::commit`] undoes it.
pub enum Tx<'c> {
    /// A transaction on a file.
    Sqlite(Transaction<'c, Sqlite>),
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

/// Lists bound values: `args![guild, name]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::engine::Arg::from($value)),*] };
}
pub(in crate::store) use args;

/// A statement that runs over the elements of the JSON list in `$1`: `each!("SELECT … FROM ", " AS it …")`.
/// Inside, `it.value ->> 0` is the first item of an element that is a list.
macro_rules! each {
    ($before:literal, $after:literal) => {
        concat!($before, "json_each($1)", $after)
    };
}
pub(in crate::store) use each;

/// A row that either engine gave. Columns are read by their place.
pub enum Row {
    /// From a file.
    Sqlite(SqliteRow),
}

impl Row {
    /// The BIGINT at a place.
    ///
    /// # Errors
    /// When it is absent, NULL or of another type.
    pub fn int(&self, at: usize) -> Result<i64> {
        let Self::Sqlite(row) = self;
        Ok(row.try_get(at)?)
    }

    /// The BIGINT at a place, or `None` for NULL.
    ///
    /// # Errors
    /// When it is absent or of another type.
    pub fn maybe_int(&self, at: usize) -> Result<Option<i64>> {
        let Self::Sqlite(row) = self;
        Ok(row.try_get(at)?)
    }

    /// The TEXT at a place.
    ///
    /// # Errors
    /// When it is absent, NULL or of another type.
    pub fn text(&self, at: usize) -> Result<String> {
        let Self::Sqlite(row) = self;
        Ok(row.try_get(at)?)
    }

    /// The TEXT at a place, or `None` for NULL.
    ///
    /// # Errors
    /// When it is absent or of another type.
    pub fn maybe_text(&self, at: usize) -> Result<Option<String>> {
        let Self::Sqlite(row) = self;
        Ok(row.try_get(at)?)
    }
}

impl Db {
    /// Waits for the writing connection.
    pub async fn writer(&self) -> Writer<'_> {
        let Self::Sqlite(handle) = self;
        Writer::Sqlite(handle.writer().await)
    }

    /// Opens a transaction that only reads and sees one consistent moment.
    ///
    /// # Errors
    /// When no reading connection can be had.
    pub async fn read(&self) -> Result<Tx<'static>> {
        let Self::Sqlite(handle) = self;
        Ok(Tx::Sqlite(handle.readers().begin().await?))
    }

    /// Waits for the transaction that writes, if there is one, and closes the database; nothing can be done with it
    /// afterwards, and another process may open it.
    pub async fn close(&self) {
        let Self::Sqlite(handle) = self;
        handle.close().await;
    }

    /// The engine and its version, for people.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn version(&self) -> Result<String> {
        let Self::Sqlite(handle) = self;
        handle.version().await
    }

    /// What makes acknowledged writes last, as it is and as it should be.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn durability(&self) -> Result<Vec<Durability>> {
        let Self::Sqlite(handle) = self;
        handle.durability().await
    }

    /// What the engine finds damaged in its own files, if it looks for that; reads all of them.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn damage(&self) -> Result<Option<String>> {
        let Self::Sqlite(handle) = self;
        handle.damage().await
    }

    /// What was last remembered beside the database, where its being replaced by a copy does not reach.
    pub fn remembered(&self) -> Option<String> {
        let Self::Sqlite(handle) = self;
        handle.remembered()
    }

    /// Remembers a line beside the database.
    pub fn remember(&self, text: &str) {
        let Self::Sqlite(handle) = self;
        handle.remember(text);
    }

    /// The file or server, for people; it holds no password.
    pub fn address(&self) -> String {
        let Self::Sqlite(handle) = self;
        handle.path().display().to_string()
    }
}

impl Writer<'_> {
    /// Opens a transaction that writes.
    ///
    /// # Errors
    /// When another process holds the database for longer than the busy timeout.
    pub async fn begin(&mut self) -> Result<Tx<'_>> {
        let Self::Sqlite(connection) = self;
        // Immediate: a transaction that reads and then writes must not find out late that it cannot.
        Ok(Tx::Sqlite(sqlx::Connection::begin_with(&mut **connection, "BEGIN IMMEDIATE").await?))
    }
}

impl Writer<'_> {
    /// Makes what was erased unreadable beside the database, too: older states of its pages go. When somebody reads at
    /// this very moment, that waits for the next time; the worker calls again.
    pub async fn forget_history(&mut self) {
        let Self::Sqlite(connection) = self;
        sqlite::fold_wal(connection).await;
    }
}

impl Tx<'_> {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<u64> {
        let Self::Sqlite(tx) = self;
        Ok(sqlx::query_with(sql, bound(args)?).execute(&mut **tx).await?.rows_affected())
    }

    /// Writes rows, given as their values one after the other; none is no statement.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn insert(&mut self, statement: &Insert, values: Vec<Arg>) -> Result<()> {
        for (sql, args) in statement.statements(values) {
            self.execute(sql, args).await?;
        }
        Ok(())
    }

    /// Writes rows to several tables, given as each statement's values: in one go when no table gets more than one.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn insert_all(&mut self, joined: &Joined, rows: Vec<Vec<Arg>>) -> Result<()> {
        debug_assert_eq!(joined.inserts().count(), rows.len(), "a statement lacks its rows");
        match joined.values(rows) {
            Ok(values) => self.execute(joined.text, values).await.map(drop),
            Err(rows) => {
                for (insert, values) in joined.inserts().zip(rows) {
                    self.insert(insert, values).await?;
                }
                Ok(())
            }
        }
    }

    /// Runs a query and gives all its rows.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn fetch_all(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Row>> {
        let Self::Sqlite(tx) = self;
        let rows = sqlx::query_with(sql, bound(args)?).fetch_all(&mut **tx).await?;
        Ok(rows.into_iter().map(Row::Sqlite).collect())
    }

    /// Runs a query of two statements, of which the first takes no values and gives one row: that row, and the rows of the
    /// second.
    ///
    /// # Errors
    /// What the engine says, also when the first gives no row.
    pub async fn fetch_after(&mut self, both: &Both, args: Vec<Arg>) -> Result<(Row, Vec<Row>)> {
        let mut rows = self.fetch_all(both.joined, args).await?.into_iter();
        let first = rows.next().ok_or(sqlx::Error::RowNotFound)?;
        Ok((first, rows.collect()))
    }

    /// Runs a query that gives at most one row.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn fetch_optional(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Option<Row>> {
        let Self::Sqlite(tx) = self;
        Ok(sqlx::query_with(sql, bound(args)?).fetch_optional(&mut **tx).await?.map(Row::Sqlite))
    }

    /// Runs a query that gives exactly one row.
    ///
    /// # Errors
    /// When it gives none, or what the engine says.
    pub async fn fetch_one(&mut self, sql: &'static str, args: Vec<Arg>) -> Result<Row> {
        let Self::Sqlite(tx) = self;
        Ok(Row::Sqlite(sqlx::query_with(sql, bound(args)?).fetch_one(&mut **tx).await?))
    }

    /// Runs a query and hands over its rows one by one, holding none.
    ///
    /// # Errors
    /// What the engine or the visitor says; the first error ends the visit.
    pub async fn fetch_each(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
        visit: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        self.visit_each(sql, args, visit).await
    }

    /// The same for a visitor that can fail by itself.
    ///
    /// # Errors
    /// What the engine or the visitor says; the first error ends the visit.
    pub async fn visit_each<E: From<Error>>(
        &mut self,
        sql: &'static str,
        args: Vec<Arg>,
        mut visit: impl FnMut(Row) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        use futures_util::TryStreamExt as _;
        let Self::Sqlite(tx) = self;
        let mut rows = sqlx::query_with(sql, bound(args)?).fetch(&mut **tx);
        while let Some(row) = rows.try_next().await.map_err(Error::from)? {
            visit(Row::Sqlite(row))?;
        }
        Ok(())
    }

    /// Makes everything in the transaction last.
    ///
    /// # Errors
    /// What the engine says; whether it lasts is then unknown until the database is asked.
    pub async fn commit(self) -> Result<()> {
        let Self::Sqlite(tx) = self;
        Ok(tx.commit().await?)
    }

    /// Undoes everything in the transaction.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn rollback(self) -> Result<()> {
        let Self::Sqlite(tx) = self;
        Ok(tx.rollback().await?)
    }
}

/// Turns our values into the engine's.
fn bound(args: Vec<Arg>) -> Result<SqliteArguments> {
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
