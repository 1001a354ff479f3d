//! `athenaeum run`: serves the library on Discord until stopped.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::environment::{self, ConfigAt, DatabaseAt, HttpAt, LibraryAt};
use super::terminal::{count, harmless, in_full, say, warn};
use super::{Done, block_on, report};
use crate::app::{Imported, Left};
use crate::clock::Clock;
use crate::discord::Application;
use crate::library::resource::Slug;
use crate::registration::Registered;
use crate::run::{self, LibrarySource, News, Options, Role, Running};
use crate::store::open;
use crate::telemetry;
use crate::transport::gateway::Shards;

mod alive;
mod invite;
pub(super) mod signals;

use signals::Signals;

/// Ended by a second Ctrl-C, without waiting for what was in hand (128 and the number of SIGINT).
const INTERRUPTED: u8 = 130;

/// Serve the library on Discord until stopped.
///
/// The token comes from `DISCORD_TOKEN`, or from the file that `DISCORD_TOKEN_FILE` names. `DISCORD_API_URL` leads to
/// another place than Discord, for example to a simulator or a REST proxy. `ATHENAEUM_LOG` says what is logged (info,
/// athenaeum=debug). SIGTERM and Ctrl-C stop it: what is in hand is finished first, which takes ten seconds at most.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  DISCORD_TOKEN_FILE=/run/secrets/token athenaeum run
  DATABASE_URL=sqlite:/var/lib/athenaeum/athenaeum.db ATHENAEUM_LIBRARY=/srv/library athenaeum run")]
pub(super) struct Run {
    #[command(flatten)]
    database: DatabaseAt,
    #[command(flatten)]
    library: LibraryAt,
    #[command(flatten)]
    config: ConfigAt,
    #[command(flatten)]
    http: HttpAt,
    #[arg(
        long,
        value_enum,
        default_value_t,
        help = "What this process does; several share one Postgres database"
    )]
    role: Role,
    #[arg(
        long,
        value_name = "FIRST-LAST/TOTAL",
        help = "Which shards of the gateway it keeps, for example 0-3/16 [default: all that Discord wants]"
    )]
    shards: Option<Shards>,
}

/// Where things are, for people.
struct Places {
    database: String,
    library: LibrarySource,
    config: Option<PathBuf>,
    /// Whether interactions are taken over HTTP.
    takes_posts: bool,
}

impl Run {
    pub(super) fn perform(self) -> Done {
        telemetry::start()?;
        let (mut config, path) = self.config.read()?;
        self.http.put_into(&mut config.http)?;
        config.gateway.shards = self.shards.or(config.gateway.shards);
        let options = Options {
            database: self.database.address()?,
            library: self.library.source(),
            config,
            api: environment::api()?,
            token: environment::token()?,
            clock: Clock::system(),
            role: self.role,
        };
        let places = Places {
            database: options.database.clone(),
            library: options.library.clone(),
            config: path,
            takes_posts: options.role.takes_posts() && options.config.http.public_key.is_some(),
        };
        block_on(serve(options, places))?
    }
}

async fn serve(options: Options, places: Places) -> Done {
    let mut signals = Signals::listen()?;
    let mut running = tokio::select! {
        started = run::start(options) => started?,
        () = signals.next() => return Ok(ExitCode::SUCCESS),
    };
    introduce(&running, &places);
    let mut beat = alive::begin(&running.app.db);
    let failure = loop {
        tokio::select! {
            news = running.news() => match news {
                News::Joined(name) => say(format_args!("joined {}; next: /settings show", harmless(&name))),
                News::Failed(failure) => break Some(failure),
            },
            () = signals.next() => break None,
            () = alive::beat(&mut beat) => {}
        }
    };
    alive::stopping();
    say("stopping: finishing what is in hand");
    tokio::select! {
        () = running.stop() => {}
        () = signals.next() => return Ok(ExitCode::from(INTERRUPTED)),
    }
    match failure {
        Some(failure) => Err(failure.into()),
        None => {
            say("stopped");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Says what is served, from where.
fn introduce(running: &Running, places: &Places) {
    let found = &running.found;
    say(format_args!(
        "athenaeum {} serves as {}",
        env!("CARGO_PKG_VERSION"),
        harmless(&found.application.name)
    ));
    let resources = count(running.app.views.catalogue().len() as u64, "resource", "resources");
    match &places.library {
        LibrarySource::Sample => {
            say(format_args!("library   {resources}: the sample that athenaeum carries"));
        }
        LibrarySource::Folder(folder) => say(format_args!("library   {resources} from {}", in_full(folder))),
    }
    tell_import(&found.imported);
    if !found.warnings.is_empty() {
        report::diagnostics(&found.warnings);
    }
    let file = open::file(&places.database);
    say(format_args!("database  {}", file.map_or_else(|| running.app.db.address(), |it| in_full(&it))));
    if let Some(copy) = &found.copied_to {
        say(format_args!("          upgraded; as it was before: {}", in_full(copy)));
    }
    let config = places.config.as_deref().map_or_else(|| "defaults".to_owned(), in_full);
    say(format_args!("config    {config}"));
    if let Some(address) = found.listening {
        let takes = if places.takes_posts { "/interactions, " } else { "" };
        say(format_args!("http      {address}: {takes}/healthz, /readyz, /metrics"));
    }
    if let (Some(_), false) = (&found.application.interactions_endpoint_url, places.takes_posts) {
        warn(
            "warning: Discord sends interactions to the endpoint on your application's page, and nothing of them \
             comes through the gateway; empty the field there, or set DISCORD_PUBLIC_KEY and ATHENAEUM_LISTEN",
        );
    }
    if found.registered == Registered::Overwritten {
        say("commands  registered anew");
    }
    tell_guilds(running);
}

fn tell_guilds(running: &Running) {
    let names: Vec<String> = running.found.guilds.iter().map(|it| harmless(&it.name)).collect();
    if names.is_empty() {
        let Application { id, .. } = &running.found.application;
        say("guilds    none yet. Invite the bot with this link; it waits here:");
        say(format_args!("          {}", invite::link(*id)));
    } else {
        say(format_args!("guilds    {}: {}", names.len(), names.join(", ")));
    }
}

fn tell_import(imported: &Imported) {
    let Imported { added, revised, retired, kept, drifted } = imported;
    for (slugs, what) in [
        (added, "new"),
        (revised, "changed"),
        (retired, "retired, for their files are gone and nothing hangs on them"),
    ] {
        if !slugs.is_empty() {
            say(format_args!("          {} {what}: {}", slugs.len(), list(slugs)));
        }
    }
    for Left { slug, entries, discussion } in kept {
        let entries = count(*entries, "entry", "entries");
        let and = if *discussion { " and a discussion" } else { "" };
        warn(format_args!(
            "warning: {slug} has no file any more, but {entries}{and}; it is served as last known. \
             `athenaeum library check` says how to go on"
        ));
    }
    for slug in drifted {
        warn(format_args!(
            "warning: {slug} was changed in its file and in the log; its file was not imported. \
             `athenaeum library export` writes the log's version to compare with"
        ));
    }
}

/// The first few, so that a first start with a large library stays on one screen.
fn list(slugs: &[Slug]) -> String {
    const SHOWN: usize = 5;
    let shown = slugs.iter().take(SHOWN).map(Slug::as_str).collect::<Vec<_>>().join(", ");
    match slugs.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
