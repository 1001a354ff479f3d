//! Rebuilding the views from the log, offline, in one transaction: delete, fold, compare, commit.

use sha2::{Digest as _, Sha256};

use crate::domain::fold::apply;
use crate::domain::state::State;

use super::chain;
use super::engine::{Db, Row, Tx};
use super::error::Result;
use super::events;
use super::rows;

/// What a rebuild found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many events were folded.
    pub events: i64,
    /// Events of kinds that only a newer release knows; they were skipped.
    pub skipped: Vec<i64>,
    /// The views whose rows were not what the log says.
    pub differed: Vec<&'static str>,
}

/// The tables that are folded from the log, with every column, in the order of their keys. What lies in `entry.words`
/// and drafts' bodies depends on erasures, which the log leads to as well, so they compare too.
const VIEWS: [(&str, &str, &str); 7] = [
    ("guild", "SELECT guild, body FROM guild ORDER BY guild", "DELETE FROM guild"),
    (
        "resource",
        "SELECT owner, slug, revision, hash, file_hash, retired, body FROM resource ORDER BY owner, slug",
        "DELETE FROM resource",
    ),
    (
        "discussion",
        "SELECT guild, owner, slug, thread, body FROM discussion ORDER BY guild, owner, slug",
        "DELETE FROM discussion",
    ),
    ("tally", "SELECT guild, owner, slug, body FROM tally ORDER BY guild, owner, slug", "DELETE FROM tally"),
    (
        "standing",
        "SELECT guild, owner, slug, actor, body FROM standing ORDER BY guild, actor, owner, slug",
        "DELETE FROM standing",
    ),
    (
        "entry",
        "SELECT guild, number, owner, slug, actor, kind, rating, shift, words, reason, anonymous, source, channel, \
         message, given_at, edited_at, status FROM entry ORDER BY guild, number",
        "DELETE FROM entry",
    ),
    (
        "draft",
        "SELECT guild, number, kept_at, used, body FROM draft ORDER BY guild, number",
        "DELETE FROM draft",
    ),
];

/// Deletes the views and folds them anew; `progress` is told every position.
///
/// # Errors
/// When the database fails or an event cannot be read; the views are then as they were.
pub async fn run(db: &Db, mut progress: impl FnMut(i64)) -> Result<Rebuilt> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    tx.unhurried().await?;
    tx.execute("UPDATE log_head SET batch = batch + 1 WHERE one = 1", Vec::new()).await?;
    let before = hashes(&mut tx).await?;
    let mut state = State::empty();
    let mut rebuilt = Rebuilt { events: 0, skipped: Vec::new(), differed: Vec::new() };
    events::each_event(&mut tx, |event| {
        rebuilt.events += 1;
        match event.recorded()? {
            Some(recorded) => apply(&mut state, &recorded),
            None => rebuilt.skipped.push(event.pos),
        }
        progress(event.pos);
        Ok(())
    })
    .await?;
    for (_, _, delete) in VIEWS {
        tx.execute(delete, Vec::new()).await?;
    }
    rows::save(&mut tx, &mut state).await?;
    let after = hashes(&mut tx).await?;
    for ((name, _, _), (was, is)) in VIEWS.iter().zip(before.iter().zip(&after)) {
        if was != is {
            rebuilt.differed.push(name);
        }
    }
    tx.commit().await?;
    Ok(rebuilt)
}

/// One hash over all views: two databases with the same log must agree on it.
///
/// # Errors
/// When the database fails.
pub async fn fingerprint(db: &Db) -> Result<String> {
    let mut tx = db.read().await?;
    tx.unhurried().await?;
    Ok(chain::digest(&hashes(&mut tx).await?.concat()))
}

async fn hashes(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let mut hashes = Vec::with_capacity(VIEWS.len());
    for (_, select, _) in VIEWS {
        let columns = select.split(" FROM ").next().map_or(0, |it| it.split(',').count());
        let mut sum = Sum::default();
        tx.fetch_each(select, Vec::new(), |row| {
            let mut hasher = Sha256::new();
            for at in 0..columns {
                let text = column(&row, at)?;
                hasher.update((text.len() as u64).to_be_bytes());
                hasher.update(text);
            }
            sum.add(&hasher.finalize());
            Ok(())
        })
        .await?;
        hashes.push(sum.hex());
    }
    Ok(hashes)
}

/// The hashes of rows added up. Engines sort text in orders of their own, so the order must not matter.
#[derive(Default)]
struct Sum([u64; 4]);

impl Sum {
    fn add(&mut self, hash: &[u8]) {
        for (part, bytes) in self.0.iter_mut().zip(hash.chunks_exact(8)) {
            let number = bytes.iter().fold(0, |number, it| number << 8 | u64::from(*it));
            *part = part.wrapping_add(number);
        }
    }

    fn hex(&self) -> String {
        chain::hex(&self.0.map(u64::to_be_bytes).concat())
    }
}

/// A column of either type as text.
fn column(row: &Row, at: usize) -> Result<String> {
    match row.maybe_int(at) {
        Ok(value) => Ok(value.map_or_else(|| "\u{0}".to_owned(), |it| it.to_string())),
        Err(_) => Ok(row.maybe_text(at)?.unwrap_or_else(|| "\u{0}".to_owned())),
    }
}
