//! What a member got for what they did, and what they can do with it.

use std::panic::Location;

use super::component;
use super::form::Form;
use super::value::Typist;
use super::{Member, PATIENCE, Said, Stuck, fail, view};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::interaction::{Kind, Response};
use crate::state::message::Message;

/// What Discord's client says when nothing came within three seconds.
const SILENCE: &str = "The application did not respond";

/// An answer, as the member who asked sees it.
pub struct Answer {
    member: Member,
    interaction: Option<Id>,
    what: What,
}

#[derive(Clone)]
pub(crate) enum What {
    Message { channel: Id, id: Id },
    Form(serde_json::Value),
    Choices(Vec<serde_json::Value>),
    Silence,
}

impl Answer {
    pub(super) fn new(member: Member, interaction: Option<Id>, what: What) -> Self {
        Self { member, interaction, what }
    }

    pub(crate) fn into_what(self) -> What {
        self.what
    }

    /// The interaction that it answers, as long as somebody heard of it.
    pub fn interaction(&self) -> Option<Id> {
        self.interaction
    }

    /// What the member sees now.
    pub fn text(&self) -> String {
        match &self.what {
            What::Silence => SILENCE.to_owned(),
            What::Form(form) => crate::text::form_text(form),
            What::Choices(choices) => format!("{} suggestions", choices.len()),
            What::Message { channel, id } => {
                self.look(*channel, *id);
                let text = |world: &World| {
                    world.messages.get(&(*channel, *id)).map(|it| view::message_text(world, it))
                };
                self.member.shared().read(text).unwrap_or_else(|| "(the message was deleted)".to_owned())
            }
        }
    }

    /// Waits until an answer that was put off has come; panics after ten seconds.
    #[track_caller]
    pub fn settled(&self) -> impl Future<Output = Self> {
        let at = Location::caller();
        async move {
            self.try_settled().await.unwrap_or_else(|stuck| fail(at, &stuck));
            self.again()
        }
    }

    /// The same answer, as it is now.
    pub(crate) fn again(&self) -> Self {
        Self { member: self.member.clone(), interaction: self.interaction, what: self.what.clone() }
    }

    /// Waits until an answer that was put off has come.
    ///
    /// # Errors
    /// It did not come within ten seconds.
    pub async fn try_settled(&self) -> Result<(), Stuck> {
        let pending = |world: &World| self.interaction.is_some_and(|id| is_pending(world, id));
        let done = self.member.shared().until(PATIENCE, |world| (!pending(world)).then_some(())).await;
        done.ok_or_else(|| {
            Stuck(format!(
                "no final answer within {PATIENCE:?}; {} sees:\n{}",
                self.member.name(),
                self.text()
            ))
        })
    }

    /// Presses a button of this message.
    #[track_caller]
    pub fn press(&self, label: &str) -> impl Future<Output = Self> {
        let at = Location::caller();
        async move { self.try_press(label).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Presses a button of this message.
    ///
    /// # Errors
    /// There is no such button, it is disabled, or it is a link.
    pub async fn try_press(&self, label: &str) -> Result<Self, Stuck> {
        self.use_component(|message, _| component::press(&message.components, label)).await
    }

    /// Chooses one option of a select of this message.
    #[track_caller]
    pub fn pick(&self, placeholder: &str, label: &str) -> impl Future<Output = Self> {
        let at = Location::caller();
        async move { self.try_pick(placeholder, &[label]).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Chooses options of a select; users, roles and channels by name.
    ///
    /// # Errors
    /// There is no such select or option, or it takes another number of choices.
    pub async fn try_pick(&self, placeholder: &str, labels: &[&str]) -> Result<Self, Stuck> {
        self.use_component(|message, typist| {
            component::pick(typist, &message.components, placeholder, labels)
        })
        .await
    }

    /// The form that was opened.
    #[track_caller]
    pub fn form(&self) -> Form {
        self.try_form().unwrap_or_else(|stuck| fail(Location::caller(), &stuck))
    }

    /// The form that was opened.
    ///
    /// # Errors
    /// The answer is no form.
    pub fn try_form(&self) -> Result<Form, Stuck> {
        let stuck = || Stuck(format!("{} got no form but:\n{}", self.member.name(), self.text()));
        let (What::Form(form), Some(interaction)) = (&self.what, self.interaction) else {
            return Err(stuck());
        };
        Ok(Form::new(self.member.clone(), interaction, form.clone()))
    }

    /// Whether the answer is a form.
    pub fn is_form(&self) -> bool {
        matches!(self.what, What::Form(_))
    }

    /// Whether nothing came in time.
    pub fn is_silence(&self) -> bool {
        matches!(self.what, What::Silence)
    }

    /// Whether only the member who asked sees it.
    pub fn is_private(&self) -> bool {
        self.message(|_, message| message.audience.is_some()).unwrap_or_default()
    }

    /// Where the link button with this label leads.
    pub fn link(&self, label: &str) -> Option<String> {
        self.message(|_, message| component::link(&message.components, label)).flatten()
    }

    /// The names of those whom the message pings.
    pub fn pings(&self) -> Vec<String> {
        self.message(|world, message| message.pings.names(world)).unwrap_or_default()
    }

    /// The message as Discord's object; `null` if the answer is none.
    pub fn json(&self) -> serde_json::Value {
        self.message(World::message_json).unwrap_or_default()
    }

    /// The message itself, to run a message command on.
    pub fn said(&self) -> Option<Said> {
        match self.what {
            What::Message { channel, id } => Some(Said { channel, id }),
            _ => None,
        }
    }

    /// The first file of the message: name and bytes.
    #[track_caller]
    pub fn file(&self) -> (String, Vec<u8>) {
        self.files().into_iter().next().unwrap_or_else(|| {
            fail(Location::caller(), &Stuck(format!("there is no file on:\n{}", self.text())))
        })
    }

    /// The files of the message: names and bytes.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let files = |world: &World, message: &Message| {
            let files = message.files.iter().filter_map(|id| world.files.get(id));
            files.map(|file| (file.name.clone(), file.bytes.clone())).collect()
        };
        self.message(files).unwrap_or_default()
    }

    /// The further messages of the same interaction, oldest first.
    pub fn follow_ups(&self) -> Vec<Self> {
        let ids = |world: &World| {
            let interaction = world.interactions.get(&self.interaction?)?;
            Some((interaction.channel, interaction.follow_ups.clone()))
        };
        let (channel, ids) = self.member.shared().read(ids).unwrap_or((Id(0), Vec::new()));
        let answer = |id: Id| Self::new(self.member.clone(), None, What::Message { channel, id });
        ids.into_iter().map(answer).collect()
    }

    async fn use_component(
        &self,
        data: impl Fn(&Message, Typist<'_>) -> Result<serde_json::Value, Stuck>,
    ) -> Result<Self, Stuck> {
        self.try_settled().await?;
        let What::Message { channel, id } = self.what else {
            return Err(Stuck(format!(
                "{} has no message to use, but:\n{}",
                self.member.name(),
                self.text()
            )));
        };
        let opening = self.member.shared().read(|world| {
            let message = world
                .messages
                .get(&(channel, id))
                .ok_or_else(|| Stuck("the message was deleted".to_owned()))?;
            let typist = self.member.typist(world, channel);
            let text = || view::message_text(world, message);
            let body = data(message, typist).map_err(|Stuck(why)| Stuck(format!("{why} on:\n{}", text())))?;
            let mut opening = self.member.opening(message.author, channel, Kind::Component, body);
            opening.message = Some((channel, id));
            Ok(opening)
        })?;
        self.look(channel, id);
        Ok(self.member.interact(opening).await)
    }

    fn look(&self, channel: Id, id: Id) {
        self.member.shared().change_quietly(|world| {
            if let Some(message) = world.messages.get_mut(&(channel, id)) {
                message.looked_at |= !message.loading();
            }
        });
    }

    fn message<T>(&self, look: impl FnOnce(&World, &Message) -> T) -> Option<T> {
        let What::Message { channel, id } = self.what else {
            return None;
        };
        self.look(channel, id);
        self.member
            .shared()
            .read(|world| world.messages.get(&(channel, id)).map(|message| look(world, message)))
    }
}

fn is_pending(world: &World, id: Id) -> bool {
    let Some(interaction) = world.interactions.get(&id) else {
        return false;
    };
    match interaction.response {
        Response::Message { id, .. } => {
            world.messages.get(&(interaction.channel, id)).is_some_and(Message::loading)
        }
        Response::Update { deferred } => deferred && !interaction.touched,
        _ => false,
    }
}
