//! The terms that a word with slips of the finger may have meant, also while it is still being typed.

use std::fmt;

use fst::{IntoStreamer as _, Streamer as _};
use levenshtein_automata::{Distance, LevenshteinAutomatonBuilder};

use super::matching::Range;
use super::terms::Terms;

/// Builders of automata for one and two slips; a swap of neighbours is one slip.
pub(super) struct Typos {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

/// Words shorter than this must be spelled right: nearly every other short word is one slip away.
const ONE_SLIP_FROM: usize = 4;
const TWO_SLIPS_FROM: usize = 8;
/// An automaton grows with its word; nobody means a longer one.
const LONGEST: usize = 40;

impl Typos {
    pub(super) fn new() -> Typos {
        let builder = |slips| LevenshteinAutomatonBuilder::new(slips, true);
        Typos { one: builder(1), two: builder(2) }
    }

    /// The terms that begin like the word but for a few slips, with their cost; `None` if the word is
    /// too short to be misspelled.
    // fst has an automaton of its own for this; it measured ten times slower.
    pub(super) fn expand(&self, terms: &Terms, word: &str) -> Option<Vec<Range>> {
        let builder = match word.chars().count() {
            ..ONE_SLIP_FROM => return None,
            ONE_SLIP_FROM..TWO_SLIPS_FROM => &self.one,
            TWO_SLIPS_FROM..=LONGEST => &self.two,
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
}

impl fmt::Debug for Typos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typos")
    }
}
