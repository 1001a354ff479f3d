//! Every button, select and form that the bot ever showed, read from what it sent, and used by somebody else.

use std::collections::{BTreeMap, BTreeSet};

use athenaeum::interactions::custom_id::CustomId;
use athenaeum::interactions::registry::COMMANDS;
use discord_simulator::{Answer, Member, Said, Sent};
use serde_json::Value;

/// Options of one select that are tried.
const TRIED: usize = 3;

/// Something that can be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A button.
    Button,
    /// A select of texts, with its options.
    Select(Vec<String>),
    /// A picker, by its component type.
    Picker(u64),
    /// A form, with the names of its fields.
    Form(Vec<String>),
}

/// All that was shown, by `custom_id`.
pub type Parts = BTreeMap<String, Part>;

/// What a guild's ids are good for elsewhere.
pub struct Foreign {
    /// A channel.
    pub channel: String,
    /// A role.
    pub role: String,
}

/// Reads what was sent.
pub fn shown(sent: &[Sent]) -> Parts {
    let mut parts = Parts::new();
    for sent in sent {
        collect(&sent.body, &mut parts);
    }
    parts
}

/// The routes of all commands that nothing shown leads to.
pub fn missing(parts: &Parts) -> Vec<&'static str> {
    let kinds: BTreeSet<String> = parts.keys().filter_map(|it| Some(CustomId::parse(it)?.kind)).collect();
    let routes = COMMANDS.iter().flat_map(|it| it.routes()).map(|it| it.kind);
    routes.filter(|it| !kinds.contains(*it)).collect()
}

/// Somebody uses a part that was shown to others, on a message of the bot that they see.
pub async fn used(by: &Member, on: &Said, (id, part): (&str, &Part), foreign: &Foreign) -> Vec<Answer> {
    match part {
        Part::Button => vec![by.forges_press(on, id).await],
        Part::Select(options) => {
            let mut answers = Vec::new();
            for option in options.iter().take(TRIED).chain(options.last()) {
                answers.push(by.forges_pick(on, id, (3, &[option])).await);
            }
            answers
        }
        Part::Picker(kind) => {
            let value = if *kind == 8 { &foreign.channel } else { &foreign.role };
            vec![by.forges_pick(on, id, (*kind, &[value])).await]
        }
        Part::Form(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|it| (it.as_str(), "Deep Work")).collect();
            vec![by.forges_form(on, id, &fields).await]
        }
    }
}

fn collect(value: &Value, parts: &mut Parts) {
    match value {
        Value::Array(all) => all.iter().for_each(|it| collect(it, parts)),
        Value::Object(fields) => {
            if let (Some(id), Some(part)) = (value["custom_id"].as_str(), part(value)) {
                parts.entry(id.to_owned()).or_insert(part);
            }
            fields.values().for_each(|it| collect(it, parts));
        }
        _ => {}
    }
}

fn part(value: &Value) -> Option<Part> {
    match value["type"].as_u64() {
        Some(2) => Some(Part::Button),
        Some(3) => {
            let options = value["options"].as_array()?;
            Some(Part::Select(
                options.iter().filter_map(|it| it["value"].as_str()).map(str::to_owned).collect(),
            ))
        }
        Some(kind @ 5..=8) => Some(Part::Picker(kind)),
        None => {
            let rows = value["components"].as_array()?;
            let name = |row: &Value| Some(row["components"][0]["custom_id"].as_str()?.to_owned());
            Some(Part::Form(rows.iter().filter_map(name).collect()))
        }
        Some(_) => None,
    }
}
