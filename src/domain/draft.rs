//! A draft: a message kept for a quarter of an hour while its logger says which resource it is about.

use serde::{Deserialize, Serialize};

use super::decision::{Decision, Happening, Moment};
use super::entry::Source;
use super::entry::rules::{self, Reader};
use super::ids::{ActorId, DraftNumber, GuildId, MessagePlace, Pos, UserId};
use super::refusal::Refusal;
use super::state::State;

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

/// A draft became an entry, or its time was over, or its message was deleted.
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

/// A message that somebody wants to keep as feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Where it stands.
    pub place: MessagePlace,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub text: String,
}

impl Author {
    /// The author as one who gives feedback.
    pub fn reader(&self, guild: GuildId) -> Reader {
        Reader { guild, user: self.user, name: self.name.clone(), joined_at: None }
    }
}

/// By which door a message comes in: readers log their own messages, moderators anyone's.
///
/// # Errors
/// When somebody who is no moderator wants to log another one's message.
pub fn door(logger: UserId, author: UserId, moderator: bool) -> Result<Source, Refusal> {
    match (logger == author, moderator) {
        (true, _) => Ok(Source::Message),
        (false, true) => Ok(Source::Moderator),
        (false, false) => Err(Refusal::new(
            "You can log your own messages. Somebody else's can be logged by its author or by a moderator.",
        )),
    }
}

/// Keeps a message until its logger says what it is about.
///
/// # Errors
/// When the message is kept as feedback already, or was and may not be kept again by this logger.
pub fn keep(
    state: &State,
    moment: &Moment,
    logger: &Reader,
    message: &Logged,
    decision: &mut Decision,
) -> Result<DraftNumber, Refusal> {
    let own = message.author.user == logger.user;
    let door = if own { Source::Message } else { Source::Moderator };
    rules::check_message(state, logger.guild, (message.place, door))?;
    let by = rules::person(state, moment, logger);
    let actor = by.actor;
    let author = if own {
        actor
    } else {
        let author = rules::other_person(state, moment, &message.author.reader(logger.guild));
        let actor = author.actor;
        decision.people.push(author);
        actor
    };
    decision.people.push(by);
    let number = state.guild(logger.guild).next_draft();
    let kept = DraftKept { number, message: message.place, author };
    decision.events.push(Happening::by(actor, kept).with_words(Some(message.text.clone())));
    Ok(number)
}

/// Uses a draft up: it becomes an entry in the same act, and its own copy of the words goes.
///
/// # Errors
/// When it is not there, not the logger's, used already, or older than [`KEPT_FOR`].
pub fn spend(
    state: &State,
    moment: &Moment,
    logger: &Reader,
    number: DraftNumber,
    decision: &mut Decision,
) -> Result<(), Refusal> {
    let person = state.people.find(&(logger.guild, logger.user));
    let draft = state.drafts.find(&(logger.guild, number));
    match (person, draft) {
        (Some(person), Some(draft)) if draft.actor == person.actor => {
            check_age(draft, moment.now)?;
            decision.erase.extend(draft.words);
            decision.events.push(Happening::by(draft.actor, DraftUsed { number }));
            Ok(())
        }
        _ => Err(too_late()),
    }
}

/// Closes a draft that nobody will use any more, and erases its words.
pub fn close(state: &State, (guild, number): (GuildId, DraftNumber), decision: &mut Decision) {
    if let Some(draft) = state.drafts.find(&(guild, number)).filter(|it| !it.used) {
        decision.erase.extend(draft.words);
        decision.events.push(Happening::seen(DraftUsed { number }));
    }
}

/// Refuses a draft whose time is over.
///
/// # Errors
/// When it was used, or is older than [`KEPT_FOR`].
pub fn check_age(draft: &Draft, now: i64) -> Result<(), Refusal> {
    if draft.used || now - draft.kept_at > KEPT_FOR { Err(too_late()) } else { Ok(()) }
}

/// The refusal for a draft that is not there any more, or never was the asker's: both read the same.
pub fn too_late() -> Refusal {
    Refusal::new(
        "That is used up or older than fifteen minutes. Please choose **Log as feedback** on the message again.",
    )
}
