//! What is known to be wrong in the specification file, corrected before it judges anything.
//!
//! Found by comparing it with the documentation and with answers that Discord gives. A correction whose place is gone
//! from a newer file does nothing.

use serde_json::{Map, Value, json};

/// Corrects a document in place.
pub(super) fn correct(document: &mut Value) {
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas.iter_mut() {
            loosen(name, schema);
            tighten(name, schema);
        }
        correct_errors(schemas);
    }
    add_queries(document);
    decide_unions(document);
}

/// A query that was documented once: discord.py sends it with every forum post, and Discord takes it.
fn add_queries(document: &mut Value) {
    let posts = document.pointer_mut("/paths/~1channels~1{channel_id}~1threads/post");
    if let Some(posts) = posts.and_then(Value::as_object_mut) {
        let nested = json!([{"name": "use_nested_fields", "in": "query", "schema": {"type": "integer"}}]);
        posts.entry("parameters").or_insert(nested);
    }
}

/// What the file refuses and Discord takes.
fn loosen(name: &str, schema: &mut Value) {
    if name.contains("Request") {
        loosen_ids(schema);
    }
    if name.contains("Command") && name.contains("Request") {
        // The documentation wants a string, the file a number.
        let bits = json!({"type": ["integer", "string", "null"], "pattern": "^[0-9]+$", "minimum": 0});
        put(schema, "/properties/default_member_permissions", bits);
    }
    // The n of `files[n]` may be written as a number, and ids of preset choices are seen to be taken as numbers too.
    if name == "MessageAttachmentRequest" || name.ends_with("SelectDefaultValue") {
        let id = json!({"type": ["integer", "string"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0});
        put(schema, "/properties/id", id);
    }
}

/// An id in a request may be a number: discord.py writes all of them so, and Discord takes them.
fn loosen_ids(schema: &mut Value) {
    match schema {
        Value::Object(keys) if keys.get("$ref") == Some(&json!("#/components/schemas/SnowflakeType")) => {
            *schema = json!({"type": ["integer", "string"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0});
        }
        Value::Object(keys) => keys.values_mut().for_each(loosen_ids),
        Value::Array(items) => items.iter_mut().for_each(loosen_ids),
        _ => {}
    }
}

/// What the file takes and Discord refuses: limits that the documentation sets lower.
fn tighten(name: &str, schema: &mut Value) {
    let limits: &[(&str, u64)] = match name {
        "MessageCreateRequest" | "BaseCreateMessageCreateRequest" | "MessageEditRequestPartial" => {
            &[("/properties/content/maxLength", 2000)]
        }
        "ApplicationCommandOptionStringChoice" => &[("/properties/value/maxLength", 100)],
        "ModalInteractionCallbackRequestData" => &[("/properties/components/maxItems", 5)],
        "CreateOrUpdateThreadTagRequest" | "UpdateThreadTagRequest" => &[("/properties/name/maxLength", 20)],
        _ => &[],
    };
    for (pointer, limit) in limits {
        put(schema, pointer, json!(limit));
    }
}

/// Rate limits have no `code`; errors of fields have codes in words, and a place has its own errors beside those of
/// what is below it.
fn correct_errors(schemas: &mut Map<String, Value>) {
    let field = json!({
        "type": "object", "required": ["code", "message"],
        "properties": {"code": {"type": ["string", "integer"]}, "message": {"type": "string"}},
    });
    let limited = json!({
        "type": "object", "required": ["message", "retry_after", "global"],
        "properties": {
            "message": {"type": "string"}, "retry_after": {"type": "number"}, "global": {"type": "boolean"},
            "code": {"type": "integer"},
        },
    });
    let tree = json!({
        "type": "object", "properties": {"_errors": {"type": "array", "items": field}},
        "additionalProperties": {"$ref": "#/components/schemas/ErrorDetails"},
    });
    for (name, corrected) in [("RatelimitedResponse", limited), ("ErrorDetails", tree)] {
        if let Some(schema) = schemas.get_mut(name) {
            *schema = corrected;
        }
    }
}

/// Keys of a changed channel that only threads have.
const THREAD_KEYS: [&str; 5] = ["archived", "locked", "auto_archive_duration", "invitable", "applied_tags"];
const FORUM_KEYS: [&str; 2] = ["message", "applied_tags"];

/// Unions whose branches no `type` tells apart, decided by the keys that only one of them has.
fn decide_unions(document: &mut Value) {
    let thread = json!({
        "if": with_any(&THREAD_KEYS),
        "then": shared("UpdateThreadRequestPartial"),
        "else": shared("UpdateGuildChannelRequestPartial"),
    });
    let post = json!({
        "if": with_any(&FORUM_KEYS),
        "then": shared("CreateForumThreadRequest"),
        "else": shared("CreateTextThreadWithoutMessageRequest"),
    });
    let texts = json!({"type": "array", "contains": {"properties": {"value": {"type": "string"}}}});
    let choices = json!({
        "if": {"required": ["choices"], "properties": {"choices": texts}},
        "then": shared("InteractionApplicationCommandAutocompleteCallbackStringData"),
        "else": shared("InteractionApplicationCommandAutocompleteCallbackNumberData"),
    });
    let follow_up = shared("IncomingWebhookRequestPartial");
    let suggestion = "/components/schemas/ApplicationCommandAutocompleteCallbackRequest/properties/data";
    put(document, &body("/channels/{channel_id}", "patch"), thread);
    put(document, &body("/channels/{channel_id}/threads", "post"), post);
    put(document, &body("/webhooks/{webhook_id}/{webhook_token}", "post"), follow_up);
    put(document, suggestion, choices);
}

fn shared(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Holds for an object that has at least one of the keys.
fn with_any(keys: &[&str]) -> Value {
    let cases: Vec<_> = keys.iter().map(|key| json!({"required": [key]})).collect();
    json!({"anyOf": cases})
}

/// The JSON pointer of what an operation takes.
fn body(path: &str, method: &str) -> String {
    let path = path.replace('/', "~1");
    format!("/paths/{path}/{method}/requestBody/content/application~1json/schema")
}

/// Replaces what stands at a pointer, if anything does.
fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}
