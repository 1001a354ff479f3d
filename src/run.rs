//! The bot as a whole: library, database, registration, worker and gateway, started in an order in which nothing is
//! written before everything that an operator may have got wrong was looked at, and stopped without losing work.

mod ears;
mod role;
mod tasks;
#[cfg(test)]
mod tests;
pub mod watch;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinError;

use crate::app::{App, BuildError, Built, Filed, Imported, Parts};
use crate::clock::Clock;
use crate::config::{Config, Http};
use crate::discord::{self, Application, Base, BotToken, JoinedGuild, Rest, RestOptions};
use crate::interactions::registry;
use crate::library::diagnostic::Diagnostic;
use crate::library::load::{self, Library, LibraryError};
use crate::library::topics::Topics;
use crate::registration::{self, Registered};
use crate::store::{self, open};
use crate::transport::gateway::{Connected, GatewayError, GatewayOptions};
use crate::transport::http::{self, PublicKey};
use tasks::{LogTasks, Plan, Tasks};

pub use crate::library::load::LibrarySource;
pub use role::Role;

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
    /// What of all this the process does.
    pub role: Role,
}

/// A bot that serves.
pub struct Running {
    /// The app.
    pub app: Arc<App>,
    /// What starting it found.
    pub found: Found,
    tasks: Tasks,
    /// Why it cannot go on, if that is the log's.
    lost: Option<Arc<store::Error>>,
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
    /// The address of the HTTP door.
    pub listening: Option<SocketAddr>,
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
    /// Several processes over a database that takes one.
    #[error(
        "a process with the role {0} shares its database with others, which SQLite does not allow; set DATABASE_URL \
         to a Postgres database, or run without --role"
    )]
    Alone(&'static str),
    /// A process of which nothing could be reached.
    #[error(
        "the role web is nothing but the HTTP door; set ATHENAEUM_LISTEN to the address to listen on (for example \
         127.0.0.1:8080), and DISCORD_PUBLIC_KEY"
    )]
    NoDoor,
    /// A key without a door.
    #[error(
        "DISCORD_PUBLIC_KEY is set, but there is no address to listen on; set ATHENAEUM_LISTEN (for example \
         127.0.0.1:8080) too, or unset the key"
    )]
    NoAddress,
    /// The key of some other application.
    #[error(
        "DISCORD_PUBLIC_KEY is not the key of this application; copy it anew from your application's page \
         (General Information, Public Key)"
    )]
    Key,
    /// The port cannot be opened.
    #[error("cannot listen on {0}; another process may, or the address is not this host's")]
    Listen(SocketAddr, #[source] io::Error),
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
    /// The port cannot be used any more.
    #[error("the HTTP door does not work any more")]
    Http(#[source] io::Error),
    /// Nothing can be written any more.
    #[error("the log cannot be written to any more; after a start the bot knows what was saved")]
    Writing(#[source] Arc<store::Error>),
    /// What other processes write cannot be followed any more.
    #[error("the log cannot be followed any more")]
    Following(#[source] Arc<store::Error>),
    /// A part of the bot ended, which is a mistake in it.
    #[error("the {0} ended unexpectedly")]
    Broken(&'static str),
}

/// Starts a bot.
///
/// # Errors
/// See [`StartError`].
pub async fn start(options: Options) -> Result<Running, StartError> {
    let (role, config) = (options.role, options.config);
    possible(role, &options.database, &config.http)?;
    let rest =
        Rest::new(RestOptions::new(options.api, options.token.clone())).map_err(StartError::Discord)?;
    // What is wrong within it is told while Discord is asked; that it is not there, without asking anybody.
    if role.reads_library() {
        load::reach(&options.library)?;
    }
    let key = config.http.public_key.as_ref();
    let ((library, topics, warnings), (application, guilds)) =
        tokio::try_join!(library(role, options.library), who(&rest, key))?;
    let listener = listen(config.http.listen).await?;
    let parts = Parts {
        database: options.database,
        library,
        topics,
        community: config.library,
        clock: options.clock,
        rest: rest.clone(),
        application: application.id,
    };
    let Built { app, writing, imported, copied_to } = App::build(parts).await?;
    let registered = if role.registers() {
        registration::register(&rest, application.id, &registry::registration()).await
    } else {
        Ok(Registered::Left)
    };
    let registered = registered.map_err(StartError::Registration)?;
    let listening = listener.as_ref().and_then(|it| it.local_addr().ok());
    let connected = Connected::default();
    let plan = Plan {
        role,
        gateway: GatewayOptions { rest, token: options.token, shards: config.gateway.shards, connected },
        http: listener.map(|it| (it, config.http.public_key)),
        guilds: &guilds,
    };
    let log = LogTasks { writing: writing.task, following: tokio::spawn(app.following.clone().run()) };
    let tasks = Tasks::spawn(&app, log, plan);
    let found = Found { application, guilds, registered, imported, warnings, copied_to, listening };
    Ok(Running { app, found, tasks, lost: None })
}

/// What cannot be, whatever Discord says.
fn possible(role: Role, database: &str, http: &Http) -> Result<(), StartError> {
    let name = match role {
        Role::All if http.public_key.is_some() && http.listen.is_none() => return Err(StartError::NoAddress),
        Role::Web if http.public_key.is_none() || http.listen.is_none() => return Err(StartError::NoDoor),
        Role::All => return Ok(()),
        Role::Gateway => "gateway",
        Role::Web => "web",
        Role::Worker => "worker",
    };
    if open::file(database).is_some() { Err(StartError::Alone(name)) } else { Ok(()) }
}

type Read = (Option<Vec<Filed>>, Topics, Vec<Diagnostic>);

/// The resources only for the role that imports them; the topics stand in no table.
fn read(role: Role, source: &LibrarySource) -> Result<Read, LibraryError> {
    if !role.reads_library() {
        return Ok((None, load::topics(source)?, Vec::new()));
    }
    let Library { topics, resources, warnings } = load::load(source)?;
    Ok((Some(Filed::all(resources)), topics, warnings))
}

/// Looks at the files while Discord is asked, on a thread that nothing else waits for.
async fn library(role: Role, source: LibrarySource) -> Result<Read, StartError> {
    let reading = tokio::task::spawn_blocking(move || read(role, &source));
    match reading.await.map_err(JoinError::try_into_panic) {
        Ok(read) => Ok(read?),
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        // The runtime is being ended around this, before the thread had begun.
        Err(Err(_)) => std::future::pending().await,
    }
}

/// One after the other: a wrong token should cost one refused call, not two.
async fn who(rest: &Rest, key: Option<&PublicKey>) -> Result<(Application, Vec<JoinedGuild>), StartError> {
    let application = rest.current_application().await.map_err(unknown)?;
    own(key, &application)?;
    Ok((application, rest.current_guilds().await.map_err(unknown)?))
}

/// Discord says which key it signs with; with another one every request would be refused.
fn own(key: Option<&PublicKey>, application: &Application) -> Result<(), StartError> {
    let theirs = application.verify_key.parse::<PublicKey>().ok();
    match (key, theirs) {
        (Some(ours), Some(theirs)) if *ours != theirs => Err(StartError::Key),
        _ => Ok(()),
    }
}

async fn listen(address: Option<SocketAddr>) -> Result<Option<TcpListener>, StartError> {
    let Some(address) = address else { return Ok(None) };
    http::bind(address).await.map(Some).map_err(|err| StartError::Listen(address, err))
}

/// Says in the log that it lacks its end, so that whoever starts next looks at Discord before anything is done again.
async fn admit(app: &App, err: &store::Error) {
    match store::restore::admit(&app.db, app.clock.clone(), err).await {
        Ok(true) => tracing::warn!(
            "the log lacks its end: it goes on from there, and looks at Discord before it acts"
        ),
        Ok(false) => {}
        Err(stop) => {
            let error = &stop as &dyn std::error::Error;
            tracing::error!(error, "that the log lacks its end could not be written down");
        }
    }
}

impl Running {
    /// Waits for what the operator should know. May be dropped and called again, but not after it told of a failure.
    pub async fn news(&mut self) -> News {
        let news = self.tasks.news().await;
        if let News::Failed(Failure::Writing(err) | Failure::Following(err)) = &news {
            self.lost = Some(Arc::clone(err));
        }
        news
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
        if let Some(err) = &self.lost {
            admit(&self.app, err).await;
        }
        self.tasks.stop(&self.app, tasks::LEAVE_WITHIN).await;
    }
}

fn unknown(err: discord::Error) -> StartError {
    match err {
        discord::Error::Refused { status: 401, .. } => GatewayError::Token.into(),
        err => StartError::Discord(err),
    }
}
