//! `athenaeum library new`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;

use crate::cli::Done;
use crate::cli::environment::LibraryAt;
use crate::cli::terminal::say;
use crate::library::resource::Slug;
use crate::library::template::template;

#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// The title of the work, without its subtitle.
    title: String,
    #[command(flatten)]
    library: LibraryAt,
}

impl New {
    pub(super) fn perform(self) -> Done {
        let title = self.title.trim();
        let Some(slug) = Slug::from_title(title) else {
            bail!("the title needs a letter or a digit, for the file is named after it");
        };
        let folder = self.library.folder_to_write();
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let path = folder.join(format!("{slug}.md"));
        let written = File::create_new(&path).and_then(|mut file| file.write_all(template(title).as_bytes()));
        match written {
            Ok(()) => {}
            Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {
                bail!(
                    "{} is there already and stays as it is; edit that one, or name another title",
                    path.display()
                );
            }
            Err(err) => return Err(err).with_context(|| format!("cannot write {}", path.display())),
        }
        say(format_args!("wrote {}", path.display()));
        say("next: fill in authors and summary, then `athenaeum library check`");
        Ok(ExitCode::SUCCESS)
    }
}
