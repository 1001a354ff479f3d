//! The gateway door: a WebSocket to Discord over which interactions and events come in.
//!
//! serenity speaks the protocol: heartbeats, resuming, reconnecting. Its shards are driven directly and not through
//! its `Client`, which looks for the gateway by a call of its own and, if that fails, connects to the real Discord
//! with the token. Here the address comes from our REST client or the door stays shut. It may lie elsewhere than the
//! REST base: a proxy on this machine names Discord's own gateway.

#[cfg(test)]
mod canary;
mod connected;
mod ear;
#[cfg(test)]
mod scenes;
mod session;
mod shards;
#[cfg(test)]
mod stub;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use serenity::model::application::Interaction;
use serenity::model::event::Event;
use serenity::model::gateway::GatewayIntents;
use tokio_util::sync::CancellationToken;

use crate::discord::{self, BotToken, GatewayBot, Rest};

pub use connected::Connected;
pub use shards::{BadShards, Shards};

/// What the bot hears of: guilds with their channels and threads, and that messages were written or deleted, not
/// their words. No privileged intent (Discord: Gateway, Gateway Intents). Interactions need none.
pub const INTENTS: GatewayIntents = GatewayIntents::GUILDS.union(GatewayIntents::GUILD_MESSAGES);

/// Takes what comes in. Called in the order of arrival, on the gateway's thread but within the runtime that called
/// [`run`], so that `tokio::spawn` starts tasks there. A method that blocks keeps the heart from beating.
pub trait Intake: Send + Sync + 'static {
    /// Somebody did something with the bot.
    fn interaction(&self, interaction: Interaction);

    /// Something else happened; `Ready` and `Resumed` among them.
    fn event(&self, event: Event);

    /// Something happened that could not be read. The kind is Discord's name for it, if it has one.
    fn unreadable(&self, kind: Option<String>);
}

/// What the door needs.
pub struct GatewayOptions {
    /// Finds the gateway.
    pub rest: Rest,
    /// Opens a session.
    pub token: BotToken,
    /// Which shards; `None`: all, as many as Discord wants.
    pub shards: Option<Shards>,
    /// Shows which of them are connected.
    pub connected: Connected,
}

/// How the door was shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The session was closed properly.
    Stopped,
    /// The session did not close in time and was left behind.
    Abandoned,
}

/// Why there is no session, and none will come of trying again.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The answer to the token was 401 or close code 4004.
    #[error(
        "Discord does not accept the bot token; copy it anew from your application's page \
         (Bot, Reset Token) into DISCORD_TOKEN or the file that DISCORD_TOKEN_FILE names"
    )]
    Token,
    /// Close code 4013.
    #[error("the gateway does not know the intents that this version of the bot asks for; update the bot")]
    UnknownIntents,
    /// Close code 4014.
    #[error(
        "Discord does not allow this application the events that the bot needs, although none of them is \
         privileged; look at your application's page (Bot, Privileged Gateway Intents) for a restriction"
    )]
    ForbiddenIntents,
    /// Every further session of the day would make Discord reset the token (Discord: Gateway, Session Start Limit).
    #[error("the bot was started too often today; Discord allows it again in {} min", .0.as_secs().div_ceil(60))]
    NoSessionsLeft(Duration),
    /// The call that asks where the gateway is failed.
    #[error("cannot find out where Discord's gateway is")]
    Unknown(#[source] discord::Error),
    /// The answer to that call is no WebSocket address.
    #[error("what should be the address of Discord's gateway does not begin with ws:// or wss://")]
    Address,
    /// The machine cannot start a thread.
    #[error("cannot start the gateway's thread")]
    Thread(#[source] io::Error),
    /// The thread ended by itself, which is a mistake in the bot.
    #[error("the gateway's thread ended unexpectedly")]
    Broken,
}

/// Keeps a session open until `stop`, or until Discord says that none can be had.
///
/// # Errors
/// See [`GatewayError`]. Lost connections are no error: they are taken up again for as long as it takes.
pub async fn run(
    options: GatewayOptions,
    intake: Arc<dyn Intake>,
    stop: CancellationToken,
) -> Result<Ended, GatewayError> {
    let found = tokio::select! {
        found = options.rest.gateway_bot() => found.map_err(not_found)?,
        () = stop.cancelled() => return Ok(Ended::Stopped),
    };
    let shards = options.shards.unwrap_or_else(|| Shards::all(found.shards));
    let plan = session::Plan {
        address: address(&found, shards)?,
        shards,
        connected: options.connected,
        base: options.rest.base().clone(),
        token: options.token,
        patience: session::Patience::default(),
    };
    session::keep(plan, intake, stop).await
}

fn not_found(error: discord::Error) -> GatewayError {
    match error {
        discord::Error::Refused { status: 401, .. } => GatewayError::Token,
        error => GatewayError::Unknown(error),
    }
}

/// The address without a query: the protocol's version is appended to it.
fn address(found: &GatewayBot, shards: Shards) -> Result<String, GatewayError> {
    if let Some(limit) = found.session_start_limit
        && limit.remaining < shards.count()
    {
        return Err(GatewayError::NoSessionsLeft(Duration::from_millis(limit.reset_after)));
    }
    let mut url = Url::parse(&found.url).map_err(|_| GatewayError::Address)?;
    if !matches!(url.scheme(), "ws" | "wss") {
        return Err(GatewayError::Address);
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url.into())
}
