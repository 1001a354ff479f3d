//! Exports of what a guild said: the same rows for the file on Discord and for the command line.
//!
//! Rows go from the database to the writer by the hundreds, in one snapshot: memory grows by eight bytes per entry, for its
//! number, and entries given meanwhile are in the next export. They are told and written on a thread of their own, while
//! the next ones are read. Whoever sends the result over a network writes it to a file first, because the snapshot stays
//! open until the last row is written.

mod columns;
mod csv;
mod jsonl;
pub mod range;
mod spool;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use tokio::task::spawn_blocking;

use crate::domain::export::{Format, Query};
use crate::library::catalogue::Catalogue;
use crate::store::exported::{Counted, Exported};
use crate::store::scope::Scope;

pub use columns::{COLUMNS, pseudonym};
pub use csv::apostrophes;
pub use spool::Spool;

use columns::Telling;

/// What is exported.
pub struct Export<'a> {
    /// From which guild.
    pub scope: &'a Scope,
    /// Which entries, and how.
    pub query: &'a Query,
    /// Whose titles stand beside the entries.
    pub library: &'a Arc<Catalogue>,
}

/// What was exported.
pub struct Written<W> {
    /// How many entries it holds and leaves out.
    pub counted: Counted,
    /// How many of its texts got an apostrophe; in JSON Lines none does.
    pub guarded: u64,
    /// Where it was written.
    pub out: W,
}

/// How many entries change hands at once.
const LOT: usize = 256;

/// How many lots may wait to be written: a writer that is slow holds up the reading, not the memory.
const WAITING: usize = 4;

/// Why an export stopped. What was written until then is of no use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the entries cannot be read")]
    Read(#[from] crate::store::Error),
    /// The file, or whatever is written to, failed.
    #[error("the export cannot be written")]
    Write(#[from] io::Error),
}

/// Writes an export, counts what it holds and leaves out, and gives the writer back. A CSV file has its line of
/// column names even when it holds no entry. The writer is flushed, but not buffered: give it a buffer. `progress` is told
/// every row by its number, from 1.
///
/// # Errors
/// See [`Error`].
pub async fn to_writer<W: Write + Send + 'static>(
    export: &Export<'_>,
    out: W,
    progress: impl FnMut(u64) + Send,
) -> Result<Written<W>, Error> {
    let Export { scope, query, library } = *export;
    let telling = Telling { guild: scope.guild(), authors: query.authors, library: Arc::clone(library) };
    let (lots, waiting) = sync_channel(WAITING);
    let format = query.format;
    let writing = spawn_blocking(move || write(format, out, (&telling, waiting)));
    let read = read(export, lots, progress).await;
    // First what the writer says: when it gives up, reading ends as well.
    let written = writing.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    let (guarded, out) = written?;
    Ok(Written { counted: read?, guarded, out })
}

async fn read(
    export: &Export<'_>,
    lots: SyncSender<Vec<Exported>>,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Counted, Error> {
    let (mut lot, mut rows) = (Vec::with_capacity(LOT), 0);
    // Waiting here waits for a thread that has nothing else to do.
    let hand_over = |lot| lots.send(lot).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe));
    let counted = export
        .scope
        .export(export.query, |entry| {
            lot.push(entry);
            if lot.len() == LOT {
                hand_over(std::mem::replace(&mut lot, Vec::with_capacity(LOT)))?;
            }
            rows += 1;
            progress(rows);
            Ok::<(), Error>(())
        })
        .await?;
    hand_over(lot)?;
    Ok(counted)
}

/// Gives the writer back, and how many texts got an apostrophe.
fn write<W: Write>(
    format: Format,
    mut out: W,
    (telling, lots): (&Telling, Receiver<Vec<Exported>>),
) -> io::Result<(u64, W)> {
    if format == Format::Csv {
        csv::head(&mut out)?;
    }
    let mut guarded = 0;
    for entry in lots.iter().flatten() {
        let cells = columns::cells(&entry, telling);
        match format {
            Format::Csv => guarded += csv::row(&mut out, &cells)?,
            Format::Jsonl => jsonl::row(&mut out, &cells)?,
        }
    }
    out.flush()?;
    Ok((guarded, out))
}
