//! Callbacks and the webhook routes of an interaction's token. The token authorises; no bot token is asked for.

use serde_json::{Value, json};

use super::Done;
use super::call::{Call, allow};
use super::routes::id;
use crate::error::{self, Refusal};
use crate::rules::{MessageContext, Violation, check_choices, check_message, check_modal};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::post::Writing;

/// `POST /interactions/{id}/{token}/callback`.
pub fn callback(world: &mut World, call: &Call, (interaction, token): (&str, &str)) -> Result<Done, Refusal> {
    let interaction: Id = interaction.parse().map_err(|_| Refusal::from(error::UNKNOWN_INTERACTION))?;
    // Who is too late or second hears that, whatever else is wrong with the body.
    let known = world.interactions.get(&interaction).is_some_and(|it| it.token == token && !it.answered());
    if known {
        allow(&broken_rules(&call.body))?;
    }
    let writing = Writing { body: call.body.clone(), files: call.files.clone() };
    let body = world.respond(interaction, token, writing)?;
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
        ("POST", []) => {
            call.writing(MessageContext::Webhook).and_then(|it| Done::ok(world.follow_up(app, token, it)?))
        }
        ("GET", ["messages", name]) => look(world, (app, token), name),
        ("PATCH", ["messages", name]) => call
            .writing(MessageContext::Edit)
            .and_then(|writing| Done::ok(world.edit_webhook_message(app, token, name, writing)?)),
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

fn broken_rules(body: &Value) -> Vec<Violation> {
    let nothing = json!({});
    let data = body.get("data").unwrap_or(&nothing);
    let mut violations = match body["type"].as_u64() {
        Some(4) => check_message(data, MessageContext::InteractionReply),
        Some(7) => check_message(data, MessageContext::Edit),
        Some(8) => check_choices(data),
        Some(9) => check_modal(data),
        _ => Vec::new(),
    };
    for violation in &mut violations {
        violation.path = format!("data.{}", violation.path).trim_end_matches('.').to_owned();
    }
    violations
}
