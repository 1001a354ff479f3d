//! The composition root: the only place that connects things; tests build their bot here too.

mod answered;
mod doors;
mod import;
mod in_hand;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use serenity::model::id::{ApplicationId, InteractionId};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Community;
use crate::discord::{InteractionRef, InteractionToken, Rest};
use crate::domain::ids::GuildId;
use crate::domain::refusal::Refusal;
use crate::domain::reply::Reply;
use crate::intake::Writers;
use crate::interactions::desk::Desk;
use crate::interactions::request::Ask;
use crate::interactions::{registry, render, respond};
use crate::library::topics::Topics;
use crate::metrics::{Ending, Metrics};
use crate::store::following::Following;
use crate::store::log::Writing;
use crate::store::snapshot::{self, AtHand};
use crate::store::{Db, Log, open, outbox, restore};
use crate::telemetry;
use crate::views::Views;
use crate::views::lookups::Lookups;

pub use answered::Answered;
pub use doors::Doors;
pub use import::{Filed, Imported, Left};
pub use in_hand::{Held, InHand};

/// What an app is built from.
pub struct Parts {
    /// Where the database is, for example `sqlite:data/athenaeum.db`.
    pub database: String,
    /// The library as its files say it; `None` serves what the database holds.
    pub library: Option<Vec<Filed>>,
    /// The taxonomy.
    pub topics: Topics,
    /// What the operator says about the community.
    pub community: Community,
    /// The time.
    pub clock: Clock,
    /// Discord.
    pub rest: Rest,
    /// The application that the bot is.
    pub application: ApplicationId,
}

/// The running bot, without its doors.
pub struct App {
    /// The database.
    pub db: Db,
    /// The log.
    pub log: Log,
    /// What brings the views up to what other processes write.
    pub following: Following,
    /// What looks read.
    pub views: Arc<Views>,
    /// What was looked up.
    pub lookups: Lookups,
    /// What the operator says about the community.
    pub community: Community,
    /// The time.
    pub clock: Clock,
    /// Discord.
    pub rest: Rest,
    /// The application that the bot is.
    pub application: ApplicationId,
    /// Work in hand: it is finished before the process leaves.
    pub tasks: TaskTracker,
    /// Which interactions have not been answered yet.
    pub answered: Answered,
    /// Who is known to have written in which discussion.
    pub writers: Writers,
    /// Channels in which nothing can be opened.
    pub doors: Doors,
    /// What this process is at for Discord.
    pub in_hand: InHand,
    /// What is counted for the operator.
    pub metrics: Metrics,
    /// Places for exports on their way: each holds its file in memory while it travels.
    pub exports: Semaphore,
}

/// Exports that travel at once.
const EXPORTS_AT_ONCE: usize = 4;

/// An app and what building it found.
pub struct Built {
    /// The app.
    pub app: Arc<App>,
    /// The writing task; the process must not outlive its failure.
    pub writing: Writing,
    /// What the library's files changed.
    pub imported: Imported,
    /// The copy made before the database was upgraded.
    pub copied_to: Option<PathBuf>,
}

/// Why an app cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] open::Failure),
    /// The database failed.
    #[error("the database failed while the bot was starting")]
    Store(#[from] crate::store::Error),
    /// That the log goes on from a copy cannot be written down.
    #[error("the database is a copy that was put in place, which could not be written down")]
    Restored(#[source] crate::store::Stop),
    /// The library cannot be written to the log.
    #[error("the library could not be imported")]
    Import(#[from] crate::store::Stop),
}

impl App {
    /// Opens the database, imports the library, loads the views, starts the log.
    ///
    /// # Errors
    /// See [`BuildError`].
    pub async fn build(parts: Parts) -> Result<Built, BuildError> {
        let opened = open::open(&parts.database).await?;
        let db = opened.db;
        if restore::recognise(&db, parts.clock.clone()).await.map_err(BuildError::Restored)? {
            tracing::warn!(
                "the log is behind where it was: it goes on from a copy, and looks at Discord before it acts"
            );
        }
        restore::remember(&db).await?;
        outbox::release_all(&db).await?;
        outbox::pull_back(&db, parts.clock.now()).await?;
        let snapshot = snapshot::load_beside(&db, &at_hand(parts.library.as_deref())).await?;
        let shelf = import::shelf(&snapshot.resources);
        let loaded = snapshot.end.clone();
        let views = Arc::new(Views::new(snapshot, Arc::new(parts.topics)));
        let (log, writing) = Log::start(db.clone(), parts.clock.clone(), views.clone());
        let following = log.follows_from(&db, loaded);
        let imported = match parts.library {
            Some(files) => import::run(&db, &log, &shelf, files).await?,
            None => Imported::default(),
        };
        let answered = Answered::among(db.is_shared());
        let app = Self {
            db,
            log,
            following,
            views,
            lookups: Lookups::default(),
            community: parts.community,
            clock: parts.clock,
            metrics: Metrics::new(parts.rest.requests(), &registry::names()),
            rest: parts.rest,
            application: parts.application,
            tasks: TaskTracker::new(),
            answered,
            exports: Semaphore::new(EXPORTS_AT_ONCE),
            writers: Writers::default(),
            doors: Doors::default(),
            in_hand: InHand::default(),
        };
        Ok(Built { app: Arc::new(app), writing, imported, copied_to: opened.copied_to })
    }

    /// Brings what is served up to the library's files while the bot serves.
    ///
    /// # Errors
    /// When the log cannot be written to.
    pub async fn import(&self, files: Vec<Filed>) -> Result<Imported, crate::store::Stop> {
        let shelf = import::shelf(&snapshot::load_beside(&self.db, &at_hand(Some(&files))).await?.resources);
        import::run(&self.db, &self.log, &shelf, files).await
    }

    /// What a command has before it in a guild.
    pub fn desk(&self, guild: GuildId) -> Desk<'_> {
        Desk::new(&self.views, &self.lookups, &self.community, (guild, self.clock.now()))
    }

    /// Logs a failure once, and says to the member what they can tell the operator.
    pub fn failed(&self, error: &(dyn Error + 'static)) -> Refusal {
        let reference = telemetry::failure(error, "a request failed");
        Refusal::new(format!(
            "That did not work, and it is not your doing (ref {reference}). Nothing was saved."
        ))
    }

    /// The same for what fails after the asker's act was written, or may have been: only what came of it is lost.
    pub fn unsaid(&self, error: &(dyn Error + 'static)) -> String {
        let reference = telemetry::failure(error, "a request failed");
        format!(
            "That did not work, and it is not your doing (ref {reference}). What you had said or set before is kept."
        )
    }

    /// Edits an interaction's reply once the work is done, for work that takes longer than people wait.
    pub fn edit_when_done(self: &Arc<Self>, ask: &Ask, work: JoinHandle<(Reply, Ending)>) {
        let app = Arc::clone(self);
        let to = self.reply_to(ask.interaction, &ask.reply_to.token);
        self.tasks.spawn(async move {
            let done = work.await.map(|(reply, _)| reply);
            let reply = done.unwrap_or_else(|panic| respond::refused(app.failed(&panic)));
            app.answered.wait(to.id.get()).await;
            let Some(message) = respond::belated(reply) else { return };
            let Ok(body) = render::edit(&message) else { return };
            if let Err(err) = app.rest.edit_original(&to, &body, Vec::new()).await {
                tracing::warn!(error = &err as &dyn Error, "a late answer could not be given");
            }
        });
    }

    /// How the reply to an interaction of this application is addressed.
    pub fn reply_to(&self, interaction: u64, token: &str) -> InteractionRef {
        InteractionRef {
            id: InteractionId::new(interaction),
            application: self.application,
            token: InteractionToken::from(token.to_owned()),
        }
    }
}

/// What need not be read from the database: most files say what they said when they were last imported, and a library
/// that is held twice while one is compared with the other leaves its size behind in the process.
fn at_hand(files: Option<&[Filed]>) -> AtHand {
    files.unwrap_or_default().iter().map(|it| (it.hash.clone(), Arc::clone(&it.resource))).collect()
}
