//! The parts of a bot that run beside each other: started together, watched together, stopped in order.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use super::{Failure, News, Role, ears};
use crate::app::App;
use crate::discord::JoinedGuild;
use crate::store;
use crate::transport::door::Door;
use crate::transport::gateway::{self, Connected, Ended, GatewayError, GatewayOptions};
use crate::transport::http::{self, PublicKey, Site};
use crate::worker;

/// How long the bot takes at most to leave.
pub(super) const LEAVE_WITHIN: Duration = Duration::from_secs(10);

/// What the parts are started with.
pub(super) struct Plan<'a> {
    pub(super) role: Role,
    pub(super) gateway: GatewayOptions,
    /// An open port, and with what key interactions are taken there.
    pub(super) http: Option<(TcpListener, Option<PublicKey>)>,
    pub(super) guilds: &'a [JoinedGuild],
}

/// What keeps the log, and what follows it.
pub(super) struct LogTasks {
    pub(super) writing: JoinHandle<Result<(), Arc<store::Error>>>,
    pub(super) following: JoinHandle<Result<(), store::Error>>,
}

pub(super) struct Tasks {
    gateway: Option<JoinHandle<Result<Ended, GatewayError>>>,
    http: Option<JoinHandle<io::Result<()>>>,
    worker: JoinHandle<Result<(), store::Error>>,
    pub(super) log: LogTasks,
    joined: mpsc::Receiver<String>,
    close_doors: CancellationToken,
    stop_worker: CancellationToken,
}

impl Tasks {
    pub(super) fn spawn(app: &Arc<App>, log: LogTasks, plan: Plan<'_>) -> Self {
        let (close_doors, stop_worker) = (CancellationToken::new(), CancellationToken::new());
        let (ears, joined) = ears::Ears::new(Door::new(Arc::clone(app)), plan.guilds);
        let connected = plan.role.keeps_gateway().then(|| plan.gateway.connected.clone());
        let http = plan.http.map(|(listener, key)| {
            let key = key.filter(|_| plan.role.takes_posts());
            let site = Site::new(Arc::clone(app), key, connected.clone());
            tokio::spawn(http::run(listener, site, close_doors.clone()))
        });
        let session = connected.map(|_: Connected| gateway::run(plan.gateway, ears, close_doors.clone()));
        let worker = work(plan.role, Arc::clone(app), stop_worker.clone());
        Self { gateway: session.map(tokio::spawn), http, worker, log, joined, close_doors, stop_worker }
    }

    /// What happens next that the operator should know.
    pub(super) async fn news(&mut self) -> News {
        let Self { gateway, http, worker, log, joined, .. } = self;
        tokio::select! {
            Some(name) = joined.recv() => News::Joined(name),
            ended = end(gateway) => News::Failed(match ended {
                Ok(Err(err)) => Failure::Gateway(err),
                _ => Failure::Broken("gateway session"),
            }),
            ended = end(http) => News::Failed(match ended {
                Ok(Err(err)) => Failure::Http(err),
                _ => Failure::Broken("HTTP door"),
            }),
            ended = &mut log.writing => News::Failed(match ended {
                Ok(Err(err)) => Failure::Writing(err),
                _ => Failure::Broken("writing task"),
            }),
            ended = &mut log.following => News::Failed(match ended {
                Ok(Err(err)) => Failure::Following(Arc::new(err)),
                _ => Failure::Broken("follower of the log"),
            }),
            ended = worker => News::Failed(match ended {
                Ok(Err(err)) => Failure::Writing(Arc::new(err)),
                _ => Failure::Broken("worker"),
            }),
        }
    }

    /// Takes no more work, finishes what is in hand, writes down what is counted in memory, closes the database; what
    /// takes longer than `within` altogether is left behind.
    pub(super) async fn stop(self, app: &Arc<App>, within: Duration) {
        let until = Instant::now() + within;
        self.close_doors.cancel();
        // Both close at once, and neither waits for the other.
        tokio::join!(gone("gateway session", until, self.gateway), gone("HTTP door", until, self.http));
        self.stop_worker.cancel();
        gone("worker", until, Some(self.worker)).await;
        app.tasks.close();
        finish("requests in hand", until, app.tasks.wait()).await;
        self.log.following.abort();
        if !self.log.writing.is_finished() {
            finish("counting", until, worker::settle(app)).await;
        }
        // Closing waits for the batch that is being committed, so that aborting tears none apart. On a disk that does
        // not answer, the database itself does: it keeps a batch whole or not at all.
        finish("database", until, app.db.close()).await;
        self.log.writing.abort();
    }
}

fn work(role: Role, app: Arc<App>, stop: CancellationToken) -> JoinHandle<Result<(), store::Error>> {
    if role.works() { tokio::spawn(worker::run(app, stop)) } else { tokio::spawn(worker::count(app, stop)) }
}

/// The end of a part that may not have been started.
async fn end<T>(task: &mut Option<JoinHandle<T>>) -> Result<T, JoinError> {
    match task {
        Some(task) => task.await,
        None => std::future::pending().await,
    }
}

/// A task whose end was seen before must not be waited for again.
async fn gone<T>(what: &'static str, until: Instant, task: Option<JoinHandle<T>>) {
    if let Some(task) = task.filter(|it| !it.is_finished()) {
        finish(what, until, task).await;
    }
}

async fn finish<T>(what: &'static str, until: Instant, work: impl Future<Output = T>) {
    if timeout_at(until, work).await.is_err() {
        tracing::warn!(part = what, "did not end in time and is left behind");
    }
}
