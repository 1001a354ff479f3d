//! `athenaeum feedback`: takes out what a community said, with the same columns as `/moderate export`.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use tempfile::NamedTempFile;

use super::environment::DatabaseAt;
use super::progress::Progress;
use super::terminal::{count, in_full, is_watched, warn};
use super::{Done, block_on};
use crate::chance;
use crate::clock::Clock;
use crate::domain::entry::EntryKind;
use crate::domain::export::{Authors, ExportMade, Format, Query};
use crate::domain::ids::{GuildId, ResourceKey};
use crate::export::Spool;
use crate::export::range::Range;
use crate::export::{self, Written, apostrophes, to_writer};
use crate::library::catalogue::{Catalogue, Lookup};
use crate::library::topics::Topics;
use crate::store::exported::Counted;
use crate::store::scope::Scope;
use crate::store::taken::{self, Taken};
use crate::store::{Db, open, snapshot};
use crate::telemetry;

/// Bytes that are written to a file at once.
const BUFFER: usize = 64 * 1024;

/// Take out what a community said.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example: everything of one guild
  athenaeum feedback export --guild 613425648685547541 --out feedback.csv")]
pub(super) enum Feedback {
    /// Write a guild's entries as CSV or JSON Lines, also while the bot serves.
    ///
    /// The export is itself remembered: the bot writes it to the log within a minute, or when it is next started.
    ///
    /// The same rows and columns as `/moderate export` gives, without Discord's limit on size. Withdrawn and removed
    /// entries are left out and counted. In a CSV, a text that a spreadsheet would take for a formula begins with '.
    #[command(after_help = "\
Example:
  athenaeum feedback export --guild 613425648685547541 --since 4w --out feedback.csv
  athenaeum feedback export --guild 613425648685547541 --format jsonl --out - | jq .comment")]
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The guild's id: in Discord, with developer mode on, right click on the server, Copy Server ID.
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(u64).range(1..))]
    guild: u64,
    /// The shape of the file.
    #[arg(long, default_value = "csv", value_parser = formats())]
    format: Format,
    /// Only entries about this resource: a title, an alias, or what a reader would type.
    #[arg(long, value_name = "NAME")]
    resource: Option<String>,
    /// The first day (UTC): 2026-11-01, or 7d or 4w ago.
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// The last day, included.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Only entries of this kind.
    #[arg(long, value_parser = kinds())]
    kind: Option<EntryKind>,
    /// How authors appear; names never stand beside anonymous entries.
    #[arg(long, default_value = "pseudonyms", value_parser = authors())]
    authors: Authors,
    /// The file to write, replaced if it is there; - for stdout.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    #[command(flatten)]
    database: DatabaseAt,
}

impl Feedback {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        let Self::Export(export) = self;
        block_on(export.perform())?
    }
}

impl Export {
    async fn perform(self) -> Done {
        let range = Range::read(self.since.as_deref(), self.until.as_deref(), Clock::system().now())?;
        let db = open::beside(&self.database.address()?).await?;
        let done = self.write(&db, &range).await;
        db.close().await;
        let (Counted { given, withdrawn, removed }, guarded) = done?;
        let place = if self.is_stdout() { "stdout".to_owned() } else { in_full(&self.out) };
        warn(format_args!("wrote {} to {place}, {range}", count(given, "entry", "entries")));
        warn(format_args!("left out: {withdrawn} withdrawn, {removed} removed"));
        if let Some(told) = apostrophes(guarded, "--format jsonl") {
            warn(format_args!("{told}"));
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn write(&self, db: &Db, range: &Range) -> anyhow::Result<(Counted, u64)> {
        let resources = snapshot::load(db).await?.resources.into_iter().filter_map(|(_, it)| it.resource);
        let library = Arc::new(Catalogue::new(resources.collect(), Arc::new(Topics::default())));
        let query = self.query(&library, range)?;
        let scope = Scope::new(db.clone(), GuildId::new(self.guild));
        let export = export::Export { scope: &scope, query: &query, library: &library };
        let taking = Taking { export, db };
        if self.is_stdout() { taking.to_stdout().await } else { taking.to_file(&self.out).await }
    }

    fn query(&self, library: &Catalogue, range: &Range) -> anyhow::Result<Query> {
        let resource = self.resource.as_deref().map(|it| named(library, it)).transpose()?;
        Ok(Query {
            format: self.format,
            authors: self.authors,
            resource,
            kind: self.kind,
            since: range.first(),
            before: range.before(),
        })
    }

    fn is_stdout(&self) -> bool {
        self.out == Path::new("-")
    }
}

/// An export that is noted before it is handed over: nobody has one that the log will not know of.
struct Taking<'a> {
    export: export::Export<'a>,
    db: &'a Db,
}

impl Taking<'_> {
    /// Through a file without a name: whatever reads from the pipe may be slow, and the database should not wait for it.
    async fn to_stdout(&self) -> anyhow::Result<(Counted, u64)> {
        let Written { counted, guarded, out: spool } = self.write(Spool::new(u64::MAX)?).await?;
        let mut out = io::stdout().lock();
        io::copy(&mut spool.into_file()?, &mut out)
            .and_then(|_| out.flush())
            .context("cannot write to stdout")?;
        Ok((counted, guarded))
    }

    /// Beside its place first: a file of that name is always whole, and for its owner's eyes only.
    async fn to_file(&self, path: &Path) -> anyhow::Result<(Counted, u64)> {
        let cannot = || format!("cannot write {}", path.display());
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (file, place) = NamedTempFile::new_in(folder).with_context(cannot)?.into_parts();
        let Written { counted, guarded, out } = self.write(BufWriter::with_capacity(BUFFER, file)).await?;
        let written = out.into_inner().map_err(io::IntoInnerError::into_error);
        written.and_then(|it| it.sync_all()).with_context(cannot)?;
        place.persist(path).with_context(cannot)?;
        Ok((counted, guarded))
    }

    /// How many entries there are to write; counted only for somebody who watches.
    async fn length(&self) -> anyhow::Result<u64> {
        Ok(if is_watched() { self.export.scope.count(self.export.query).await?.given } else { 0 })
    }

    async fn write<W: io::Write + Send + 'static>(&self, out: W) -> anyhow::Result<Written<W>> {
        let progress = Progress::of(self.length().await?, "entries");
        let written = to_writer(&self.export, out, |rows| progress.at(rows)).await?;
        let [lot] = chance::lots();
        let note = Taken {
            id: (lot >> 2).cast_signed(),
            guild: self.export.scope.guild(),
            export: ExportMade { query: self.export.query.clone(), rows: written.counted.given },
            at: Clock::system().now(),
        };
        taken::note(self.db, &note).await.context(
            "the export cannot be noted in the database, so it is not handed over; the database must be writable",
        )?;
        Ok(written)
    }
}

fn named(library: &Catalogue, typed: &str) -> anyhow::Result<ResourceKey> {
    match library.lookup(typed) {
        Lookup::Found(resource) => Ok(ResourceKey::shared(resource.slug.clone())),
        Lookup::Several(several) => {
            let titles: Vec<String> = several.iter().map(|it| it.full_title()).collect();
            bail!(
                "no resource is surely meant by {typed:?}; did you mean one of these?\n  {}",
                titles.join("\n  ")
            )
        }
        Lookup::Empty => bail!("the database holds no resources"),
    }
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    PossibleValuesParser::new([Format::Csv.name(), Format::Jsonl.name()])
        .map(|it| if it == Format::Csv.name() { Format::Csv } else { Format::Jsonl })
}

fn kinds() -> impl clap::builder::TypedValueParser<Value = EntryKind> {
    PossibleValuesParser::new(EntryKind::ALL.map(EntryKind::name))
        .try_map(|it| EntryKind::from_name(&it).ok_or("no such kind"))
}

fn authors() -> impl clap::builder::TypedValueParser<Value = Authors> {
    PossibleValuesParser::new(["pseudonyms", "names"])
        .map(|it| if it == "names" { Authors::Names } else { Authors::Pseudonyms })
}
