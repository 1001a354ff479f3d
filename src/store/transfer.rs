//! Taking a whole database over to another one, of whichever engine: the log first and bit by bit, so that a move that
//! was cut off goes on where it was; then everything else in one transaction; then both are compared.
//!
//! Until it is whole the target's log bears another epoch, and no bot starts on it.

mod tables;

use super::engine::{Db, Row, Tx, args};
use super::error::{Error, Result as StoreResult};
use super::{rebuild, verify};

use tables::{EVENTS, OTHERS};

/// What the epoch of a log that is not whole yet begins with.
pub(super) const UNFINISHED: &str = "unfinished ";

/// What was taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Events of the log.
    pub events: i64,
    /// Rows of all other tables.
    pub rows: i64,
}

/// Why a database was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The target has a log of its own.
    #[error("{0} holds another log; name a database that is empty, or a file that is not there yet")]
    Another(String),
    /// Somebody wrote meanwhile, or did what the log promises.
    #[error("{0} was written to meanwhile; stop every bot that serves it, and run this again")]
    WrittenMeanwhile(String),
    /// The source is broken.
    #[error("{place} is not whole, so it was not taken over: {fault}")]
    Broken {
        /// Which database.
        place: String,
        /// What is wrong.
        fault: verify::Fault,
    },
    /// What arrived is not what left.
    #[error(
        "{what} did not arrive as it was; the target stays marked as unfinished, and no bot starts on it"
    )]
    Differs {
        /// What.
        what: String,
    },
    /// A database failed.
    #[error("the move stopped; run it again, and it goes on where it was")]
    Store(#[from] Error),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    epoch: String,
    pos: i64,
    hash: String,
    effect: i64,
    batch: i64,
}

/// Takes everything from one database over to another. `progress` is told how many events have arrived.
///
/// # Errors
/// See [`Failure`]. The source is never changed.
pub async fn run(from: &Db, to: &Db, mut progress: impl FnMut(i64)) -> Result<Moved, Failure> {
    let (source, leases) = stand(from).await?;
    let target = claim(&source, (from, to)).await?;
    if target.epoch != source.epoch {
        events(from, to, (&source, target), &mut progress).await?;
        others(from, to, &source).await?;
    }
    let moved = compare(from, to).await?;
    if stand(from).await? != (source.clone(), leases) {
        return Err(Failure::WrittenMeanwhile(from.address()));
    }
    write_head(to, &source).await?;
    Ok(moved)
}

/// Whether a log's epoch says that it is not whole yet.
pub(super) fn is_unfinished(epoch: &str) -> bool {
    epoch.starts_with(UNFINISHED)
}

/// How far the log is, and how far the work on what it promises: that moves no head.
async fn stand(from: &Db) -> StoreResult<(Head, [i64; 3])> {
    let mut tx = from.read().await?;
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(attempts), 0) AS BIGINT), \
               CAST(COALESCE(SUM(lease_until % 1000000007), 0) AS BIGINT) FROM effect";
    let row = tx.fetch_one(sql, Vec::new()).await?;
    Ok((head(&mut tx).await?, [row.int(0)?, row.int(1)?, row.int(2)?]))
}

async fn head(tx: &mut Tx<'_>) -> StoreResult<Head> {
    let row = tx
        .fetch_one("SELECT epoch, pos, hash, effect, batch FROM log_head WHERE one = 1", Vec::new())
        .await?;
    Ok(Head {
        epoch: row.text(0)?,
        pos: row.int(1)?,
        hash: row.text(2)?,
        effect: row.int(3)?,
        batch: row.int(4)?,
    })
}

/// Marks the target as this log's, unless it is another one's. What comes back is how far it is.
async fn claim(source: &Head, (from, to): (&Db, &Db)) -> Result<Head, Failure> {
    let target = head(&mut to.read().await?).await?;
    let another = || Failure::Another(to.address());
    if target.epoch == source.epoch {
        return if target == *source { Ok(target) } else { Err(another()) };
    }
    let epoch = format!("{UNFINISHED}{}", source.epoch);
    if target.epoch == epoch {
        return if hash_at(from, target.pos).await? == Some(target.hash.clone()) {
            Ok(target)
        } else {
            Err(another())
        };
    }
    if target.pos > 0 || is_unfinished(&target.epoch) {
        return Err(another());
    }
    let claimed = Head { epoch, ..target };
    write_head(to, &claimed).await?;
    Ok(claimed)
}

/// The hash of an event of the source; of none, that of the beginning.
async fn hash_at(from: &Db, pos: i64) -> StoreResult<Option<String>> {
    if pos == 0 {
        return Ok(Some(super::chain::GENESIS.to_owned()));
    }
    let row = from.read().await?.fetch_optional("SELECT hash FROM event WHERE pos = $1", args![pos]).await?;
    row.map(|it| it.text(0)).transpose()
}

async fn events(
    from: &Db,
    to: &Db,
    (source, mut reached): (&Head, Head),
    progress: &mut impl FnMut(i64),
) -> Result<(), Failure> {
    let mut reading = from.read().await?;
    reading.unhurried().await?;
    let begin = reached.pos;
    reading
        .fetch_lots(EVENTS.select(), args![begin], async |rows: Vec<Row>| {
            let Some(last) = rows.last() else { return Ok(()) };
            reached.pos = last.int(0)?;
            reached.hash = last.text(14)?;
            let mut writer = to.writer().await;
            let mut tx = writer.begin().await?;
            EVENTS.write(&mut tx, &rows).await?;
            put_head(&mut tx, &reached).await?;
            tx.commit().await?;
            progress(reached.pos);
            Ok::<(), Error>(())
        })
        .await?;
    if (reached.pos, &reached.hash) == (source.pos, &source.hash) {
        return Ok(());
    }
    match verify::run(from, |_| {}).await?.fault {
        Some(fault) => Err(Failure::Broken { place: from.address(), fault }),
        None => Err(Failure::WrittenMeanwhile(from.address())),
    }
}

/// What an earlier attempt brought is thrown away: it may have been erased at the source since.
async fn others(from: &Db, to: &Db, source: &Head) -> Result<(), Failure> {
    let mut reading = from.read().await?;
    reading.unhurried().await?;
    let mut writer = to.writer().await;
    let mut tx = writer.begin().await?;
    tx.unhurried().await?;
    for table in &OTHERS {
        table.clear(&mut tx).await?;
        let write = async |rows: Vec<Row>| table.write(&mut tx, &rows).await;
        reading.fetch_lots(table.select(), Vec::new(), write).await?;
    }
    let epoch = format!("{UNFINISHED}{}", source.epoch);
    put_head(&mut tx, &Head { epoch, ..source.clone() }).await?;
    tx.commit().await?;
    Ok(())
}

/// Compares what arrived with what left: the chain, the views, and how many rows each table has.
async fn compare(from: &Db, to: &Db) -> Result<Moved, Failure> {
    let verdict = verify::run(to, |_| {}).await?;
    if let Some(fault) = verdict.fault {
        return Err(Failure::Differs { what: format!("the log ({fault})") });
    }
    let (mut here, mut there) = (from.read().await?, to.read().await?);
    let mut rows = 0;
    for table in tables::all() {
        let count = table.count(&mut here).await?;
        if table.count(&mut there).await? != count {
            return Err(Failure::Differs { what: format!("table {}", table.name) });
        }
        rows += count;
    }
    drop((here, there));
    if rebuild::fingerprint(from).await? != rebuild::fingerprint(to).await? {
        return Err(Failure::Differs { what: "a view".to_owned() });
    }
    Ok(Moved { events: verdict.events, rows: rows - verdict.events })
}

async fn write_head(to: &Db, head: &Head) -> StoreResult<()> {
    let mut writer = to.writer().await;
    let mut tx = writer.begin().await?;
    put_head(&mut tx, head).await?;
    tx.commit().await
}

async fn put_head(tx: &mut Tx<'_>, head: &Head) -> StoreResult<()> {
    let sql = "UPDATE log_head SET epoch = $1, pos = $2, hash = $3, effect = $4, batch = $5 WHERE one = 1";
    let args = args![head.epoch.as_str(), head.pos, head.hash.as_str(), head.effect, head.batch];
    tx.execute(sql, args).await.map(|_| ())
}
