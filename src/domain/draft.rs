//! A draft: a message kept for a quarter of an hour while its logger says which resource it is about.

use serde::{Deserialize, Serialize};

use super::ids::{ActorId, DraftNumber, MessagePlace, Pos, UserId};

/// How long a draft is kept, in milliseconds: as long as the interaction that made it can be answered.
pub const KEPT_FOR: i64 = 15 * 60 * 1_000;

/// A kept draft as folded from its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its number in the guild.
    pub number: DraftNumber,
    /// Who wants to log the message.
    pub actor: ActorId,
    /// The message.
    pub message: MessagePlace,
    /// Who wrote the message.
    pub author: ActorId,
    /// Where the message's words lie.
    pub words: Option<Pos>,
    /// When it was kept, in epoch milliseconds.
    pub kept_at: i64,
    /// Whether it has become an entry.
    pub used: bool,
}

/// A message was kept until its logger names the resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftKept {
    /// Its number in the guild.
    pub number: DraftNumber,
    /// The message.
    pub message: MessagePlace,
    /// Who wrote the message.
    pub author: ActorId,
}

/// A draft became an entry, or its time was over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftUsed {
    /// Which draft.
    pub number: DraftNumber,
}

/// Who wrote a message that is to be logged, as far as the bot needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The account.
    pub user: UserId,
    /// The name shown.
    pub name: String,
}
