//! What people do, with ids where a scene has names and labels: for the page, which knows every thing by its id. Held to
//! the same permissions and limits as the calls by name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer::What;
use super::command::{body_of, body_on, body_on_user};
use super::component;
use super::form::{Filled, Form};
use super::line::Line;
use super::value::{fill, fill_partly};
use super::{Answer, Member, Said, Stuck, explain};
use crate::error;
use crate::rules::{self, MessageContext, Violation};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::channel::Channel;
use crate::state::command::{CHAT_INPUT, Command, MESSAGE, USER};
use crate::state::file::Upload;
use crate::state::interaction::{Kind, Response};
use crate::state::message::Message;
use crate::state::opening::Opening;
use crate::state::post::Writing;

/// A command with its options, as an interaction nests them.
pub(crate) struct Called<'a> {
    pub channel: Id,
    pub command: Id,
    pub options: &'a [Value],
}

/// A forum post on its way.
pub(crate) struct NewPost<'a> {
    pub forum: Id,
    pub title: &'a str,
    pub words: &'a str,
    pub tags: &'a [Id],
}

impl Member {
    /// Refuses places that are not of this guild, or that this member cannot see.
    pub(crate) fn reach(&self, world: &World, channel: Id) -> Result<(), Stuck> {
        let here = world.channel(channel).ok().filter(|place| place.guild == self.guild());
        here.ok_or_else(|| explain(&error::UNKNOWN_CHANNEL.into()))?;
        world.require(self.id(), channel, 0).map_err(|refusal| explain(&refusal))
    }

    /// A message that this member can see.
    pub(crate) fn reach_message<'w>(&self, world: &'w World, on: Said) -> Result<&'w Message, Stuck> {
        self.reach(world, on.channel)?;
        let message = world.message(on.channel, on.id).ok();
        let seen = message.filter(|it| it.visible_to(self.id()) && !world.feed.is_dismissed(it.id));
        seen.ok_or_else(|| explain(&error::UNKNOWN_MESSAGE.into()))
    }

    /// The commands that Discord offers to this member in the guild, as registered.
    pub(crate) fn offered(&self, world: &World) -> Vec<Value> {
        let bits = world.guilds.get(&self.guild()).map_or(0, |guild| guild.base_permissions(self.id()));
        let all = [CHAT_INPUT, USER, MESSAGE].into_iter().flat_map(|kind| self.commands(world, kind));
        all.filter(|command| self.is_offered(world, command, bits)).map(|command| command.json).collect()
    }

    /// The slash commands that are not offered to them, by name, each with the first other person who has it.
    pub(crate) fn offered_to_others(&self, world: &World) -> BTreeMap<String, String> {
        let Some(guild) = world.guilds.get(&self.guild()) else {
            return BTreeMap::new();
        };
        let has =
            |person: Id, command: &Command| self.is_offered(world, command, guild.base_permissions(person));
        let missing = self.commands(world, CHAT_INPUT).into_iter().filter(|it| !has(self.id(), it));
        let other = |command: Command| {
            let people = guild.members.keys().filter(|it| !world.applications.contains_key(it));
            // An owner whom nobody plays has every command, and stands behind those who were invited.
            let who = people.filter(|it| has(**it, &command)).min_by_key(|it| **it == guild.owner)?;
            Some((command.name().to_owned(), world.user_name(*who)))
        };
        missing.filter_map(other).collect()
    }

    pub(crate) async fn call(&self, called: Called<'_>) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let command = self.registered(world, &called, CHAT_INPUT)?;
            let line = Line::chosen(&command.json, called.options)?;
            let filled = fill(self.typist(world, called.channel), &line)?;
            let body = body_of(&command, &line, filled);
            Ok(self.opening(command.application, called.channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// The suggestions for the one option that is marked as `focused`.
    pub(crate) async fn suggestions(&self, called: Called<'_>) -> Result<Vec<Value>, Stuck> {
        let opening = self.shared().read(|world| {
            let command = self.registered(world, &called, CHAT_INPUT)?;
            let line = Line::chosen(&command.json, called.options)?;
            let typing = focused(called.options)
                .and_then(|name| line.typed.iter().position(|(option, _)| option["name"] == name));
            let typing = typing.ok_or_else(|| Stuck("no option is being typed".to_owned()))?;
            let filled = fill_partly(self.typist(world, called.channel), &line, typing)?;
            let body = body_of(&command, &line, filled);
            Ok(self.opening(command.application, called.channel, Kind::Autocomplete, body))
        })?;
        match self.interact(opening).await.into_what() {
            What::Choices(choices) => Ok(choices),
            _ => Err(Stuck("Loading options failed".to_owned())),
        }
    }

    pub(crate) async fn call_on(&self, on: Said, command: Id) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let message = self.reach_message(world, on)?;
            let called = Called { channel: on.channel, command, options: &[] };
            let command = self.registered(world, &called, MESSAGE)?;
            let body = body_on(&command, world, message);
            Ok(self.opening(command.application, on.channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    pub(crate) async fn call_on_user(&self, channel: Id, user: Id, command: Id) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let command = self.registered(world, &Called { channel, command, options: &[] }, USER)?;
            let body = body_on_user(&command, self.typist(world, channel), &user.to_string())?;
            Ok(self.opening(command.application, channel, Kind::Command, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// Keeps a file for an option of a command that is sent later; its id.
    pub(crate) fn choose(&self, channel: Id, upload: Upload) -> Result<Id, Stuck> {
        self.shared().change(|world| {
            self.reach(world, channel)?;
            world.choose_file(self.id(), channel, upload).map_err(|refusal| explain(&refusal))
        })
    }

    pub(crate) async fn press_id(&self, on: Said, custom_id: &str) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let message = self.reach_message(world, on)?;
            let body = component::press_id(&message.components, custom_id)?;
            Ok(self.opening_on(message, body))
        })?;
        Ok(self.interact(opening).await)
    }

    pub(crate) async fn pick_id(&self, on: Said, custom_id: &str, values: &[&str]) -> Result<Answer, Stuck> {
        let opening = self.shared().read(|world| {
            let message = self.reach_message(world, on)?;
            let typist = self.typist(world, on.channel);
            let body = component::pick_id(typist, &message.components, custom_id, values)?;
            Ok(self.opening_on(message, body))
        })?;
        Ok(self.interact(opening).await)
    }

    /// The form that an interaction of this member's has opened.
    pub(crate) fn open_form(&self, interaction: Id) -> Result<Form, Stuck> {
        let form = self.shared().read(|world| {
            let own = world.interactions.get(&interaction).filter(|it| it.user == self.id());
            match own.map(|it| &it.response) {
                Some(Response::Form(form)) => Some(form.clone()),
                _ => None,
            }
        });
        let form = form.ok_or_else(|| Stuck("this form is not open".to_owned()))?;
        Ok(Form::new(self.clone(), interaction, form))
    }

    pub(crate) fn say_in(&self, channel: Id, words: &str) -> Result<Said, Stuck> {
        short_enough(&rules::check_message(&json!({"content": words}), MessageContext::Create))?;
        self.shared().change(|world| {
            self.reach(world, channel)?;
            self.write(world, channel, words)
        })
    }

    pub(crate) fn reword(&self, on: Said, words: &str) -> Result<(), Stuck> {
        short_enough(&rules::check_message(&json!({"content": words}), MessageContext::Edit))?;
        self.shared().read(|world| self.reach_message(world, on).map(|_| ()))?;
        self.try_edits(&on, words)
    }

    pub(crate) fn take_back(&self, on: Said) -> Result<(), Stuck> {
        self.shared().read(|world| self.reach_message(world, on).map(|_| ()))?;
        self.try_deletes(&on)
    }

    /// Archives, opens, locks or unlocks a thread, as Discord's own call says it.
    pub(crate) fn tends(&self, thread: Id, change: &Value) -> Result<(), Stuck> {
        self.shared().change(|world| {
            self.reach_thread(world, thread)?;
            world.change_thread(self.id(), thread, change).map(|_| ()).map_err(|refusal| explain(&refusal))
        })
    }

    /// Deletes a thread for good.
    pub(crate) fn removes(&self, thread: Id) -> Result<(), Stuck> {
        self.shared().change(|world| {
            self.reach_thread(world, thread)?;
            world.delete_channel(self.id(), thread).map(|_| ()).map_err(|refusal| explain(&refusal))
        })
    }

    /// The page has no business with channels that are none.
    fn reach_thread(&self, world: &World, thread: Id) -> Result<(), Stuck> {
        self.reach(world, thread)?;
        let is_thread = world.channel(thread).is_ok_and(Channel::is_thread);
        if is_thread { Ok(()) } else { Err(Stuck("this is no thread".to_owned())) }
    }

    /// Opens a forum post; its id.
    pub(crate) fn post(&self, new: &NewPost<'_>) -> Result<Id, Stuck> {
        let message = json!({"content": new.words});
        let body = json!({"name": new.title, "applied_tags": new.tags, "message": message});
        short_enough(&rules::check_message(&body, MessageContext::ForumPost))?;
        self.shared().change(|world| {
            self.reach(world, new.forum)?;
            if !world.channel(new.forum).is_ok_and(Channel::is_forum) {
                return Err(explain(&error::WRONG_CHANNEL_TYPE.into()));
            }
            let post = world.open_post(self.id(), new.forum, &body, Writing::default());
            post.map_err(|refusal| explain(&refusal))
        })
    }

    fn registered(&self, world: &World, called: &Called<'_>, kind: u64) -> Result<Command, Stuck> {
        self.reach(world, called.channel)?;
        let known = self.commands(world, kind).into_iter().find(|command| command.id == called.command);
        let known = known.ok_or_else(|| explain(&error::UNKNOWN_COMMAND.into()))?;
        self.may_use(world, called.channel, &known).map(|()| known)
    }

    fn opening_on(&self, message: &Message, body: Value) -> Opening {
        let mut opening = self.opening(message.author, message.channel, Kind::Component, body);
        opening.message = Some((message.channel, message.id));
        opening
    }
}

impl Form {
    /// Fills the fields, by their `custom_id`, and sends the form.
    pub(crate) async fn send<'a>(
        mut self,
        fields: impl Iterator<Item = (&'a str, &'a Filled)>,
    ) -> Result<Answer, Stuck> {
        for (custom_id, filled) in fields {
            self.fill_id(custom_id, filled)?;
        }
        self.try_submit().await
    }
}

/// The name of the option that is being typed, however deep in subcommands.
fn focused(options: &[Value]) -> Option<&str> {
    options.iter().find_map(|option| match option["options"].as_array() {
        Some(inner) => focused(inner),
        None => option["name"].as_str().filter(|_| option["focused"] == true),
    })
}

/// Discord's client would not send what breaks a limit.
fn short_enough(violations: &[Violation]) -> Result<(), Stuck> {
    violations.first().map_or(Ok(()), |violation| Err(Stuck(violation.to_string())))
}
