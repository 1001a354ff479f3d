//! The application itself, its bot user, and where the gateway is.

use serde_json::{Value, json};

use super::Done;
use super::routes::{Ask, id};
use crate::error::{self, Refusal};
use crate::state::World;

/// `GET /gateway` needs no token.
pub fn gateway(world: &World) -> Result<Done, Refusal> {
    Done::ok(json!({"url": world.gateway_url()}))
}

pub fn route(ask: &mut Ask<'_>, segments: &[&str]) -> Option<Result<Done, Refusal>> {
    Some(match (ask.call.method.as_str(), segments) {
        ("GET", ["gateway", "bot"]) => Done::ok(json!({
            "url": ask.world.gateway_url(), "shards": ask.world.gateway.shards,
            "session_start_limit": {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1},
        })),
        ("GET", ["users", "@me"]) => Done::ok(ask.world.own_user_json(ask.app)),
        ("GET", ["users", user]) => one_user(ask, user),
        ("GET", ["applications" | "oauth2", "@me"] | ["oauth2", "applications", "@me"]) => application(ask),
        ("GET", ["users", "@me", "guilds"]) => Done::ok(guilds(ask)),
        ("DELETE", ["users", "@me", "guilds", guild]) => leave(ask, guild),
        _ => return None,
    })
}

fn one_user(ask: &Ask<'_>, user: &str) -> Result<Done, Refusal> {
    let user = ask.world.users.get(&id(user)?).ok_or_else(|| Refusal::from(error::UNKNOWN_USER))?;
    Done::ok(user.json())
}

fn application(ask: &Ask<'_>) -> Result<Done, Refusal> {
    let known = ask.world.applications.get(&ask.app).zip(ask.world.users.get(&ask.app));
    let (application, bot) = known.ok_or_else(|| Refusal::from(error::UNKNOWN_APPLICATION))?;
    let mut json = application.json(bot);
    json["approximate_guild_count"] = json!(ask.world.guilds_of(ask.app).len());
    Done::ok(json)
}

fn guilds(ask: &Ask<'_>) -> Value {
    let guilds = ask.world.guilds.values().filter(|guild| guild.members.contains_key(&ask.app));
    let partial = |guild: &crate::state::guild::Guild| {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": guild.owner == ask.app,
            "permissions": guild.base_permissions(ask.app).to_string(), "features": ["COMMUNITY"],
        })
    };
    guilds.map(partial).collect()
}

fn leave(ask: &mut Ask<'_>, guild: &str) -> Result<Done, Refusal> {
    let guild = id(guild)?;
    ask.world.guild_of(guild, ask.app).map_err(|_| Refusal::from(error::UNKNOWN_GUILD))?;
    ask.world.remove_bot(guild, ask.app);
    Done::nothing()
}
