//! The bot as an operator runs it, within the test's process but on a runtime of its own, so that it can be killed.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::channel;

use athenaeum::app::App;
use athenaeum::clock::{Clock, ClockHand};
use athenaeum::config::{Community, Config, Http};
use athenaeum::discord::BotToken;
use athenaeum::run::{self, Failure, LibrarySource, Options, Role, Running};
use athenaeum::views::Views;
use discord_simulator::{Application, Simulator};
use tokio::runtime::Runtime;

use super::door::Door;
use super::fleet::{self, Fleet};
use super::invariants::{self, Moment, Scene};
use super::logged::Logged;

/// A running bot.
pub struct Bot {
    /// Its insides, for looking at what was recorded.
    pub app: Arc<App>,
    /// Moves its clock.
    pub hand: ClockHand,
    /// The address of its HTTP door.
    pub listening: Option<SocketAddr>,
    running: Vec<Running>,
    runtime: Runtime,
    logged: Logged,
    database: String,
    expected: BTreeSet<String>,
}

impl Bot {
    /// Starts the bot on a library and on a database.
    pub async fn start(
        discord: &Simulator,
        (application, door): (&Application, Door),
        (library, database): (&LibrarySource, &str),
        logged: Logged,
    ) -> Self {
        let runtime = runtime(&logged, if door == Door::Replicas { 4 } else { 1 });
        let (clock, hand) = Clock::settable(discord.clock().now_ms());
        let community = Community { name: Some("The Harbour Library".to_owned()), ..Community::default() };
        let (http, url, token) = (door.config(application), discord.url(), application.token());
        let (library, at) = (library.clone(), database.to_owned());
        let wish: fleet::Wish = Box::new(move |role| Options {
            database: at.clone(),
            library: library.clone(),
            config: Config {
                library: community.clone(),
                http: if matches!(role, Role::All | Role::Web) { http.clone() } else { Http::default() },
                ..Config::default()
            },
            api: url.parse().unwrap(),
            token: BotToken::parse(&token).unwrap(),
            clock: clock.clone(),
            role,
        });
        let (running, listening) = if door == Door::Replicas {
            let Fleet { processes, address } = runtime.spawn(fleet::start(wish)).await.unwrap();
            (processes, Some(address))
        } else {
            let running = runtime.spawn(run::start(wish(Role::All))).await.unwrap().unwrap();
            let listening = running.found.listening;
            (vec![running], listening)
        };
        application.connected().await;
        if let Some(address) = listening {
            let url = format!("http://{address}/interactions");
            application.interactions_endpoint(&url).await.unwrap();
        }
        let app = Arc::clone(&running[0].app);
        let database = database.to_owned();
        Self { app, hand, listening, running, runtime, logged, database, expected: BTreeSet::new() }
    }

    /// Waits until it cannot go on, and says why.
    pub async fn fails(&mut self) -> Failure {
        self.running[0].stopped().await
    }

    /// What it holds in memory, once it knows all that was written until now by whichever process.
    pub fn views(&self) -> &Views {
        let (following, (done, waits)) = (self.app.following.clone(), channel());
        if self.running.len() > 1 {
            self.runtime.spawn(async move { done.send(following.catch_up().await.unwrap()) });
            waits.recv().unwrap();
        }
        &self.app.views
    }

    /// What it logs, also after it has gone.
    pub fn logged(&self) -> Logged {
        self.logged.clone()
    }

    /// Declares that a warning or error with this text will be logged.
    pub fn expect_logged(&mut self, text: &str) {
        self.expected.insert(text.to_owned());
    }

    /// Ends everything at once, as `kill -9` would: nothing is finished, nothing is flushed.
    pub async fn kill(self) {
        let Self { app, running, runtime, .. } = self;
        let db = app.db.clone();
        drop(app);
        runtime.shutdown_background();
        drop(running);
        // A file's lock goes with the process; what a server holds for a connection goes when that breaks.
        if !db.is_shared() {
            db.close().await;
        }
    }

    /// Stops the bot as an operator would, and says what nobody asked for.
    pub async fn finish(self) -> Vec<String> {
        self.finish_at(None, Moment::Quiet).await
    }

    /// The same, with a look at what it left on Discord, or before all is done.
    pub async fn finish_at(self, discord: Option<(&Simulator, &Application)>, moment: Moment) -> Vec<String> {
        let Self { app, running, runtime, logged, database, expected, .. } = self;
        for process in running {
            runtime.spawn(process.stop()).await.unwrap();
        }
        drop(app);
        runtime.shutdown_background();
        let mut findings = unexpected(&logged, &expected);
        let scene = Scene { database: &database, acknowledged: &[], discord, moment };
        findings.extend(invariants::broken(&scene).await);
        findings
    }
}

fn unexpected(logged: &Logged, expected: &BTreeSet<String>) -> Vec<String> {
    let lines = logged.lines();
    let is_expected = |line: &String| expected.iter().any(|it| line.contains(it.as_str()));
    let missing = expected.iter().filter(|it| !lines.iter().any(|line| line.contains(it.as_str())));
    let missing = missing.map(|it| format!("expected in the log, but not there: {it}"));
    missing.chain(lines.iter().filter(|it| !is_expected(it)).map(|it| format!("logged: {it}"))).collect()
}

fn runtime(logged: &Logged, threads: usize) -> Runtime {
    let logged = logged.clone();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        // The thread keeps its subscriber for as long as it lives.
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&logged.subscriber())))
        .build()
        .unwrap()
}
