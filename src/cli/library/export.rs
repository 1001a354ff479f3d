//! `athenaeum library export`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use crate::cli::environment::DatabaseAt;
use crate::cli::terminal::{count, in_full, say, warn};
use crate::cli::{Done, block_on};
use crate::domain::ids::GuildId;
use crate::library::page;
use crate::library::resource::Resource;
use crate::store::{open, snapshot};
use crate::telemetry;

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// The folder to write to; made if it is not there. A file that is there and says something else is kept.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    database: DatabaseAt,
}

enum Written {
    New,
    Same,
    Kept,
}

impl Export {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        let resources = block_on(recorded(&self.database))??;
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot make {}", self.folder.display()))?;
        let (mut written, mut kept) = (0, 0);
        for resource in &resources {
            let path = self.folder.join(format!("{}.md", resource.slug));
            let content = page::write(resource);
            match write(&path, &content).with_context(|| format!("cannot write {}", path.display()))? {
                Written::New => written += 1,
                Written::Same => {}
                Written::Kept => {
                    kept += 1;
                    warn(format_args!(
                        "kept {}, which says something else than the database",
                        path.display()
                    ));
                }
            }
        }
        let same = resources.len() as u64 - written - kept;
        let written = count(written, "resource", "resources");
        say(format_args!("wrote {written} to {}; {same} were there as they are", in_full(&self.folder)));
        Ok(if kept == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The deployment's resources as the log knows them, the retired among them.
async fn recorded(database: &DatabaseAt) -> anyhow::Result<Vec<Resource>> {
    let db = open::look(&database.address()?).await?;
    let snapshot = snapshot::load(&db).await;
    db.close().await;
    let shared = snapshot?.resources.into_iter().filter(|(key, _)| key.owner == GuildId::DEPLOYMENT);
    Ok(shared
        .filter_map(|(_, it)| Some(Resource { retired: it.retired, ..(*it.resource?).clone() }))
        .collect())
}

fn write(path: &Path, content: &str) -> io::Result<Written> {
    match File::create_new(path) {
        Ok(mut file) => file.write_all(content.as_bytes()).map(|()| Written::New),
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {
            Ok(if fs::read(path)? == content.as_bytes() { Written::Same } else { Written::Kept })
        }
        Err(err) => Err(err),
    }
}
