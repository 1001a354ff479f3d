//! Commands as Discord has them, against commands as this release has them: overwritten only when different, for every
//! overwrite counts against a daily limit and resets nothing that people could see.

use serde_json::{Map, Value, json};
use serenity::model::id::ApplicationId;

use crate::discord::{Error, Rest};

/// What came of registering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// Discord had them already.
    Same,
    /// They were written anew.
    Overwritten,
    /// They are left to another process.
    Left,
}

/// What a command or an option is made of (Discord: Application Commands, Application Command Object). Whatever else
/// Discord answers is its own: ids, versions, defaults of features that we do not use.
const KEYS: [&str; 19] = [
    "autocomplete",
    "channel_types",
    "choices",
    "contexts",
    "default_member_permissions",
    "description",
    "description_localizations",
    "integration_types",
    "max_length",
    "max_value",
    "min_length",
    "min_value",
    "name",
    "name_localizations",
    "nsfw",
    "options",
    "required",
    "type",
    "value",
];

/// Lists whose order says nothing.
const SETS: [&str; 3] = ["channel_types", "contexts", "integration_types"];

/// Makes the application's global commands those of `wanted`, a list of command bodies.
///
/// # Errors
/// When Discord cannot be asked or refuses them.
pub async fn register(rest: &Rest, application: ApplicationId, wanted: &Value) -> Result<Registered, Error> {
    let there = rest.commands(application).await?;
    if is_same(&there, wanted) {
        return Ok(Registered::Same);
    }
    rest.overwrite_commands(application, wanted).await?;
    Ok(Registered::Overwritten)
}

/// Whether Discord has exactly the wanted commands.
pub fn is_same(there: &[Value], wanted: &Value) -> bool {
    let Some(wanted) = wanted.as_array() else { return false };
    let plain = |commands: &[Value]| {
        let mut plain: Vec<Value> = commands.iter().map(plain).collect();
        plain.sort_by_key(|it| (it["type"].as_u64(), it["name"].as_str().map(str::to_owned)));
        plain
    };
    plain(there) == plain(wanted)
}

/// A body without what is as good as absent: Discord leaves out, or adds, empty lists, nulls and what is false anyway.
fn plain(body: &Value) -> Value {
    match body {
        Value::Object(fields) => {
            let known = fields.iter().filter(|(key, _)| KEYS.contains(&key.as_str()));
            let plain = known.map(|(key, value)| (key.clone(), field(key, value)));
            let mut plain: Map<String, Value> = plain.filter(|(_, value)| !is_nothing(value)).collect();
            plain.entry("type").or_insert(json!(1));
            Value::Object(plain)
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        // A limit may come back as 1.0.
        Value::Number(number) => number.as_f64().map_or(Value::Null, |it| json!(it)),
        other => other.clone(),
    }
}

fn field(key: &str, value: &Value) -> Value {
    if key.ends_with("_localizations") {
        // A language is no key of ours, so this object is taken as it is.
        return value.clone();
    }
    let mut value = if key == "type" { value.clone() } else { plain(value) };
    if let (true, Some(items)) = (SETS.contains(&key), value.as_array_mut()) {
        items.sort_by_key(ToString::to_string);
    }
    value
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use discord_simulator::Simulator;

    use super::*;
    use crate::discord::{BotToken, RestOptions};

    fn wanted() -> Value {
        json!([
            {
                "type": 1, "name": "resource", "description": "Look a work up",
                "contexts": [0], "integration_types": [0], "default_member_permissions": null,
                "options": [
                    { "type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true },
                    { "type": 4, "name": "number", "description": "How many", "required": false, "min_value": 1 },
                    { "type": 7, "name": "channel", "description": "Where", "required": false, "channel_types": [0, 15] },
                ],
            },
            {
                "type": 3, "name": "Log as feedback", "contexts": [0], "integration_types": [0],
                "default_member_permissions": null,
            },
        ])
    }

    /// As Discord answers it: more keys, defaults left out, another order.
    fn answered() -> Vec<Value> {
        let own = json!({
            "id": "5", "application_id": "1", "version": "9", "nsfw": false, "dm_permission": false,
            "name_localizations": null, "description_localizations": null, "handler": null,
        });
        let with = |mut command: Value| {
            let fields = command.as_object_mut().unwrap();
            fields.extend(own.as_object().unwrap().clone());
            command
        };
        vec![
            with(json!({
                "type": 3, "name": "Log as feedback", "description": "", "contexts": [0], "integration_types": [0],
                "default_member_permissions": null,
            })),
            with(json!({
                "type": 1, "name": "resource", "description": "Look a work up", "contexts": [0],
                "integration_types": [0], "default_member_permissions": null,
                "options": [
                    { "type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true },
                    { "type": 4, "name": "number", "description": "How many", "min_value": 1.0 },
                    { "type": 7, "name": "channel", "description": "Where", "channel_types": [15, 0] },
                ],
            })),
        ]
    }

    #[test]
    fn what_discord_adds_or_leaves_out_is_no_difference() {
        assert!(is_same(&answered(), &wanted()));
        assert!(is_same(&[], &json!([])));
    }

    #[test]
    fn each_change_is_a_difference() {
        for (pointer, changed) in [
            ("/0/description", json!("Look it up")),
            ("/0/default_member_permissions", json!("8192")),
            ("/0/contexts", json!([0, 1])),
            ("/0/name", json!("work")),
            ("/1/name", json!("Keep")),
            ("/0/options/0/required", json!(false)),
            ("/0/options/0/autocomplete", json!(false)),
            ("/0/options/1/min_value", json!(2)),
            ("/0/options/1/type", json!(3)),
            ("/0/options/2/channel_types", json!([0])),
        ] {
            let mut wanted = wanted();
            *wanted.pointer_mut(pointer).unwrap() = changed;
            assert!(!is_same(&answered(), &wanted), "{pointer}");
        }
        let mut swapped = wanted();
        swapped[0]["options"].as_array_mut().unwrap().swap(1, 2);
        assert!(!is_same(&answered(), &swapped), "people see options in their order");
        assert!(!is_same(&answered()[..1], &wanted()), "one is missing");
        assert!(!is_same(&answered(), &json!([wanted()[0]])), "one is too many");
    }

    #[test]
    fn what_somebody_else_translated_is_a_difference() {
        let mut there = answered();
        there[1]["name_localizations"] = json!({ "de": "werk" });
        assert!(!is_same(&there, &wanted()));
    }

    #[tokio::test]
    async fn the_second_start_only_looks() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let discord = Simulator::start().await.unwrap();
        let application = discord.application("Athenaeum");
        let token = BotToken::parse(&application.token()).unwrap();
        let rest = Rest::new(RestOptions::new(discord.url().parse().unwrap(), token)).unwrap();
        let id = rest.current_application().await.unwrap().id;

        assert_eq!(register(&rest, id, &wanted()).await.unwrap(), Registered::Overwritten);
        assert_eq!(application.commands().len(), 2);
        assert_eq!(register(&rest, id, &wanted()).await.unwrap(), Registered::Same);
        let writes = discord.calls().iter().filter(|it| it.starts_with("PUT")).count();
        assert_eq!(writes, 1);
        assert_eq!(discord.finish(), Vec::<String>::new());
    }
}
