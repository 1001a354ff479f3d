//! The bot as a whole: library, database, registration, worker and gateway, started in an order in which nothing is
//! written before everything that an operator may have got wrong was looked at, and stopped without losing work.

mod ears;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::app::{App, BuildError, Built, Imported, Parts};
use crate::clock::Clock;
use crate::config::Config;
use crate::discord::{self, Application, Base, BotToken, JoinedGuild, Rest, RestOptions};
use crate::interactions::registry;
use crate::library::diagnostic::Diagnostic;
use crate::library::load::{self, Library, LibraryError};
use crate::registration::{self, Registered};
use crate::store;
use crate::transport::door::Door;
use crate::transport::gateway::{self, Ended, GatewayError, GatewayOptions};
use crate::worker;

pub use crate::library::load::LibrarySource;

/// How long the bot takes at most to leave.
const LEAVE_WITHIN: Duration = Duration::from_secs(10);

/// What a bot is started with.
pub struct Options {
    /// Where the database is, for example `sqlite:data/athenaeum.db`.
    pub database: String,
    /// Where the library is.
    pub library: LibrarySource,
    /// What the configuration file says.
    pub config: Config,
    /// Where Discord is.
    pub api: Base,
    /// Who the bot is.
    pub token: BotToken,
    /// The time.
    pub clock: Clock,
}

/// A bot that serves.
pub struct Running {
    /// The app.
    pub app: Arc<App>,
    /// What starting it found.
    pub found: Found,
    tasks: Tasks,
}

/// What starting found.
#[derive(Debug)]
pub struct Found {
    /// The application that the bot is.
    pub application: Application,
    /// The guilds that it is in.
    pub guilds: Vec<JoinedGuild>,
    /// Whether its commands had to be written anew.
    pub registered: Registered,
    /// What the library's files changed.
    pub imported: Imported,
    /// What is doubtful about the library's files.
    pub warnings: Vec<Diagnostic>,
    /// The copy made before the database was upgraded.
    pub copied_to: Option<PathBuf>,
}

/// What an operator should know of a running bot.
#[derive(Debug)]
pub enum News {
    /// A guild of this name took the bot in.
    Joined(String),
    /// The bot cannot go on.
    Failed(Failure),
}

/// Why a bot cannot be started. Until the database is opened nothing has been written anywhere.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The library cannot be served.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// Discord does not accept the token, or cannot be used from here.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Discord does not say who the bot is.
    #[error(
        "cannot ask Discord who this bot is; see https://discordstatus.com, and DISCORD_API_URL if it is set"
    )]
    Discord(#[source] discord::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Discord refused the commands.
    #[error("the commands could not be registered")]
    Registration(#[source] discord::Error),
}

/// Why a bot that was running cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no session, and none will come of trying again.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Nothing can be written any more.
    #[error("the log cannot be written to any more; after a start the bot knows what was saved")]
    Writing(#[source] store::Error),
    /// A part of the bot ended, which is a mistake in it.
    #[error("the {0} ended unexpectedly")]
    Broken(&'static str),
}

struct Tasks {
    gateway: JoinHandle<Result<Ended, GatewayError>>,
    worker: JoinHandle<()>,
    writing: JoinHandle<Result<(), store::Error>>,
    joined: mpsc::Receiver<String>,
    close_door: CancellationToken,
    stop_worker: CancellationToken,
}

/// Starts a bot.
///
/// # Errors
/// See [`StartError`].
pub async fn start(options: Options) -> Result<Running, StartError> {
    let rest =
        Rest::new(RestOptions::new(options.api, options.token.clone())).map_err(StartError::Discord)?;
    let (Library { topics, resources, warnings }, (application, guilds)) =
        tokio::try_join!(library(options.library), who(&rest))?;
    let parts = Parts {
        database: options.database,
        library: Some(resources),
        topics,
        community: options.config.library,
        clock: options.clock,
        rest: rest.clone(),
        application: application.id,
    };
    let Built { app, writing, imported, copied_to } = App::build(parts).await?;
    let registered = registration::register(&rest, application.id, &registry::registration()).await;
    let registered = registered.map_err(StartError::Registration)?;
    let gateway = GatewayOptions { rest, token: options.token };
    let tasks = Tasks::spawn(&app, gateway, writing.task, &guilds);
    let found = Found { application, guilds, registered, imported, warnings, copied_to };
    Ok(Running { app, found, tasks })
}

impl Running {
    /// Waits for what the operator should know. May be dropped and called again, but not after it told of a failure.
    pub async fn news(&mut self) -> News {
        let Tasks { gateway, worker, writing, joined, .. } = &mut self.tasks;
        tokio::select! {
            Some(name) = joined.recv() => News::Joined(name),
            ended = gateway => News::Failed(match ended {
                Ok(Err(err)) => Failure::Gateway(err),
                _ => Failure::Broken("gateway session"),
            }),
            ended = writing => News::Failed(match ended {
                Ok(Err(err)) => Failure::Writing(err),
                _ => Failure::Broken("writing task"),
            }),
            _ = worker => News::Failed(Failure::Broken("worker")),
        }
    }

    /// Waits until the bot cannot go on, which in a good life never happens.
    pub async fn stopped(&mut self) -> Failure {
        loop {
            if let News::Failed(failure) = self.news().await {
                return failure;
            }
        }
    }

    /// Takes no more work, finishes what is in hand, writes down what is counted in memory, closes the database. Takes
    /// ten seconds at most; what is then still in hand is in the log, and goes on after the next start.
    pub async fn stop(self) {
        let Self { app, tasks, .. } = self;
        let Tasks { gateway, worker, writing, close_door, stop_worker, .. } = tasks;
        let until = Instant::now() + LEAVE_WITHIN;
        close_door.cancel();
        ended("gateway session", until, gateway).await;
        stop_worker.cancel();
        ended("worker", until, worker).await;
        app.tasks.close();
        finish("requests in hand", until, app.tasks.wait()).await;
        if !writing.is_finished() {
            finish("counting", until, worker::settle(&app)).await;
        }
        // Closing waits for the batch that is being committed, so that aborting can tear none apart.
        app.db.close().await;
        writing.abort();
    }
}

impl Tasks {
    fn spawn(
        app: &Arc<App>,
        options: GatewayOptions,
        writing: JoinHandle<Result<(), store::Error>>,
        guilds: &[JoinedGuild],
    ) -> Self {
        let (close_door, stop_worker) = (CancellationToken::new(), CancellationToken::new());
        let (ears, joined) = ears::Ears::new(Door::new(Arc::clone(app)), guilds);
        Self {
            gateway: tokio::spawn(gateway::run(options, ears, close_door.clone())),
            worker: tokio::spawn(worker::run(Arc::clone(app), stop_worker.clone())),
            writing,
            joined,
            close_door,
            stop_worker,
        }
    }
}

/// Looks at the files while Discord is asked, on a thread that nothing else waits for.
async fn library(source: LibrarySource) -> Result<Library, StartError> {
    let loading = tokio::task::spawn_blocking(move || load::load(&source));
    let loaded = loading.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
    Ok(loaded?)
}

async fn who(rest: &Rest) -> Result<(Application, Vec<JoinedGuild>), StartError> {
    // One after the other: a wrong token should cost one refused call, not two.
    let application = rest.current_application().await.map_err(unknown)?;
    Ok((application, rest.current_guilds().await.map_err(unknown)?))
}

/// A task whose end was seen before must not be waited for again.
async fn ended<T>(what: &'static str, until: Instant, task: JoinHandle<T>) {
    if !task.is_finished() {
        finish(what, until, task).await;
    }
}

async fn finish<T>(what: &'static str, until: Instant, work: impl Future<Output = T>) {
    if timeout_at(until, work).await.is_err() {
        tracing::warn!(part = what, "did not end in time and is left behind");
    }
}

fn unknown(err: discord::Error) -> StartError {
    match err {
        discord::Error::Refused { status: 401, .. } => GatewayError::Token.into(),
        err => StartError::Discord(err),
    }
}
