//! The terms that a word with slips of the finger may have meant, also while it is still being typed.
//!
//! The sorted dictionary is walked as if it were a tree: what was worked out for letters that neighbours share is
//! kept, and terms whose beginning decides already are passed over together. A row of the table of distances is a few
//! machine words, one bit per beginning of the word, so that one step works out all of it.

use super::matching::Range;
use super::terms::Terms;

/// Words shorter than this must be spelled right: nearly every other short word is one slip away.
const ONE_SLIP_FROM: usize = 4;
const TWO_SLIPS_FROM: usize = 8;
/// Nobody means a longer word. Its beginnings, the empty one among them, have room in the bits of a row.
const LONGEST: usize = 40;

/// A word as bits: bit `n` stands for its beginning of `n` letters.
struct Word<'w> {
    letters: &'w [char],
    /// Which beginnings end with each letter of ASCII.
    ends: [u64; 128],
}

/// How near one beginning of a term is to the beginnings of a word; `LEVELS` is one more than the slips allowed.
#[derive(Clone, Copy)]
struct Row<const LEVELS: usize> {
    /// The beginnings of the word that no slip, one slip and so on lead to; each set holds the one before it.
    within: [u64; LEVELS],
    /// The beginnings of the word that end with the last letter of the term's.
    ends: u64,
    /// The slips between the whole word and the nearest beginning of the term so far; `LEVELS` for too many.
    nearest: usize,
}

/// The terms that begin like the word but for a few slips, with their cost; `None` if the word is too
/// short to be misspelled. A swap of neighbours is one slip.
// Rejected: an automaton of each word, run over the dictionary. Building it took longer than this walk does.
pub(super) fn expand(terms: &Terms, word: &str) -> Option<Vec<Range>> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    match letters.len() {
        ONE_SLIP_FROM..TWO_SLIPS_FROM => Some(walk::<2>(terms, &Word::new(&letters))),
        TWO_SLIPS_FROM..=LONGEST => Some(walk::<3>(terms, &Word::new(&letters))),
        _ => None,
    }
}

fn walk<const LEVELS: usize>(terms: &Terms, word: &Word<'_>) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    // One row per letter read, behind that of the empty beginning, behind one from which nothing comes.
    let mut rows: Vec<Row<LEVELS>> = vec![Row::dead(), Row::empty()];
    let mut from = 0;
    while from < terms.len() {
        rows.truncate(terms.shared(from) + 2);
        let decided = read(terms.term(from), word, &mut rows);
        let to = terms.end_of_shared(from, decided);
        let nearest = rows[rows.len() - 1].nearest;
        if nearest < LEVELS {
            let cost = u8::try_from(nearest).expect("the slips allowed are few");
            match ranges.last_mut() {
                Some(last) if last.to == from && last.cost == cost => last.to = to,
                _ => ranges.push(Range { from, to, cost }),
            }
        }
        from = to;
    }
    ranges
}

/// Reads on in a term until no further letter can change its cost, and says after how many letters this is so. A
/// term that ends before is decided with its end, which counts as a letter.
fn read<const LEVELS: usize>(term: &str, word: &Word<'_>, rows: &mut Vec<Row<LEVELS>>) -> usize {
    let known = rows.len() - 2;
    let rest = if term.is_ascii() { known } else { term.chars().take(known).map(char::len_utf8).sum() };
    for letter in term[rest..].chars() {
        let row = Row::after(&rows[rows.len() - 2], &rows[rows.len() - 1], word, letter);
        rows.push(row);
        if row.is_decided() {
            return rows.len() - 2;
        }
    }
    rows.len() - 1
}

impl<'w> Word<'w> {
    fn new(letters: &'w [char]) -> Self {
        let mut ends = [0; 128];
        for (at, &letter) in letters.iter().enumerate() {
            if let Some(ends) = ends.get_mut(letter as usize) {
                *ends |= 2 << at;
            }
        }
        Self { letters, ends }
    }

    fn ends(&self, letter: char) -> u64 {
        let looked = || self.letters.iter().enumerate().filter(|(_, it)| **it == letter);
        let ends = self.ends.get(letter as usize).copied();
        ends.unwrap_or_else(|| looked().fold(0, |ends, (at, _)| ends | 2 << at))
    }

    fn whole(&self) -> u64 {
        1 << self.letters.len()
    }
}

impl<const LEVELS: usize> Row<LEVELS> {
    fn dead() -> Self {
        Self { within: [0; LEVELS], ends: 0, nearest: LEVELS }
    }

    /// That of the empty beginning: a slip leaves out one letter.
    fn empty() -> Self {
        Self { within: std::array::from_fn(|slips| (2 << slips) - 1), ends: 0, nearest: LEVELS }
    }

    /// The row of one more letter, from the one before it and the one above that.
    fn after(above: &Self, last: &Self, word: &Word<'_>, letter: char) -> Self {
        let (ends, whole) = (word.ends(letter), word.whole());
        let mut row = Self { within: [0; LEVELS], ends, nearest: last.nearest };
        row.within[0] = last.within[0] << 1 & ends;
        for slips in 1..LEVELS {
            let fewer = slips - 1;
            let same = last.within[slips] << 1 & ends;
            let swapped = above.within[fewer] << 2 & ends << 1 & last.ends;
            let (inserted, replaced) = (last.within[fewer], last.within[fewer] << 1);
            let left_out = row.within[fewer] << 1;
            row.within[slips] = (same | swapped | inserted | replaced | left_out) & (2 * whole - 1);
        }
        let reached = row.within.iter().position(|it| it & whole != 0);
        row.nearest = row.nearest.min(reached.unwrap_or(LEVELS));
        row
    }

    /// What fewer slips lead to is nothing: no row below this one is nearer.
    fn is_decided(&self) -> bool {
        self.nearest == 0 || self.within[self.nearest - 1] == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_walk_finds_what_looking_at_each_term_finds(
            dictionary in btree_set("[abcé]{1,11}", 1..60),
            word in "[abcé]{4,10}",
        ) {
            let terms = Terms::new(dictionary.iter().map(String::as_str));
            let most = if word.chars().count() < TWO_SLIPS_FROM { 1 } else { 2 };
            let found = expand(&terms, &word).expect("the word is long enough");
            let cost = |at| found.iter().find(|it| (it.from..it.to).contains(&at)).map(|it| it.cost);
            for (at, term) in (0..).zip(&dictionary) {
                let looked = nearest_beginning(term, &word);
                prop_assert_eq!(cost(at), Some(looked).filter(|it| *it <= most), "{} for {}", term, word);
            }
        }
    }

    /// By the textbook: the distance from every beginning.
    fn nearest_beginning(term: &str, word: &str) -> u8 {
        let ends = term.char_indices().map(|(at, _)| at).chain([term.len()]);
        let distances = ends.map(|end| strsim::osa_distance(&term[..end], word));
        distances.min().and_then(|it| u8::try_from(it).ok()).expect("a term has a beginning")
    }

    #[test]
    fn a_word_too_short_or_too_long_is_not_mended() {
        let terms = Terms::new(["abc", "abcd"].into_iter());
        assert!(expand(&terms, "abd").is_none() && expand(&terms, &"a".repeat(LONGEST + 1)).is_none());
        assert_eq!(expand(&terms, "abdc"), Some(vec![Range { from: 0, to: 2, cost: 1 }]));
    }
}
