//! A member of a guild, and what they do: commands, words, looking around.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::answer::What;
use super::line::Line;
use super::value::{Filled, Typist, fill, fill_partly};
use super::{Answer, Stuck, component, explain, fail, view};
use crate::permissions::{USE_APPLICATION_COMMANDS, VIEW_CHANNEL};
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::command::{CHAT_INPUT, Command, MESSAGE};
use crate::state::interaction::{FIRST_RESPONSE_MS, Kind, Response};
use crate::state::opening::Opening;
use crate::state::post::Writing;

/// A person, in one guild.
#[derive(Clone)]
pub struct Member {
    shared: Arc<Shared>,
    guild: Id,
    id: Id,
}

/// A message that somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub channel: Id,
    /// Which.
    pub id: Id,
}

/// A suggestion while typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is sent; numbers are printed.
    pub value: String,
}

impl Member {
    pub(super) fn new(shared: Arc<Shared>, guild: Id, id: Id) -> Self {
        Self { shared, guild, id }
    }

    /// The user's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The user's name.
    pub fn name(&self) -> String {
        self.shared.read(|world| world.user_name(self.id))
    }

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
        let opening = self.shared.read(|world| {
            let channel = self.place(world, channel)?;
            let commands = self.commands(world, channel, CHAT_INPUT);
            let (registered, line) = read_line(&commands, line)?;
            let filled = fill(Typist { world, guild: self.guild, channel }, &line)?;
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
        let opening = self.shared.read(|world| {
            let channel = self.place(world, channel)?;
            let commands = self.commands(world, channel, CHAT_INPUT);
            let (registered, line) = read_line(&commands, line)?;
            self.may_use(world, channel, registered)?;
            let filled = fill_partly(Typist { world, guild: self.guild, channel }, &line)?;
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
        let opening = self.shared.read(|world| {
            self.must_see(world, on.channel)?;
            let message = world.message(on.channel, on.id).map_err(|refusal| explain(&refusal))?;
            let commands = self.commands(world, on.channel, MESSAGE);
            let registered = commands.iter().find(|command| command.name() == name);
            let registered =
                registered.ok_or_else(|| Stuck(format!("there is no message command {name} here")))?;
            self.may_use(world, on.channel, registered)?;
            let body = json!({
                "id": registered.id, "name": name, "type": MESSAGE, "target_id": on.id,
                "resolved": {"messages": {on.id.to_string(): world.message_json(message)}},
            });
            Ok(self.opening(registered.application, on.channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// Presses a button on the newest message in a channel that has it.
    #[track_caller]
    pub fn press_on(&self, channel: &str, label: &str) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_press_on(channel, label).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Presses a button on the newest message in a channel that has it.
    ///
    /// # Errors
    /// No message that this member sees has such a button.
    pub async fn try_press_on(&self, channel: &str, label: &str) -> Result<Answer, Stuck> {
        self.newest_with(channel, label)?.try_press(label).await
    }

    /// Chooses in a select on the newest message in a channel that has it.
    ///
    /// # Errors
    /// No message that this member sees has such a select or option.
    pub async fn try_pick_on(&self, channel: &str, placeholder: &str, label: &str) -> Result<Answer, Stuck> {
        self.newest_with(channel, placeholder)?.try_pick(placeholder, &[label]).await
    }

    /// Presses what may not be there: sends a component's `custom_id` of one's own making with a real message.
    pub async fn forges_press(&self, on: &Said, custom_id: &str) -> Answer {
        let body = json!({"custom_id": custom_id, "component_type": 2, "id": 1});
        let author =
            self.shared.read(|world| world.messages.get(&(on.channel, on.id)).map(|message| message.author));
        let mut opening = self.opening(author.unwrap_or(self.id), on.channel, Kind::Component, body);
        opening.message = Some((on.channel, on.id));
        self.interact(opening).await
    }

    /// Writes a message. `@name` of a member mentions them.
    #[track_caller]
    pub fn says(&self, channel: &str, words: &str) -> impl Future<Output = Said> {
        let at = Location::caller();
        // Ready at once; async so that a scene reads the same whatever its people do.
        std::future::ready(self.try_says(channel, words).unwrap_or_else(|stuck| fail(at, &stuck)))
    }

    /// Writes a message.
    ///
    /// # Errors
    /// Discord would refuse it.
    pub fn try_says(&self, channel: &str, words: &str) -> Result<Said, Stuck> {
        self.shared.change(|world| {
            let channel = self.place(world, channel)?;
            let content = self.with_mentions(world, words);
            let writing = Writing { body: json!({"content": content}), files: Vec::new() };
            let id = world.post(self.id, channel, writing).map_err(|refusal| explain(&refusal))?;
            Ok(Said { channel, id })
        })
    }

    /// Deletes a message.
    #[track_caller]
    pub fn deletes(&self, said: &Said) -> impl Future<Output = ()> {
        let at = Location::caller();
        let done = self.shared.change(|world| world.delete_message(self.id, said.channel, said.id));
        async move {
            if let Err(refusal) = done {
                fail(at, &explain(&refusal));
            }
        }
    }

    /// The channel as this member sees it; for one who cannot see it, words that say so.
    pub fn sees(&self, channel: &str) -> String {
        self.shared.change(|world| match self.place(world, channel) {
            Ok(channel) => {
                view::look_at(world, channel, Some(self.id));
                view::channel_text(world, channel, Some(self.id))
            }
            Err(Stuck(why)) => why,
        })
    }

    /// All files that this member can download in the guild, oldest first.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        self.shared.read(|world| {
            let here = world.messages.values().filter(|message| message.guild == self.guild);
            let visible = here.filter(|it| it.visible_to(self.id) && world.can_see(self.id, it.channel));
            let files = visible.flat_map(|message| &message.files).filter_map(|id| world.files.get(id));
            files.map(|file| (file.name.clone(), file.bytes.clone())).collect()
        })
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(super) fn guild(&self) -> Id {
        self.guild
    }

    pub(super) fn opening(&self, application: Id, channel: Id, kind: Kind, body: Value) -> Opening {
        Opening { application, user: self.id, channel, kind, body, message: None, cause: None }
    }

    /// Opens an interaction and waits until it is answered or dead.
    pub(super) async fn interact(&self, opening: Opening) -> Answer {
        let Some(id) = self.shared.change(|world| world.open_interaction(&opening)) else {
            return Answer::new(self.clone(), None, What::Silence);
        };
        let patience = Duration::from_millis(FIRST_RESPONSE_MS.unsigned_abs() + 50);
        let what = self.shared.until(patience, |world| what_came(world, id)).await.unwrap_or(What::Silence);
        if matches!(what, What::Silence) {
            self.shared.change(|world| {
                if let Some(interaction) = world.interactions.get_mut(&id) {
                    interaction.given_up = true;
                }
            });
        }
        Answer::new(self.clone(), Some(id), what)
    }

    /// The channel of this name, if the member can see it.
    pub(super) fn place(&self, world: &World, name: &str) -> Result<Id, Stuck> {
        let channel = world
            .channel_named(self.guild, name)
            .ok_or_else(|| Stuck(format!("there is no channel {name}")))?;
        self.must_see(world, channel.id).map(|()| channel.id)
    }

    fn must_see(&self, world: &World, channel: Id) -> Result<(), Stuck> {
        let name = world.channels.get(&channel).map_or("?", |channel| channel.name.as_str());
        let sees = world.permissions(self.id, channel) & VIEW_CHANNEL != 0;
        if sees { Ok(()) } else { Err(Stuck(format!("{} cannot see #{name}", world.user_name(self.id)))) }
    }

    fn newest_with(&self, channel: &str, name: &str) -> Result<Answer, Stuck> {
        self.shared.read(|world| {
            let place = self.place(world, channel)?;
            let mut newest_first =
                world.messages_of(place).rev().filter(|message| message.visible_to(self.id));
            let found = newest_first.find(|message| component::offers(&message.components, name));
            let found = found.ok_or_else(|| {
                let text = view::channel_text(world, place, Some(self.id));
                Stuck(format!("no message in #{channel} has {name}:\n{text}"))
            })?;
            Ok(Answer::new(self.clone(), None, What::Message { channel: place, id: found.id }))
        })
    }

    /// The commands that exist here, of all applications in the guild.
    fn commands(&self, world: &World, channel: Id, kind: u64) -> Vec<Command> {
        let here = |command: &&Command| {
            command.kind() == kind
                && command.guild.is_none_or(|guild| guild == self.guild)
                && world.permissions(command.application, channel) != 0
        };
        world.commands.iter().filter(here).cloned().collect()
    }

    /// Whether Discord offers the command to this member ("Application Commands", permissions).
    fn may_use(&self, world: &World, channel: Id, command: &Command) -> Result<(), Stuck> {
        let bits = world.permissions(self.id, channel);
        let opened =
            world.guilds.get(&self.guild).is_some_and(|guild| guild.opened_commands.contains(command.name()));
        let needed = if opened { 0 } else { command.needed().unwrap_or_default() };
        // "0" is for administrators alone, who have every bit.
        let staff_only = !opened && command.needed() == Some(0) && bits != crate::permissions::ALL;
        if staff_only || bits & (needed | USE_APPLICATION_COMMANDS) != needed | USE_APPLICATION_COMMANDS {
            return Err(Stuck(format!("{} may not use {} here", world.user_name(self.id), command.name())));
        }
        Ok(())
    }

    fn with_mentions(&self, world: &World, words: &str) -> String {
        let Some(guild) = world.guilds.get(&self.guild) else {
            return words.to_owned();
        };
        let mention = |word: &str| {
            let name = word.strip_prefix('@')?.trim_end_matches(|c: char| c.is_ascii_punctuation());
            let id = guild.members.keys().find(|id| world.user_name(**id) == name)?;
            Some(word.replacen(&format!("@{name}"), &format!("<@{id}>"), 1))
        };
        let word = |word: &str| mention(word).unwrap_or_else(|| word.to_owned());
        words.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }
}

impl Choice {
    fn from_json(choice: &Value) -> Self {
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

fn body_of(command: &Command, line: &Line<'_>, filled: Filled) -> Value {
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

/// What the member has got so far; `None`: still waiting.
fn what_came(world: &World, id: Id) -> Option<What> {
    let interaction = world.interactions.get(&id)?;
    let original = interaction.original();
    Some(match &interaction.response {
        Response::None if world.now() - interaction.at > FIRST_RESPONSE_MS => What::Silence,
        Response::None => return None,
        Response::Message { .. } | Response::Update { .. } => {
            original.map_or(What::Silence, |(channel, id)| What::Message { channel, id })
        }
        Response::Choices(choices) => What::Choices(choices.clone()),
        Response::Form(form) => What::Form(form.clone()),
    })
}
