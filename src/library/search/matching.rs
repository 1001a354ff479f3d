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

/// Sorted and without overlap.
pub(super) type Ranges = Vec<Range>;

/// One search under way.
pub(super) struct Walk<'i> {
    index: &'i Index,
    lengths: Vec<usize>,
    top: Top,
}

impl<'i> Walk<'i> {
    pub(super) fn new(index: &'i Index, query: &[String]) -> Walk<'i> {
        Walk { index, lengths: query.iter().map(String::len).collect(), top: Top::default() }
    }

    pub(super) fn is_full(&self) -> bool {
        self.top.is_full()
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.top.into_hits()
    }

    /// Adds the entries that have a term of each word's ranges. To be called again only while the
    /// search is not full, so that everything found before is still known.
    pub(super) fn collect(&mut self, ranges: &[Ranges]) {
        let Some(rarest) = ranges.iter().min_by_key(|ranges| self.postings(ranges)) else {
            return;
        };
        let mut fits = Vec::with_capacity(ranges.len());
        seen::with_none(self.index.words.len(), |seen| {
            for range in rarest {
                for &entry in self.index.postings.range(range.from, range.to) {
                    if seen.first_time(entry) && self.fits(entry, ranges, &mut fits) && !self.top.has(entry) {
                        let score = score(&fits, self.index.title_words[entry as usize]);
                        self.top.push(Hit { entry, score });
                    }
                }
            }
        });
    }

    fn postings(&self, ranges: &Ranges) -> usize {
        ranges.iter().map(|range| self.index.postings.range(range.from, range.to).len()).sum()
    }

    /// The best fit of each query word, if each has one.
    fn fits(&self, entry: u32, ranges: &[Ranges], fits: &mut Vec<Fit>) -> bool {
        fits.clear();
        let words = self.index.words.get(entry);
        for (ranges, &length) in ranges.iter().zip(&self.lengths) {
            let candidates = words.iter().enumerate();
            let best =
                candidates.filter_map(|(at, &word)| self.fit(Word::unpack(word), at, ranges, length)).min();
            match best {
                Some(fit) => fits.push(fit),
                None => return false,
            }
        }
        true
    }

    fn fit(&self, word: Word, at: usize, ranges: &Ranges, length: usize) -> Option<Fit> {
        let term = word.term();
        let range = ranges.get(ranges.partition_point(|range| range.to <= term))?;
        (range.from <= term).then(|| Fit {
            cost: range.cost,
            field: Fit::field_rank(word.field()),
            extra: clamp(self.index.terms.length(term).abs_diff(length)),
            at: clamp(at),
        })
    }
}

pub(super) fn clamp(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}
