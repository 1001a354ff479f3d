//! The dictionary: all distinct words, sorted, each known by its number.

use super::matching::Range;

/// Sorted words in one string, and the same words as an automaton for the search with typos.
pub(super) struct Terms {
    text: String,
    starts: Vec<u32>,
    map: fst::Map<Vec<u8>>,
}

impl Terms {
    /// From sorted, distinct words.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Terms {
        let numbered = words.clone().zip(0u64..);
        let map = fst::Map::from_iter(numbered).expect("the words are sorted and distinct");
        let (mut text, mut starts) = (String::new(), vec![0]);
        for word in words {
            text.push_str(word);
            starts.push(u32::try_from(text.len()).expect("a dictionary has fewer than 2^32 bytes"));
        }
        text.shrink_to_fit();
        Terms { text, starts, map }
    }

    pub(super) fn map(&self) -> &fst::Map<Vec<u8>> {
        &self.map
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.starts.len() - 1).expect("as many as starts were counted")
    }

    pub(super) fn term(&self, at: u32) -> &str {
        &self.text[self.starts[at as usize] as usize..self.starts[at as usize + 1] as usize]
    }

    /// Length in bytes.
    pub(super) fn length(&self, at: u32) -> usize {
        (self.starts[at as usize + 1] - self.starts[at as usize]) as usize
    }

    /// The terms that begin so, as one range without cost.
    pub(super) fn beginning_with(&self, start: &str) -> Vec<Range> {
        let from = self.first(0, |term| term < start);
        let to = self.end_of(from, start);
        if from < to { vec![Range { from, to, cost: 0 }] } else { Vec::new() }
    }

    /// The first term at or after `from` that does not begin so; all before it from `from` on do.
    pub(super) fn end_of(&self, from: u32, start: &str) -> u32 {
        self.first(from, |term| term.starts_with(start))
    }

    /// The first term from `low` on for which the (monotonous) condition no longer holds.
    fn first(&self, mut low: u32, holds: impl Fn(&str) -> bool) -> u32 {
        let mut high = self.len();
        while low < high {
            let middle = low + (high - low) / 2;
            if holds(self.term(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
