//! Which handler answers which route: the table of everything the simulator knows.

use super::call::Call;
use super::{Done, channels, commands, guilds, interactions, messages, threads, users};
use crate::error::{self, Refusal};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::command::Scope;

/// Who asks for what.
pub struct Ask<'a> {
    pub world: &'a mut World,
    pub call: &'a Call,
    /// The application, by its bot token.
    pub app: Id,
}

/// Answers a call, or notes that nobody knows it.
pub fn route(world: &mut World, call: &Call) -> Result<Done, Refusal> {
    let segments: Vec<&str> = call.segments().collect();
    // On the routes of an interaction's token discord.py sends no such header, and Discord serves it.
    if !matches!(segments.first(), Some(&("interactions" | "webhooks"))) {
        call.require_user_agent()?;
    }
    let without_token = match (call.method.as_str(), segments.as_slice()) {
        ("GET", ["gateway"]) => Some(users::gateway(world)),
        ("POST", ["interactions", id, token, "callback"]) => {
            Some(interactions::callback(world, call, (id, token)))
        }
        (_, ["webhooks", app, token, rest @ ..]) => interactions::webhook(world, call, (app, token), rest),
        _ => None,
    };
    if let Some(outcome) = without_token {
        return outcome;
    }
    let app = call.application(world)?;
    let mut ask = Ask { world, call, app };
    known(&mut ask, &segments).unwrap_or_else(|| {
        world.journal.unknown_calls.push(call.line());
        Err(error::NOT_FOUND.into())
    })
}

fn known(ask: &mut Ask<'_>, segments: &[&str]) -> Option<Result<Done, Refusal>> {
    match (ask.call.method.as_str(), segments) {
        (_, ["applications", app, "commands", rest @ ..]) if *app != "@me" => {
            commands::route(ask, (app, None), rest)
        }
        (_, ["applications", app, "guilds", guild, "commands", rest @ ..]) => {
            commands::route(ask, (app, Some(guild)), rest)
        }
        (_, ["channels", channel, "messages", rest @ ..]) => messages::route(ask, channel, rest),
        (_, ["channels", channel, rest @ ..]) => place(ask, channel, rest),
        (_, ["guilds", guild, rest @ ..]) => guilds::route(ask, guild, rest),
        (_, rest) => users::route(ask, rest),
    }
}

fn place(ask: &mut Ask<'_>, channel: &str, rest: &[&str]) -> Option<Result<Done, Refusal>> {
    match rest {
        ["threads" | "thread-members", ..] => threads::route(ask, channel, rest),
        _ => channels::route(ask, channel, rest),
    }
}

/// An id in a path; what is no id names nothing.
pub fn id(text: &str) -> Result<Id, Refusal> {
    text.parse().map_err(|_| {
        Refusal::form("id", "NUMBER_TYPE_COERCE", &format!("Value \"{text}\" is not snowflake."))
    })
}

/// The scope that a commands route names; another application's is forbidden.
pub fn scope(ask: &Ask<'_>, (app, guild): (&str, Option<&str>)) -> Result<Scope, Refusal> {
    let guild = guild.map(id).transpose()?;
    if id(app)? != ask.app {
        return Err(error::MISSING_ACCESS.into());
    }
    if let Some(guild) = guild {
        ask.world.guild_of(guild, ask.app)?;
    }
    Ok(Scope { application: ask.app, guild })
}
