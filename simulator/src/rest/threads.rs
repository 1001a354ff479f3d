//! Threads of a channel: open, list the archived, join and leave.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Done;
use super::channels::known;
use super::messages::shown;
use super::routes::{Ask, id};
use crate::error::{self, Refusal};
use crate::permissions::READ_MESSAGE_HISTORY;
use crate::snowflake::{Id, read_timestamp};
use crate::state::channel::{Channel, PRIVATE_THREAD};
use crate::state::post::Writing;

pub fn route(ask: &mut Ask<'_>, channel: &str, rest: &[&str]) -> Option<Result<Done, Refusal>> {
    let channel = match known(ask, channel) {
        Ok(channel) => channel,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match (ask.call.method.as_str(), rest) {
        ("POST", ["threads"]) => open(ask, channel),
        ("GET", ["threads", "archived", "public"]) => archived(ask, channel),
        ("PUT", ["thread-members", "@me"]) => join(ask, channel),
        ("DELETE", ["thread-members", "@me"]) => leave(ask, channel),
        _ => return None,
    })
}

/// `POST …/messages/{id}/threads`.
pub fn from_message(ask: &mut Ask<'_>, channel: Id, message: &str) -> Result<Done, Refusal> {
    let thread = ask.world.open_thread_from(ask.app, channel, id(message)?, &ask.call.body)?;
    Done::created(ask.world.channel(thread)?.json())
}

fn open(ask: &mut Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    let (world, call, app) = (&mut *ask.world, ask.call, ask.app);
    if !world.channel(channel)?.is_forum() {
        let thread = world.open_thread(app, channel, &call.body)?;
        return Done::created(world.channel(thread)?.json());
    }
    let first = Writing { body: Value::Null, files: call.files.clone() };
    let thread = world.open_post(app, channel, &call.body, first)?;
    let mut json = world.channel(thread)?.json();
    json["message"] = shown(world, app, world.message(thread, thread)?);
    Done::created(json)
}

/// Newest first by the time of archiving; `before` is such a time, not an id.
fn archived(ask: &Ask<'_>, channel: Id) -> Result<Done, Refusal> {
    ask.world.require(ask.app, channel, READ_MESSAGE_HISTORY)?;
    let before = ask.call.query.get("before").and_then(|text| read_timestamp(text));
    let changed = |thread: &Channel| thread.thread.as_ref().map_or(0, |thread| thread.archive_changed);
    let public =
        ask.world.threads_of(channel).filter(|thread| thread.archived() && thread.kind != PRIVATE_THREAD);
    let mut threads: Vec<&Channel> =
        public.filter(|it| before.is_none_or(|before| changed(it) < before)).collect();
    threads.sort_by_key(|thread| std::cmp::Reverse((changed(thread), thread.id)));
    let limit = ask.call.limit(50, 100);
    let more = threads.len() > limit;
    threads.truncate(limit);
    let threads: Vec<Value> = threads.into_iter().map(Channel::json).collect();
    Done::ok(json!({"threads": threads, "members": [], "has_more": more}))
}

fn join(ask: &mut Ask<'_>, thread: Id) -> Result<Done, Refusal> {
    ask.world.require(ask.app, thread, 0)?;
    if ask.world.channel(thread)?.archived() {
        return Err(error::ARCHIVED.into());
    }
    let app = ask.app;
    members(ask, thread)?.insert(app);
    Done::nothing()
}

fn leave(ask: &mut Ask<'_>, thread: Id) -> Result<Done, Refusal> {
    ask.world.require(ask.app, thread, 0)?;
    let app = ask.app;
    members(ask, thread)?.remove(&app);
    Done::nothing()
}

fn members<'a>(ask: &'a mut Ask<'_>, thread: Id) -> Result<&'a mut BTreeSet<Id>, Refusal> {
    let channel = ask.world.channels.get_mut(&thread).and_then(|channel| channel.thread.as_mut());
    channel.map(|thread| &mut thread.members).ok_or_else(|| error::WRONG_CHANNEL_TYPE.into())
}
