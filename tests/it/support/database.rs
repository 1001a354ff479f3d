//! A look beneath the bot: what its database holds, and faults put into it.

use athenaeum::store::Db;

use super::Room;

impl Room {
    /// The number that a statement gives.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.bot.app.db.read().await.unwrap();
        tx.fetch_one(sql, Vec::new()).await.unwrap().int(0).unwrap()
    }

    /// From now on no words can be saved.
    pub async fn break_words(&self) {
        match &self.bot.app.db {
            Db::Sqlite(_) => {
                let sql =
                    "CREATE TRIGGER broken BEFORE INSERT ON words BEGIN SELECT RAISE(ABORT, 'broken'); END";
                self.execute(sql).await;
            }
            Db::Postgres(_) => {
                let sql = "CREATE FUNCTION broken() RETURNS TRIGGER LANGUAGE plpgsql AS \
                           'BEGIN RAISE EXCEPTION ''broken''; END'";
                self.execute(sql).await;
                let sql = "CREATE TRIGGER broken BEFORE INSERT ON words EXECUTE FUNCTION broken()";
                self.execute(sql).await;
            }
        }
    }

    /// Words can be saved again.
    pub async fn mend_words(&self) {
        self.execute(match &self.bot.app.db {
            Db::Sqlite(_) => "DROP TRIGGER broken",
            Db::Postgres(_) => "DROP FUNCTION broken CASCADE",
        })
        .await;
    }

    /// Runs a statement in a transaction of its own.
    pub async fn execute(&self, sql: &'static str) {
        let mut writer = self.bot.app.db.writer().await;
        let mut tx = writer.begin().await.unwrap();
        tx.execute(sql, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }
}
