//! A gateway session on a thread and a runtime of its own.
//!
//! serenity's tasks have no owner and cannot all be told to end, and some of them spin without yielding once their
//! connection is closed under them. With a runtime of their own they end with it, cannot starve the bot, and, there
//! being one thread, hand events on in the order in which these came.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serenity::futures::channel::mpsc::UnboundedReceiver;
use serenity::gateway::{
    ConnectionStage, GatewayError as Closed, PresenceData, ShardManager, ShardManagerOptions, ShardRunnerInfo,
};
use serenity::http::{Http, HttpBuilder};
use serenity::model::id::ShardId;
use serenity::prelude::TypeMap;
use tokio::runtime;
use tokio::sync::{Mutex as AsyncMutex, RwLock, oneshot};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::ear::Ear;
use super::{Connected, Ended, GatewayError, INTENTS, Intake, Shards};
use crate::discord::{Base, BotToken, bounded_client};

/// How long a session may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How long its thread may take to end after that.
const LEAVE_WITHIN: Duration = Duration::from_secs(7);

/// A thousand sessions a day are allowed, and one more resets the token (Discord: Gateway, Session Start Limit).
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// A session that lived this long ended for a reason of its own.
const GOOD_SESSION: Duration = Duration::from_mins(30);
/// How often is looked which shards are connected.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Where to connect, as whom, and how long to believe in a session that gives no sign of life.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) address: String,
    pub(super) shards: Shards,
    pub(super) connected: Connected,
    pub(super) base: Base,
    pub(super) token: BotToken,
    pub(super) patience: Patience,
}

/// After how long a session is given up for a new one.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Without a turn for its other tasks: serenity spins if a connection is closed without a code.
    pub(super) thread: Duration,
    /// Without a heartbeat or a change of state: serenity waits without end for a connection to open.
    pub(super) shards: Duration,
    /// The pause before the next session; doubled each time, up to `LONGEST_PAUSE`.
    pub(super) pause: Duration,
}

/// What ties a session's thread to the bot.
struct Leash {
    stop: CancellationToken,
    /// Counts up as long as the thread takes turns.
    pulse: Arc<AtomicU64>,
}

/// `None` if the session was given up.
type Outcome = Option<Result<Ended, GatewayError>>;
/// What serenity says when a shard cannot go on.
type Ends = UnboundedReceiver<Result<(), Closed>>;

impl Default for Patience {
    /// Discord has hearts beat every 41 s or so (Discord: Gateway, Sending Heartbeats).
    fn default() -> Self {
        Self {
            thread: Duration::from_secs(10),
            shards: Duration::from_mins(3),
            pause: Duration::from_secs(5),
        }
    }
}

/// Keeps a session until `stop` or until none can be had.
pub(super) async fn keep(
    plan: Plan,
    intake: Arc<dyn Intake>,
    stop: CancellationToken,
) -> Result<Ended, GatewayError> {
    let ear = Arc::new(Ear::new(intake, plan.connected.clone()));
    let mut pause = plan.patience.pause;
    loop {
        let begun = Instant::now();
        if let Some(result) = one(&plan, &ear, &stop).await {
            return result;
        }
        if begun.elapsed() > GOOD_SESSION {
            pause = plan.patience.pause;
        }
        tracing::warn!(
            "the gateway session gave no sign of life; opening a new one in {} s",
            pause.as_secs()
        );
        tokio::select! {
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
            () = stop.cancelled() => return Ok(Ended::Stopped),
        }
    }
}

/// One session; `None` if it was given up.
async fn one(plan: &Plan, ear: &Arc<Ear>, stop: &CancellationToken) -> Outcome {
    let own = stop.child_token();
    // However this function is left, the thread is told to end.
    let _end = own.clone().drop_guard();
    let pulse = Arc::new(AtomicU64::new(0));
    let mut ended = match spawn(plan.clone(), ear.clone(), Leash { stop: own, pulse: pulse.clone() }) {
        Ok(ended) => ended,
        Err(error) => return Some(Err(GatewayError::Thread(error))),
    };
    tokio::select! {
        result = &mut ended => result.unwrap_or(Some(Err(GatewayError::Broken))),
        () = stop.cancelled() => match timeout(LEAVE_WITHIN, ended).await {
            Ok(result) => result.unwrap_or(Some(Err(GatewayError::Broken))),
            Err(_) => Some(Ok(Ended::Abandoned)),
        },
        () = stands_still(plan.patience.thread, || pulse.load(Ordering::Relaxed)) => None,
    }
}

fn spawn(plan: Plan, ear: Arc<Ear>, leash: Leash) -> io::Result<oneshot::Receiver<Outcome>> {
    let (done, ended) = oneshot::channel();
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    // A subscriber set for a thread alone, as tests set it, must hear this thread too.
    let log = tracing::dispatcher::get_default(Clone::clone);
    let work = move || {
        let outcome = tracing::dispatcher::with_default(&log, || runtime.block_on(hold(plan, ear, leash)));
        runtime.shutdown_background();
        // Nobody listens if the session was left behind.
        let _ = done.send(outcome);
    };
    thread::Builder::new().name("gateway".into()).spawn(work)?;
    Ok(ended)
}

async fn hold(plan: Plan, ear: Arc<Ear>, leash: Leash) -> Outcome {
    let (manager, mut ends) = match open(&plan, ear).await {
        Ok(opened) => opened,
        Err(error) => return Some(Err(error)),
    };
    let signs = || signs_of_life(&manager);
    let outcome = tokio::select! {
        end = ends.next() => Some(Err(match end {
            Some(Err(closed)) => refused(&closed),
            _ => GatewayError::Broken,
        })),
        () = leash.stop.cancelled() => Some(Ok(match timeout(CLOSE_WITHIN, manager.shutdown_all()).await {
            Ok(()) => Ended::Stopped,
            Err(_) => Ended::Abandoned,
        })),
        () = stands_still(plan.patience.shards, signs) => None,
        () = beat(plan.patience.thread / 4, &leash.pulse) => None,
        () = watch(&manager, &plan.connected) => None,
    };
    plan.connected.are(BTreeSet::new());
    outcome
}

async fn open(plan: &Plan, ear: Arc<Ear>) -> Result<(Arc<ShardManager>, Ends), GatewayError> {
    let (manager, ends) = ShardManager::new(ShardManagerOptions {
        data: Arc::new(RwLock::new(TypeMap::new())),
        event_handlers: Vec::new(),
        raw_event_handlers: vec![ear],
        shard_index: 0,
        shard_init: 0,
        shard_total: 0,
        ws_url: Arc::new(AsyncMutex::new(plan.address.clone())),
        http: Arc::new(idle_http(plan)?),
        intents: INTENTS,
        presence: Some(PresenceData::default()),
    });
    let Shards { first, total, .. } = plan.shards;
    manager.set_shards(first, plan.shards.count(), total).await;
    // It only puts the shards in a queue.
    manager.initialize().map_err(|_| GatewayError::Broken)?;
    Ok((manager, ends))
}

/// Changes with every heartbeat that is answered and with every step of a connection. `None` while serenity has the
/// map in hand, which is as good a sign as any.
fn signs_of_life(manager: &ShardManager) -> Option<Vec<(u32, Option<Duration>, String)>> {
    let mut signs = manager.runners.try_lock().ok()?.iter().map(sign).collect::<Vec<_>>();
    signs.sort_unstable();
    Some(signs)
}

fn sign((shard, runner): (&ShardId, &ShardRunnerInfo)) -> (u32, Option<Duration>, String) {
    (shard.0, runner.latency, runner.stage.to_string())
}

/// Ends when `sign` was the same for as long as `patience`, looked at twice in that time.
async fn stands_still<T: PartialEq>(patience: Duration, sign: impl Fn() -> T) {
    let mut last = sign();
    let mut same = 0;
    while same < 2 {
        sleep(patience / 2).await;
        let now = sign();
        same = if now == last { same + 1 } else { 0 };
        last = now;
    }
}

/// Sees when a connection is lost; that one is there, its first event tells sooner.
async fn watch(manager: &ShardManager, connected: &Connected) {
    loop {
        sleep(LOOK_EVERY).await;
        if let Ok(runners) = manager.runners.try_lock() {
            let there = runners.iter().filter(|(_, it)| it.stage == ConnectionStage::Connected);
            connected.are(there.map(|(shard, _)| shard.0).collect());
        }
    }
}

async fn beat(every: Duration, pulse: &AtomicU64) {
    loop {
        pulse.fetch_add(1, Ordering::Relaxed);
        sleep(every).await;
    }
}

/// serenity carries the token to its shards in an HTTP client. Nothing calls it; should anything ever, it goes to the
/// base and nowhere else: without `ratelimiter_disabled` serenity would ignore the proxy and call Discord.
fn idle_http(plan: &Plan) -> Result<Http, GatewayError> {
    let client = bounded_client(&plan.base).map_err(GatewayError::Unknown)?;
    let http = HttpBuilder::new(plan.token.expose()).client(client);
    Ok(http.proxy(plan.base.to_string()).ratelimiter_disabled(true).build())
}

fn refused(closed: &Closed) -> GatewayError {
    match closed {
        Closed::InvalidAuthentication => GatewayError::Token,
        Closed::InvalidGatewayIntents => GatewayError::UnknownIntents,
        Closed::DisallowedGatewayIntents => GatewayError::ForbiddenIntents,
        _ => GatewayError::Broken,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn serenitys_own_client_could_only_call_the_base() {
        let plan = Plan {
            address: "ws://127.0.0.1:1".into(),
            shards: Shards::all(1),
            connected: Connected::default(),
            base: "http://127.0.0.1:1".parse().unwrap(),
            token: BotToken::parse("bot-canary").unwrap(),
            patience: Patience::default(),
        };
        let http = idle_http(&plan).unwrap();
        assert_eq!(http.proxy.as_deref(), Some("http://127.0.0.1:1"));
        assert!(http.ratelimiter.is_none(), "with its rate limiter serenity ignores the proxy");
    }
}
