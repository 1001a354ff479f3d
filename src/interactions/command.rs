//! What a command is: its shape, who may use it, what it answers.

use std::future::Future;
use std::pin::Pin;

use crate::domain::decision::Act;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Choice, Reply};
use crate::store::Stop;
use crate::store::scope::Scope;

use super::desk::Desk;
use super::request::{Ask, Call, CallOn, Press, Typing};
use super::shape::Shape;

/// A family of things that people can ask for, on one page.
///
/// Shape, policy and routes have no default: a command that forgets who may use it does not compile.
pub trait Command: Sync {
    /// Its name, options and words, as Discord and `/help` show them.
    fn shape(&self) -> Shape;

    /// Who may call it; also who may type in its options.
    fn policy(&self) -> Policy;

    /// The kinds of `custom_id` that it answers, each with who may press.
    fn routes(&self) -> &'static [Route];

    /// Where `/help` tells readers of it; `None` for what needs no telling. What the policy keeps for staff stands
    /// in a part of their own.
    fn part(&self) -> Option<Part> {
        Some(Part::Connect)
    }

    /// Answers a slash command.
    ///
    /// # Errors
    /// A refusal in words for the member.
    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome;

    /// Answers a command on a message; only message commands get one.
    ///
    /// # Errors
    /// A refusal in words for the member.
    fn called_on(&self, _desk: &Desk<'_>, _ask: &Ask, _call: &CallOn) -> Outcome {
        Err(outdated())
    }

    /// Answers a button, a select or a form of its routes.
    ///
    /// # Errors
    /// A refusal in words for the member.
    fn pressed(&self, _desk: &Desk<'_>, _ask: &Ask, _press: &Press) -> Outcome {
        Err(outdated())
    }

    /// Choices for an option that is being typed.
    fn suggest(&self, _desk: &Desk<'_>, _ask: &Ask, _typing: &Typing) -> Vec<Choice> {
        Vec::new()
    }
}

/// What a command leads to.
pub type Outcome = Result<Step, Refusal>;

/// The next step of an answer.
pub enum Step {
    /// A look: answered from memory.
    Reply(Reply),
    /// Something to do, in one transaction.
    Act(Box<dyn Act>),
    /// Something to read from the database first.
    Read(Reading),
}

/// What a command reads before it goes on.
pub type Reading = Box<dyn FnOnce(Scope) -> Pin<Box<dyn Future<Output = Read> + Send>> + Send>;

/// What comes of reading.
pub type Read = Result<Step, Stop>;

impl Step {
    /// A message.
    pub fn say(message: crate::domain::reply::Message) -> Self {
        Self::Reply(Reply::Say(message))
    }

    /// Something to do.
    pub fn act(act: impl Act) -> Self {
        Self::Act(Box::new(act))
    }

    /// Something to read first.
    pub fn read<F>(reading: impl FnOnce(Scope) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Read> + Send + 'static,
    {
        Self::Read(Box::new(|scope| Box::pin(reading(scope))))
    }
}

/// Who may use something, checked on the server whatever Discord's own settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Everyone in the guild.
    Everyone,
    /// Who may manage messages, or has the guild's moderator role.
    Moderator,
    /// Who may manage the guild.
    GuildManager,
}

/// A part of `/help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Looking works up.
    Learn,
    /// What there is to browse.
    Explore,
    /// Talking with others, and giving something back.
    Connect,
}

/// A kind of `custom_id` and who may press it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The kind.
    pub kind: &'static str,
    /// Who may press.
    pub policy: Policy,
}

impl Route {
    /// A route for everyone: what it does to whose entries is a matter of rules, not of the gate.
    pub const fn everyone(kind: &'static str) -> Self {
        Self { kind, policy: Policy::Everyone }
    }

    /// A route for moderators.
    pub const fn moderator(kind: &'static str) -> Self {
        Self { kind, policy: Policy::Moderator }
    }

    /// A route for who may manage the guild.
    pub const fn manager(kind: &'static str) -> Self {
        Self { kind, policy: Policy::GuildManager }
    }
}

/// The refusal for a button whose meaning is lost.
pub fn outdated() -> Refusal {
    Refusal::new("That button is from an older version of this message. Please ask for it again.")
}
