//! The terms that a word with slips of the finger may have meant, also while it is still being typed.
//!
//! The sorted dictionary is walked as if it were a tree: what was worked out for letters that neighbours share is
//! kept, and terms whose beginning decides already are passed over together. Only the few cells of the table of
//! distances that can stay within the slips are worked out.

use super::matching::Range;
use super::terms::Terms;

/// Words shorter than this must be spelled right: nearly every other short word is one slip away.
const ONE_SLIP_FROM: usize = 4;
const TWO_SLIPS_FROM: usize = 8;
/// Nobody means a longer word.
const LONGEST: usize = 40;

/// How far the beginnings of one term, letter by letter, are from those of a word. A swap of neighbours is one slip.
struct Table<'w> {
    word: &'w [char],
    /// The slips allowed.
    most: usize,
    /// The term's letters so far.
    letters: Vec<char>,
    /// One row per beginning of the term, the empty one first; within it one distance per beginning of the word.
    /// Whatever is over `most` counts as one over.
    cells: Vec<u8>,
    /// The least of each row.
    least: Vec<u8>,
    /// The distance of the whole word from the nearest beginning of the term, up to and including each row.
    nearest: Vec<u8>,
}

/// The terms that begin like the word but for a few slips, with their cost; `None` if the word is too
/// short to be misspelled.
// Building an automaton for each word, to run it over the dictionary, measured several times slower.
pub(super) fn expand(terms: &Terms, word: &str) -> Option<Vec<Range>> {
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    let most = match letters.len() {
        ONE_SLIP_FROM..TWO_SLIPS_FROM => 1,
        TWO_SLIPS_FROM..=LONGEST => 2,
        _ => return None,
    };
    let mut table = Table::new(&letters, most);
    let mut ranges: Vec<Range> = Vec::new();
    let mut from = 0;
    while from < terms.len() {
        table.keep(terms.shared(from));
        let decided = table.read(terms.term(from));
        let to = terms.end_of_shared(from, decided);
        if let Some(cost) = table.cost() {
            match ranges.last_mut() {
                Some(last) if last.to == from && last.cost == cost => last.to = to,
                _ => ranges.push(Range { from, to, cost }),
            }
        }
        from = to;
    }
    Some(ranges)
}

impl<'w> Table<'w> {
    fn new(word: &'w [char], most: usize) -> Self {
        let over = small(most + 1);
        let mut first = vec![over; word.len() + 1];
        for (at, cell) in first.iter_mut().enumerate().take(most + 1) {
            *cell = small(at);
        }
        Self { word, most, letters: Vec::new(), cells: first, least: vec![0], nearest: vec![over] }
    }

    /// Forgets all but so many letters, or all that there are.
    fn keep(&mut self, letters: usize) {
        self.letters.truncate(letters);
        let rows = self.letters.len() + 1;
        self.cells.truncate(rows * self.width());
        self.least.truncate(rows);
        self.nearest.truncate(rows);
    }

    /// Reads on in a term until no further letter can change its cost, and says after how many letters this is so. A
    /// term that ends before is decided with its end, which counts as a letter.
    fn read(&mut self, term: &str) -> usize {
        for letter in term.chars().skip(self.letters.len()) {
            self.push(letter);
            if self.is_decided() {
                return self.letters.len();
            }
        }
        self.letters.len() + 1
    }

    /// What the letters so far cost; `None` for too many slips.
    fn cost(&self) -> Option<u8> {
        self.nearest.last().copied().filter(|&it| usize::from(it) <= self.most)
    }

    /// No row below this one holds less than the least of this one, or, by a swap, one more than that of the row above.
    fn is_decided(&self) -> bool {
        let [.., above, least] = self.least.as_slice() else { return false };
        self.nearest.last().is_some_and(|nearest| (*least).min(above + 1) >= *nearest)
    }

    fn push(&mut self, letter: char) {
        let width = self.width();
        self.letters.push(letter);
        let row = self.letters.len();
        let over = small(self.most + 1);
        self.cells.resize((row + 1) * width, over);
        let mut least = over;
        for at in row.saturating_sub(self.most)..(row + self.most + 1).min(width) {
            let distance = self.distance(row, at).min(over);
            self.cells[row * width + at] = distance;
            least = least.min(distance);
        }
        let nearest = self.nearest[row - 1].min(self.cells[row * width + width - 1]);
        self.least.push(least);
        self.nearest.push(nearest);
    }

    /// Of the first `row` letters of the term from the first `at` of the word.
    fn distance(&self, row: usize, at: usize) -> u8 {
        let cell = |row: usize, at: usize| self.cells[row * self.width() + at];
        if at == 0 {
            return cell(row - 1, 0) + 1;
        }
        let (letter, wanted) = (self.letters[row - 1], self.word[at - 1]);
        let mut distance = cell(row - 1, at - 1) + u8::from(letter != wanted);
        distance = distance.min(cell(row - 1, at) + 1).min(cell(row, at - 1) + 1);
        if row > 1 && at > 1 && letter == self.word[at - 2] && wanted == self.letters[row - 2] {
            distance = distance.min(cell(row - 2, at - 2) + 1);
        }
        distance
    }

    fn width(&self) -> usize {
        self.word.len() + 1
    }
}

fn small(slips: usize) -> u8 {
    u8::try_from(slips).expect("the slips allowed are few")
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
