//! A look beneath the bot: what its database holds, and faults put into it.

use super::Room;

impl Room {
    /// The number that a statement gives.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.bot.app.db.read().await.unwrap();
        tx.fetch_one(sql, Vec::new()).await.unwrap().int(0).unwrap()
    }

    /// Runs a statement behind the bot's back.
    pub async fn execute(&self, sql: &'static str) {
        let mut writer = self.bot.app.db.writer().await;
        let mut tx = writer.begin().await.unwrap();
        tx.execute(sql, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }
}
