//! What came in, closed over the kinds of interaction: nothing further in sees a payload of Discord's.

mod convert;

use std::collections::BTreeMap;

use serenity::model::Permissions;

use crate::domain::draft::Author;
use crate::domain::effect::{Asker, ReplyTo};
use crate::domain::entry::rules::Reader;
use crate::domain::ids::{ChannelId, GuildId, MessageId, MessagePlace, RoleId, UserId};

use super::custom_id::CustomId;

pub use convert::{Unreadable, read};

/// Who asks, where, and by which interaction.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The interaction.
    pub interaction: u64,
    /// When Discord made it, in epoch milliseconds.
    pub at: i64,
    /// How its reply can be edited later.
    pub reply_to: ReplyTo,
    /// The application that it was sent to.
    pub application: u64,
    /// The guild, from the interaction itself and never from an option or a button.
    pub guild: GuildId,
    /// The channel or thread.
    pub channel: Place,
    /// The member.
    pub member: Member,
    /// What the bot may do in the channel.
    pub own_permissions: Permissions,
    /// The largest file that Discord takes here, in bytes.
    pub most_bytes: u64,
    /// Random numbers, for drawing lots.
    pub lots: [u64; 3],
}

/// Where somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The channel or thread.
    pub id: ChannelId,
    /// Its kind.
    pub kind: PlaceKind,
    /// The channel that a thread belongs to.
    pub parent: Option<ChannelId>,
}

/// What kind of place somebody asks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    /// A text channel.
    Text,
    /// A forum.
    Forum,
    /// A thread, or a post in a forum.
    Thread,
    /// Anywhere else, where no discussion can be opened.
    Other,
}

/// Who asks.
#[derive(Clone, Debug)]
pub struct Member {
    /// The account.
    pub user: UserId,
    /// The name shown in the guild.
    pub name: String,
    /// Their roles.
    pub roles: Vec<RoleId>,
    /// What they may do in the channel, as Discord worked it out for this interaction.
    pub permissions: Permissions,
    /// When they joined, in epoch milliseconds.
    pub joined_at: Option<i64>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Request {
    /// A slash command.
    Call(Call),
    /// A command on a message.
    CallOn(CallOn),
    /// A button, a select, or a form that was sent.
    Press(Press),
    /// An option that is being typed.
    Type(Typing),
}

/// A slash command.
#[derive(Clone, Debug)]
pub struct Call {
    /// The command.
    pub name: String,
    /// Its subcommand.
    pub sub: Option<String>,
    /// What was filled in.
    pub options: Options,
}

/// What was filled in, by option.
#[derive(Clone, Debug, Default)]
pub struct Options(pub BTreeMap<String, Value>);

/// A filled-in option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, or the value of a choice.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Flag(bool),
    /// An id of a user or a role.
    Id(u64),
    /// A channel.
    Channel(Picked),
}

impl Options {
    /// The text of an option.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number of an option.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.0.get(name) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether an option was set to yes.
    pub fn flag(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Flag(true))
    }

    /// The channel that an option names.
    pub fn channel(&self, name: &str) -> Option<Picked> {
        match self.0.get(name) {
            Some(Value::Channel(picked)) => Some(*picked),
            _ => None,
        }
    }

    /// The id of the user or role that an option names.
    pub fn id(&self, name: &str) -> Option<u64> {
        match self.0.get(name) {
            Some(Value::Id(id)) => Some(*id),
            _ => None,
        }
    }
}

/// A channel that somebody picked, with the kind that Discord says it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picked {
    /// The channel.
    pub id: ChannelId,
    /// Its kind.
    pub kind: PlaceKind,
}

/// A command on a message.
#[derive(Clone, Debug)]
pub struct CallOn {
    /// The command.
    pub name: String,
    /// The message.
    pub message: Target,
}

/// The message that a command was used on.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it stands.
    pub place: MessagePlace,
    /// Who wrote it.
    pub author: Author,
    /// Whether a bot or an integration wrote it.
    pub by_bot: bool,
    /// Whether Discord itself wrote it: somebody joined, something was pinned.
    pub system: bool,
    /// What it says.
    pub text: String,
}

/// A button, a select, or a form that was sent.
#[derive(Clone, Debug)]
pub struct Press {
    /// What was pressed.
    pub id: CustomId,
    /// What was picked in a select.
    pub values: Vec<String>,
    /// The channel that was picked in a picker of channels.
    pub channel: Option<Picked>,
    /// What was filled in, by input.
    pub fields: BTreeMap<String, String>,
    /// The words that were handed back whole on that message, if only the presser sees it.
    pub words: Option<String>,
    /// The message that the component sits on, or from which the form was opened.
    pub message: Option<MessageId>,
    /// Whether only the presser sees that message.
    pub aside: bool,
}

/// An option that is being typed.
#[derive(Clone, Debug)]
pub struct Typing {
    /// The command.
    pub name: String,
    /// Its subcommand.
    pub sub: Option<String>,
    /// The option that is being typed.
    pub option: String,
    /// What stands in it so far.
    pub typed: String,
    /// The other options so far.
    pub options: Options,
}

impl Ask {
    /// The asker as one who gives feedback.
    pub fn reader(&self) -> Reader {
        Reader {
            guild: self.guild,
            user: self.member.user,
            name: self.member.name.clone(),
            joined_at: self.member.joined_at,
        }
    }

    /// The asker as an effect needs to know them later.
    pub fn asker(&self, moderator: bool) -> Asker {
        Asker { user: self.member.user, roles: self.member.roles.clone(), moderator }
    }
}
