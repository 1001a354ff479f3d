//! Exports of what a guild said: the same rows for the file on Discord and for the command line.
//!
//! Rows go from the database to the writer by the hundreds, in one snapshot: memory grows by eight bytes per entry, for its
//! number, and entries given meanwhile are in the next export. Whoever sends the result over a network writes it to a file
//! first, because the snapshot stays open until the last row is written.

mod columns;
mod csv;
mod jsonl;
pub mod range;
mod spool;

use std::io::{self, Write};

use crate::domain::export::{Format, Query};
use crate::library::catalogue::Catalogue;
use crate::store::exported::Counted;
use crate::store::scope::Scope;

pub use columns::{COLUMNS, pseudonym};
pub use spool::Spool;

use columns::{Cells, Telling};

/// What is exported.
pub struct Export<'a> {
    /// From which guild.
    pub scope: &'a Scope,
    /// Which entries, and how.
    pub query: &'a Query,
    /// Whose titles stand beside the entries.
    pub library: &'a Catalogue,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows written.
    pub rows: u64,
    /// Rows that there will be.
    pub of: u64,
}

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

/// Writes an export and says how many entries it holds and leaves out. A CSV file has its line of column names even
/// when it holds no entry. The writer is flushed, but not buffered: give it a buffer.
///
/// # Errors
/// See [`Error`].
pub async fn to_writer(
    export: &Export<'_>,
    out: &mut (impl Write + Send),
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Counted, Error> {
    let Export { scope, query, library } = *export;
    let telling = Telling { guild: scope.guild(), authors: query.authors, library };
    if query.format == Format::Csv {
        csv::head(out)?;
    }
    let mut rows = 0;
    let counted = scope
        .export(query, |counted, full| {
            write_row(query.format, out, &columns::cells(&full, &telling))?;
            rows += 1;
            progress(Progress { rows, of: counted.given });
            Ok::<(), Error>(())
        })
        .await?;
    out.flush()?;
    Ok(counted)
}

fn write_row(format: Format, out: &mut impl Write, cells: &Cells<'_>) -> io::Result<()> {
    match format {
        Format::Csv => csv::row(out, cells),
        Format::Jsonl => jsonl::row(out, cells),
    }
}
