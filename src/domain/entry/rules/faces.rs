//! A reader has two faces on a work, their name and an anonymous actor, and counts under one of them.
//!
//! Nothing in the log may join the two, so their standings cannot be counted as one. What would count under the second
//! face is refused instead: refusals are not kept.

use crate::domain::ids::{ActorId, EntryNumber, ResourceKey};
use crate::domain::person::Person;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::domain::tally::Standing;

/// The standings of both faces wherever there are two: which of the works an entry is about, only the entry says.
pub(super) fn needs_of_faces(person: &Person) -> Vec<(ResourceKey, ActorId)> {
    let both =
        |(work, veiled): (&ResourceKey, ActorId)| [(work.clone(), person.actor), (work.clone(), veiled)];
    person.memory.pseudonyms.iter().flat_map(both).collect()
}

/// Refuses what would count under one face while something counts under the other, `leaving` one entry out of account.
///
/// # Errors
/// When the reader would count twice.
pub(super) fn check_other_face(
    state: &State,
    person: &Person,
    (resource, anonymous): (&ResourceKey, bool),
    leaving: Option<EntryNumber>,
) -> Result<(), Refusal> {
    let other = if anonymous { Some(person.actor) } else { person.memory.pseudonyms.find(resource) };
    let standing = other.and_then(|actor| find_standing(state, person, (resource, actor)));
    let mut counting = standing.into_iter().flat_map(|it| &it.entries).filter(|it| it.counts());
    match counting.find(|it| Some(it.number) != leaving) {
        Some(stance) => {
            let how = if anonymous { "With your name" } else { "Anonymously" };
            Err(Refusal::new(format!(
                "{how} you have already said what this work gave you, as feedback #{}, and nobody counts twice. \
                 Change that, or take it back first, under `/my feedback`. Nothing was saved.",
                stance.number
            )))
        }
        None => Ok(()),
    }
}

fn find_standing<'a>(
    state: &'a State,
    person: &Person,
    (resource, actor): (&ResourceKey, ActorId),
) -> Option<&'a Standing> {
    let key = (person.guild, resource.clone(), actor);
    // An actor minted a moment ago has no standing yet, and none was loaded.
    let is_new = state.minted.contains(&actor) && !state.standings.knows(&key);
    if is_new { None } else { state.standings.find(&key) }
}
