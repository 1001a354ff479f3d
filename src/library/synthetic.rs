//! Libraries of any size, the same at every call: for measuring, and for tests that need many resources.

use super::resource::{Kind, Resource, Slug};

/// Pseudo-random numbers that depend on nothing but their seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

/// As many distinct words as titles and authors of a library of 100,000 works have.
const WORDS: usize = 50_000;
const GIVEN_NAMES: usize = 600;
const SURNAMES: usize = 12_000;
const ONSETS: [&str; 20] =
    ["b", "br", "c", "d", "dr", "f", "g", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ea", "io", "é"];
const CODAS: [&str; 8] = ["", "n", "r", "s", "l", "nt", "m", "ck"];

impl Dice {
    /// Dice that always fall the same way for one seed.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `sides`.
    ///
    /// # Panics
    /// If `sides` is 0.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("below a usize")
    }

    /// A number below `sides`, small ones far more often, as words are used in titles.
    fn skewed(&mut self, sides: usize) -> usize {
        let narrow = self.below(sides) + 1;
        self.below(narrow)
    }
}

/// So many resources, each with a title of two to five words, one or two authors and a summary.
#[must_use]
pub fn synthetic(count: usize) -> Vec<Resource> {
    let mut dice = Dice::new(7);
    (0..count).map(|number| resource(number, &mut dice)).collect()
}

/// The text with so many slips of the finger: a letter lost, doubled by another, taken for another, or
/// two swapped. Spaces stay.
#[must_use]
pub fn with_slips(text: &str, slips: usize, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..slips {
        slip(&mut letters, dice);
    }
    letters.into_iter().collect()
}

fn slip(letters: &mut Vec<char>, dice: &mut Dice) {
    let places: Vec<usize> = (0..letters.len()).filter(|&at| letters[at] != ' ').collect();
    let Some(&at) = places.get(dice.below(places.len().max(1))) else { return };
    let other = char::from(b"abcdefghijklmnopqrstuvwxyz"[dice.below(26)]);
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, other),
        2 if letters.get(at + 1).is_some_and(|&next| next != ' ') => letters.swap(at, at + 1),
        _ => letters[at] = other,
    }
}

fn resource(number: usize, dice: &mut Dice) -> Resource {
    let slug = Slug::try_from(format!("work-{number}")).expect("a number makes a slug");
    let mut resource = Resource::bare(slug, title(dice));
    resource.authors = (0..=dice.below(4) / 3).map(|_| author(dice)).collect();
    resource.kind = Some(Kind::ALL[dice.below(Kind::ALL.len())]);
    resource.summary = (0..12).map(|_| word(dice.skewed(WORDS))).collect::<Vec<_>>().join(" ");
    resource
}

fn title(dice: &mut Dice) -> String {
    let words = 2 + dice.below(4);
    let article = if dice.below(5) == 0 { "The " } else { "" };
    let title: Vec<String> = (0..words).map(|_| capital(&word(dice.skewed(WORDS)))).collect();
    format!("{article}{}", title.join(" "))
}

fn author(dice: &mut Dice) -> String {
    let given = capital(&word(WORDS + dice.skewed(GIVEN_NAMES)));
    format!("{given} {}", capital(&word(WORDS + GIVEN_NAMES + dice.skewed(SURNAMES))))
}

/// The word with that number: one to three syllables, usually two, about as long as English words.
fn word(number: usize) -> String {
    let mut dice = Dice::new(number as u64 ^ 0x5151);
    let syllables = [1, 2, 2, 2, 2, 2, 2, 3, 3, 3][dice.below(10)];
    let mut word = String::new();
    for _ in 0..syllables {
        for parts in [&ONSETS[..], &VOWELS[..], &CODAS[..]] {
            word.push_str(parts[dice.below(parts.len())]);
        }
    }
    word
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn it_is_the_same_every_time_and_varied() {
        let some = synthetic(2000);
        assert_eq!(some, synthetic(2000));
        let titles: HashSet<&str> = some.iter().map(|resource| resource.title.as_str()).collect();
        assert!(titles.len() > 1900, "{} titles", titles.len());
        let words: HashSet<&str> = titles.iter().flat_map(|title| title.split(' ')).collect();
        assert!((1500..6500).contains(&words.len()), "{} words", words.len());
    }
}
