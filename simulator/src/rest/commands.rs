//! Application commands, global and of one guild.

use serde_json::Value;

use super::Done;
use super::call::Call;
use super::routes::{Ask, id, scope};
use crate::error::Refusal;
use crate::state::command::Scope;

pub fn route(ask: &mut Ask<'_>, place: (&str, Option<&str>), rest: &[&str]) -> Option<Result<Done, Refusal>> {
    let scope = match scope(ask, place) {
        Ok(scope) => scope,
        Err(refusal) => return Some(Err(refusal)),
    };
    let (world, call) = (&mut *ask.world, ask.call);
    Some(match (call.method.as_str(), rest) {
        ("GET", []) => Done::ok(list(world, call, scope)),
        ("PUT", []) => put(world, call, scope),
        ("POST", []) => post(world, call, scope),
        ("GET", [command]) => id(command).and_then(|id| Done::ok(world.command(scope, id)?.json.clone())),
        ("PATCH", [command]) => {
            id(command).and_then(|id| Done::ok(world.change_command(scope, id, &call.body)?))
        }
        ("DELETE", [command]) => {
            id(command).and_then(|id| world.delete_command(scope, id)).and_then(|()| Done::nothing())
        }
        _ => return None,
    })
}

/// Without `with_localizations` a list leaves the dictionaries out.
fn list(world: &crate::state::World, call: &Call, scope: Scope) -> Value {
    let whole = call.flag("with_localizations");
    let shown = |json: &Value| {
        if whole { json.clone() } else { without_dictionaries(json) }
    };
    world.commands_in(scope).map(|command| shown(&command.json)).collect()
}

fn put(world: &mut crate::state::World, call: &Call, scope: Scope) -> Result<Done, Refusal> {
    let list_given = call.body.as_array().cloned().unwrap_or_default();
    world.replace_commands(scope, &list_given)?;
    Done::ok(world.commands_in(scope).map(|command| command.json.clone()).collect())
}

fn post(world: &mut crate::state::World, call: &Call, scope: Scope) -> Result<Done, Refusal> {
    let (json, new) = world.upsert_command(scope, &call.body)?;
    if new { Done::created(json) } else { Done::ok(json) }
}

fn without_dictionaries(json: &Value) -> Value {
    match json {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(key, _)| !key.ends_with("_localizations"));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_dictionaries(value))).collect())
        }
        Value::Array(items) => items.iter().map(without_dictionaries).collect(),
        other => other.clone(),
    }
}
