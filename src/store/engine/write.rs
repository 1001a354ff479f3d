//! Statements that write: one, many rows of one table, rows of many tables.

use tokio::sync::mpsc;
use tokio::task::yield_now;

use super::row::{for_postgres, for_sqlite};
use super::{Arg, Insert, Joined, Sql, Tx};
use crate::store::error::Result;

impl Tx<'_> {
    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn execute(&mut self, sql: impl Into<Sql>, args: Vec<Arg>) -> Result<u64> {
        let sql = sql.into();
        Ok(match self {
            Self::Sqlite(tx) => {
                sqlx::query_with(sql.sqlite, for_sqlite(args)?).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                sqlx::query_with(sql.postgres, for_postgres(args)?).execute(&mut **tx).await?.rows_affected()
            }
        })
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

    /// Writes a row or none to each of several tables, given as each statement's values: in one go where the engine can.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn insert_joined(&mut self, joined: &Joined, rows: Vec<Vec<Arg>>) -> Result<()> {
        let rows = match self {
            Self::Sqlite(_) => match joined.values(rows) {
                Ok(values) => return self.execute(joined.text, values).await.map(drop),
                Err(rows) => rows,
            },
            Self::Postgres(_) => rows,
        };
        self.insert_all(joined, rows.into_iter().map(Ok)).await
    }

    /// Writes rows to several tables, one after the other; while the engine is at a statement, the values of those to come
    /// are put together.
    ///
    /// # Errors
    /// What the engine says, or whoever gives the values.
    pub async fn insert_all(
        &mut self,
        joined: &Joined,
        tables: impl Iterator<Item = Result<Vec<Arg>>>,
    ) -> Result<()> {
        let (ready, mut waiting) = mpsc::unbounded_channel();
        let put_together = async move {
            for (insert, values) in joined.inserts().zip(tables) {
                for statement in insert.statements(values?) {
                    // It is gone when a statement failed, which is told by who ran it.
                    let _ = ready.send(statement);
                    yield_now().await;
                }
            }
            Ok(())
        };
        let write = async {
            while let Some((sql, args)) = waiting.recv().await {
                self.execute(sql, args).await?;
            }
            Ok(())
        };
        tokio::try_join!(write, put_together).map(drop)
    }
}
