//! The messages of a channel: list, look, write, edit, delete.

use serde_json::Value;

use super::Done;
use super::channels::known;
use super::routes::{Ask, id};
use crate::error::{self, Refusal};
use crate::gateway::session::MESSAGE_CONTENT;
use crate::permissions::READ_MESSAGE_HISTORY;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::message::Message;

pub fn route(ask: &mut Ask<'_>, channel: &str, rest: &[&str]) -> Option<Result<Done, Refusal>> {
    let channel = match known(ask, channel) {
        Ok(channel) => channel,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match (ask.call.method.as_str(), rest) {
        ("GET", []) => list(ask, channel),
        ("POST", []) => write(ask, channel),
        ("GET", [message]) => look(ask, channel, message),
        ("PATCH", [message]) => edit(ask, channel, message),
        ("DELETE", [message]) => delete(ask, channel, message),
        ("POST", [message, "threads"]) => super::threads::from_message(ask, channel, message),
        _ => return None,
    })
}

/// A message as this application may see it.
pub fn shown(world: &World, app: Id, message: &Message) -> Value {
    let privileged = world.applications.get(&app).map_or(0, |known| known.privileged);
    world.message_json_for(message, app, privileged & MESSAGE_CONTENT != 0)
}

fn write(ask: &mut Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    let writing = ask.call.writing();
    let message = ask.world.post(ask.app, channel, writing)?;
    let message = ask.world.message(channel, message)?;
    Done::ok(shown(ask.world, ask.app, message))
}

fn list(ask: &Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    ask.world.require(ask.app, channel, 0)?;
    if ask.world.permissions(ask.app, channel) & READ_MESSAGE_HISTORY == 0 {
        return Done::ok(Value::Array(Vec::new()));
    }
    let (before, after) = (ask.call.query_id("before"), ask.call.query_id("after"));
    let in_range = |message: &&Message| {
        before.is_none_or(|before| message.id < before) && after.is_none_or(|after| message.id > after)
    };
    let public = ask.world.messages_of(channel).filter(|message| message.audience.is_none()).filter(in_range);
    let limit = ask.call.limit(50, 100);
    let mut page: Vec<&Message> = public.collect();
    // `after` pages upwards from its id, everything else downwards from the newest; both answer newest first.
    if after.is_some() && before.is_none() {
        page.truncate(limit);
    } else {
        page.drain(..page.len().saturating_sub(limit));
    }
    Done::ok(page.into_iter().rev().map(|message| shown(ask.world, ask.app, message)).collect())
}

fn look(ask: &Ask<'_>, channel: Id, message: &str) -> Result<Done, Refusal> {
    ask.world.require(ask.app, channel, READ_MESSAGE_HISTORY)?;
    let message = ask.world.message(channel, id(message)?)?;
    if message.audience.is_some() {
        return Err(error::UNKNOWN_MESSAGE.into());
    }
    Done::ok(shown(ask.world, ask.app, message))
}

fn edit(ask: &mut Ask<'_>, channel: Id, message: &str) -> Result<Done, Refusal> {
    let message = id(message)?;
    let writing = ask.call.writing();
    ask.world.edit(ask.app, channel, message, writing)?;
    let message = ask.world.message(channel, message)?;
    Done::ok(shown(ask.world, ask.app, message))
}

fn delete(ask: &mut Ask<'_>, channel: Id, message: &str) -> Result<Done, Refusal> {
    ask.world.delete_message(ask.app, channel, id(message)?)?;
    Done::nothing()
}
