//! A gateway session on a thread and a runtime of its own.
//!
//! serenity's tasks have no owner and cannot all be told to end, and some of them spin without yielding once their
//! connection is closed under them. With a runtime of their own they end with it, cannot starve the bot, and, there
//! being one thread, hand events on in the order in which these came.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use serenity::async_trait;
use serenity::client::{Context, RawEventHandler};
use serenity::gateway::{GatewayError as Closed, PresenceData, ShardManager, ShardManagerOptions};
use serenity::http::{Http, HttpBuilder};
use serenity::model::event::Event;
use serenity::prelude::TypeMap;
use tokio::runtime::{self, Handle};
use tokio::sync::{Mutex as AsyncMutex, RwLock, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{Ended, GatewayError, INTENTS, Intake};
use crate::discord::{Base, BotToken, bounded_client};

/// How long a session may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How long its thread may take to end after that.
const LEAVE_WITHIN: Duration = Duration::from_secs(7);

/// Where to connect, as whom.
pub(super) struct Plan {
    pub(super) address: String,
    pub(super) shards: u32,
    pub(super) base: Base,
    pub(super) token: BotToken,
}

/// Keeps the session until `stop` or until it cannot go on.
pub(super) async fn keep(
    plan: Plan,
    intake: Arc<dyn Intake>,
    stop: CancellationToken,
) -> Result<Ended, GatewayError> {
    let (done, mut ended) = oneshot::channel();
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().map_err(GatewayError::Thread)?;
    let ear = Ear { intake, bot: Handle::current(), warned: Mutex::default() };
    let stopped = stop.clone();
    // A subscriber set for a thread alone, as tests set it, must hear this thread too.
    let log = tracing::dispatcher::get_default(Clone::clone);
    let work = move || {
        let result = tracing::dispatcher::with_default(&log, || runtime.block_on(hold(plan, ear, stopped)));
        runtime.shutdown_background();
        // Nobody listens if the session was left behind.
        let _ = done.send(result);
    };
    thread::Builder::new().name("gateway".into()).spawn(work).map_err(GatewayError::Thread)?;

    tokio::select! {
        result = &mut ended => result.unwrap_or(Err(GatewayError::Broken)),
        () = stop.cancelled() => match timeout(LEAVE_WITHIN, ended).await {
            Ok(result) => result.unwrap_or(Err(GatewayError::Broken)),
            Err(_) => Ok(Ended::Abandoned),
        },
    }
}

async fn hold(plan: Plan, ear: Ear, stop: CancellationToken) -> Result<Ended, GatewayError> {
    let shards = plan.shards;
    let (manager, mut ends) = ShardManager::new(ShardManagerOptions {
        data: Arc::new(RwLock::new(TypeMap::new())),
        event_handlers: Vec::new(),
        raw_event_handlers: vec![Arc::new(ear)],
        shard_index: 0,
        shard_init: 0,
        shard_total: 0,
        ws_url: Arc::new(AsyncMutex::new(plan.address.clone())),
        http: Arc::new(idle_http(&plan)?),
        intents: INTENTS,
        presence: Some(PresenceData::default()),
    });
    manager.set_shards(0, shards, shards).await;
    // It only puts the shards in a queue.
    manager.initialize().map_err(|_| GatewayError::Broken)?;
    tokio::select! {
        end = ends.next() => match end {
            Some(Err(closed)) => Err(refused(&closed)),
            _ => Err(GatewayError::Broken),
        },
        () = stop.cancelled() => match timeout(CLOSE_WITHIN, manager.shutdown_all()).await {
            Ok(()) => Ok(Ended::Stopped),
            Err(_) => Ok(Ended::Abandoned),
        },
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

/// Hears all events and hands them to the intake.
struct Ear {
    intake: Arc<dyn Intake>,
    bot: Handle,
    warned: Mutex<HashSet<String>>,
}

#[async_trait]
impl RawEventHandler for Ear {
    // Nothing is awaited in here: that keeps the order.
    async fn raw_event(&self, _: Context, event: Event) {
        let _within = self.bot.enter();
        match event {
            Event::InteractionCreate(event) => self.intake.interaction(event.interaction),
            Event::Unknown(event) => self.unreadable(&event.kind),
            event => {
                match &event {
                    Event::Ready(ready) => {
                        tracing::info!(guilds = ready.ready.guilds.len(), "connected to the gateway")
                    }
                    Event::Resumed(_) => tracing::info!("took up the gateway session again"),
                    _ => {}
                }
                self.intake.event(event);
            }
        }
    }
}

impl Ear {
    /// serenity says nothing of an event that it cannot read; an interaction lost that way is a reader left waiting.
    /// Kinds that it has never heard of may come in numbers, so each is warned of once.
    fn unreadable(&self, kind: &str) {
        let kind: String = kind.chars().filter(|c| c.is_ascii_uppercase() || *c == '_').take(64).collect();
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if kind == "INTERACTION_CREATE" || warned.insert(kind.clone()) {
            tracing::warn!(event.kind = kind, "an event could not be read");
        }
        drop(warned);
        self.intake.unreadable((!kind.is_empty()).then_some(kind));
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
            shards: 1,
            base: "http://127.0.0.1:1".parse().unwrap(),
            token: BotToken::parse("bot-canary").unwrap(),
        };
        let http = idle_http(&plan).unwrap();
        assert_eq!(http.proxy.as_deref(), Some("http://127.0.0.1:1"));
        assert!(http.ratelimiter.is_none(), "with its rate limiter serenity ignores the proxy");
    }
}
