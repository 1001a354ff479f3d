//! An exported file as a spreadsheet or a program reads it.

use std::collections::BTreeMap;

use athenaeum::store::engine::Row;
use discord_simulator::scene::PATIENCE;
use discord_simulator::{Answer, Member};

use crate::support::Room;

/// The rows of a file, by column.
pub type Rows = Vec<BTreeMap<String, String>>;

/// Somebody exports and reads the CSV.
pub async fn exported(by: &Member, options: &str) -> (String, Rows) {
    let answer = asked(by, options).await;
    let (name, content) = answer.file();
    assert!(name.starts_with("feedback-") && name.ends_with(".csv"), "{name}");
    (answer.text(), read(&content))
}

/// Somebody asks for an export and waits for what comes.
pub async fn asked(by: &Member, options: &str) -> Answer {
    let line = format!("/moderate export {options}");
    let answer = by.slash("general", line.trim_end()).await.settled().await;
    assert!(answer.is_private(), "an export is for the asker alone");
    answer
}

/// The rows of a CSV file.
pub fn read(content: &[u8]) -> Rows {
    let mut reader = csv::Reader::from_reader(content);
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row = |it: csv::Result<csv::StringRecord>| {
        names.iter().cloned().zip(it.unwrap().iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

/// One column of all rows.
pub fn column<'a>(rows: &'a Rows, name: &str) -> Vec<&'a str> {
    rows.iter().map(|it| it[name].as_str()).collect()
}

/// How many rows each export of all guilds held, as the log remembers once it remembers so many.
pub async fn remembered(room: &Room, exports: usize) -> Vec<u64> {
    let sql = "SELECT body FROM event WHERE kind = 'export.made' AND actor IS NOT NULL ORDER BY pos";
    let body = |it: &Row| -> serde_json::Value { serde_json::from_str(&it.text(0).unwrap()).unwrap() };
    let rows = rows_once_there_are(room, exports, sql).await;
    rows.iter().map(|it| body(it)["rows"].as_u64().unwrap()).collect()
}

/// Waits until an effect was tried and put off.
pub async fn put_off(room: &Room) {
    let sql = "SELECT id FROM effect WHERE state = 'planned' AND attempts > 0 AND lease_until = 0";
    rows_once_there_are(room, 1, sql).await;
}

async fn rows_once_there_are(room: &Room, at_least: usize, sql: &'static str) -> Vec<Row> {
    let enough = async {
        loop {
            let mut tx = room.bot.app.db.read().await.unwrap();
            let rows = tx.fetch_all(sql, Vec::new()).await.unwrap();
            if rows.len() >= at_least {
                return rows;
            }
            drop(tx);
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, enough).await.expect(sql)
}
