//! `athenaeum library check`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use crate::cli::environment::{DatabaseAt, LibraryAt};
use crate::cli::terminal::{count, in_full, say};
use crate::cli::{Done, block_on, report};
use crate::library::check::{Checked, Hanging, left_hanging};
use crate::library::diagnostic::Diagnostic;
use crate::library::load::{self, LibrarySource, Looked};
use crate::store::{hanging, open};

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// The folder of resources; before all other ways to say it.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    library: LibraryAt,
    #[command(flatten)]
    database: DatabaseAt,
}

impl Check {
    pub(super) fn perform(self) -> Done {
        let source = self.folder.clone().map_or_else(|| self.library.source(), LibrarySource::Folder);
        let place = match &source {
            LibrarySource::Sample => "the sample that athenaeum carries".to_owned(),
            LibrarySource::Folder(folder) => in_full(folder),
        };
        let Looked { checked, .. } = load::look(&source)?;
        let mut found = checked.diagnostics.clone();
        if let LibrarySource::Folder(folder) = &source {
            found.extend(block_on(self.hanging(&checked, &folder.display().to_string()))??);
        }
        report::diagnostics(&found);
        let resources = count(checked.slugs.len() as u64, "resource", "resources");
        if found.iter().any(Diagnostic::is_error) {
            say(format_args!("{resources} in {place}: not served as long as there are errors"));
            return Ok(ExitCode::FAILURE);
        }
        say(format_args!("{resources} in {place}: nothing stands in the way of serving them"));
        Ok(ExitCode::SUCCESS)
    }

    /// What the database knows and no file has; nothing without a database.
    async fn hanging(&self, checked: &Checked, folder: &str) -> anyhow::Result<Vec<Diagnostic>> {
        let db = match open::look(&self.database.address()?).await {
            Ok(db) => db,
            Err(open::Failure::Missing(_) | open::Failure::Empty(_)) => return Ok(Vec::new()),
            Err(err) => return Err(err).context("the files were read, but what hangs on them was not"),
        };
        let known = hanging::by_slug(&db).await;
        db.close().await;
        let known = known?.into_iter();
        let known: Vec<Hanging> = known
            .map(|(slug, it)| Hanging { slug, entries: it.entries, discussion: it.discussion })
            .collect();
        Ok(left_hanging(checked, &known, folder))
    }
}
