//! Unions rewritten so that an error speaks of the branch that was meant.
//!
//! "Matches none of seven schemas" helps nobody. Nearly all of Discord's unions are told apart by `type`: these become
//! one `if … then …` per value. Alternatives with `null` become "if not null", lists of constants an `enum`. The few
//! others stay as they are, but for those that [`super::errata`] decides.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The values of `type` that each shared schema admits, where it names them.
type Kinds = BTreeMap<String, Vec<Value>>;

/// Rewrites every union of a document.
pub(super) fn rewrite(document: &mut Value) {
    let shared = document.pointer("/components/schemas").and_then(Value::as_object);
    let kinds =
        shared.into_iter().flatten().filter_map(|(name, schema)| Some((name.clone(), own_kinds(schema)?)));
    let kinds = kinds.collect();
    walk(document, &kinds);
}

fn walk(value: &mut Value, kinds: &Kinds) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, kinds)),
        Value::Object(schema) => {
            schema.values_mut().for_each(|inner| walk(inner, kinds));
            for key in ["oneOf", "anyOf"] {
                let readable = schema.get(key).and_then(Value::as_array).and_then(|all| readable(all, kinds));
                if let Some(readable) = readable {
                    schema.remove(key);
                    add(schema, readable);
                }
            }
        }
        _ => {}
    }
}

/// Adds a condition to a schema; `allOf` because the schema may have an `if` or `enum` of its own.
fn add(schema: &mut Map<String, Value>, condition: Value) {
    let all = schema.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.push(condition);
    }
}

fn readable(branches: &[Value], kinds: &Kinds) -> Option<Value> {
    let constants: Option<Vec<_>> = branches.iter().map(|branch| branch.get("const")).collect();
    if let Some(constants) = constants {
        return Some(json!({"enum": constants}));
    }
    let (nothing, something): (Vec<_>, Vec<_>) = branches.iter().partition(|branch| branch["type"] == "null");
    let chosen = match something[..] {
        [only] => only.clone(),
        _ => by_kind(&something, kinds)?,
    };
    if nothing.is_empty() {
        return Some(chosen);
    }
    Some(json!({"if": {"type": "null"}, "then": true, "else": chosen}))
}

/// One condition per value of `type`, if every branch names the values that it admits.
fn by_kind(branches: &[&Value], kinds: &Kinds) -> Option<Value> {
    let mut cases: Vec<(Value, Vec<&Value>)> = Vec::new();
    for branch in branches {
        for kind in kinds_of(branch, kinds)? {
            match cases.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, same)) => same.push(branch),
                None => cases.push((kind, vec![branch])),
            }
        }
    }
    let all: Vec<_> = cases.iter().map(|(kind, _)| kind).collect();
    let conditions: Vec<_> = cases
        .iter()
        .map(|(kind, same)| {
            let then = if let [only] = same[..] { only.clone() } else { json!({"anyOf": same}) };
            json!({"if": {"type": "object", "properties": {"type": {"const": kind}}, "required": ["type"]}, "then": then})
        })
        .collect();
    Some(json!({
        "type": "object", "required": ["type"], "properties": {"type": {"enum": all}}, "allOf": conditions,
    }))
}

fn kinds_of(branch: &Value, kinds: &Kinds) -> Option<Vec<Value>> {
    match branch.get("$ref").and_then(Value::as_str) {
        Some(target) => kinds.get(target.rsplit('/').next()?).cloned(),
        None => own_kinds(branch),
    }
}

/// The values of `type` that a schema admits. A schema that also lets `type` be absent says nothing by it.
fn own_kinds(schema: &Value) -> Option<Vec<Value>> {
    let required = schema.get("required")?.as_array()?.iter().any(|key| key == "type");
    let values = schema.pointer("/properties/type/enum")?.as_array()?;
    required.then(|| values.clone())
}
