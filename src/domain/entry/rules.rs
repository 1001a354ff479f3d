//! The rules of entries: who may begin, fill, take back and remove one, and how fast.

use crate::domain::decision::{Decision, Happening, Moment, Needs};
use crate::domain::guild::LOTS;
use crate::domain::ids::{ActorId, EntryNumber, GuildId, MessageId, MessagePlace, Pos, ResourceKey, UserId};
use crate::domain::person::Person;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::{
    Change, Entry, EntryErased, EntryGiven, EntryKind, EntryRemoved, EntryRevised, EntryWithdrawn,
    MOST_COMMENT, NoticedShift, Rating, Source, Status,
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// New entries that a reader may begin within [`PACE_WINDOW`].
const PACE: usize = 3;
/// In milliseconds.
const PACE_WINDOW: i64 = 10 * MINUTE;
/// New entries a day for somebody who joined the guild less than a day ago.
const NEWCOMER_PACE: usize = 10;

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

/// Which entry is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The one of that number.
    Entry(EntryNumber),
    /// A new one, unless this panel has begun one already.
    Fresh(Beginning),
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
        Target::Entry(number) => Needs { entries: vec![*number], ..Needs::default() },
        Target::Fresh(beginning) => {
            let mut needs = Needs {
                resources: vec![beginning.resource.clone()],
                tallies: vec![beginning.resource.clone()],
                entries: if beginning.anonymous { beginning.lots.to_vec() } else { Vec::new() },
                messages: beginning.message.iter().map(|it| it.message).collect(),
                ..Needs::default()
            };
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
/// When it is not the reader's, has ceased to count, the resource is gone, or the reader is too fast.
pub fn fill(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    (target, filling): (&Target, &Filling),
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    check_length(filling)?;
    match target {
        Target::Entry(number) => {
            let entry = own(state, reader, *number)?.clone();
            Ok(revise(moment, entry, filling, decision))
        }
        Target::Fresh(beginning) => match begun_by_panel(state, reader, beginning) {
            Some(entry) => Ok(revise(moment, entry.clone(), filling, decision)),
            None => begin(state, moment, reader, (beginning, filling), decision),
        },
    }
}

fn check_length(filling: &Filling) -> Result<(), Refusal> {
    match &filling.comment {
        Some(text) if text.encode_utf16().count() > MOST_COMMENT => Err(Refusal::new(format!(
            "That comment has {} characters; up to {MOST_COMMENT} fit. Nothing was saved.",
            text.encode_utf16().count()
        ))
        .with_words(Some(text))),
        _ => Ok(()),
    }
}

/// The reader's entry of that number, if it still counts.
///
/// # Errors
/// When it is not there, not theirs, withdrawn or removed.
pub fn own<'a>(state: &'a State, reader: &Reader, number: EntryNumber) -> Result<&'a Entry, Refusal> {
    let person = state.people.find(&(reader.guild, reader.user));
    let entry = state.entries.find(&(reader.guild, number));
    match (person, entry) {
        (Some(person), Some(entry)) if person.is(entry.actor) => match entry.status {
            Status::Given => Ok(entry),
            Status::Withdrawn => Err(Refusal::new(format!("You have withdrawn entry #{number} already."))),
            Status::Removed => Err(Refusal::new(format!(
                "A moderator has removed entry #{number}; `/my feedback` says why."
            ))),
        },
        _ => Err(Refusal::no_such_entry(number)),
    }
}

/// The counting entry that this panel's first tap began.
fn begun_by_panel<'a>(state: &'a State, reader: &Reader, beginning: &Beginning) -> Option<&'a Entry> {
    let person = state.people.find(&(reader.guild, reader.user))?;
    let (panel, number) = person.memory.panel?;
    let entry = state.entries.find(&(reader.guild, number))?;
    let same = beginning.panel == Some(panel) && entry.resource == beginning.resource;
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
        check_message(state, reader.guild, message)?;
    }
    let mut person = person(state, moment, reader);
    check_pace(&person, moment.now, reader).map_err(|it| it.with_words(filling.comment.as_deref()))?;
    let (number, actor) = if beginning.anonymous {
        (free_number(state, reader.guild, beginning)?, pseudonym(&mut person, moment, &beginning.resource))
    } else {
        (state.guild(reader.guild).next_entry(), person.actor)
    };
    person.memory.recent.retain(|it| *it > moment.now - DAY);
    person.memory.recent.push(moment.now);
    person.memory.panel = beginning.panel.map(|panel| (panel, number)).or(person.memory.panel);
    decision.people.push(person);
    Ok(give(moment, (number, actor), beginning, filling, decision))
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

fn check_resource(state: &State, beginning: &Beginning) -> Result<(), Refusal> {
    match state.shelf.find(&beginning.resource) {
        Some(shelved) if !shelved.retired => Ok(()),
        _ => Err(Refusal::resource_gone(&beginning.title)),
    }
}

fn check_message(state: &State, guild: GuildId, message: MessagePlace) -> Result<(), Refusal> {
    match state.logged.find(&(guild, message.message)) {
        Some(number) => Err(Refusal::new(format!("That message is kept already, as feedback #{number}."))),
        None => Ok(()),
    }
}

/// The member's row, new on their first act.
pub fn person(state: &State, moment: &Moment, reader: &Reader) -> Person {
    let mut person = state
        .people
        .find(&(reader.guild, reader.user))
        .cloned()
        .unwrap_or_else(|| Person::new(reader.guild, reader.user, moment.actor(0), reader.name.clone()));
    person.name.clone_from(&reader.name);
    person
}

fn check_pace(person: &Person, now: i64, reader: &Reader) -> Result<(), Refusal> {
    let since = |span: i64| person.memory.recent.iter().filter(|it| **it > now - span).count();
    if since(PACE_WINDOW) >= PACE {
        let oldest =
            person.memory.recent.iter().filter(|it| **it > now - PACE_WINDOW).min().copied().unwrap_or(now);
        let minutes = ((oldest + PACE_WINDOW - now).max(MINUTE) + MINUTE - 1) / MINUTE;
        return Err(Refusal::new(format!(
            "That is {PACE} new entries within ten minutes; the next one can begin in {minutes} min. \
             Nothing was saved. What you have given already can be changed at any time."
        )));
    }
    let newcomer = reader.joined_at.is_some_and(|it| now - it < DAY);
    if newcomer && since(DAY) >= NEWCOMER_PACE {
        return Err(Refusal::new(format!(
            "In their first day here members can begin {NEWCOMER_PACE} entries. Nothing was saved; \
             tomorrow there is room for more."
        )));
    }
    Ok(())
}

fn free_number(state: &State, guild: GuildId, beginning: &Beginning) -> Result<EntryNumber, Refusal> {
    let free = |it: &EntryNumber| state.entries.find(&(guild, *it)).is_none();
    beginning.lots.into_iter().find(free).ok_or_else(|| {
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

/// Makes a named entry anonymous: it is withdrawn and given anew by an actor that nothing in the log joins to it.
/// `comment` are its words, which the caller read from beside the log.
///
/// # Errors
/// When it is not the reader's or has ceased to count.
pub fn hide(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    (number, lots): (EntryNumber, [EntryNumber; 3]),
    comment: Option<String>,
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let named = withdraw(state, reader, number, decision)?;
    let mut person = person(state, moment, reader);
    let beginning = Beginning {
        resource: named.resource.clone(),
        title: String::new(),
        anonymous: true,
        source: named.source,
        // The message would tell whose it is.
        message: None,
        panel: None,
        lots,
    };
    let filling = Filling { rating: named.rating, kind: Some(named.kind), shift: named.shift, comment };
    let number = free_number(state, reader.guild, &beginning)?;
    let actor = pseudonym(&mut person, moment, &beginning.resource);
    person.memory.panel = person.memory.panel.map(|(panel, _)| (panel, number));
    decision.people.push(person);
    Ok(give(moment, (number, actor), &beginning, &filling, decision))
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
        None => return Err(Refusal::new(format!("There is no entry #{number} here."))),
    };
    decision.erase.extend(entry.words);
    decision.events.push(Happening::by(actor, EntryRemoved { number }).with_words(Some(reason.to_owned())));
    Ok(entry)
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
