//! What Discord's client shows, to the one who asked alone, when an application does not answer in time.

use serde_json::{Value, json};

use super::sight::shown;
use crate::scene::{Member, Said};
use crate::snowflake::{Id, timestamp};
use crate::state::World;

/// Below a command.
const NO_RESPONSE: &str = "The application did not respond";
/// Below a message whose component was used.
const FAILED: &str = "This interaction failed";

/// A command, by its name, that came to nothing.
pub struct Unanswered<'a> {
    pub channel: Id,
    pub application: Id,
    pub command: &'a str,
}

/// The frame in place of an answer to a command. Its message exists on this page only.
pub fn command(world: &mut World, member: &Member, of: &Unanswered<'_>) -> Value {
    let (id, at) = (world.id(), timestamp(world.now()));
    let metadata = json!({"type": 2, "name": of.command, "user": world.user_json(member.id())});
    let message = json!({
        "id": id, "channel_id": of.channel, "type": 20, "author": world.user_json(of.application), "content": "",
        "timestamp": at, "edited_timestamp": null, "embeds": [], "components": [], "attachments": [], "flags": 64,
        "mentions": [], "mention_roles": [], "interaction_metadata": metadata, "only_you": true,
        "failed": NO_RESPONSE, "wire": [],
    });
    json!({"type": "message", "channel": of.channel, "message": message})
}

/// The message whose component was used, with the words below it; `None` if it is gone.
pub fn component(world: &World, on: Said) -> Option<Value> {
    let mut message = shown(world, world.messages.get(&(on.channel, on.id))?);
    message["failed"] = json!(FAILED);
    Some(json!({"type": "message", "channel": on.channel, "message": message}))
}
