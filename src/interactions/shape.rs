//! The shape of a command: one description for registration, help and documentation.

use serde_json::{Value, json};
use serenity::model::Permissions;

/// What Discord is told about a command, and what `/help` tells people.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The name that people type or see in a message's menu.
    pub name: &'static str,
    /// One line; message commands have none on Discord, only in `/help`.
    pub line: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whom Discord shows it to unless the guild says otherwise; a default, not a guard.
    pub shown_to: Option<Permissions>,
    /// An example for `/help`.
    pub example: &'static str,
}

/// What kind of command it is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Typed with a slash, with options.
    Slash(Vec<Opt>),
    /// Typed with a slash and a second word.
    Group(Vec<Sub>),
    /// In the menu of a message.
    OnMessage,
}

/// A second word.
#[derive(Clone, Debug)]
pub struct Sub {
    /// The word.
    pub name: &'static str,
    /// One line.
    pub line: &'static str,
    /// Its options.
    pub options: Vec<Opt>,
}

/// An option.
#[derive(Clone, Debug)]
pub struct Opt {
    /// Its name.
    pub name: &'static str,
    /// One line.
    pub line: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it must be filled in.
    pub required: bool,
}

/// What an option takes.
#[derive(Clone, Debug)]
pub enum Takes {
    /// Text that the bot completes.
    Suggested,
    /// Text of at most so many characters.
    Text(u16),
    /// One of these texts, each with its words.
    OneOf(Vec<(&'static str, &'static str)>),
    /// One of these numbers, each with its words.
    OneNumber(Vec<(i64, &'static str)>),
    /// A number from 1.
    Number,
    /// Yes or no.
    Flag,
    /// A member.
    User,
    /// A role.
    Role,
    /// A text channel or forum.
    Channel,
}

impl Opt {
    /// An option that may be left out.
    pub fn new(name: &'static str, line: &'static str, takes: Takes) -> Self {
        Self { name, line, takes, required: false }
    }

    /// The same option, which must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn json(&self) -> Value {
        let mut option = json!({ "name": self.name, "description": self.line, "required": self.required });
        let mut set = |key: &str, value: Value| option[key] = value;
        match &self.takes {
            Takes::Suggested => {
                set("type", json!(3));
                set("autocomplete", json!(true));
            }
            Takes::Text(most) => {
                set("type", json!(3));
                set("max_length", json!(most));
            }
            Takes::OneOf(choices) => {
                set("type", json!(3));
                set(
                    "choices",
                    choices.iter().map(|(value, name)| json!({ "name": name, "value": value })).collect(),
                );
            }
            Takes::OneNumber(choices) => {
                set("type", json!(4));
                set(
                    "choices",
                    choices.iter().map(|(value, name)| json!({ "name": name, "value": value })).collect(),
                );
            }
            Takes::Number => {
                set("type", json!(4));
                set("min_value", json!(1));
            }
            Takes::Flag => set("type", json!(5)),
            Takes::User => set("type", json!(6)),
            Takes::Channel => {
                set("type", json!(7));
                // Text and forum channels (Discord: Channel Resource, Channel Types).
                set("channel_types", json!([0, 15]));
            }
            Takes::Role => set("type", json!(8)),
        }
        option
    }
}

impl Shape {
    /// The body with which the command is registered (Discord: Application Commands).
    pub fn json(&self) -> Value {
        let options: Vec<Value> = match &self.kind {
            Kind::Slash(options) => options.iter().map(Opt::json).collect(),
            Kind::Group(subs) => subs
                .iter()
                .map(|sub| {
                    let options: Vec<_> = sub.options.iter().map(Opt::json).collect();
                    json!({ "type": 1, "name": sub.name, "description": sub.line, "options": options })
                })
                .collect(),
            Kind::OnMessage => Vec::new(),
        };
        let on_message = matches!(self.kind, Kind::OnMessage);
        let mut command = json!({
            "type": if on_message { 3 } else { 1 },
            "name": self.name,
            "contexts": [0],
            "integration_types": [0],
            "default_member_permissions": self.shown_to.map(|it| it.bits().to_string()),
        });
        if !on_message {
            command["description"] = json!(self.line);
            command["options"] = json!(options);
        }
        command
    }
}
