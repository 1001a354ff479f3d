//! Walking the hash chain: is the log whole, and is every event what it was when it was written?

use super::chain;
use super::engine::{Db, Tx};
use super::error::Result;
use super::events;

/// What a walk over the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many events it holds.
    pub events: i64,
    /// The first thing that is wrong, if anything is.
    pub fault: Option<Fault>,
}

/// Something wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A position is missing.
    #[error("event {expected} is missing: the next one there is {found}")]
    Gap {
        /// The position that should come.
        expected: i64,
        /// The one that came.
        found: i64,
    },
    /// An event is not what it was when it was written.
    #[error("event {pos} is not what it was when it was written")]
    Changed {
        /// Its position.
        pos: i64,
    },
    /// The head points elsewhere than the last event.
    #[error("the log ends at event {last}, but its head says {head}")]
    Head {
        /// The last event there is.
        last: i64,
        /// What the head says.
        head: i64,
    },
    /// The last event's hash is not the head's.
    #[error("the head's hash is not that of the last event, {pos}")]
    HeadHash {
        /// The last event's position.
        pos: i64,
    },
}

/// Walks the whole chain; `progress` is told every position.
///
/// # Errors
/// When the database itself fails.
pub async fn run(db: &Db, mut progress: impl FnMut(i64)) -> Result<Verdict> {
    let mut tx = db.read().await?;
    tx.unhurried().await?;
    let head = tx.fetch_one("SELECT pos, hash FROM log_head WHERE one = 1", Vec::new()).await?;
    let (head_pos, head_hash) = (head.int(0)?, head.text(1)?);
    let (last, hash, fault) = walk(&mut tx, &mut progress).await?;
    let fault = fault.or_else(|| {
        if last != head_pos {
            Some(Fault::Head { last, head: head_pos })
        } else if hash != head_hash {
            Some(Fault::HeadHash { pos: last })
        } else {
            None
        }
    });
    Ok(Verdict { events: last, fault })
}

/// How many events the log says it holds, to measure progress by.
///
/// # Errors
/// When the database fails.
pub async fn length(db: &Db) -> Result<i64> {
    db.read().await?.fetch_one("SELECT pos FROM log_head WHERE one = 1", Vec::new()).await?.int(0)
}

async fn walk(tx: &mut Tx<'_>, progress: &mut impl FnMut(i64)) -> Result<(i64, String, Option<Fault>)> {
    let mut last = 0;
    let mut hash = chain::GENESIS.to_owned();
    let mut fault = None;
    events::each_event(tx, |event| {
        if fault.is_none() {
            if event.pos != last + 1 {
                fault = Some(Fault::Gap { expected: last + 1, found: event.pos });
            } else if chain::link(&hash, &event) != event.hash {
                fault = Some(Fault::Changed { pos: event.pos });
            }
        }
        last = event.pos;
        hash = event.hash;
        progress(last);
        Ok(())
    })
    .await?;
    Ok((last, hash, fault))
}
