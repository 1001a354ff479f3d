//! The terms that a word with slips of the finger may have meant, also while it is still being typed.

use std::sync::LazyLock;

use fst::{IntoStreamer as _, Streamer as _};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::matching::Range;
use super::terms::Terms;

/// Words shorter than this must be spelled right: nearly every other short word is one slip away.
const ONE_SLIP_FROM: usize = 4;
const TWO_SLIPS_FROM: usize = 8;
/// An automaton grows with its word; nobody means a longer one.
const LONGEST: usize = 40;

/// Builders of automata; a swap of neighbours is one slip. They depend on no dictionary and take
/// milliseconds to make, so all catalogues share them.
static ONE_SLIP: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(1, true));
static TWO_SLIPS: LazyLock<LevenshteinAutomatonBuilder> =
    LazyLock::new(|| LevenshteinAutomatonBuilder::new(2, true));

/// The terms that begin like the word but for a few slips, with their cost; `None` if the word is too
/// short to be misspelled.
// fst has an automaton of its own for this; it measured ten times slower.
pub(super) fn expand(terms: &Terms, word: &str) -> Option<Vec<Range>> {
    let builder = match word.chars().count() {
        ..ONE_SLIP_FROM => return None,
        ONE_SLIP_FROM..TWO_SLIPS_FROM => &ONE_SLIP,
        TWO_SLIPS_FROM..=LONGEST => &TWO_SLIPS,
        _ => return None,
    };
    let automaton = builder.build_prefix_dfa(word);
    let mut found = terms.map().search_with_state(&automaton).into_stream();
    let mut ranges: Vec<Range> = Vec::new();
    while let Some((_, number, state)) = found.next() {
        let Distance::Exact(cost) = automaton.distance(state) else {
            continue;
        };
        let from = u32::try_from(number).expect("numbers of terms fit, see Terms");
        match ranges.last_mut() {
            Some(last) if last.to == from && last.cost == cost => last.to += 1,
            _ => ranges.push(Range { from, to: from + 1, cost }),
        }
    }
    Some(ranges)
}
