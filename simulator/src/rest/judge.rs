//! Which of the rules for bodies a call has to keep, by its route.

use serde_json::{Value, json};

use super::call::Call;
use crate::rules::{
    MessageContext, Violation, beneath, check_channel_name, check_choices, check_commands, check_deferral,
    check_mentions, check_message, check_modal, check_thread,
};
use crate::state::World;
use crate::state::channel::Channel;

/// Everything in the body that Discord refuses, whatever the state of the world.
pub fn judge(world: &World, call: &Call) -> Vec<Violation> {
    let segments: Vec<&str> = call.segments().collect();
    let body = &call.body;
    match (call.method.as_str(), segments.as_slice()) {
        ("POST", ["interactions", _, _, "callback"]) => callback(body),
        ("POST", ["webhooks", _, _]) => check_message(body, MessageContext::Webhook),
        ("PATCH", ["webhooks", _, _, "messages", _] | ["channels", _, "messages", _]) => {
            check_message(body, MessageContext::Edit)
        }
        ("POST", ["channels", _, "messages"]) => check_message(body, MessageContext::Create),
        ("POST", ["channels", _, "messages", _, "threads"]) => check_thread(body),
        ("POST", ["channels", channel, "threads"]) if is_forum(world, channel) => {
            check_message(body, MessageContext::ForumPost)
        }
        ("POST", ["channels", _, "threads"]) => check_thread(body),
        ("PATCH", ["channels", _]) => change(body),
        ("PUT", ["applications", .., "commands"]) => check_commands(body),
        ("POST", ["applications", .., "commands"]) => one_command(body),
        _ => Vec::new(),
    }
}

/// What `allowed_mentions` leaves open in the message that a call carries; Discord itself does not mind.
pub fn loose_mentions(call: &Call) -> Vec<Violation> {
    message_of(call).map(check_mentions).unwrap_or_default()
}

fn message_of(call: &Call) -> Option<&Value> {
    let segments: Vec<&str> = call.segments().collect();
    match (call.method.as_str(), segments.as_slice()) {
        ("POST", ["interactions", _, _, "callback"]) => {
            matches!(call.body["type"].as_u64(), Some(4 | 7)).then(|| &call.body["data"])
        }
        ("POST", ["webhooks", _, _] | ["channels", _, "messages"]) => Some(&call.body),
        ("PATCH", ["webhooks" | "channels", .., "messages", _]) => Some(&call.body),
        ("POST", ["channels", _, "threads"]) => call.body.get("message"),
        _ => None,
    }
}

fn is_forum(world: &World, channel: &str) -> bool {
    let known = channel.parse().ok().and_then(|id| world.channels.get(&id));
    known.is_some_and(Channel::is_forum)
}

fn callback(body: &Value) -> Vec<Violation> {
    let nothing = json!({});
    let data = body.get("data").unwrap_or(&nothing);
    let violations = match body["type"].as_u64() {
        Some(4 | 7) => check_message(data, MessageContext::InteractionReply),
        Some(5) => check_deferral(data),
        Some(8) => check_choices(data),
        Some(9) => check_modal(data),
        _ => Vec::new(),
    };
    beneath("data", violations)
}

/// A list of one command; its paths begin with the command's place in it.
fn one_command(body: &Value) -> Vec<Violation> {
    let mut violations = check_commands(&json!([body]));
    for violation in &mut violations {
        let path = violation.path.strip_prefix('0').unwrap_or(&violation.path);
        violation.path = path.trim_start_matches('.').to_owned();
    }
    violations
}

/// A change of a channel or thread: everything may be absent, so [`check_thread`] would ask for too much.
fn change(body: &Value) -> Vec<Violation> {
    let mut violations = body["name"].as_str().map(check_channel_name).unwrap_or_default();
    for key in ["archived", "locked", "invitable"] {
        if body.get(key).is_some_and(|value| !value.is_boolean()) {
            violations.push(violation(key, "BASE_TYPE_BAD_BOOLEAN", "Must be a boolean."));
        }
    }
    let minutes = body.get("auto_archive_duration").filter(|value| !value.is_null());
    if minutes.is_some_and(|it| !matches!(it.as_u64(), Some(60 | 1440 | 4320 | 10_080))) {
        let message = "Value must be one of (60, 1440, 4320, 10080).";
        violations.push(violation("auto_archive_duration", "BASE_TYPE_CHOICES", message));
    }
    violations
}

fn violation(path: &str, code: &'static str, message: &str) -> Violation {
    Violation { path: path.to_owned(), code, message: message.to_owned() }
}
