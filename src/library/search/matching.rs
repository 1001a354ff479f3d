//! Finds the entries that have all words of a query.

use super::Index;
use super::lists::Word;
use super::score::{Fit, Hit, Top, score};
use super::seen;

/// Terms `from..to` that a word of the query may mean, at a cost in slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) cost: u8,
}

/// All terms that a word of the query may mean.
pub(super) struct Meaning {
    /// Sorted and without overlap.
    ranges: Vec<Range>,
    /// The cost of each term, where there are many ranges: looking it up is what a search does most.
    costs: Vec<u8>,
    /// How many postings they have.
    postings: usize,
    /// Of the word, in bytes.
    length: usize,
}

/// One search under way.
pub(super) struct Walk<'i> {
    index: &'i Index,
    top: Top,
}

const NO_COST: u8 = u8::MAX;
/// Postings that one walk looks at. Only beginnings like `pr dr` in very large libraries have more, and
/// then any hit is as good as the next.
const WALK_MAX: usize = 20_000;

impl Meaning {
    pub(super) fn new(index: &Index, word: &str, ranges: Vec<Range>) -> Meaning {
        let mut costs = Vec::new();
        if ranges.len() > 1 {
            costs.resize(index.terms.len() as usize, NO_COST);
            for range in &ranges {
                costs[range.from as usize..range.to as usize].fill(range.cost);
            }
        }
        let postings = ranges.iter().map(|range| index.postings.range(range.from, range.to).len()).sum();
        Meaning { ranges, costs, postings, length: word.len() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    fn cost(&self, term: u32) -> Option<u8> {
        match self.ranges.as_slice() {
            [] => None,
            [one] => (one.from <= term && term < one.to).then_some(one.cost),
            _ => Some(self.costs[term as usize]).filter(|&cost| cost != NO_COST),
        }
    }
}

impl<'i> Walk<'i> {
    pub(super) fn new(index: &'i Index) -> Walk<'i> {
        Walk { index, top: Top::default() }
    }

    pub(super) fn count(&self) -> usize {
        self.top.count()
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.top.into_hits()
    }

    /// Adds the entries that have a term of each word's meaning. To be called again only while the top
    /// has room, so that everything found before is still known.
    pub(super) fn collect(&mut self, words: &[&Meaning]) {
        let Some(rarest) = words.iter().min_by_key(|word| word.postings) else { return };
        let lists = rarest.ranges.iter().map(|range| self.index.postings.range(range.from, range.to));
        let entries = lists.flatten().copied().take(WALK_MAX);
        let mut fits = Vec::with_capacity(words.len());
        seen::with_none(self.index.words.len(), |seen| {
            for entry in entries {
                if seen.first_time(entry) && self.fits(entry, words, &mut fits) && !self.top.has(entry) {
                    let score = score(&fits, self.index.title_words[entry as usize]);
                    self.top.push(Hit { entry, score });
                }
            }
        });
    }

    /// The best fit of each query word, if each has one.
    fn fits(&self, entry: u32, words: &[&Meaning], fits: &mut Vec<Fit>) -> bool {
        fits.clear();
        let own = self.index.words.get(entry);
        for meaning in words {
            let candidates = own.iter().enumerate();
            let best = candidates.filter_map(|(at, &word)| self.fit(Word::unpack(word), at, meaning)).min();
            match best {
                Some(fit) => fits.push(fit),
                None => return false,
            }
        }
        true
    }

    fn fit(&self, word: Word, at: usize, meaning: &Meaning) -> Option<Fit> {
        let term = word.term();
        let cost = meaning.cost(term)?;
        Some(Fit {
            cost,
            field: Fit::field_rank(word.field()),
            extra: clamp(self.index.terms.length(term).abs_diff(meaning.length)),
            at: clamp(at),
        })
    }
}

pub(super) fn clamp(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
