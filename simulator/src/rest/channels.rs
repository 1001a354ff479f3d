//! One channel or thread: look, change, delete.

use serde_json::Value;

use super::Done;
use super::routes::{Ask, id};
use crate::error::{self, Refusal};
use crate::permissions::{MANAGE_CHANNELS, SEND_MESSAGES};
use crate::snowflake::Id;
use crate::state::channel::FORUM;

pub fn route(ask: &mut Ask<'_>, channel: &str, rest: &[&str]) -> Option<Result<Done, Refusal>> {
    let channel = match id(channel) {
        Ok(channel) => channel,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match (ask.call.method.as_str(), rest) {
        ("GET", []) => look(ask, channel),
        ("PATCH", []) => change(ask, channel),
        ("DELETE", []) => ask.world.delete_channel(ask.app, channel).and_then(Done::ok),
        ("POST", ["typing"]) => {
            ask.world.require(ask.app, channel, SEND_MESSAGES).and_then(|()| Done::nothing())
        }
        _ => return None,
    })
}

fn look(ask: &Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    let known = ask.world.channel(channel)?;
    ask.world.require(ask.app, channel, 0)?;
    Done::ok(known.json())
}

fn change(ask: &mut Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    let (world, call, app) = (&mut *ask.world, ask.call, ask.app);
    let is_thread = world.channel(channel)?.is_thread();
    if is_thread {
        world.change_thread(app, channel, &call.body)?;
    } else {
        world.require(app, channel, MANAGE_CHANNELS)?;
        change_place(world, channel, &call.body);
    }
    Done::ok(world.channel(channel)?.json())
}

fn change_place(world: &mut crate::state::World, id: Id, body: &Value) {
    let Some(channel) = world.channels.get_mut(&id) else {
        return;
    };
    if let Some(name) = body["name"].as_str() {
        name.clone_into(&mut channel.name);
    }
    if let Some(topic) = body.get("topic") {
        channel.topic = topic.as_str().map(str::to_owned);
    }
    if channel.kind == FORUM {
        channel.flags = body["flags"].as_u64().unwrap_or(channel.flags);
    }
    channel.slowmode = body["rate_limit_per_user"].as_u64().unwrap_or(channel.slowmode);
    world.tell_channel("CHANNEL_UPDATE", id);
}

/// 404 for a channel that is not there, before anything else is asked.
pub fn known(ask: &Ask<'_>, channel: &str) -> Result<Id, Refusal> {
    let channel = id(channel)?;
    if ask.world.channels.contains_key(&channel) { Ok(channel) } else { Err(error::UNKNOWN_CHANNEL.into()) }
}
