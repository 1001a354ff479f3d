//! Asks the index for all words of a query, then for fewer, until something is found.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::matching::{Meaning, Walk};
use super::score::Hit;
use super::{Found, Index, typos};

/// A query and what its words may mean; that with slips only once it is needed, since it takes longest.
pub(super) struct Query<'i> {
    index: &'i Index,
    words: Vec<Asked<'i>>,
}

struct Asked<'i> {
    text: &'i str,
    exact: Meaning,
    near: OnceCell<Option<Meaning>>,
}

/// With so many hits nobody looks at those with slips, which stand below them.
const ENOUGH: usize = 5;
/// So many words spelled right and found together are no accident.
const SURE_WORDS: usize = 3;

impl<'i> Query<'i> {
    pub(super) fn new(index: &'i Index, words: &'i [String]) -> Query<'i> {
        let asked = |word: &'i String| Asked {
            text: word,
            exact: Meaning::new(index, word, index.terms.beginning_with(word)),
            near: OnceCell::new(),
        };
        Query { index, words: words.iter().map(asked).collect() }
    }

    pub(super) fn run(&self) -> Found {
        let all: Vec<&Asked<'_>> = self.words.iter().collect();
        let hits = self.all_of(&all);
        if !hits.is_empty() || all.is_empty() {
            return Found { hits, whole: true };
        }
        Found { hits: self.some_of(&all), whole: false }
    }

    fn all_of(&self, words: &[&Asked<'i>]) -> Vec<Hit> {
        if let [word] = words
            && let Some(hits) = self.index.tops.find(word.text)
        {
            return hits;
        }
        let mut walk = Walk::new(self.index);
        let exact: Vec<&Meaning> = words.iter().map(|word| &word.exact).collect();
        walk.collect(&exact);
        let unknown = exact.iter().filter(|meaning| meaning.is_empty()).count();
        if walk.count() >= ENOUGH || (walk.count() > 0 && words.len() >= SURE_WORDS) {
            return walk.into_hits();
        }
        // What is no word's beginning is misspelled; the others are first taken as they are.
        if unknown > 0 && unknown < words.len() {
            let mended =
                words.iter().map(|word| if word.exact.is_empty() { self.near(word) } else { &word.exact });
            walk.collect(&mended.collect::<Vec<_>>());
        }
        if walk.count() == 0 || unknown == 0 {
            walk.collect(&words.iter().map(|word| self.near(word)).collect::<Vec<_>>());
        }
        walk.into_hits()
    }

    /// Leaves out one word, then all but one, then looks for the longest beginning that is known.
    fn some_of(&self, words: &[&Asked<'i>]) -> Vec<Hit> {
        if words.len() > 2 {
            for skip in (0..words.len()).rev() {
                let hits = self.all_of(&[&words[..skip], &words[skip + 1..]].concat());
                if !hits.is_empty() {
                    return hits;
                }
            }
        }
        let mut by_length = words.to_vec();
        by_length.sort_by_key(|word| Reverse(word.text.len()));
        let alone = by_length.iter().map(|word| self.all_of(&[word]));
        let begun = by_length.iter().map(|word| self.begun_like(word.text));
        alone.chain(begun).find(|hits| !hits.is_empty()).unwrap_or_default()
    }

    fn begun_like(&self, word: &str) -> Vec<Hit> {
        let cuts = word.char_indices().map(|(at, _)| at).filter(|&at| at > 0).rev();
        let known =
            cuts.map(|at| &word[..at]).find(|start| !self.index.terms.beginning_with(start).is_empty());
        let Some(start) = known else { return Vec::new() };
        let start = [start.to_owned()];
        Query::new(self.index, &start).run().hits
    }

    fn near<'a>(&'a self, word: &'a Asked<'_>) -> &'a Meaning {
        let expand = || {
            let ranges = typos::expand(&self.index.terms, word.text)?;
            Some(Meaning::new(self.index, word.text, ranges))
        };
        word.near.get_or_init(expand).as_ref().unwrap_or(&word.exact)
    }
}
