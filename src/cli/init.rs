//! `athenaeum init`: a deployment to start from. What is there already stays as it is.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::Done;
use super::terminal::{in_full, say};
use crate::config;
use crate::library::load::{self, LibrarySource};
use crate::library::page;
use crate::library::resource::Resource;
use crate::library::sample;

/// Works of the sample that make a small library: each is about something else.
const STARTERS: [&str; 3] = ["deep-work", "designing-data-intensive-applications", "thinking-in-systems"];

const DOTENV: &str = "\
# Read by athenaeum when it is started in this folder. Keep it to yourself: whoever has the token is the bot.

# From your application's page at https://discord.com/developers/applications, under Bot.
DISCORD_TOKEN=

# Instead of the token itself: a file that holds it.
# DISCORD_TOKEN_FILE=/run/secrets/discord-token

# Where everything is; these are the defaults.
# DATABASE_URL=sqlite:data/athenaeum.db
# ATHENAEUM_CONFIG=config/athenaeum.toml
# ATHENAEUM_LIBRARY=config/library

# Another place than Discord, for example a simulator or a REST proxy.
# DISCORD_API_URL=http://127.0.0.1:3001

# How much is logged: error, warn, info, or athenaeum=debug.
# ATHENAEUM_LOG=info
";

/// Write a configuration, topics, three sample resources and a .env to start from.
///
/// Nothing that is there already is overwritten.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  athenaeum init reading-room && cd reading-room && athenaeum library check")]
pub(super) struct Init {
    /// The folder to write to; made if it is not there.
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

impl Init {
    pub(super) fn perform(self) -> Done {
        let mut kept = false;
        for (path, content) in files()? {
            let path = if self.is_here() { path } else { self.folder.join(path) };
            match write_new(&path, content.as_bytes()) {
                Ok(()) => say(format_args!("wrote  {}", path.display())),
                Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {
                    kept = true;
                    say(format_args!("kept   {}", path.display()));
                }
                Err(err) => return Err(err).with_context(|| format!("cannot write {}", path.display())),
            }
        }
        if kept {
            say("\nWhat was kept was there already and is as it was.");
        }
        say("\nNext:");
        if !self.is_here() {
            say(format_args!("  cd {}", in_full(&self.folder)));
        }
        say("  put the bot token into .env");
        say("  athenaeum library check");
        say("  athenaeum run");
        Ok(ExitCode::SUCCESS)
    }

    fn is_here(&self) -> bool {
        self.folder == Path::new(".")
    }
}

/// What is written, by path below the folder.
fn files() -> anyhow::Result<Vec<(PathBuf, String)>> {
    let topics = String::from_utf8(sample::topics().bytes)?;
    let mut files = vec![
        (PathBuf::from("config/athenaeum.toml"), config::EXAMPLE.to_owned()),
        (PathBuf::from("config/topics.toml"), topics),
    ];
    let library = load::load(&LibrarySource::Sample)?;
    for resource in library.resources.into_iter().filter(|it| STARTERS.contains(&it.slug.as_str())) {
        let path = PathBuf::from(format!("config/library/{}.md", resource.slug));
        files.push((path, page::write(&alone(resource))));
    }
    files.push((PathBuf::from(".env"), DOTENV.to_owned()));
    Ok(files)
}

/// A resource without its relations: what they point to is not in the small library.
fn alone(resource: Resource) -> Resource {
    Resource { related: Vec::new(), ..resource }
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if path.file_name().is_some_and(|it| it == ".env") {
        use std::os::unix::fs::OpenOptionsExt as _;
        // It will hold the token.
        options.mode(0o600);
    }
    options.open(path)?.write_all(content)
}
