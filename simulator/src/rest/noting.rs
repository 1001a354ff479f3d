//! Calls on their way into the wire log: whose they are, and what they are about.

use serde_json::{Value, json};

use super::Done;
use super::call::{self, Call};
use crate::error::Refusal;
use crate::faults::{Effect, Loss};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::interaction::Interaction;
use crate::state::wire::{Kind, Note};

/// A call and its answer.
pub fn call(world: &mut World, call: &Call, done: &Result<Done, Refusal>) {
    if !world.feed.watched {
        return;
    }
    let (status, received) = match done {
        Ok(done) => (done.status, done.body.clone().unwrap_or_default()),
        Err(refusal) => (refusal.status, refusal.body.clone()),
    };
    let files: Vec<&str> = call.files.iter().map(|file| file.name.as_str()).collect();
    let made = received.get("channel_id").and_then(|_| Id::from_json(&received["id"]));
    let mut body = json!({"sent": call.body, "received": received});
    if !files.is_empty() {
        body["files"] = json!(files);
    }
    let mut note = about(world, &call.method, &call.path);
    note.status = Some(status);
    note.body = body;
    note.message = made.or(note.message);
    world.note_on_wire(note);
}

/// A fault that struck a call. What is done in spite of it has an entry of its own.
pub fn fault(world: &mut World, (method, path): (&str, &str), effect: &Effect) {
    if !world.feed.watched {
        return;
    }
    let (status, words) = match effect {
        Effect::Limit(limited) => (Some(429), format!("rate limited for {:?}", limited.retry_after)),
        Effect::Fail(status) => (Some(*status), "failed on purpose".to_owned()),
        Effect::Slow(by) => (None, format!("{by:?} late")),
        Effect::Lose(Loss::Late(by)) => (None, format!("cut off, and done {by:?} later")),
        Effect::Lose(Loss::Status(status)) => (Some(*status), "done, but its answer is lost".to_owned()),
        Effect::Lose(_) => (None, "done, but its answer is lost".to_owned()),
        Effect::Drop => (None, "cut off".to_owned()),
        Effect::Late(_) | Effect::Hold(_) => (None, "held".to_owned()),
    };
    let mut note = about(world, method, path);
    note.status = status;
    note.body = json!({"fault": words});
    world.note_on_wire(note);
}

fn about(world: &World, method: &str, path: &str) -> Note {
    let segments: Vec<&str> = call::segments(path).collect();
    let id = |text: &&str| text.parse::<Id>().ok();
    let mut note = Note {
        kind: Kind::Rest,
        title: call::line(method, path),
        status: None,
        body: Value::Null,
        interaction: None,
        message: None,
        channel: None,
    };
    match segments.as_slice() {
        ["interactions", interaction, ..] => {
            note.kind = Kind::Reply;
            note.interaction = id(interaction);
            let asked = note.interaction.and_then(|id| world.interactions.get(&id));
            note.message = asked.and_then(Interaction::original).map(|(_, message)| message);
        }
        ["webhooks", _, token, ..] => note.interaction = world.tokens.get(*token).copied(),
        ["channels", channel, "messages", message, ..] => {
            note.channel = id(channel);
            note.message = id(message);
        }
        ["channels", channel, ..] => note.channel = id(channel),
        _ => {}
    }
    note
}
