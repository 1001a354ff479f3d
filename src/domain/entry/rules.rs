//! The rules of entries: who may begin, fill, take back and remove one, and how fast.

mod ending;
mod faces;
mod hiding;
mod pace;
#[cfg(test)]
mod tests;

use crate::domain::decision::{Decision, Happening, Moment, Needs};
use crate::domain::guild::LOTS;
use crate::domain::ids::{ActorId, EntryNumber, GuildId, MessageId, MessagePlace, Pos, ResourceKey, UserId};
use crate::domain::person::Person;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use faces::{check_other_face, needs_of_faces};
use pace::{DAY, check_pace};

pub use ending::{erase, give_back, no_entry, remove, withdraw};
pub use hiding::{Hiding, hide, needs_to_hide, needs_to_veil, veil};

use super::{
    Change, Entry, EntryGiven, EntryKind, EntryRevised, MOST_COMMENT, MOST_MESSAGE, NoticedShift, Rating,
    Source, Status,
};

/// Where words lie that are about to be written: the log gives the real position when it records the event.
const ABOUT_TO_BE: Pos = Pos::new(0);

/// A member who gives feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// In which guild.
    pub guild: GuildId,
    /// The account.
    pub user: UserId,
    /// The name shown.
    pub name: String,
    /// When they joined the guild, in epoch milliseconds.
    pub joined_at: Option<i64>,
}

/// What is filled in at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// How much the resource gave.
    pub rating: Option<Rating>,
    /// What kind of thing it is.
    pub kind: Option<EntryKind>,
    /// The shift noticed.
    pub shift: Option<NoticedShift>,
    /// The words.
    pub comment: Option<String>,
}

impl Filling {
    /// Whether it holds something that is counted per reader.
    fn counts(&self) -> bool {
        self.rating.is_some() || self.shift.is_some()
    }

    /// Whether it holds something counted that the entry does not say yet.
    fn adds_to(&self, entry: &Entry) -> bool {
        let rates = self.rating.is_some() && self.rating != entry.rating;
        rates || self.shift.is_some() && self.shift != entry.shift
    }
}

/// Which entry is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one of that number.
    Entry(EntryNumber),
    /// A new one, unless this panel has begun one already.
    Fresh(Beginning),
    /// A new one, by the answer to a question. Answered once more, what the first answer began stays as it is: its reader
    /// may have changed it since.
    Once(Beginning),
}

/// How a new entry begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// What it is about.
    pub resource: ResourceKey,
    /// The title, for refusals.
    pub title: String,
    /// Whether its reader stays unnamed.
    pub anonymous: bool,
    /// The door it comes in by.
    pub source: Source,
    /// The message it is made from.
    pub message: Option<MessagePlace>,
    /// The panel whose tap begins it.
    pub panel: Option<MessageId>,
    /// Numbers drawn by lot, of which an anonymous entry takes one that is free.
    pub lots: [EntryNumber; 3],
}

/// Numbers for an anonymous entry, from random numbers.
pub fn draw(lots: [u64; 3]) -> [EntryNumber; 3] {
    lots.map(|lot| EntryNumber::new(LOTS.start + lot % (LOTS.end - LOTS.start)))
}

/// The rows that filling reads.
pub fn needs(people: &State, reader: &Reader, target: &Target) -> Needs {
    let person = people.people.find(&(reader.guild, reader.user));
    match target {
        Target::Entry(number) => Needs {
            entries: vec![*number],
            standings: person.map(needs_of_faces).unwrap_or_default(),
            ..Needs::default()
        },
        Target::Fresh(beginning) | Target::Once(beginning) => {
            let mut needs = Needs {
                resources: vec![beginning.resource.clone()],
                tallies: vec![beginning.resource.clone()],
                messages: beginning.message.iter().map(|it| it.message).collect(),
                ..Needs::default()
            };
            // Also for a named one: the panel may be one on which its reader chose to stay anonymous.
            if beginning.anonymous || person.is_some_and(|it| veils(it, beginning)) {
                needs.entries.extend(beginning.lots);
            }
            if let Some(person) = person {
                needs.standings = person.actors().map(|it| (beginning.resource.clone(), it)).collect();
                needs.entries.extend(person.memory.panel.map(|(_, number)| number));
            }
            needs
        }
    }
}

/// Fills an entry, beginning it if need be, and says how it stands then.
///
/// # Errors
/// When it is not the reader's, has ceased to count, the resource is gone, the reader is too fast, or would count twice.
pub fn fill(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    (target, filling): (&Target, &Filling),
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let begun = match target {
        Target::Entry(number) => Some(own(state, reader, *number)?),
        Target::Fresh(beginning) | Target::Once(beginning) => {
            begun_by_panel(state, reader, (beginning.panel, &beginning.resource))
        }
    };
    match (begun, target) {
        (Some(entry), Target::Once(_)) => Ok(entry.clone()),
        (Some(entry), _) => {
            check_length(filling, entry.most_words())?;
            if filling.adds_to(entry) {
                let person = person(state, moment, reader);
                check_other_face(state, &person, (&entry.resource, entry.anonymous), None)?;
            }
            Ok(revise(moment, entry.clone(), filling, decision))
        }
        (None, Target::Fresh(beginning) | Target::Once(beginning)) => {
            check_length(filling, if beginning.message.is_some() { MOST_MESSAGE } else { MOST_COMMENT })?;
            begin(state, moment, reader, (beginning, filling), decision)
        }
        (None, Target::Entry(number)) => Err(Refusal::no_such_entry(number)),
    }
}

fn check_length(filling: &Filling, most: usize) -> Result<(), Refusal> {
    let long = filling.comment.as_ref().map_or(0, |it| it.encode_utf16().count());
    if long <= most {
        return Ok(());
    }
    Err(Refusal::new(format!("That has {long} characters; up to {most} fit. Nothing was saved.")))
}

/// The reader's entry of that number, if it still counts.
///
/// # Errors
/// When it is not there, not theirs, withdrawn or removed.
pub fn own<'a>(state: &'a State, reader: &Reader, number: EntryNumber) -> Result<&'a Entry, Refusal> {
    let person = state.people.find(&(reader.guild, reader.user));
    let entry = state.entries.find(&(reader.guild, number));
    match (person, entry) {
        (Some(person), Some(entry)) if person.is(entry.actor) => check_status(entry).map(|()| entry),
        _ => Err(Refusal::no_such_entry(number)),
    }
}

/// Refuses its reader an entry that has ceased to count.
///
/// # Errors
/// When it was withdrawn or removed.
pub fn check_status(entry: &Entry) -> Result<(), Refusal> {
    let number = entry.number;
    match entry.status {
        Status::Given => Ok(()),
        Status::Withdrawn => Err(Refusal::new(format!("Feedback #{number} has been withdrawn already."))),
        Status::Removed => Err(Refusal::new(format!(
            "A moderator has removed your feedback #{number}; `/my feedback` says why."
        ))),
    }
}

/// The counting entry that this panel's first tap began.
fn begun_by_panel<'a>(
    state: &'a State,
    reader: &Reader,
    (panel, resource): (Option<MessageId>, &ResourceKey),
) -> Option<&'a Entry> {
    let person = state.people.find(&(reader.guild, reader.user))?;
    let (used, number) = person.memory.panel?;
    let entry = state.entries.find(&(reader.guild, number))?;
    let same = panel == Some(used) && entry.resource == *resource;
    (same && entry.status == Status::Given).then_some(entry)
}

fn revise(moment: &Moment, mut entry: Entry, filling: &Filling, decision: &mut Decision) -> Entry {
    let rating = filling.rating.filter(|it| entry.rating != Some(*it)).map(Change::Rating);
    let kind = filling.kind.filter(|it| entry.kind != *it).map(Change::Kind);
    let shift = filling.shift.clone().filter(|it| entry.shift.as_ref() != Some(it)).map(Change::Shift);
    let comment = filling.comment.as_ref().map(|_| Change::Comment);
    for change in [rating, kind, shift, comment].into_iter().flatten() {
        let words = matches!(change, Change::Comment).then(|| filling.comment.clone()).flatten();
        if words.is_some() {
            // The old words go in the same act that brings the new ones.
            decision.erase.extend(entry.words.filter(|it| *it != ABOUT_TO_BE));
        }
        entry.change(&change, moment.now, words.is_some().then_some(ABOUT_TO_BE));
        decision.events.push(
            Happening::by(entry.actor, EntryRevised { number: entry.number, change })
                .with_words(words)
                .unlinked(entry.anonymous),
        );
    }
    entry
}

fn begin(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    (beginning, filling): (&Beginning, &Filling),
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    check_resource(state, beginning)?;
    if let Some(message) = beginning.message {
        check_message(state, reader.guild, (message, beginning.source))?;
    }
    let mut person = person(state, moment, reader);
    // What a moderator keeps is no doing of its author's: it neither uses up their pace nor waits for it.
    if beginning.source != Source::Moderator {
        check_pace(&person, moment.now, reader)?;
        person.memory.recent.retain(|it| *it > moment.now - DAY);
        person.memory.recent.push(moment.now);
    }
    let veiled = veils(&person, beginning);
    let beginning = Beginning { anonymous: beginning.anonymous || veiled, ..beginning.clone() };
    if filling.counts() {
        check_other_face(state, &person, (&beginning.resource, beginning.anonymous), None)?;
    }
    let (number, actor) = if beginning.anonymous {
        let number = free_number(state, reader.guild, beginning.lots)?;
        (number, pseudonym(&mut person, moment, &beginning.resource))
    } else {
        (state.guild(reader.guild).next_entry(), person.actor)
    };
    person.memory.panel = beginning.panel.map(|panel| (panel, number)).or(person.memory.panel);
    decision.people.push(person);
    Ok(give(moment, (number, actor), &beginning, filling, decision))
}

fn give(
    moment: &Moment,
    (number, actor): (EntryNumber, ActorId),
    beginning: &Beginning,
    filling: &Filling,
    decision: &mut Decision,
) -> Entry {
    let given = EntryGiven {
        number,
        resource: beginning.resource.clone(),
        rating: filling.rating,
        kind: filling.kind.unwrap_or_default(),
        shift: filling.shift.clone(),
        anonymous: beginning.anonymous,
        source: beginning.source,
        message: beginning.message,
    };
    let words = filling.comment.as_ref().map(|_| ABOUT_TO_BE);
    let entry = Entry::begun(&given, actor, moment.now, words);
    decision
        .events
        .push(Happening::by(actor, given).with_words(filling.comment.clone()).unlinked(beginning.anonymous));
    entry
}

/// Whether the reader chose to stay anonymous on the panel that begins this.
fn veils(person: &Person, beginning: &Beginning) -> bool {
    beginning.panel.is_some() && beginning.panel == person.memory.veiled
}

fn check_resource(state: &State, beginning: &Beginning) -> Result<(), Refusal> {
    match state.shelf.find(&beginning.resource) {
        Some(shelved) if !shelved.retired => Ok(()),
        _ => Err(Refusal::resource_gone(&beginning.title)),
    }
}

/// Refuses a message that is kept already, or was and may not be kept again by this door.
///
/// # Errors
/// When the newest entry made from it counts or was removed; when it was taken back and another than its author logs it.
pub fn check_message(
    state: &State,
    guild: GuildId,
    (message, door): (MessagePlace, Source),
) -> Result<(), Refusal> {
    let kept = state.logged.find(&(guild, message.message));
    let Some(entry) = kept.and_then(|it| state.entries.find(&(guild, *it))) else { return Ok(()) };
    match entry.status {
        Status::Given => {
            Err(Refusal::new(format!("That message is kept already, as feedback #{}.", entry.number)))
        }
        Status::Removed => Err(Refusal::new(
            "A moderator has removed what was kept of that message, so it cannot be logged again.",
        )),
        Status::Withdrawn if door == Source::Moderator => Err(Refusal::new(
            "What was kept of that message has been taken back; only its author can log it again.",
        )),
        Status::Withdrawn => Ok(()),
    }
}

/// The member's row, new on their first act.
pub fn person(state: &State, moment: &Moment, reader: &Reader) -> Person {
    met(state, reader, moment.actor(0))
}

/// The row of the second of two people in one act.
pub fn other_person(state: &State, moment: &Moment, reader: &Reader) -> Person {
    met(state, reader, moment.actor(1))
}

fn met(state: &State, reader: &Reader, fresh: ActorId) -> Person {
    let known = state.people.find(&(reader.guild, reader.user)).cloned();
    let new = || Person::new(reader.guild, reader.user, fresh, reader.name.clone());
    Person { name: reader.name.clone(), ..known.unwrap_or_else(new) }
}

/// One of the numbers that no entry has.
///
/// # Errors
/// When all are taken; or when nobody has looked, because that the reader stays anonymous was chosen in this very batch.
fn free_number(state: &State, guild: GuildId, lots: [EntryNumber; 3]) -> Result<EntryNumber, Refusal> {
    let free = |it: &EntryNumber| {
        let key = (guild, *it);
        state.entries.knows(&key) && state.entries.find(&key).is_none()
    };
    lots.into_iter().find(free).ok_or_else(|| {
        Refusal::new("That did not work out this time; nothing was saved. Please try once more.")
    })
}

/// The person's anonymous actor for the resource, minted when first needed.
fn pseudonym(person: &mut Person, moment: &Moment, resource: &ResourceKey) -> ActorId {
    person.memory.pseudonyms.find(resource).unwrap_or_else(|| {
        let actor = moment.actor(1);
        person.memory.pseudonyms.insert(resource.clone(), actor);
        actor
    })
}
