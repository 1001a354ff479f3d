//! How entries cease to count: their readers take them back, moderators take them out, messages are deleted.

use crate::domain::decision::{Decision, Happening};
use crate::domain::entry::{Entry, EntryErased, EntryRemoved, EntryWithdrawn, Source, Status};
use crate::domain::ids::{ActorId, EntryNumber, GuildId, MessageId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::{Reader, own};

/// Takes an entry back and erases its words.
///
/// # Errors
/// When it is not the reader's or has ceased to count.
pub fn withdraw(
    state: &State,
    reader: &Reader,
    number: EntryNumber,
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let entry = own(state, reader, number)?.clone();
    decision.erase.extend(entry.words);
    decision.events.push(Happening::by(entry.actor, EntryWithdrawn { number }).unlinked(entry.anonymous));
    Ok(entry)
}

/// Takes an entry back that a moderator made of somebody's message; for any moderator.
///
/// # Errors
/// When it is not there, was not made so, or has ceased to count.
pub fn give_back(
    state: &State,
    (guild, actor): (GuildId, ActorId),
    number: EntryNumber,
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let entry = state.entries.find(&(guild, number)).filter(|it| it.source == Source::Moderator);
    match entry {
        Some(entry) if entry.status == Status::Given => {
            decision.erase.extend(entry.words);
            decision.events.push(Happening::by(actor, EntryWithdrawn { number }));
            Ok(entry.clone())
        }
        Some(_) => Err(Refusal::new(format!("Feedback #{number} has been taken back already."))),
        None => Err(Refusal::no_such_entry(number)),
    }
}

/// Takes an entry out as a moderator: its words are erased, the fact and the reason stay.
///
/// # Errors
/// When it is not there or has ceased to count.
pub fn remove(
    state: &State,
    (guild, actor): (GuildId, ActorId),
    (number, reason): (EntryNumber, &str),
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let entry = match state.entries.find(&(guild, number)) {
        Some(entry) if entry.status == Status::Given => entry.clone(),
        Some(entry) if entry.status == Status::Removed => {
            return Err(Refusal::new(format!("Entry #{number} has been removed already.")));
        }
        Some(_) => return Err(Refusal::new(format!("The reader has withdrawn entry #{number}."))),
        None => return Err(no_entry(number)),
    };
    decision.erase.extend(entry.words);
    decision.events.push(Happening::by(actor, EntryRemoved { number }).with_words(Some(reason.to_owned())));
    Ok(entry)
}

/// The refusal for a number that no entry of the guild has.
pub fn no_entry(number: EntryNumber) -> Refusal {
    Refusal::new(format!("There is no entry #{number} here."))
}

/// Erases the words of the entry made from a message that was deleted.
pub fn erase(state: &State, guild: GuildId, message: MessageId, decision: &mut Decision) {
    let number = state.logged.find(&(guild, message)).copied();
    let entry = number.and_then(|it| state.entries.find(&(guild, it)));
    if let Some(entry) = entry.filter(|it| it.words.is_some()) {
        decision.erase.extend(entry.words);
        decision.events.push(Happening::seen(EntryErased { number: entry.number }));
    }
}
