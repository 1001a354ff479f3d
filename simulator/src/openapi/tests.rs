//! The mechanism on a small document, and the real one where it is at hand.

use serde_json::json;

use super::*;

fn small() -> Specification {
    let text = json!({"schema": {"$ref": "#/components/schemas/Part"}});
    let document = json!({
        "paths": {
            "/things/{thing_id}": {
                "parameters": [
                    {"name": "thing_id", "in": "path", "schema": {"$ref": "#/components/schemas/SnowflakeType"}},
                ],
                "post": {
                    "parameters": [{"name": "wait", "in": "query", "schema": {"type": "boolean"}}],
                    "requestBody": {"required": true, "content": {"application/json": text}},
                    "responses": {
                        "200": {"content": {"application/json": text}},
                        "204": {"description": "nothing"},
                        "4XX": {"$ref": "#/components/responses/Wrong"},
                    },
                },
                "delete": {"responses": {"204": {}}},
            },
            "/things/@me": {"get": {"responses": {"200": {"content": {"application/json": text}}}}},
        },
        "components": {
            "responses": {"Wrong": {"content": {"application/json": {"schema": {"type": "object", "required": ["code"]}}}}},
            "schemas": {
                "SnowflakeType": {"type": "string"},
                "Part": {"oneOf": [
                    {"type": "null"},
                    {"$ref": "#/components/schemas/Box"},
                    {"$ref": "#/components/schemas/Leaf"},
                ]},
                "Box": {"type": "object", "required": ["type", "parts"], "properties": {
                    "type": {"type": "integer", "enum": [1]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
                }},
                "Leaf": {"type": "object", "required": ["type", "label"], "properties": {
                    "type": {"type": "integer", "enum": [2, 3]},
                    "label": {"oneOf": [{"type": "null"}, {"type": "string", "maxLength": 3}]},
                    "colour": {"oneOf": [{"const": "red", "title": "RED"}, {"const": "blue", "title": "BLUE"}]},
                }},
            },
        },
    });
    Specification::new(document).expect("an OpenAPI document")
}

#[test]
fn a_right_request_has_no_findings() {
    let body = json!({"type": 1, "parts": [{"type": 2, "label": "abc", "colour": "red"}, {"type": 3, "label": null}, null]});
    assert_eq!(small().check("POST", "/things/5?wait=true", Some(&body)), Vec::<String>::new());
    assert_eq!(small().check("delete", "/things/5", None), Vec::<String>::new());
    assert_eq!(small().check("GET", "/things/@me", None), Vec::<String>::new());
}

#[test]
fn addresses_are_checked() {
    let check = |method: &str, path: &str| small().check(method, path, None);
    assert_eq!(check("GET", "/nowhere"), ["GET: no such path"]);
    assert_eq!(check("PATCH", "/things/5"), ["PATCH /things/{thing_id}: no such method"]);
    assert_eq!(check("DELETE", "/things/x"), ["DELETE /things/{thing_id}: thing_id is not a snowflake"]);
    assert_eq!(
        check("DELETE", "/things/5?wiat=1"),
        ["DELETE /things/{thing_id}: unknown query parameter wiat"]
    );
    assert_eq!(check("POST", "/things/5"), ["POST /things/{thing_id}: needs a body"]);
    let body = json!({});
    assert_eq!(
        small().check("DELETE", "/things/5", Some(&body)),
        ["DELETE /things/{thing_id}: takes no body"]
    );
}

#[test]
fn a_finding_names_the_place_in_the_branch_that_was_meant() {
    let body = json!({"type": 1, "parts": [{"type": 2, "label": "secret words", "colour": "green"}, {"type": 4}, {}]});
    let mut found = small().check("POST", "/things/5", Some(&body));
    found.sort();
    let expected = [
        "parts.0.colour: value is not one of \"red\" or \"blue\"",
        "parts.0.label: value is longer than 3 characters",
        "parts.1.type: value is not one of 1, 2 or 3",
        "parts.2: \"type\" is a required property",
    ];
    assert_eq!(found, expected);
}

#[test]
fn answers_are_held_against_it_too() {
    let check =
        |status: u16, body: Option<Value>| small().check_response("POST", "/things/5", status, body.as_ref());
    assert!(check(200, Some(json!({"type": 2, "label": "a"}))).is_empty());
    assert_eq!(check(200, Some(json!({"type": 2}))), ["(body): \"label\" is a required property"]);
    assert_eq!(check(200, None), ["POST /things/{thing_id} → 200: needs a body"]);
    assert!(check(204, None).is_empty());
    assert_eq!(check(204, Some(json!({}))), ["POST /things/{thing_id} → 204: has no body"]);
    assert_eq!(check(201, None), ["POST /things/{thing_id} → 201: not a status of this path"]);
    assert!(check(404, Some(json!({"code": 10003}))).is_empty());
    assert_eq!(check(404, Some(json!({}))), ["(body): \"code\" is a required property"]);
    assert!(check(502, None).is_empty());
}

#[test]
fn what_is_no_specification_is_not_taken() {
    assert!(Specification::new(json!({"paths": {}})).is_none());
    let absent = Specification::read("/nowhere/openapi.json");
    assert_eq!(
        absent.map(|_| ()).map_err(|error| error.to_string()),
        Err("cannot open /nowhere/openapi.json".into())
    );
}

#[test]
fn the_file_is_looked_for_above() {
    let top = env::temp_dir().join(format!("openapi-{}", std::process::id()));
    let file = top.join(PLACE);
    let below = top.join("workspace/crate");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the file");
    fs::write(&file, "[]").expect("a file");
    let found = locate(None, std::slice::from_ref(&below));
    let named = locate(Some("elsewhere.json".into()), &[below]);
    let foreign = Specification::read(&file);
    fs::remove_dir_all(&top).expect("the folder goes away");
    assert_eq!(found, Some(file));
    assert_eq!(named, Some("elsewhere.json".into()));
    assert!(matches!(foreign, Err(ReadError::Foreign { .. })));
    assert_eq!(locate(None, &["/nowhere/at/all".into()]), None);
}

#[test]
fn it_can_be_shared_between_threads() {
    let specification = small();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert!(
                    specification
                        .check("POST", "/things/5", Some(&json!({"type": 2, "label": "a"})))
                        .is_empty()
                );
            });
        }
    });
    assert_eq!(specification.validators.lock().map(|kept| kept.len()).ok(), Some(1));
}

/// Requests that Discord takes, as method, path and body.
fn right_requests() -> Vec<(&'static str, &'static str, Value)> {
    let button = json!({"type": 2, "style": 1, "label": "Discuss", "custom_id": "d:1"});
    let link = json!({"type": 2, "style": 5, "label": "Go to the book", "url": "https://example.org"});
    let preset = json!({"type": 8, "custom_id": "c:1", "default_values": [{"type": "channel", "id": 5}]});
    let select = json!({"type": 3, "custom_id": "r:1", "options": [{"label": "a", "value": "b"}]});
    let message = json!({
        "content": "hello", "embeds": [{"title": "t", "url": "https://example.org", "color": 5}], "flags": 64,
        "components": [{"type": 1, "components": [button, link]}, {"type": 1, "components": [select]}, {"type": 1, "components": [preset]}],
        "allowed_mentions": {"parse": []}, "attachments": [{"id": 0, "filename": "a.csv"}],
    });
    let input = json!({"type": 4, "style": 2, "custom_id": "c", "label": "Words", "required": false});
    let modal = json!({"title": "t", "custom_id": "m", "components": [{"type": 1, "components": [input]}]});
    let option =
        json!({"type": 3, "name": "name", "description": "d", "autocomplete": true, "required": true});
    let spelt_out = json!({
        "type": 5, "name": "private", "description": "d", "required": false, "autocomplete": false,
        "channel_types": [], "choices": [], "options": [], "min_value": null, "max_length": null,
    });
    let sub = json!({"type": 1, "name": "show", "description": "d", "options": [option]});
    let commands = json!([
        {"name": "resource", "description": "d", "options": [option, spelt_out], "contexts": [0], "integration_types": [0]},
        {"name": "moderate", "description": "d", "options": [sub], "default_member_permissions": "8192"},
        {"name": "Log as feedback", "type": 3},
    ]);
    let answer = "/interactions/1/token/callback";
    vec![
        (
            "POST",
            "/channels/1/threads?use_nested_fields=1",
            json!({"name": "n", "message": {"content": "x"}}),
        ),
        (
            "POST",
            "/channels/1/messages",
            json!({
                "content": "x", "allowed_mentions": {"users": [1_574_186_869_405_515_776_u64]},
                "message_reference": {"channel_id": 1, "message_id": "2", "guild_id": null},
            }),
        ),
        ("POST", "/channels/1/messages", message.clone()),
        ("PATCH", "/channels/1/messages/2", message.clone()),
        ("POST", answer, json!({"type": 4, "data": message})),
        (
            "POST",
            "/interactions/1/token/callback?with_response=true",
            json!({"type": 5, "data": {"flags": 64}}),
        ),
        ("POST", answer, json!({"type": 6})),
        ("POST", answer, json!({"type": 7, "data": message})),
        ("POST", answer, json!({"type": 8, "data": {"choices": [{"name": "n", "value": "v"}]}})),
        ("POST", answer, json!({"type": 8, "data": {"choices": []}})),
        ("POST", answer, json!({"type": 9, "data": modal})),
        ("PATCH", "/webhooks/1/token/messages/@original", message.clone()),
        ("POST", "/webhooks/1/token?wait=true", message.clone()),
        ("POST", "/channels/1/messages/2/threads", json!({"name": "n", "auto_archive_duration": 10080})),
        ("POST", "/channels/1/threads", json!({"name": "n", "message": message, "applied_tags": ["5"]})),
        ("POST", "/channels/1/threads", json!({"name": "n", "type": 11})),
        ("PATCH", "/channels/1", json!({"archived": false, "locked": false, "name": "n"})),
        ("PUT", "/applications/1/commands", commands),
    ]
}

/// Requests that Discord refuses, with the only finding.
fn wrong_requests() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let answer = "/interactions/1/token/callback";
    let rows = |part: Value| json!({"components": [{"type": 1, "components": [part]}]});
    let post = "/channels/1/messages";
    let too_long = json!({"content": "x".repeat(2001)});
    let inner = json!({"type": 4, "style": 2, "custom_id": "c"});
    let rows_of_modal = vec![json!({"type": 1, "components": [inner]}); 6];
    vec![
        ("POST", post, too_long, "content: value is longer than 2000 characters"),
        (
            "POST",
            post,
            rows(json!({"type": 2, "style": 9})),
            "components.0.components.0.style: value is not one of ",
        ),
        ("POST", post, rows(json!({"type": 4})), "components.0.components.0.type: value is not one of "),
        (
            "POST",
            answer,
            json!({"type": 4, "data": {"embeds": [{"title": 5}]}}),
            "data.embeds.0.title: value is not of types ",
        ),
        (
            "POST",
            answer,
            json!({"type": 9, "data": {"title": "t", "custom_id": "m", "components": rows_of_modal}}),
            "data.components: value has more than 5 items",
        ),
        (
            "POST",
            answer,
            json!({"type": 8, "data": {"choices": [{"name": "n", "value": "x".repeat(101)}]}}),
            "data.choices.0.value: value is longer than 100 characters",
        ),
        ("PATCH", "/channels/1", json!({"locked": "yes"}), "locked: value is not of types "),
        (
            "POST",
            "/channels/1/threads",
            json!({"name": "n", "applied_tags": []}),
            "(body): \"message\" is a required property",
        ),
        (
            "PUT",
            "/applications/1/commands",
            json!([{"name": "n", "options": [{"type": 3, "name": "o"}]}]),
            "0.options.0: \"description\" is a required property",
        ),
    ]
}

/// The real document. The continuous integration sees to it that there is one.
fn at_hand() -> Option<Specification> {
    let found = Specification::find();
    if found.is_none() {
        eprintln!("nothing was held against Discord's specification: no file at DISCORD_OPENAPI or {PLACE}");
    }
    found
}

#[test]
fn the_real_one_takes_what_discord_takes() {
    let Some(specification) = at_hand() else {
        return;
    };
    for (method, path, body) in right_requests() {
        assert_eq!(
            specification.check(method, path, Some(&body)),
            Vec::<String>::new(),
            "{method} {path} {body}"
        );
    }
}

#[test]
fn the_real_one_refuses_in_readable_words() {
    let Some(specification) = at_hand() else {
        return;
    };
    for (method, path, body, expected) in wrong_requests() {
        let found = specification.check(method, path, Some(&body));
        assert!(matches!(&found[..], [only] if only.starts_with(expected)), "{expected}: {found:#?}");
    }
}

#[test]
fn the_real_one_takes_our_errors() {
    let Some(specification) = at_hand() else {
        return;
    };
    let body = json!({"content": "x".repeat(2001), "embeds": [{"title": "x".repeat(257), "description": "x".repeat(7000)}]});
    let refused = crate::rules::check_message(&body, crate::rules::MessageContext::Create);
    assert_eq!(refused.len(), 4);
    let error = crate::rules::form_error(&refused);
    let answer =
        |status, body| specification.check_response("POST", "/channels/1/messages", status, Some(body));
    assert_eq!(answer(400, &error), Vec::<String>::new());
    let limited = json!({"message": "You are being rate limited.", "retry_after": 0.5, "global": false});
    assert_eq!(answer(429, &limited), Vec::<String>::new());
    assert_eq!(answer(429, &json!({"message": "slow"})).len(), 2);
}
