//! Interactions after they began: their one first response, and what their token allows for fifteen minutes
//! ("Receiving and Responding").

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;

use super::World;
use super::message::{CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, DEFAULT, EPHEMERAL, LOADING, Message, REPLY};
use super::post::Writing;
use crate::error::{self, Refusal};
use crate::permissions::MANAGE_THREADS;
use crate::snowflake::Id;

/// A first response later than this finds nobody, in milliseconds.
pub const FIRST_RESPONSE_MS: i64 = 3_000;
/// A token lives this long, in milliseconds.
pub const TOKEN_LIFE_MS: i64 = 15 * 60_000;

/// What the member did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Command,
    Component,
    Autocomplete,
    Submit,
}

/// What the application answered first.
#[derive(Clone, Debug)]
pub enum Response {
    None,
    /// A message of its own, or a loading one that will become it.
    Message {
        id: Id,
        deferred: bool,
    },
    /// A change of the message that the component is on, now or later.
    Update {
        deferred: bool,
    },
    Choices(Vec<Value>),
    Form(Value),
}

/// One interaction.
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub application: Id,
    pub kind: Kind,
    pub guild: Id,
    pub channel: Id,
    pub user: Id,
    /// Epoch milliseconds.
    pub at: i64,
    pub source: Option<(Id, Id)>,
    pub metadata: Value,
    pub response: Response,
    /// Whether a deferred response was followed by what it promised.
    pub touched: bool,
    /// Whether a scene saw that no answer came.
    pub given_up: bool,
    pub follow_ups: Vec<Id>,
    /// Wakes the one who waits for the first response. Not the bell that everybody hears: with many interactions in
    /// flight each answer would wake them all.
    pub bell: Arc<Notify>,
}

impl Kind {
    /// Discord's number of the interaction type.
    pub fn number(self) -> u8 {
        match self {
            Self::Command => 2,
            Self::Component => 3,
            Self::Autocomplete => 4,
            Self::Submit => 5,
        }
    }

    /// Whether a callback type answers this kind. A form can only change a message if a component opened it.
    fn allows(self, callback: u64, from_component: bool) -> bool {
        match self {
            Self::Command => matches!(callback, 4 | 5 | 9),
            Self::Component => matches!(callback, 4..=7 | 9),
            Self::Autocomplete => callback == 8,
            Self::Submit => matches!(callback, 4 | 5) || from_component && matches!(callback, 6 | 7),
        }
    }
}

impl Interaction {
    pub fn answered(&self) -> bool {
        !matches!(self.response, Response::None)
    }

    /// Whether it is a command on a message or on a person.
    fn is_on_something(&self) -> bool {
        ["target_message_id", "target_user"].iter().any(|key| !self.metadata[*key].is_null())
    }

    /// The message that `@original` names.
    pub fn original(&self) -> Option<(Id, Id)> {
        match self.response {
            Response::Message { id, .. } => Some((self.channel, id)),
            Response::Update { .. } => self.source,
            _ => None,
        }
    }
}

impl World {
    /// The first response. Returns the `with_response` body.
    pub fn respond(&mut self, id: Id, token: &str, callback: Writing) -> Result<Value, Refusal> {
        let now = self.now();
        let interaction = self.interactions.get(&id).filter(|it| it.token == token);
        let interaction = interaction.ok_or_else(|| Refusal::from(error::UNKNOWN_INTERACTION))?;
        if interaction.answered() {
            return Err(error::ALREADY_ACKNOWLEDGED.into());
        }
        if now - interaction.at > FIRST_RESPONSE_MS {
            return Err(error::UNKNOWN_INTERACTION.into());
        }
        let kind = callback.body["type"].as_u64().unwrap_or_default();
        if !interaction.kind.allows(kind, interaction.source.is_some()) {
            return Err(Refusal::form(
                "type",
                "BASE_TYPE_CHOICES",
                "This response is not valid for this interaction.",
            ));
        }
        let body = callback.body["data"].clone();
        let writing = Writing { body, files: callback.files };
        let response = match kind {
            4 | 5 => self.answer_with_message(id, writing, kind == 5)?,
            6 => Response::Update { deferred: true },
            7 => self.answer_with_update(id, writing)?,
            8 => Response::Choices(writing.body["choices"].as_array().cloned().unwrap_or_default()),
            _ => Response::Form(writing.body),
        };
        if let Some(interaction) = self.interactions.get_mut(&id) {
            interaction.response = response;
            interaction.bell.notify_one();
        }
        Ok(self.callback_json(id, kind))
    }

    /// The interaction of a live token, by application and token; 50027 once its fifteen minutes are over.
    pub fn by_token(&self, application: Id, token: &str) -> Result<&Interaction, Refusal> {
        if !self.applications.contains_key(&application) {
            return Err(error::UNKNOWN_WEBHOOK.into());
        }
        let found = self.tokens.get(token).and_then(|id| self.interactions.get(id));
        let found = found.filter(|it| it.application == application);
        let found = found.ok_or_else(|| Refusal::from(error::INVALID_WEBHOOK_TOKEN))?;
        if self.now() - found.at > TOKEN_LIFE_MS {
            return Err(error::INVALID_WEBHOOK_TOKEN.into());
        }
        if found.answered() { Ok(found) } else { Err(error::UNKNOWN_WEBHOOK.into()) }
    }

    /// The message that a webhook route names: `@original` or one of the follow-ups.
    pub fn webhook_message(&self, interaction: &Interaction, name: &str) -> Result<(Id, Id), Refusal> {
        let key = match name.parse::<Id>() {
            Ok(id) => interaction.follow_ups.contains(&id).then_some((interaction.channel, id)),
            Err(_) => interaction.original(),
        };
        let own = name.parse::<Id>().ok().and_then(|id| interaction.original().filter(|(_, it)| *it == id));
        key.or(own).filter(|key| self.messages.contains_key(key)).ok_or_else(|| error::UNKNOWN_MESSAGE.into())
    }

    /// PATCH of `@original` or a follow-up.
    pub fn edit_webhook_message(
        &mut self,
        application: Id,
        token: &str,
        name: &str,
        writing: Writing,
    ) -> Result<Value, Refusal> {
        let interaction = self.by_token(application, token)?;
        let (id, key) = (interaction.id, self.webhook_message(interaction, name)?);
        self.rewrite(key.0, key.1, writing)?;
        self.touch(id);
        self.message(key.0, key.1).map(|message| self.message_json(message))
    }

    pub fn delete_webhook_message(
        &mut self,
        application: Id,
        token: &str,
        name: &str,
    ) -> Result<(), Refusal> {
        let interaction = self.by_token(application, token)?;
        let (id, key) = (interaction.id, self.webhook_message(interaction, name)?);
        self.remove_message(key.0, key.1);
        self.touch(id);
        Ok(())
    }

    /// POST of a follow-up. The first one after a deferral fills the loading message instead, flags and all.
    pub fn follow_up(&mut self, application: Id, token: &str, writing: Writing) -> Result<Value, Refusal> {
        let interaction = self.by_token(application, token)?;
        let (id, channel) = (interaction.id, interaction.channel);
        let loading =
            interaction.original().filter(|key| self.messages.get(key).is_some_and(Message::loading));
        if loading.is_some() {
            return self.edit_webhook_message(application, token, "@original", writing);
        }
        let message = self.message_of(id, writing)?;
        if let Some(interaction) = self.interactions.get_mut(&id) {
            interaction.follow_ups.push(message);
            interaction.touched = true;
        }
        self.message(channel, message).map(|message| self.message_json(message))
    }

    fn touch(&mut self, id: Id) {
        if let Some(interaction) = self.interactions.get_mut(&id) {
            interaction.touched = true;
        }
    }

    fn answer_with_message(&mut self, id: Id, writing: Writing, deferred: bool) -> Result<Response, Refusal> {
        if !deferred {
            return Ok(Response::Message { id: self.message_of(id, writing)?, deferred });
        }
        let mut message = self.blank_answer(id)?;
        message.flags |= LOADING;
        if writing.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0 {
            self.hide(id, &mut message);
        }
        let message_id = message.id;
        self.put(message);
        Ok(Response::Message { id: message_id, deferred })
    }

    fn answer_with_update(&mut self, id: Id, writing: Writing) -> Result<Response, Refusal> {
        let source = self.interactions.get(&id).and_then(|it| it.source);
        let (channel, message) = source.ok_or_else(|| Refusal::from(error::UNKNOWN_MESSAGE))?;
        self.refuse_dead_thread(id)?;
        self.rewrite(channel, message, writing)?;
        Ok(Response::Update { deferred: false })
    }

    /// Writes a message on behalf of an interaction.
    fn message_of(&mut self, id: Id, writing: Writing) -> Result<Id, Refusal> {
        let mut message = self.blank_answer(id)?;
        if writing.body["flags"].as_u64().unwrap_or_default() & EPHEMERAL != 0 {
            self.hide(id, &mut message);
        }
        self.fill(&mut message, writing)?;
        let (message_id, author, channel) = (message.id, message.author, message.channel);
        if message.audience.is_none() {
            self.wake_thread(author, channel);
        }
        self.put(message);
        Ok(message_id)
    }

    fn blank_answer(&mut self, id: Id) -> Result<Message, Refusal> {
        self.refuse_dead_thread(id)?;
        let message_id = self.id();
        let interaction =
            self.interactions.get(&id).ok_or_else(|| Refusal::from(error::UNKNOWN_INTERACTION))?;
        let kind = match interaction.kind {
            Kind::Command if interaction.is_on_something() => CONTEXT_MENU_COMMAND,
            Kind::Command => CHAT_INPUT_COMMAND,
            Kind::Component => REPLY,
            Kind::Autocomplete | Kind::Submit => DEFAULT,
        };
        let place = (interaction.guild, interaction.channel);
        let mut message = Message::blank(message_id, place, interaction.application, kind);
        message.interaction = Some(interaction.metadata.clone());
        if let Some((channel, source)) = interaction.source {
            message.reference = Some(message.reference_to(channel, source));
        }
        Ok(message)
    }

    /// In a locked and archived thread that the application may not open, even the callback fails.
    fn refuse_dead_thread(&self, id: Id) -> Result<(), Refusal> {
        let Some(interaction) = self.interactions.get(&id) else {
            return Ok(());
        };
        let channel = self.channel(interaction.channel)?;
        let moderates = self.permissions(interaction.application, channel.id) & MANAGE_THREADS != 0;
        let dead = channel.archived() && channel.locked() && !moderates;
        if dead { Err(error::ARCHIVED_FOR_CALLBACK.into()) } else { Ok(()) }
    }

    fn hide(&self, id: Id, message: &mut Message) {
        message.flags |= EPHEMERAL;
        message.audience = self.interactions.get(&id).map(|interaction| interaction.user);
    }

    fn callback_json(&self, id: Id, kind: u64) -> Value {
        let Some(interaction) = self.interactions.get(&id) else {
            return Value::Null;
        };
        let message = interaction.original().and_then(|key| self.messages.get(&key));
        let mut body = json!({"interaction": {"id": id, "type": interaction.kind.number()}});
        if let Some(message) = message {
            body["interaction"]["response_message_id"] = json!(message.id);
            body["interaction"]["response_message_loading"] = json!(message.loading());
            body["interaction"]["response_message_ephemeral"] = json!(message.audience.is_some());
        }
        body["resource"] = json!({"type": kind});
        if let (4 | 7, Some(message)) = (kind, message) {
            body["resource"]["message"] = self.message_json(message);
        }
        body
    }
}
