//! Rebuilding the views from the log, offline, in one transaction: fold, compare, write what differs, commit. Beside a
//! bot that serves they are compared and no more.
//!
//! Writing everything anew, to read it back and compare, cost three times as much and is the same in the end.

use sha2::{Digest as _, Sha256};
use tokio_util::task::AbortOnDropHandle;

use crate::domain::fold::{apply, pass_over};
use crate::domain::state::State;

use super::chain;
use super::engine::{Db, Tx};
use super::error::{Error, Result};
use super::events::{self, Read};
use super::lots::Part::{Int, Text};
use super::lots::{Lots, lots, maybe, spell};
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

/// A table that is folded from the log.
struct Folded {
    name: &'static str,
    /// Every column, in the order in which rows are written.
    rows: Lots,
    delete: &'static str,
}

/// A table that is folded from the log, read by its key.
macro_rules! folded {
    ($name:literal, $key:tt > $after:tt, $places:expr, $($columns:expr),+ $(,)?) => {
        Folded {
            name: $name,
            rows: lots!($name, $key > $after, $places, $($columns),+),
            delete: concat!("DELETE FROM ", $name),
        }
    };
}

/// In the order of [`rows::WRITES`]. What lies in `entry.words` and drafts' bodies depends on erasures, which the log leads
/// to as well, so they compare too.
const VIEWS: [Folded; 7] = [
    folded!("guild", ("guild") > ("$1"), [Int(0)], "guild, body"),
    folded!(
        "resource",
        ("owner, slug") > ("$1, $2"),
        [Int(0), Text(1)],
        "owner, slug, revision, hash, ",
        maybe!("file_hash"),
        ", retired, body"
    ),
    folded!(
        "discussion",
        ("guild, owner, slug") > ("$1, $2, $3"),
        [Int(0), Int(1), Text(2)],
        "guild, owner, slug, thread, body"
    ),
    folded!(
        "tally",
        ("guild, owner, slug") > ("$1, $2, $3"),
        [Int(0), Int(1), Text(2)],
        "guild, owner, slug, body"
    ),
    folded!(
        "standing",
        ("guild, actor, owner, slug") > ("$1, $2, $3, $4"),
        [Int(0), Int(3), Int(1), Text(2)],
        "guild, owner, slug, actor, body"
    ),
    folded!(
        "entry",
        ("guild, number") > ("$1, $2"),
        [Int(0), Int(1)],
        "guild, number, owner, slug, actor, kind, ",
        maybe!("rating"),
        ", ",
        maybe!("shift"),
        ", ",
        maybe!("words"),
        ", ",
        maybe!("reason"),
        ", anonymous, source, ",
        maybe!("channel"),
        ", ",
        maybe!("message"),
        ", given_at, ",
        maybe!("edited_at"),
        ", status"
    ),
    folded!("draft", ("guild, number") > ("$1, $2"), [Int(0), Int(1)], "guild, number, kept_at, used, body"),
];

/// Folds the views anew and compares: those that are what the log says stay as they are, the others are deleted and
/// written. `progress` is told every position.
///
/// # Errors
/// When the database fails or an event cannot be read; the views are then as they were.
pub async fn run(db: &Db, mut progress: impl FnMut(i64)) -> Result<Rebuilt> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    tx.unhurried().await?;
    // Nobody else writes from here on.
    tx.execute("UPDATE log_head SET batch = batch + 1 WHERE one = 1", Vec::new()).await?;
    // What is there is read meanwhile, by another hand.
    let found = AbortOnDropHandle::new(tokio::spawn(all_found(db.clone())));
    let (mut state, mut rebuilt) = fold(&mut tx, &mut progress).await?;
    let wanted = all_wanted(&state)?;
    let found = found.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
    let differing = differing(found, wanted);
    rebuilt.differed = names(&differing);
    if !rebuilt.differed.is_empty() {
        write(&mut tx, &mut state, differing).await?;
    }
    tx.commit().await?;
    Ok(rebuilt)
}

/// Folds the views anew and compares, and writes nothing, so that a bot may serve meanwhile: what is there and what the log
/// says are read as of one moment. `progress` is told every position.
///
/// # Errors
/// When the database fails or an event cannot be read.
pub async fn compare(db: &Db, mut progress: impl FnMut(i64)) -> Result<Rebuilt> {
    let mut tx = db.read().await?;
    tx.unhurried().await?;
    let found = tables(&mut tx).await?;
    let (state, mut rebuilt) = fold(&mut tx, &mut progress).await?;
    tx.rollback().await?;
    rebuilt.differed = names(&differing(found, all_wanted(&state)?));
    Ok(rebuilt)
}

/// What the log leads to.
async fn fold(tx: &mut Tx<'_>, progress: &mut impl FnMut(i64)) -> Result<(State, Rebuilt)> {
    let mut state = State::to_be_rebuilt();
    let mut rebuilt = Rebuilt { events: 0, skipped: Vec::new(), differed: Vec::new() };
    events::each_recorded(tx, |pos, read| {
        rebuilt.events += 1;
        match read {
            Read::Known(recorded) => apply(&mut state, &recorded),
            Read::Newer(guild) => {
                pass_over(&mut state, guild);
                rebuilt.skipped.push(pos);
            }
        }
        progress(pos);
        Ok(())
    })
    .await?;
    Ok((state, rebuilt))
}

/// The hashes of the views that are not what the log says, as it says them.
fn differing(found: Sums, wanted: Sums) -> [Option<Sum>; VIEWS.len()] {
    std::array::from_fn(|at| (found[at] != wanted[at]).then_some(wanted[at]))
}

fn names(differing: &[Option<Sum>; VIEWS.len()]) -> Vec<&'static str> {
    VIEWS.iter().zip(differing).filter(|(_, it)| it.is_some()).map(|(view, _)| view.name).collect()
}

/// Writes the views that are not what the log says, and compares again.
async fn write(tx: &mut Tx<'_>, state: &mut State, differing: [Option<Sum>; VIEWS.len()]) -> Result<()> {
    for (view, _) in VIEWS.iter().zip(&differing).filter(|(_, it)| it.is_some()) {
        tx.execute(view.delete, Vec::new()).await?;
    }
    rows::save_some(tx, state, |table| differing.get(table).is_none_or(Option::is_some)).await?;
    for (view, wanted) in VIEWS.iter().zip(differing) {
        if let Some(wanted) = wanted
            && found(tx, view).await? != wanted
        {
            return Err(Error::unknown("view", view.name));
        }
    }
    Ok(())
}

/// One hash over all views: two databases with the same log must agree on it.
///
/// # Errors
/// When the database fails.
pub async fn fingerprint(db: &Db) -> Result<String> {
    let hashes: String = all_found(db.clone()).await?.iter().map(Sum::hex).collect();
    Ok(chain::digest(&hashes))
}

/// The hashes of all views as the tables have them.
async fn all_found(db: Db) -> Result<Sums> {
    let mut tx = db.read().await?;
    tx.unhurried().await?;
    tables(&mut tx).await
}

async fn tables(tx: &mut Tx<'_>) -> Result<Sums> {
    let mut sums = [Sum::default(); VIEWS.len()];
    for (view, sum) in VIEWS.iter().zip(&mut sums) {
        *sum = found(tx, view).await?;
    }
    Ok(sums)
}

/// The hash of a view as the table has it.
async fn found(tx: &mut Tx<'_>, view: &Folded) -> Result<Sum> {
    let mut sum = Sum::default();
    view.rows
        .each(tx, |row| {
            sum.add(row);
            Ok(())
        })
        .await?;
    Ok(sum)
}

/// The hashes of all views as the log says them.
fn all_wanted(state: &State) -> Result<Sums> {
    let mut sums = [Sum::default(); VIEWS.len()];
    for (table, sum) in sums.iter_mut().enumerate() {
        *sum = wanted(state, table)?;
    }
    Ok(sums)
}

/// The hash of a view as the log says it.
fn wanted(state: &State, table: usize) -> Result<Sum> {
    let (mut sum, mut row) = (Sum::default(), String::new());
    rows::each(state, table, |values| {
        row.clear();
        spell(values, &mut row);
        sum.add(&row);
    })?;
    Ok(sum)
}

/// One for each of [`VIEWS`].
type Sums = [Sum; VIEWS.len()];

/// The hashes of rows added up. Engines sort text in orders of their own, so the order must not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum([u64; 4]);

impl Sum {
    fn add(&mut self, row: &str) {
        for (part, bytes) in self.0.iter_mut().zip(Sha256::digest(row).chunks_exact(8)) {
            let number = bytes.iter().fold(0, |number, it| number << 8 | u64::from(*it));
            *part = part.wrapping_add(number);
        }
    }

    fn hex(&self) -> String {
        chain::hex(&self.0.map(u64::to_be_bytes).concat())
    }
}
