//! What is known to be wrong in the specification file, corrected before it judges anything.
//!
//! Found by comparing it with the documentation and with answers that Discord gives. A correction whose place is gone
//! from a newer file does nothing.

use serde_json::{Map, Value, json};

/// Corrects a document in place.
pub(super) fn correct(document: &mut Value) {
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas.iter_mut() {
            loosen(name, schema);
            tighten(name, schema);
        }
        correct_errors(schemas);
    }
    decide_unions(document);
}

/// What the file refuses and Discord takes.
fn loosen(name: &str, schema: &mut Value) {
    if name.contains("Command") && name.contains("Request") {
        // The documentation wants a string, the file a number.
        let bits =
            json!({"type": ["integer", "string", "null"], "pattern": "^[0-9]+$", "minimum": 0});
        put(schema, "/properties/default_member_permissions", bits);
    }
    // The n of `files[n]` may be written as a number, and ids of preset choices are seen to be taken as numbers too.
    if name == "MessageAttachmentRequest" || name.ends_with("SelectDefaultValue") {
        let id =
            json!({"type": ["integer", "string"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0});
        put(schema, "/properties/id", id);
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
        "CreateOrUpdateThreadTagRequest" | "UpdateThreadTagRequest" => {
            &[("/properties/name/maxLength", 20)]
        }
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

/// Unions whose branches no `type` tells apart, decided by the keys that only one of them has.
fn decide_unions(document: &mut Value) {
    let shared = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let with_any = |keys: &[&str]| json!({"anyOf": keys.iter().map(|key| json!({"required": [key]})).collect::<Vec<_>>()});
    let body = |path: &str, method: &str| {
        format!(
            "/paths/{}/{method}/requestBody/content/application~1json/schema",
            path.replace('/', "~1")
        )
    };
    let thread_keys = [
        "archived",
        "locked",
        "auto_archive_duration",
        "invitable",
        "applied_tags",
    ];
    let texts = json!({
        "required": ["choices"],
        "properties": {"choices": {"type": "array", "contains": {"properties": {"value": {"type": "string"}}}}},
    });
    let prefix = "InteractionApplicationCommandAutocompleteCallback";
    let decided = [
        (
            body("/channels/{channel_id}", "patch"),
            json!({"if": with_any(&thread_keys), "then": shared("UpdateThreadRequestPartial"),
                   "else": shared("UpdateGuildChannelRequestPartial")}),
        ),
        (
            body("/channels/{channel_id}/threads", "post"),
            json!({"if": with_any(&["message", "applied_tags"]), "then": shared("CreateForumThreadRequest"),
                   "else": shared("CreateTextThreadWithoutMessageRequest")}),
        ),
        (
            body("/webhooks/{webhook_id}/{webhook_token}", "post"),
            shared("IncomingWebhookRequestPartial"),
        ),
        (
            "/components/schemas/ApplicationCommandAutocompleteCallbackRequest/properties/data"
                .to_owned(),
            json!({"if": texts, "then": shared(&format!("{prefix}StringData")),
                   "else": shared(&format!("{prefix}NumberData"))}),
        ),
    ];
    for (pointer, schema) in decided {
        put(document, &pointer, schema);
    }
}

/// Replaces what stands at a pointer, if anything does.
fn put(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
    }
}
