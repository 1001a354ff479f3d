//! What is typed for an option, as the value that Discord would send, with the checks that Discord's client makes.

use serde_json::{Map, Value, json};

use super::Stuck;
use crate::rules;
use crate::snowflake::Id;
use crate::state::World;

/// Who types, and where.
#[derive(Clone, Copy)]
pub struct Typist<'a> {
    pub world: &'a World,
    pub guild: Id,
    pub channel: Id,
    pub user: Id,
}

/// Filled options and the entities that they refer to.
#[derive(Default)]
pub struct Filled {
    pub options: Vec<Value>,
    pub resolved: Map<String, Value>,
}

/// Fills the typed options for a command that is sent: values must fit, required ones must be there.
pub fn fill(typist: Typist<'_>, line: &super::line::Line<'_>) -> Result<Filled, Stuck> {
    let mut filled = Filled::default();
    for (option, text) in &line.typed {
        let value = value_of(typist, option, text, &mut filled.resolved)?;
        filled.options.push(json!({"name": option["name"], "type": option["type"], "value": value}));
    }
    let given = |option: &Value| line.typed.iter().any(|(typed, _)| typed["name"] == option["name"]);
    match line.offered().find(|option| option["required"] == true && !given(option)) {
        Some(missing) => Err(Stuck(format!("{} is required", name_of(missing)))),
        None => Ok(filled),
    }
}

/// Fills the options while one of them, by its place, is being typed: nothing is validated, as Discord has it.
pub fn fill_partly(typist: Typist<'_>, line: &super::line::Line<'_>, typing: usize) -> Result<Filled, Stuck> {
    let (focused, _) = line.typed.get(typing).ok_or_else(|| Stuck("type at least one option".to_owned()))?;
    if focused["autocomplete"] != true {
        return Err(Stuck(format!("{} suggests nothing", name_of(focused))));
    }
    let mut filled = Filled::default();
    for (at, (option, text)) in line.typed.iter().enumerate() {
        let value = value_of(typist, option, text, &mut filled.resolved);
        let value = if at == typing { json!(text) } else { value.unwrap_or_else(|_| json!(text)) };
        let mut entry = json!({"name": option["name"], "type": option["type"], "value": value});
        if at == typing {
            entry["focused"] = json!(true);
        }
        filled.options.push(entry);
    }
    Ok(filled)
}

/// The user, role or channel that a select offers under this name, as an id; and its place in `resolved`.
pub fn entity(typist: Typist<'_>, kind: u64, name: &str, resolved: &mut Map<String, Value>) -> Option<Id> {
    match kind {
        6 => user(typist, name, resolved),
        7 => channel(typist, name, resolved),
        8 => role(typist, name, resolved),
        9 => user(typist, name, resolved).or_else(|| role(typist, name, resolved)),
        _ => None,
    }
}

fn value_of(
    typist: Typist<'_>,
    option: &Value,
    text: &str,
    resolved: &mut Map<String, Value>,
) -> Result<Value, Stuck> {
    if let Some(choices) = option["choices"].as_array().filter(|choices| !choices.is_empty()) {
        return chosen(option, choices, text);
    }
    let kind = option["type"].as_u64().unwrap_or_default();
    let wrong = |what: &str| Stuck(format!("{}: `{text}` is no {what}", name_of(option)));
    match kind {
        3 => string(option, text),
        4 => text
            .parse::<i64>()
            .map_err(|_| wrong("whole number"))
            .and_then(|it| in_range(option, it as f64, json!(it))),
        5 => text.parse::<bool>().map(Value::from).map_err(|_| wrong("choice of true or false")),
        10 => text.parse::<f64>().map_err(|_| wrong("number")).and_then(|it| in_range(option, it, json!(it))),
        11 => attachment(typist, (option, text), resolved),
        6..=9 => {
            let id =
                entity(typist, kind, text, resolved).ok_or_else(|| wrong("user, role or channel here"))?;
            right_channel_type(typist, option, id).map(|()| json!(id))
        }
        _ => Err(Stuck(format!("{}: options of type {kind} cannot be typed here", name_of(option)))),
    }
}

fn chosen(option: &Value, choices: &[Value], text: &str) -> Result<Value, Stuck> {
    let fits = |choice: &&Value| choice["name"] == text || printed(&choice["value"]) == text;
    let chosen = choices.iter().find(fits);
    let names = || choices.iter().filter_map(|choice| choice["name"].as_str()).collect::<Vec<_>>().join(", ");
    let none = || Stuck(format!("{}: `{text}` is not among the choices: {}", name_of(option), names()));
    chosen.map(|choice| choice["value"].clone()).ok_or_else(none)
}

fn string(option: &Value, text: &str) -> Result<Value, Stuck> {
    let length = text.encode_utf16().count() as u64;
    let (least, most) =
        (option["min_length"].as_u64().unwrap_or(0), option["max_length"].as_u64().unwrap_or(6000));
    if text.is_empty() && option["required"] == true {
        return Err(Stuck(format!("{} is missing", name_of(option))));
    }
    if length < least || length > most {
        return Err(Stuck(format!("{}: {length} characters, but {least} to {most} fit", name_of(option))));
    }
    Ok(json!(text))
}

fn in_range(option: &Value, number: f64, value: Value) -> Result<Value, Stuck> {
    let below = option["min_value"].as_f64().is_some_and(|least| number < least);
    let above = option["max_value"].as_f64().is_some_and(|most| number > most);
    if below || above {
        Err(Stuck(format!("{}: {number} is out of range", name_of(option))))
    } else {
        Ok(value)
    }
}

fn right_channel_type(typist: Typist<'_>, option: &Value, id: Id) -> Result<(), Stuck> {
    let Some(types) = option["channel_types"].as_array().filter(|types| !types.is_empty()) else {
        return Ok(());
    };
    let kind = typist.world.channels.get(&id).map(|channel| u64::from(channel.kind));
    let fits = types.iter().any(|wanted| wanted.as_u64() == kind);
    if fits {
        Ok(())
    } else {
        Err(Stuck(format!("{}: a channel of this type is not offered", name_of(option))))
    }
}

/// What was chosen, with all that Discord says of it ("Receiving and Responding", resolved data).
fn attachment(
    typist: Typist<'_>,
    (option, name): (&Value, &str),
    resolved: &mut Map<String, Value>,
) -> Result<Value, Stuck> {
    let Some(file) = typist.world.chosen_file(typist.user, typist.channel, name) else {
        return Err(Stuck(format!("{}: `{name}` is no file that was chosen", name_of(option))));
    };
    let types = || option["file_types"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if !rules::file_type::fits(&file.name, types()) {
        let all = types().collect::<Vec<_>>().join(", ");
        return Err(Stuck(format!("{}: `{}` is none of these: {all}", name_of(option), file.name)));
    }
    put(resolved, "attachments", file.id, file.json(&typist.world.base));
    Ok(json!(file.id))
}

fn user(typist: Typist<'_>, name: &str, resolved: &mut Map<String, Value>) -> Option<Id> {
    let wanted = bare(name);
    let guild = typist.world.guilds.get(&typist.guild)?;
    let here = |id: &&Id| typist.world.user_name(**id) == wanted || id.to_string() == wanted;
    let id = *guild.members.keys().find(here)?;
    let mut member = typist.world.partial_member_json(guild.id, id)?;
    member["permissions"] = json!(typist.world.permissions(id, typist.channel).to_string());
    put(resolved, "users", id, typist.world.user_json(id));
    put(resolved, "members", id, member);
    Some(id)
}

fn channel(typist: Typist<'_>, name: &str, resolved: &mut Map<String, Value>) -> Option<Id> {
    let channel = typist.world.channel_named(typist.guild, &bare(name))?;
    put(
        resolved,
        "channels",
        channel.id,
        channel.partial_json(typist.world.permissions(typist.guild, channel.id)),
    );
    Some(channel.id)
}

fn role(typist: Typist<'_>, name: &str, resolved: &mut Map<String, Value>) -> Option<Id> {
    let guild = typist.world.guilds.get(&typist.guild)?;
    let wanted = bare(name);
    let role = guild.roles.values().find(|role| role.name == wanted || role.id.to_string() == wanted)?;
    let position = guild.roles.keys().position(|id| *id == role.id)?;
    put(resolved, "roles", role.id, guild.roles_json().swap_remove(position));
    Some(role.id)
}

/// A name without the marks of a mention: `@bo`, `#shelf`, `<@12>`.
fn bare(name: &str) -> String {
    name.trim_start_matches('<').trim_end_matches('>').trim_start_matches(['@', '#', '&', '!']).to_owned()
}

fn put(resolved: &mut Map<String, Value>, kind: &str, id: Id, entity: Value) {
    let entities = resolved.entry(kind).or_insert_with(|| json!({}));
    entities[id.to_string()] = entity;
}

fn name_of(option: &Value) -> &str {
    option["name"].as_str().unwrap_or("?")
}

/// A value as it would be typed.
pub fn printed(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
