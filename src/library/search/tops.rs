//! The best entries of beginnings that very many entries share, made when the index is built: walking
//! thousands of postings for `s` or `sys` at each keystroke would take milliseconds.

use std::collections::{HashMap, HashSet};

use super::lists::{Lists, Word};
use super::matching::clamp;
use super::score::{Fit, Hit, Top, score};
use super::terms::Terms;

/// Beginnings with their best entries.
#[derive(Default)]
pub(super) struct Tops {
    lists: HashMap<Box<str>, Vec<Hit>>,
}

/// Beginnings of at most so many letters always have a list.
const SHORT: usize = 2;
/// Longer ones, up to this, have one if they are heavy.
const LONGEST: usize = 12;
/// A beginning with at least so many postings is heavy.
const HEAVY: usize = 1000;

impl Tops {
    pub(super) fn build(terms: &Terms, postings: &Lists, words: &Lists, title_words: &[u8]) -> Tops {
        let heavy = heavy(terms, postings);
        let mut tops: HashMap<Box<str>, Top> = HashMap::new();
        for (entry, &count) in (0u32..).zip(title_words) {
            for (start, score) in starts_of(entry, terms, words, &heavy, count) {
                let top = match tops.get_mut(start) {
                    Some(top) => top,
                    None => tops.entry(start.into()).or_default(),
                };
                top.push(Hit { entry, score });
            }
        }
        Tops { lists: tops.into_iter().map(|(start, top)| (start, top.into_hits())).collect() }
    }

    pub(super) fn find(&self, start: &str) -> Option<Vec<Hit>> {
        self.lists.get(start).cloned()
    }
}

/// The beginnings of an entry's words that have lists, each with the entry's best score.
fn starts_of<'t>(
    entry: u32,
    terms: &'t Terms,
    words: &Lists,
    heavy: &HashSet<&str>,
    title_words: u8,
) -> HashMap<&'t str, u32> {
    let mut starts: HashMap<&str, u32> = HashMap::new();
    for (at, &word) in words.get(entry).iter().enumerate() {
        let word = Word::unpack(word);
        let term = terms.term(word.term());
        let ends = term.char_indices().map(|(i, c)| i + c.len_utf8()).take(LONGEST);
        for (letters, end) in (1..).zip(ends) {
            if letters > SHORT && !heavy.contains(&term[..end]) {
                break;
            }
            let fit = Fit {
                cost: 0,
                field: Fit::field_rank(word.field()),
                extra: clamp(term.len() - end),
                at: clamp(at),
            };
            let best = starts.entry(&term[..end]).or_default();
            *best = (*best).max(score(&[fit], title_words));
        }
    }
    starts
}

fn heavy<'t>(terms: &'t Terms, postings: &Lists) -> HashSet<&'t str> {
    let mut heavy = HashSet::new();
    for letters in SHORT + 1..=LONGEST {
        let mut at = 0;
        while at < terms.len() {
            let term = terms.term(at);
            let Some((last, c)) = term.char_indices().nth(letters - 1) else {
                at += 1;
                continue;
            };
            let start = &term[..last + c.len_utf8()];
            let end = terms.end_of(at, start);
            if postings.range(at, end).len() >= HEAVY {
                heavy.insert(start);
            }
            at = end;
        }
    }
    heavy
}
