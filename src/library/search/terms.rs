//! The dictionary: all distinct words, sorted, each known by its number.

use super::matching::Range;

/// Sorted words in one string.
pub(super) struct Terms {
    text: String,
    starts: Vec<u32>,
    /// How many letters each shares with the one before it, as far as a number this small can say: what is said is
    /// never too much.
    shared: Vec<u8>,
}

impl Terms {
    /// From sorted, distinct words.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Terms {
        let (mut text, mut starts, mut shared) = (String::new(), vec![0], Vec::new());
        let mut before = "";
        for word in words {
            let alike = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            shared.push(u8::try_from(alike).unwrap_or(u8::MAX));
            before = word;
            text.push_str(word);
            starts.push(u32::try_from(text.len()).expect("a dictionary has fewer than 2^32 bytes"));
        }
        text.shrink_to_fit();
        Terms { text, starts, shared }
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

    /// How many letters a term shares with the one before it.
    pub(super) fn shared(&self, at: u32) -> usize {
        usize::from(self.shared[at as usize])
    }

    /// The first term after `from` that does not begin with the same so many letters.
    pub(super) fn end_of_shared(&self, from: u32, letters: usize) -> u32 {
        let after = &self.shared[from as usize + 1..];
        let same = after.iter().take_while(|&&shared| usize::from(shared) >= letters).count();
        from + 1 + u32::try_from(same).expect("a dictionary holds fewer than 2^32 words")
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
