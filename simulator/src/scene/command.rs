//! A member's commands: typed, suggested, or from a message's menu; and how any interaction waits for its answer.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::answer::What;
use super::line::Line;
use super::value::{Filled, Typist, entity, fill, fill_partly};
use super::{Answer, Member, Said, Stuck, explain, fail};
use crate::endpoint;
use crate::permissions::{ALL, USE_APPLICATION_COMMANDS};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::command::{CHAT_INPUT, Command, MESSAGE, USER};
use crate::state::interaction::{FIRST_RESPONSE_MS, Kind, Response};
use crate::state::message::Message;
use crate::state::opening::Opening;

/// A suggestion while typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is sent; numbers are printed.
    pub value: String,
}

impl Member {
    /// Sends a command, as typed, and waits for the first answer.
    #[track_caller]
    pub fn slash(&self, channel: &str, line: &str) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_slash(channel, line).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Sends a command, as typed, and waits for the first answer.
    ///
    /// # Errors
    /// Discord's client would not send it: no such command or option, a value that does not fit, not allowed here.
    pub async fn try_slash(&self, channel: &str, line: &str) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let channel = self.place(world, channel)?;
            let commands = self.commands(world, CHAT_INPUT);
            let (registered, line) = read_line(&commands, line)?;
            let filled = fill(self.typist(world, channel), &line)?;
            let body = body_of(registered, &line, filled);
            self.may_use(world, channel, registered)?;
            Ok(self.opening(registered.application, channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// The suggestions for the last option of a line.
    #[track_caller]
    pub fn type_in(&self, channel: &str, line: &str) -> impl Future<Output = Vec<Choice>> {
        let at = Location::caller();
        async move { self.try_type_in(channel, line).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// The suggestions for the last option of a line.
    ///
    /// # Errors
    /// The option suggests nothing, or the application did not answer in time.
    pub async fn try_type_in(&self, channel: &str, line: &str) -> Result<Vec<Choice>, Stuck> {
        let opening = self.shared().read(|world| {
            let channel = self.place(world, channel)?;
            let commands = self.commands(world, CHAT_INPUT);
            let (registered, line) = read_line(&commands, line)?;
            self.may_use(world, channel, registered)?;
            let last = line.typed.len().saturating_sub(1);
            let filled = fill_partly(self.typist(world, channel), &line, last)?;
            Ok(self.opening(
                registered.application,
                channel,
                Kind::Autocomplete,
                body_of(registered, &line, filled),
            ))
        })?;
        match self.interact(opening).await.into_what() {
            What::Choices(choices) => Ok(choices.iter().map(Choice::from_json).collect()),
            _ => Err(Stuck("Loading options failed".to_owned())),
        }
    }

    /// Uses a message command ("Apps" in a message's menu).
    #[track_caller]
    pub fn message_command(&self, name: &str, on: &Said) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_message_command(name, on).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Uses a message command.
    ///
    /// # Errors
    /// There is no such command or message, or it is not for this member.
    pub async fn try_message_command(&self, name: &str, on: &Said) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            self.must_see(world, on.channel)?;
            let message = world.message(on.channel, on.id).map_err(|refusal| explain(&refusal))?;
            let commands = self.commands(world, MESSAGE);
            let registered = commands.iter().find(|command| command.name() == name);
            let registered =
                registered.ok_or_else(|| Stuck(format!("there is no message command {name} here")))?;
            self.may_use(world, on.channel, registered)?;
            let body = body_on(registered, world, message);
            Ok(self.opening(registered.application, on.channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// Uses a user command ("Apps" in a person's menu) on somebody, by their name.
    #[track_caller]
    pub fn user_command(&self, channel: &str, name: &str, on: &str) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_user_command(channel, name, on).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Uses a user command.
    ///
    /// # Errors
    /// There is no such command or person, or it is not for this member.
    pub async fn try_user_command(&self, channel: &str, name: &str, on: &str) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let channel = self.place(world, channel)?;
            let commands = self.commands(world, USER);
            let registered = commands.iter().find(|command| command.name() == name);
            let registered =
                registered.ok_or_else(|| Stuck(format!("there is no user command {name} here")))?;
            self.may_use(world, channel, registered)?;
            let body = body_on_user(registered, self.typist(world, channel), on)?;
            Ok(self.opening(registered.application, channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    pub(super) fn typist<'w>(&self, world: &'w World, channel: Id) -> Typist<'w> {
        Typist { world, guild: self.guild(), channel, user: self.id() }
    }

    pub(super) fn opening(&self, application: Id, channel: Id, kind: Kind, body: Value) -> Opening {
        Opening { application, user: self.id(), channel, kind, body, message: None, cause: None }
    }

    /// Opens an interaction and waits until it is answered or dead.
    pub(super) async fn interact(&self, opening: Opening) -> Answer {
        let opened = self.shared().change(|world| {
            let id = world.open_interaction(&opening)?;
            let bell = Arc::clone(&world.interactions.get(&id)?.bell);
            Some((id, bell, std::mem::take(&mut world.posts)))
        });
        let Some((id, bell, posts)) = opened else {
            return Answer::new(self.clone(), None, What::Silence);
        };
        for post in posts {
            tokio::spawn(endpoint::deliver(Arc::clone(self.shared()), post));
        }
        let answer = async {
            loop {
                if let Some(what) = self.shared().read(|world| what_came(world, id)) {
                    return what;
                }
                bell.notified().await;
            }
        };
        let patience = Duration::from_millis(FIRST_RESPONSE_MS.unsigned_abs() + 50);
        let what = tokio::time::timeout(patience, answer).await.unwrap_or(What::Silence);
        if matches!(what, What::Silence) {
            self.shared().change(|world| {
                if let Some(interaction) = world.interactions.get_mut(&id) {
                    interaction.given_up = true;
                }
            });
        }
        Answer::new(self.clone(), Some(id), what)
    }

    /// The commands that exist here, of all applications in the guild, whatever those may do in the channel.
    pub(super) fn commands(&self, world: &World, kind: u64) -> Vec<Command> {
        let Some(guild) = world.guilds.get(&self.guild()) else {
            return Vec::new();
        };
        let here = |command: &&Command| {
            command.kind() == kind
                && command.guild.is_none_or(|only| only == guild.id)
                && guild.members.contains_key(&command.application)
        };
        world.commands.iter().filter(here).cloned().collect()
    }

    /// Whether Discord offers the command to this member here ("Application Commands", permissions).
    pub(super) fn may_use(&self, world: &World, channel: Id, command: &Command) -> Result<(), Stuck> {
        if !self.is_offered(world, command, world.permissions(self.id(), channel)) {
            let (who, what) = (world.user_name(self.id()), command.name());
            return Err(Stuck(format!("{who} may not use {what} here")));
        }
        takes_commands(world, channel)
    }

    /// Whether the command is for one who has these bits.
    pub(super) fn is_offered(&self, world: &World, command: &Command, bits: u64) -> bool {
        let guild = world.guilds.get(&self.guild());
        let opened = guild.is_some_and(|guild| guild.opened_commands.contains(command.name()));
        let needed = match command.needed() {
            _ if opened => 0,
            None => 0,
            // "0" is for administrators alone, who have every bit.
            Some(0) => ALL,
            Some(needed) => needed,
        } | USE_APPLICATION_COMMANDS;
        bits & needed == needed
    }
}

/// Commands are used where messages are written: not in a forum itself, not in an archived thread ("Threads").
fn takes_commands(world: &World, channel: Id) -> Result<(), Stuck> {
    let Some(place) = world.channels.get(&channel) else {
        return Ok(());
    };
    let name = &place.name;
    if place.is_forum() {
        return Err(Stuck(format!("#{name} is a forum: commands are used in its posts")));
    }
    if place.archived() { Err(Stuck(format!("#{name} is archived"))) } else { Ok(()) }
}

impl Choice {
    pub(super) fn from_json(choice: &Value) -> Self {
        let value = &choice["value"];
        Self {
            name: choice["name"].as_str().unwrap_or_default().to_owned(),
            value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
        }
    }
}

fn read_line<'a>(commands: &'a [Command], line: &str) -> Result<(&'a Command, Line<'a>), Stuck> {
    let name = line.trim_start().trim_start_matches('/').split_whitespace().next().unwrap_or_default();
    match commands.iter().find(|command| command.name() == name) {
        Some(command) => Ok((command, Line::read(std::slice::from_ref(&command.json), line)?)),
        None => {
            let known = commands.iter().map(Command::name).collect::<Vec<_>>().join(", ");
            Err(Stuck(format!("there is no command /{name} here; there are: {known}")))
        }
    }
}

pub(super) fn body_of(command: &Command, line: &Line<'_>, filled: Filled) -> Value {
    let options = line.nested(filled.options);
    let mut body = json!({"id": command.id, "name": command.name(), "type": CHAT_INPUT, "options": options});
    if let Some(guild) = command.guild {
        body["guild_id"] = json!(guild);
    }
    if !filled.resolved.is_empty() {
        body["resolved"] = Value::Object(filled.resolved);
    }
    body
}

/// The `data` of a message command.
pub(super) fn body_on(command: &Command, world: &World, message: &Message) -> Value {
    json!({
        "id": command.id, "name": command.name(), "type": MESSAGE, "target_id": message.id,
        "resolved": {"messages": {message.id.to_string(): world.message_json(message)}},
    })
}

/// The `data` of a user command on somebody, by name or id.
pub(super) fn body_on_user(command: &Command, typist: Typist<'_>, on: &str) -> Result<Value, Stuck> {
    // USER options name people, too.
    const USER_OPTION: u64 = 6;
    let mut resolved = Map::new();
    let target = entity(typist, USER_OPTION, on, &mut resolved);
    let target = target.ok_or_else(|| Stuck(format!("nobody here is called {on}")))?;
    Ok(json!({
        "id": command.id, "name": command.name(), "type": USER, "target_id": target, "resolved": resolved,
    }))
}

/// What the member has got so far; `None`: still waiting.
fn what_came(world: &World, id: Id) -> Option<What> {
    let interaction = world.interactions.get(&id)?;
    let original = interaction.original();
    Some(match &interaction.response {
        Response::None if interaction.given_up => What::Silence,
        Response::None if world.now() - interaction.at > FIRST_RESPONSE_MS => What::Silence,
        Response::None => return None,
        Response::Message { .. } | Response::Update { .. } => {
            original.map_or(What::Silence, |(channel, id)| What::Message { channel, id })
        }
        Response::Choices(choices) => What::Choices(choices.clone()),
        Response::Form(form) => What::Form(form.clone()),
    })
}
