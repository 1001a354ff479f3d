//! Callbacks and the webhook routes of an interaction's token. The token authorises; no bot token is asked for.

use super::Done;
use super::call::Call;
use super::routes::id;
use crate::error::{self, Refusal};
use crate::snowflake::Id;
use crate::state::World;

/// `POST /interactions/{id}/{token}/callback`.
pub fn callback(world: &mut World, call: &Call, (interaction, token): (&str, &str)) -> Result<Done, Refusal> {
    let interaction: Id = interaction.parse().map_err(|_| Refusal::from(error::UNKNOWN_INTERACTION))?;
    let body = world.respond(interaction, token, call.writing())?;
    if call.flag("with_response") { Done::ok(body) } else { Done::nothing() }
}

/// Everything under `/webhooks/{application}/{token}`.
pub fn webhook(
    world: &mut World,
    call: &Call,
    (app, token): (&str, &str),
    rest: &[&str],
) -> Option<Result<Done, Refusal>> {
    let app = match id(app) {
        Ok(app) => app,
        Err(refusal) => return Some(Err(refusal)),
    };
    Some(match (call.method.as_str(), rest) {
        ("POST", []) => world.follow_up(app, token, call.writing()).and_then(Done::ok),
        ("GET", ["messages", name]) => look(world, (app, token), name),
        ("PATCH", ["messages", name]) => {
            world.edit_webhook_message(app, token, name, call.writing()).and_then(Done::ok)
        }
        ("DELETE", ["messages", name]) => {
            world.delete_webhook_message(app, token, name).and_then(|()| Done::nothing())
        }
        _ => return None,
    })
}

fn look(world: &World, (app, token): (Id, &str), name: &str) -> Result<Done, Refusal> {
    let interaction = world.by_token(app, token)?;
    let (channel, message) = world.webhook_message(interaction, name)?;
    Done::ok(world.message_json(world.message(channel, message)?))
}
