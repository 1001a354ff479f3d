//! One schema of the document with everything that it refers to, and nothing else.
//!
//! Compiling against the whole document would carry half a thousand schemas into every validator.

use std::collections::BTreeMap;

use serde_json::{Value, json};

const SHARED: &str = "#/components/schemas/";

/// A schema that stands alone, from a JSON pointer into the document.
pub(super) fn alone(document: &Value, pointer: &str) -> Option<Value> {
    let root = document.pointer(pointer)?;
    let mut needed = BTreeMap::new();
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        for name in references(schema) {
            if !needed.contains_key(name) {
                let target = document.pointer("/components/schemas")?.get(name)?;
                needed.insert(name, target);
                open.push(target);
            }
        }
    }
    Some(json!({"allOf": [root], "components": {"schemas": needed}}))
}

/// The names of the shared schemas that a schema refers to directly.
fn references(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(keys) => {
            let own = keys.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(SHARED));
            own.into_iter().chain(keys.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
