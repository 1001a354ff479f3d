//! What a transaction bids a server to do, and a file does by itself.

use super::super::error::Result;
use super::{Tx, args, postgres};

impl Tx<'_> {
    /// How far the database's clock is ahead of this machine's, in whole seconds, as milliseconds. Processes on several
    /// machines have it in common; a file's is this machine's.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn clock_ahead(&mut self) -> Result<i64> {
        match self {
            Self::Sqlite(_) => Ok(0),
            Self::Postgres(tx) => postgres::clock_ahead(tx).await,
        }
    }

    /// Lets the transaction take as long as it needs: for what an operator starts and waits for.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn unhurried(&mut self) -> Result<()> {
        if let Self::Postgres(_) = self {
            self.execute("SET LOCAL statement_timeout = 0", Vec::new()).await?;
            self.execute("SET LOCAL idle_in_transaction_session_timeout = 0", Vec::new()).await?;
        }
        Ok(())
    }

    /// Lets a server sort and join a guild's entries in memory: a million take some 100 MiB in each of its processes that
    /// help, a thousand take as many times less. A fourth of the time goes to its files otherwise.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn in_memory(&mut self) -> Result<()> {
        if let Self::Postgres(_) = self {
            // An operator who gives more means it.
            let sql = "SELECT set_config('work_mem', CAST(greatest(pg_size_bytes(current_setting('work_mem')), \
                       pg_size_bytes('128MB')) / 1024 AS TEXT), true)";
            self.fetch_one(sql, Vec::new()).await?;
        }
        Ok(())
    }

    /// Waits until no other process is in a transaction that is alone at the same thing, and keeps others waiting until
    /// this one ends. Whoever writes to a file is alone anyway.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn alone(&mut self, at: &'static str) -> Result<()> {
        if let Self::Postgres(_) = self {
            self.fetch_one("SELECT 1 FROM pg_advisory_xact_lock(hashtext($1))", args![at]).await?;
        }
        Ok(())
    }
}
