//! Everything that differs between database engines; nothing outside this folder names one.
//!
//! SQL is static text with `$1` placeholders over columns of BIGINT and TEXT, so one statement serves every engine.
//! What differs, turning a JSON list into rows and rows into one, comes from the macros of `over`.

mod bid;
mod meanwhile;
mod over;
pub mod postgres;
mod row;
pub mod sqlite;
mod trouble;
pub(in crate::store) mod values;
mod write;

use sqlx::{Postgres, Sqlite, Transaction};
use tokio::sync::MutexGuard;

use super::error::{Error, Result};
use crate::domain::ids::GuildId;
use meanwhile::soon;
use row::{for_postgres, for_sqlite};

pub(in crate::store) use meanwhile::meanwhile;
pub(in crate::store) use over::{each, lists, pairs};
pub use row::{Arg, Row, Sql};
pub(in crate::store) use trouble::Trouble;
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
    /// Whether acknowledged writes last with it.
    pub is_safe: bool,
}

/// How many rows [`Tx::fetch_lots`] hands over at once.
const LOT: usize = 512;

/// A handle to the database. Cloning is cheap.
#[derive(Clone)]
pub enum Db {
    /// One file.
    Sqlite(sqlite::Handle),
    /// A server.
    Postgres(postgres::Handle),
}

/// The right to write, held until dropped.
pub enum Writer<'db> {
    /// SQLite admits one writer at a time, so writes queue for one connection instead of polling the file's lock.
    Sqlite(MutexGuard<'db, sqlx::SqliteConnection>),
    /// Postgres lets writers wait for each other's rows; a connection is taken when a transaction begins.
    Postgres(&'db postgres::Handle),
}

/// An open transaction; dropping it without [`Tx::commit`] undoes it.
pub enum Tx<'c> {
    /// A transaction on a file.
    Sqlite(Transaction<'c, Sqlite>),
    /// A transaction on a server.
    Postgres(Transaction<'static, Postgres>),
}

/// Lists bound values: `args![guild, name]`.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::engine::Arg::from($value)),*] };
}
pub(in crate::store) use args;

impl Db {
    /// Waits for the right to write.
    pub async fn writer(&self) -> Writer<'_> {
        match self {
            Self::Sqlite(handle) => Writer::Sqlite(handle.writer().await),
            Self::Postgres(handle) => Writer::Postgres(handle),
        }
    }

    /// Opens a transaction that only reads and sees one consistent moment.
    ///
    /// # Errors
    /// When no reading connection can be had.
    pub async fn read(&self) -> Result<Tx<'static>> {
        match self {
            Self::Sqlite(handle) => Ok(Tx::Sqlite(handle.readers().begin().await?)),
            Self::Postgres(handle) => Ok(Tx::Postgres(handle.read().await?)),
        }
    }

    /// The same on behalf of one guild. Where the engine can, it shows no other guild's rows, whatever a statement asks
    /// for: a second wall behind every statement's own condition.
    ///
    /// # Errors
    /// When no reading connection can be had.
    pub async fn read_of(&self, guild: GuildId) -> Result<Tx<'static>> {
        let mut tx = self.read().await?;
        if let Tx::Postgres(_) = tx {
            let wall =
                "SELECT set_config('role', 'athenaeum_reader', true), set_config('app.guild', $1, true)";
            tx.fetch_one(wall, args![guild.as_i64().to_string()]).await?;
        }
        Ok(tx)
    }

    /// Listens to what other processes say, where there can be others.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn listen(&self) -> Result<Option<postgres::Ear>> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(handle) => handle.listen().await.map(Some),
        }
    }

    /// Waits for the transactions that write, if there are any, and closes the database; nothing can be done with it
    /// afterwards, and another process may open it.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(handle) => handle.close().await,
            Self::Postgres(handle) => handle.close().await,
        }
    }

    /// Whether several processes may work on it at the same time.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// The engine and its version, for people.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn version(&self) -> Result<String> {
        match self {
            Self::Sqlite(handle) => handle.version().await,
            Self::Postgres(handle) => Ok(format!("PostgreSQL {}", handle.version().await?.1)),
        }
    }

    /// What makes acknowledged writes last, as it is and as it should be.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn durability(&self) -> Result<Vec<Durability>> {
        match self {
            Self::Sqlite(handle) => handle.durability().await,
            Self::Postgres(handle) => handle.durability().await,
        }
    }

    /// What the engine finds damaged in its own files, if it looks for that; reads all of them.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn damage(&self) -> Result<Option<String>> {
        match self {
            Self::Sqlite(handle) => handle.damage().await,
            // A server checks its pages itself, and only its superuser may ask.
            Self::Postgres(_) => Ok(None),
        }
    }

    /// What was last remembered beside the database, where its being replaced by a copy does not reach. Beside a server
    /// there is no such place.
    pub fn remembered(&self) -> Option<String> {
        match self {
            Self::Sqlite(handle) => handle.remembered(),
            Self::Postgres(_) => None,
        }
    }

    /// Remembers a line beside the database.
    pub fn remember(&self, text: &str) {
        if let Self::Sqlite(handle) = self {
            handle.remember(text);
        }
    }

    /// The file or server, for people; it holds no password.
    pub fn address(&self) -> String {
        match self {
            Self::Sqlite(handle) => handle.path().display().to_string(),
            Self::Postgres(handle) => handle.address().to_owned(),
        }
    }
}

impl Writer<'_> {
    /// Opens a transaction that writes.
    ///
    /// # Errors
    /// When somebody else holds the database for too long, or it cannot be reached.
    pub async fn begin(&mut self) -> Result<Tx<'_>> {
        match self {
            // Immediate: a transaction that reads and then writes must not find out late that it cannot.
            Self::Sqlite(connection) => {
                let begun = sqlx::Connection::begin_with(&mut **connection, "BEGIN IMMEDIATE");
                Ok(Tx::Sqlite(soon(begun).await?))
            }
            Self::Postgres(handle) => Ok(Tx::Postgres(handle.write().await?)),
        }
    }

    /// Makes what was erased unreadable beside the database, too: older states of its pages go. When somebody reads at
    /// this very moment, that waits for the next time; the worker calls again. A server's pages and journals are out of
    /// reach; its own housekeeping writes over them.
    pub async fn forget_history(&mut self) {
        if let Self::Sqlite(connection) = self {
            sqlite::fold_wal(connection).await;
        }
    }
}

impl Tx<'_> {
    /// Runs a query and gives all its rows.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn fetch_all(&mut self, sql: impl Into<Sql>, args: Vec<Arg>) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.fetch_each(sql, args, |row| {
            rows.push(row);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// Runs a query of two statements, of which the first takes no values and gives one row: that row, and the rows of the
    /// second.
    ///
    /// # Errors
    /// What the engine says, also when the first gives no row.
    pub async fn fetch_after(&mut self, both: &Both, args: Vec<Arg>) -> Result<(Row, Vec<Row>)> {
        if let Self::Postgres(_) = self {
            let first = self.fetch_one(both.apart.0, Vec::new()).await?;
            return Ok((first, self.fetch_all(both.apart.1, args).await?));
        }
        let mut rows = self.fetch_all(both.joined, args).await?.into_iter();
        let first = rows.next().ok_or(sqlx::Error::RowNotFound)?;
        Ok((first, rows.collect()))
    }

    /// Runs a query that gives at most one row.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn fetch_optional(&mut self, sql: impl Into<Sql>, args: Vec<Arg>) -> Result<Option<Row>> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(tx) => {
                let query = sqlx::query_with(sql.sqlite, for_sqlite(args)?);
                soon(query.fetch_optional(&mut **tx)).await?.map(Row::Sqlite)
            }
            Self::Postgres(tx) => {
                let query = sqlx::query_with(sql.postgres, for_postgres(args)?);
                query.fetch_optional(&mut **tx).await?.map(Row::Postgres)
            }
        })
    }

    /// Runs a query that gives exactly one row.
    ///
    /// # Errors
    /// When it gives none, or what the engine says.
    pub async fn fetch_one(&mut self, sql: impl Into<Sql>, args: Vec<Arg>) -> Result<Row> {
        Ok(self.fetch_optional(sql, args).await?.ok_or(sqlx::Error::RowNotFound)?)
    }

    /// Whether rows handed over one by one cost little: a server sends them as they come, while with a file each row is
    /// passed from one thread to another.
    pub fn streams(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Runs a query and hands over its rows one by one, holding none.
    ///
    /// # Errors
    /// What the engine or the visitor says; the first error ends the visit.
    pub async fn fetch_each(
        &mut self,
        sql: impl Into<Sql>,
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
        sql: impl Into<Sql>,
        args: Vec<Arg>,
        mut visit: impl FnMut(Row) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        use futures_util::TryStreamExt as _;
        let sql = sql.into();
        match self {
            Self::Sqlite(tx) => {
                let mut rows = sqlx::query_with(sql.sqlite, for_sqlite(args)?).fetch(&mut **tx);
                while let Some(row) = soon(rows.try_next()).await.map_err(Error::from)? {
                    visit(Row::Sqlite(row))?;
                }
            }
            Self::Postgres(tx) => {
                let mut rows = sqlx::query_with(sql.postgres, for_postgres(args)?).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(Error::from)? {
                    visit(Row::Postgres(row))?;
                }
            }
        }
        Ok(())
    }

    /// Runs a query and hands over its rows by the hundreds, waiting for what is done with each lot.
    ///
    /// # Errors
    /// What the engine or the visitor says; the first error ends the visit.
    pub async fn fetch_lots<E: From<Error>>(
        &mut self,
        sql: impl Into<Sql>,
        args: Vec<Arg>,
        mut visit: impl AsyncFnMut(Vec<Row>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        use futures_util::{StreamExt as _, TryStreamExt as _};
        let sql = sql.into();
        let rows = match self {
            Self::Sqlite(tx) => {
                let rows = sqlx::query_with(sql.sqlite, for_sqlite(args)?).fetch(&mut **tx);
                rows.map_ok(Row::Sqlite).boxed()
            }
            Self::Postgres(tx) => {
                let rows = sqlx::query_with(sql.postgres, for_postgres(args)?).fetch(&mut **tx);
                rows.map_ok(Row::Postgres).boxed()
            }
        };
        let mut lots = rows.try_chunks(LOT);
        while let Some(lot) = lots.next().await {
            visit(lot.map_err(|it| Error::from(it.1))?).await?;
        }
        Ok(())
    }

    /// Makes everything in the transaction last. Whoever stops waiting for it stops nothing.
    ///
    /// # Errors
    /// What the engine says; after [`Error::Gone`] whether it lasts is unknown until the database is asked.
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => Ok(tx.commit().await?),
            Self::Postgres(tx) => postgres::to_its_end(async { Ok(tx.commit().await?) }).await,
        }
    }

    /// Undoes everything in the transaction.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => Ok(tx.rollback().await?),
            Self::Postgres(tx) => postgres::to_its_end(async { Ok(tx.rollback().await?) }).await,
        }
    }
}
