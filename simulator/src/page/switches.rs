//! The simulator's own faults, as switches: what goes wrong between a bot and Discord while somebody watches.

use std::time::Duration;

use crate::faults::{Effect, Loss, RateLimited, Scope};
use crate::state::World;

use super::Switch;

const RATE_LIMIT: &str = "rate-limit";
const SLOW: &str = "slow";
const SILENT: &str = "no-answer";
const ERROR: &str = "server-error";
const LOST: &str = "lost-response";
const DROP: &str = "gateway-drop";

/// How long a limited bot is told to wait.
const WAIT: Duration = Duration::from_secs(2);
/// How much longer each call takes; two of them still fit into the three seconds of an interaction.
const DELAY: Duration = Duration::from_millis(1_200);
/// Strikes until it is switched off.
const ALWAYS: u32 = u32::MAX;

/// All of them, as they are now.
pub fn all(world: &World) -> Vec<Switch> {
    let switch =
        |name, label, about, once| Switch { name, label, about, on: world.faults.is_set(name), once };
    vec![
        switch(
            RATE_LIMIT,
            "Rate limit",
            "The bot's next call to a channel and its next edit of an answer get 429 and wait two seconds",
            true,
        ),
        switch(SLOW, "Slow", "Each of the bot's calls takes 1.2 seconds longer", false),
        switch(SILENT, "No answer", "The bot's first answers do not arrive", false),
        switch(ERROR, "Server error", "The bot's next two answers get 502", true),
        switch(LOST, "Lost response", "The bot's next call is done, but the bot does not hear of it", true),
        switch(
            DROP,
            "Drop the connection",
            "The bot's connection to the gateway is cut; it should resume",
            true,
        ),
    ]
}

/// Switches one of them; says whether it is one of these.
pub fn switch(world: &mut World, name: &str, on: bool) -> bool {
    let known = all(world).into_iter().find(|it| it.name == name);
    let Some(known) = known else { return false };
    if known.name == DROP && on {
        world.drop_connections();
    }
    world.faults.unset(known.name);
    if on {
        for (route, times, effect) in faults(known.name) {
            world.faults.set(known.name, (route, times), effect);
        }
    }
    true
}

fn faults(name: &str) -> Vec<(&'static str, u32, Effect)> {
    let limit = || Effect::Limit(RateLimited { retry_after: WAIT, scope: Scope::User });
    match name {
        RATE_LIMIT => vec![("* /channels/**", 1, limit()), ("* /webhooks/**", 1, limit())],
        SLOW => vec![("* **", ALWAYS, Effect::Slow(DELAY))],
        SILENT => vec![("POST /interactions/**", ALWAYS, Effect::Drop)],
        ERROR => vec![("POST /interactions/**", 2, Effect::Fail(502))],
        LOST => vec![("* **", 1, Effect::Lose(Loss::Dropped))],
        _ => Vec::new(),
    }
}
