//! How good a hit is.
//!
//! Five tiers, each at least half again as good as the next: whole name (which the catalogue knows
//! itself), beginning of the title, beginnings of words, author, slips of the finger. Within a tier a
//! quality of 750 to 1,000 tells hits apart, so that no nicety lifts a hit over a better tier.

use std::cmp::Reverse;

use super::HITS_MAX;
use super::lists::Field;

/// An entry and how well it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The entry's number, in the order of the entries given.
    pub entry: u32,
    /// Higher is better; comparable within one search.
    pub score: u32,
}

/// How one word of the query fits an entry; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit {
    /// Slips of the finger.
    pub(super) cost: u8,
    /// 0 title, 1 beside it, 2 author.
    pub(super) field: u8,
    /// Bytes by which the entry's word is longer or shorter.
    pub(super) extra: u16,
    /// Which word of the entry it is.
    pub(super) at: u16,
}

/// The best hits so far, best first.
#[derive(Clone, Debug, Default)]
pub(super) struct Top {
    hits: Vec<Hit>,
}

const BEGINNING: u32 = 200;
const WORDS: u32 = 100;
const AUTHOR: u32 = 60;
const ONE_SLIP: u32 = 40;

/// The score of an entry whose title has so many words, from the fits of all query words in order.
pub(super) fn score(fits: &[Fit], title_words: u8) -> u32 {
    tier(fits) * quality(fits, title_words)
}

impl Fit {
    pub(super) fn field_rank(field: Field) -> u8 {
        field as u8
    }
}

impl Top {
    pub(super) fn push(&mut self, hit: Hit) {
        let key = |hit: &Hit| (Reverse(hit.score), hit.entry);
        let at = self.hits.partition_point(|other| key(other) < key(&hit));
        if at < HITS_MAX {
            self.hits.truncate(HITS_MAX - 1);
            self.hits.insert(at, hit);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.hits.len()
    }

    pub(super) fn has(&self, entry: u32) -> bool {
        self.hits.iter().any(|hit| hit.entry == entry)
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }
}

fn tier(fits: &[Fit]) -> u32 {
    let slips: u32 = fits.iter().map(|fit| u32::from(fit.cost)).sum();
    if slips > 0 {
        // Two thirds per further slip.
        return (1..slips).fold(ONE_SLIP, |tier, _| tier * 2 / 3).max(1);
    }
    if fits.iter().any(|fit| fit.field == Fit::field_rank(Field::Author)) {
        return AUTHOR;
    }
    let whole_but_last = fits.iter().rev().skip(1).all(|fit| fit.extra == 0);
    let from_start = fits.iter().enumerate().all(|(i, fit)| fit.field == 0 && usize::from(fit.at) == i);
    if whole_but_last && from_start { BEGINNING } else { WORDS }
}

fn quality(fits: &[Fit], title_words: u8) -> u32 {
    let count = u32::try_from(fits.len()).unwrap_or(u32::MAX).max(1);
    let extra: u32 = fits.iter().map(|fit| u32::from(fit.extra.min(10))).sum();
    let beside = fits.iter().any(|fit| fit.field == Fit::field_rank(Field::Beside));
    let starts = fits.first().is_some_and(|fit| fit.at == 0);
    let ordered = fits.windows(2).all(|pair| pair[0].at < pair[1].at);
    let adjacent = fits.windows(2).all(|pair| pair[0].at + 1 == pair[1].at);
    let malus = |wrong: bool, points: u32| if wrong { points } else { 0 };
    1000 - 6 * extra / count
        - 2 * u32::from(title_words.min(20))
        - malus(beside, 40)
        - malus(!starts, 40)
        - malus(!ordered, 40)
        - malus(!adjacent, 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(at: u16, field: Field, cost: u8) -> Fit {
        Fit { cost, field: Fit::field_rank(field), extra: 0, at }
    }

    #[test]
    fn the_worst_of_a_tier_beats_the_best_of_the_next() {
        let worst = |field, cost| {
            let fits = [Fit { extra: 99, ..fit(9, field, cost) }, Fit { extra: 99, ..fit(3, field, 0) }];
            score(&fits, 99)
        };
        let best = |field, cost| score(&[fit(0, field, cost), fit(1, field, 0)], 2);
        let beginning = [fit(0, Field::Title, 0), Fit { extra: 99, ..fit(1, Field::Title, 0) }];
        assert!(score(&beginning, 99) > best(Field::Beside, 0));
        assert!(worst(Field::Beside, 0) > best(Field::Author, 0));
        assert!(worst(Field::Author, 0) > best(Field::Title, 1));
        assert!(worst(Field::Title, 1) > best(Field::Title, 2));
    }

    #[test]
    fn the_top_keeps_the_best_in_order() {
        let mut top = Top::default();
        for entry in 0..100 {
            top.push(Hit { entry, score: entry % 40 });
        }
        let hits = top.into_hits();
        assert_eq!(hits.len(), HITS_MAX);
        assert_eq!((hits[0].entry, hits[1].entry, hits[2].entry), (39, 79, 38));
    }
}
