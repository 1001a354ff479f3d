//! Statements that write: one, many rows of one table, rows of many tables.

use super::meanwhile::{meanwhile, soon};
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
                Ok(values) => return soon(self.execute(joined.text, values)).await.map(drop),
                Err(rows) => rows,
            },
            Self::Postgres(_) => rows,
        };
        self.insert_all(joined, rows.into_iter().map(Ok)).await
    }

    /// Writes rows to several tables, one after the other; while the engine is at a statement, the values of the next one
    /// are put together.
    ///
    /// # Errors
    /// What the engine says, or whoever gives the values.
    pub async fn insert_all(
        &mut self,
        joined: &Joined,
        tables: impl Iterator<Item = Result<Vec<Arg>>>,
    ) -> Result<()> {
        let mut statements = joined.inserts().zip(tables).flat_map(|(insert, values)| {
            let (values, failed) = values.map_or_else(|err| (Vec::new(), Some(Err(err))), |it| (it, None));
            insert.statements(values).map(Ok).chain(failed)
        });
        let mut next = statements.next().transpose()?;
        while let Some((sql, args)) = next {
            let patience = self.patience();
            (_, next) =
                meanwhile((self.execute(sql, args), patience), || statements.next().transpose()).await?;
        }
        Ok(())
    }
}
