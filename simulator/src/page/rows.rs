//! The frame `world`: who is there, which places one person sees, what they can call, what can go wrong.

use serde_json::{Value, json};

use super::{Host, Switch, people, switches};
use crate::permissions::{MANAGE_THREADS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS};
use crate::scene::Member;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::channel::{ANNOUNCEMENT, Channel, FORUM, Tag};
use crate::state::guild::Guild;

/// What of it is not the world's own.
pub struct Beside {
    switches: Vec<Switch>,
    restart: bool,
    library: bool,
}

impl Beside {
    /// Asked before the world is locked: a host may have locks of its own.
    pub fn of(host: &dyn Host) -> Self {
        let switches = host.switches();
        let restart = switches.iter().any(|it| it.name == "restart");
        Self { switches, restart, library: host.watches_library() }
    }
}

/// The whole frame.
pub fn world(world: &World, member: &Member, beside: &Beside) -> Value {
    let faults = switches::all(world).into_iter().chain(beside.switches.iter().cloned());
    let guild = world.guilds.get(&member.guild());
    json!({
        "type": "world", "application": application(world, guild), "me": member.id(), "guild": member.guild(),
        "guilds": world.guilds.values().map(|guild| community(world, guild)).collect::<Vec<_>>(),
        "roles": guild.map(roles), "channels": channels(world, member), "commands": member.offered(world),
        "elsewhere": member.offered_to_others(world),
        "faults": faults.map(|it| fault(&it)).collect::<Vec<_>>(),
        "control": {"restart": beside.restart, "library": beside.library},
    })
}

fn application(world: &World, guild: Option<&Guild>) -> Value {
    let mut bots = guild.into_iter().flat_map(|guild| guild.members.keys());
    let bot = bots.find_map(|id| world.applications.get(id));
    bot.map_or(Value::Null, |bot| {
        let online = world.session_of(bot.id).is_some() || bot.endpoint.is_some();
        json!({"id": bot.id, "name": bot.name, "online": online})
    })
}

fn community(world: &World, guild: &Guild) -> Value {
    let member = |id: &Id| {
        let bot = world.applications.contains_key(id);
        json!({"id": id, "name": world.user_name(*id), "bot": bot, "role": people::role(guild, *id)})
    };
    // An owner whom nobody plays stands behind those who were invited.
    let (owner, invited): (Vec<&Id>, Vec<&Id>) = guild.members.keys().partition(|id| **id == guild.owner);
    let members: Vec<Value> = invited.into_iter().chain(owner).map(member).collect();
    json!({"id": guild.id, "name": guild.name, "members": members})
}

fn roles(guild: &Guild) -> Vec<Value> {
    guild.roles.values().map(|role| json!({"id": role.id, "name": role.name, "colour": null})).collect()
}

fn channels(world: &World, member: &Member) -> Vec<Value> {
    let here = world.channels.values().filter(|it| it.guild == member.guild());
    here.filter(|it| world.can_see(member.id(), it.id)).map(|it| channel(world, member.id(), it)).collect()
}

fn channel(world: &World, user: Id, channel: &Channel) -> Value {
    let thread = channel.thread.as_ref();
    let messages = match thread {
        Some(thread) => thread.message_count,
        None => world.messages_of(channel.id).filter(|it| it.audience.is_none()).count() as u64,
    };
    json!({
        "id": channel.id, "name": channel.name, "kind": kind(channel), "parent": channel.parent,
        "topic": channel.topic, "archived": channel.archived(), "locked": channel.locked(),
        "tags": channel.tags.iter().map(tag).collect::<Vec<_>>(),
        "applied_tags": thread.map(|it| it.applied_tags.clone()).unwrap_or_default(),
        "may_write": may_write(world, user, channel), "may_tend": may_tend(world, user, channel),
        "messages": messages,
    })
}

fn kind(channel: &Channel) -> &'static str {
    match channel.kind {
        _ if channel.is_thread() => "thread",
        FORUM => "forum",
        ANNOUNCEMENT => "announcement",
        _ => "text",
    }
}

fn tag(tag: &Tag) -> Value {
    json!({"id": tag.id, "name": tag.name, "emoji": null})
}

/// Whether they may lock and delete a thread.
fn may_tend(world: &World, user: Id, channel: &Channel) -> bool {
    channel.is_thread() && world.permissions(user, channel.id) & MANAGE_THREADS != 0
}

/// In a forum: whether they may open a post.
fn may_write(world: &World, user: Id, channel: &Channel) -> bool {
    let bits = world.permissions(user, channel.id);
    if channel.is_thread() {
        let open = !channel.locked() || bits & MANAGE_THREADS != 0;
        return open && bits & SEND_MESSAGES_IN_THREADS != 0;
    }
    bits & SEND_MESSAGES != 0
}

fn fault(switch: &Switch) -> Value {
    let Switch { name, label, about, on, once } = switch;
    json!({"name": name, "label": label, "about": about, "on": on, "once": once})
}
