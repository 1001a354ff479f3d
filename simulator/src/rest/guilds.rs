//! A guild, its channels, roles, members and active threads.

use serde_json::{Value, json};

use super::Done;
use super::routes::{Ask, id};
use crate::error::{self, Refusal};
use crate::snowflake::Id;
use crate::state::channel::Channel;

pub fn route(ask: &mut Ask<'_>, guild: &str, rest: &[&str]) -> Option<Result<Done, Refusal>> {
    if ask.call.method != "GET" {
        return None;
    }
    let guild = match id(guild).and_then(|guild| ask.world.guild_of(guild, ask.app).map(|known| known.id)) {
        Ok(guild) => guild,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match rest {
        [] => look(ask, guild),
        ["channels"] => Done::ok(visible(ask, ask.world.channels_of(guild)).map(Channel::json).collect()),
        ["roles"] => ask.world.guild_of(guild, ask.app).and_then(|guild| Done::ok(json!(guild.roles_json()))),
        ["members", user] => member(ask, guild, user),
        ["threads", "active"] => Done::ok(active(ask, guild)),
        _ => return None,
    })
}

fn look(ask: &Ask<'_>, guild: Id) -> Result<Done, Refusal> {
    let known = ask.world.guild_of(guild, ask.app)?;
    let mut json = known.json();
    if ask.call.flag("with_counts") {
        json["approximate_member_count"] = json!(known.members.len());
        json["approximate_presence_count"] = json!(known.members.len());
    }
    Done::ok(json)
}

fn member(ask: &Ask<'_>, guild: Id, user: &str) -> Result<Done, Refusal> {
    let user = if user == "@me" { ask.app } else { id(user)? };
    if !ask.world.users.contains_key(&user) {
        return Err(error::UNKNOWN_USER.into());
    }
    match ask.world.member_json(guild, user) {
        Value::Null => Err(error::UNKNOWN_MEMBER.into()),
        member => Done::ok(member),
    }
}

fn active(ask: &Ask<'_>, guild: Id) -> Value {
    let threads: Vec<Value> = visible(ask, ask.world.active_threads(guild)).map(Channel::json).collect();
    json!({"threads": threads, "members": [], "has_more": false})
}

fn visible<'a>(
    ask: &'a Ask<'_>,
    channels: impl Iterator<Item = &'a Channel>,
) -> impl Iterator<Item = &'a Channel> {
    channels.filter(|channel| ask.world.can_see(ask.app, channel.id))
}
