//! How a reader's entries become anonymous.

use crate::domain::decision::{Decision, Moment, Needs};
use crate::domain::entry::Entry;
use crate::domain::ids::{EntryNumber, MessageId, Pos, ResourceKey};
use crate::domain::person::Person;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::{
    Beginning, Filling, Reader, begun_by_panel, check_other_face, free_number, give, own, person, pseudonym,
    withdraw,
};

/// The rows that [`veil`] reads.
pub fn needs_to_veil(people: &State, reader: &Reader) -> Needs {
    let person = people.people.find(&(reader.guild, reader.user));
    let begun = person.and_then(|it| it.memory.panel).map(|(_, number)| number);
    Needs { entries: begun.into_iter().collect(), ..Needs::default() }
}

/// Notes that a reader wants to stay anonymous on a panel that has recorded nothing yet.
///
/// # Errors
/// When a tap on the panel has just begun an entry: that one is to be hidden instead.
pub fn veil(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    (panel, resource): (MessageId, &ResourceKey),
    decision: &mut Decision,
) -> Result<(), Refusal> {
    if begun_by_panel(state, reader, (Some(panel), resource)).is_some_and(|it| !it.anonymous) {
        return Err(Refusal::new("Your tap has just been recorded. Please press Stay anonymous once more."));
    }
    let mut person = person(state, moment, reader);
    person.memory.veiled = Some(panel);
    decision.people.push(person);
    Ok(())
}

/// The rows that [`hide`] reads.
pub fn needs_to_hide(people: &State, reader: &Reader, resource: &ResourceKey, hiding: &Hiding) -> Needs {
    let person = people.people.find(&(reader.guild, reader.user));
    let actors = person.into_iter().flat_map(Person::actors);
    Needs {
        entries: std::iter::once(hiding.number).chain(hiding.lots).collect(),
        tallies: vec![resource.clone()],
        standings: actors.map(|it| (resource.clone(), it)).collect(),
        ..Needs::default()
    }
}

/// Which entry becomes anonymous, with what the caller read from beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hiding {
    /// The entry.
    pub number: EntryNumber,
    /// Where its words lay when they were read.
    pub words_at: Option<Pos>,
    /// Its words.
    pub words: Option<String>,
    /// Numbers drawn by lot, of which it takes one that is free.
    pub lots: [EntryNumber; 3],
}

/// Makes a named entry anonymous: it is withdrawn and given anew by an actor that nothing in the log joins to it.
///
/// # Errors
/// When it is not the reader's, has ceased to count, was made from a message, has changed since it was read, or its
/// reader would count twice.
pub fn hide(
    state: &State,
    moment: &Moment,
    reader: &Reader,
    hiding: Hiding,
    decision: &mut Decision,
) -> Result<Entry, Refusal> {
    let named = own(state, reader, hiding.number)?.clone();
    if named.anonymous {
        return Ok(named);
    }
    if named.message.is_some() {
        return Err(Refusal::new(
            "That entry was made from a message that shows its author, so it cannot become anonymous. \
             You can withdraw it.",
        ));
    }
    if named.words != hiding.words_at {
        return Err(Refusal::new("Your comment has just changed. Please press once more."));
    }
    let mut person = person(state, moment, reader);
    if named.rating.is_some() || named.shift.is_some() {
        // What is withdrawn here does not count against what takes its place; another named entry does.
        check_other_face(state, &person, (&named.resource, true), Some(named.number))?;
    }
    let number = free_number(state, reader.guild, hiding.lots)?;
    let actor = pseudonym(&mut person, moment, &named.resource);
    // Taps on a panel drawn before this must not bring the named entry back.
    person.memory.panel =
        person.memory.panel.map(|(panel, it)| (panel, if it == named.number { number } else { it }));
    decision.people.push(person);
    withdraw(state, reader, hiding.number, decision)?;
    let beginning = Beginning {
        resource: named.resource.clone(),
        title: String::new(),
        anonymous: true,
        source: named.source,
        message: None,
        panel: None,
        lots: hiding.lots,
    };
    let filling =
        Filling { rating: named.rating, kind: Some(named.kind), shift: named.shift, comment: hiding.words };
    Ok(give(moment, (number, actor), &beginning, &filling, decision))
}
