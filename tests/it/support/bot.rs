//! The bot as `run` starts it, within the test's process but on a runtime of its own, so that it can be killed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use athenaeum::app::{App, Built, Parts};
use athenaeum::clock::{Clock, ClockHand};
use athenaeum::config::Community;
use athenaeum::discord::{BotToken, Rest, RestOptions};
use athenaeum::interactions::registry;
use athenaeum::library::topics::Topics;
use athenaeum::library::{check, sample};
use athenaeum::store::{Db, outbox, rebuild, verify};
use athenaeum::transport::door::Door;
use athenaeum::transport::gateway::{self, GatewayOptions};
use athenaeum::worker;
use discord_simulator::{Application, Simulator};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::logged::Logged;

/// A running bot.
pub struct Bot {
    /// Its insides, for looking at what was recorded.
    pub app: Arc<App>,
    /// Moves its clock.
    pub hand: ClockHand,
    runtime: Runtime,
    logged: Logged,
    stop: CancellationToken,
    loops: JoinSet<()>,
    expected: BTreeSet<String>,
}

impl Bot {
    /// Starts the bot on the database in a folder.
    pub async fn start(discord: &Simulator, application: &Application, folder: &Path) -> Self {
        let logged = Logged::default();
        let runtime = runtime(&logged);
        let (clock, hand) = Clock::settable(discord.clock().now_ms());
        let token = BotToken::parse(&application.token()).unwrap();
        let rest = Rest::new(RestOptions::new(discord.url().parse().unwrap(), token.clone())).unwrap();
        let database = format!("sqlite:{}", folder.join("athenaeum.db").display());
        let built = runtime.spawn(build(database, clock, rest.clone())).await.unwrap();
        let stop = CancellationToken::new();
        let mut loops = JoinSet::new();
        loops.spawn_on(worker::run(Arc::clone(&built.app), stop.clone()), runtime.handle());
        let door = Door::new(Arc::clone(&built.app));
        let ending = stop.clone();
        let gateway = async move {
            gateway::run(GatewayOptions { rest, token }, door, ending).await.unwrap();
        };
        loops.spawn_on(gateway, runtime.handle());
        application.connected().await;
        Self { app: built.app, hand, runtime, logged, stop, loops, expected: BTreeSet::new() }
    }

    /// Declares that a warning or error with this text will be logged.
    pub fn expect_logged(&mut self, text: &str) {
        self.expected.insert(text.to_owned());
    }

    /// Ends everything at once, as `kill -9` would: nothing is finished, nothing is flushed.
    pub async fn kill(self) {
        // The gateway's thread is not of the runtime; it alone is asked.
        self.stop.cancel();
        let Db::Sqlite(handle) = self.app.db.clone();
        self.runtime.shutdown_background();
        handle.close().await;
    }

    /// Stops the bot as an operator would, and says what nobody asked for.
    pub async fn finish(mut self) -> Vec<String> {
        self.stop.cancel();
        while let Some(ended) = self.loops.join_next().await {
            ended.unwrap();
        }
        self.app.tasks.close();
        self.app.tasks.wait().await;
        let mut findings = self.unexpected_lines();
        findings.extend(self.waiting_effects().await);
        let verdict = verify::run(&self.app.db, |_| {}).await.unwrap();
        findings.extend(verdict.fault.map(|it| format!("the log is broken: {it}")));
        let rebuilt = rebuild::run(&self.app.db, |_| {}).await.unwrap();
        findings.extend(rebuilt.differed.iter().map(|it| format!("the view {it} is not what the log says")));
        self.runtime.shutdown_background();
        findings
    }

    fn unexpected_lines(&self) -> Vec<String> {
        let lines = self.logged.lines();
        let expected = |line: &String| self.expected.iter().any(|it| line.contains(it.as_str()));
        let missing = self.expected.iter().filter(|it| !lines.iter().any(|line| line.contains(it.as_str())));
        let missing = missing.map(|it| format!("expected in the log, but not there: {it}"));
        missing.chain(lines.iter().filter(|it| !expected(it)).map(|it| format!("logged: {it}"))).collect()
    }

    async fn waiting_effects(&self) -> Vec<String> {
        let mut tx = self.app.db.read().await.unwrap();
        let states = outbox::by_state(&mut tx).await.unwrap();
        let unfinished = states.into_iter().filter(|(state, _)| state != "done");
        unfinished.map(|(state, count)| format!("{count} effects are {state}")).collect()
    }
}

fn runtime(logged: &Logged) -> Runtime {
    let logged = logged.clone();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        // The thread keeps its subscriber for as long as it lives.
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&logged.subscriber())))
        .build()
        .unwrap()
}

async fn build(database: String, clock: Clock, rest: Rest) -> Built {
    let application = rest.current_application().await.unwrap().id;
    let topics = Topics::parse(&sample::topics()).unwrap();
    let checked = check::check(&sample::pages(), Some(&topics));
    let parts = Parts {
        database,
        library: Some(checked.resources.iter().map(|it| (**it).clone()).collect()),
        topics,
        community: Community { name: Some("The Harbour Library".to_owned()), ..Community::default() },
        clock,
        rest: rest.clone(),
        application,
    };
    rest.overwrite_commands(application, &registry::registration()).await.unwrap();
    App::build(parts).await.unwrap()
}
