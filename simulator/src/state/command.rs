//! Registered commands, global and per guild ("Application Commands").

use serde_json::{Map, Value, json};

use super::World;
use crate::error::{self, Refusal};
use crate::snowflake::Id;

/// `CHAT_INPUT`.
pub const CHAT_INPUT: u64 = 1;
/// USER.
pub const USER: u64 = 2;
/// MESSAGE.
pub const MESSAGE: u64 = 3;

/// Commands of each type that one scope holds: `CHAT_INPUT` 100, USER and MESSAGE 15, one entry point.
const LIMITS: [(u64, usize); 4] = [(CHAT_INPUT, 100), (USER, 15), (MESSAGE, 15), (4, 1)];

/// A command as Discord stores it.
#[derive(Clone)]
pub struct Command {
    pub id: Id,
    pub application: Id,
    /// `None`: global.
    pub guild: Option<Id>,
    /// The whole object, as GET answers it.
    pub json: Value,
}

/// One application's commands in one place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub application: Id,
    pub guild: Option<Id>,
}

impl Command {
    pub fn name(&self) -> &str {
        self.json["name"].as_str().unwrap_or_default()
    }

    pub fn kind(&self) -> u64 {
        self.json["type"].as_u64().unwrap_or(CHAT_INPUT)
    }

    /// The bits that a member needs by default; `None`: no bits, everyone.
    pub fn needed(&self) -> Option<u64> {
        self.json["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok())
    }

    fn scope(&self) -> Scope {
        Scope { application: self.application, guild: self.guild }
    }
}

impl World {
    pub fn commands_in(&self, scope: Scope) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |command| command.scope() == scope)
    }

    pub fn command(&self, scope: Scope, id: Id) -> Result<&Command, Refusal> {
        self.commands_in(scope).find(|command| command.id == id).ok_or_else(|| error::UNKNOWN_COMMAND.into())
    }

    /// PUT: what is not listed is deleted; what keeps its name and type keeps its id.
    pub fn replace_commands(&mut self, scope: Scope, list: &[Value]) -> Result<(), Refusal> {
        for (kind, limit) in LIMITS {
            if list.iter().filter(|it| it["type"].as_u64().unwrap_or(CHAT_INPUT) == kind).count() > limit {
                return Err(error::TOO_MANY_COMMANDS.into());
            }
        }
        let before: Vec<Command> = self.commands_in(scope).cloned().collect();
        self.commands.retain(|command| command.scope() != scope);
        for given in list {
            let kept = before.iter().find(|command| same(command, given)).map(|command| command.id);
            let command = self.command_from(scope, kept, given);
            self.commands.push(command);
        }
        Ok(())
    }

    /// POST: creates, or overwrites the one of that name and type. Says whether it is new.
    pub fn upsert_command(&mut self, scope: Scope, given: &Value) -> Result<(Value, bool), Refusal> {
        let kept = self.commands_in(scope).find(|command| same(command, given)).map(|command| command.id);
        let kind = given["type"].as_u64().unwrap_or(CHAT_INPUT);
        let limit = LIMITS.iter().find(|(it, _)| *it == kind).map_or(0, |(_, limit)| *limit);
        if kept.is_none() && self.commands_in(scope).filter(|command| command.kind() == kind).count() >= limit
        {
            return Err(error::TOO_MANY_COMMANDS.into());
        }
        let command = self.command_from(scope, kept, given);
        let json = command.json.clone();
        self.commands.retain(|command| Some(command.id) != kept);
        self.commands.push(command);
        Ok((json, kept.is_none()))
    }

    /// PATCH: each given field replaces the whole field.
    pub fn change_command(&mut self, scope: Scope, id: Id, given: &Value) -> Result<Value, Refusal> {
        let mut merged = self.command(scope, id)?.json.clone();
        for (key, value) in given.as_object().into_iter().flatten() {
            merged[key] = value.clone();
        }
        let command = self.command_from(scope, Some(id), &merged);
        let json = command.json.clone();
        self.commands.retain(|command| command.id != id);
        self.commands.push(command);
        Ok(json)
    }

    pub fn delete_command(&mut self, scope: Scope, id: Id) -> Result<(), Refusal> {
        self.command(scope, id)?;
        self.commands.retain(|command| command.id != id);
        Ok(())
    }

    fn command_from(&mut self, scope: Scope, kept: Option<Id>, given: &Value) -> Command {
        let id = kept.unwrap_or_else(|| self.id());
        let mut json = Map::from_iter([
            ("type".to_owned(), json!(CHAT_INPUT)),
            ("description".to_owned(), json!("")),
            ("default_member_permissions".to_owned(), Value::Null),
            ("nsfw".to_owned(), json!(false)),
        ]);
        if scope.guild.is_none() {
            json.insert("integration_types".to_owned(), json!([0]));
            json.insert("contexts".to_owned(), Value::Null);
            json.insert("dm_permission".to_owned(), json!(true));
        }
        for (key, value) in given.as_object().into_iter().flatten() {
            if !value.is_null() || key == "contexts" {
                json.insert(key.clone(), value.clone());
            }
        }
        if let Some(bits) = json.get("default_member_permissions").and_then(Value::as_u64) {
            json.insert("default_member_permissions".to_owned(), json!(bits.to_string()));
        }
        json.insert("id".to_owned(), json!(id));
        json.insert("application_id".to_owned(), json!(scope.application));
        json.insert("version".to_owned(), json!(self.id()));
        if let Some(guild) = scope.guild {
            json.insert("guild_id".to_owned(), json!(guild));
        }
        Command { id, application: scope.application, guild: scope.guild, json: Value::Object(json) }
    }
}

fn same(command: &Command, given: &Value) -> bool {
    command.name() == given["name"] && command.kind() == given["type"].as_u64().unwrap_or(CHAT_INPUT)
}
