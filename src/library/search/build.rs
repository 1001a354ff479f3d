//! Builds the index.

use std::collections::BTreeMap;

use super::lists::{Field, Lists, Word};
use super::terms::Terms;
use super::tops::Tops;
use super::{Index, without_article};

/// The folded words by which an entry is found.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Of its title.
    pub title: Vec<String>,
    /// Of subtitle and aliases.
    pub beside: Vec<String>,
    /// Of its authors' names.
    pub authors: Vec<String>,
}

impl Index {
    /// An index over entries; their order breaks ties.
    #[must_use]
    pub fn new(entries: &[Entry]) -> Index {
        let mut postings: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (number, entry) in (0u32..).zip(entries) {
            for (word, _) in entry.words() {
                let list = postings.entry(word).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        let terms = Terms::new(postings.keys().copied());
        let numbers: BTreeMap<&str, u32> = postings.keys().copied().zip(0u32..).collect();
        let packed: Vec<Vec<u32>> = entries.iter().map(|entry| entry.packed(&numbers)).collect();
        let postings = Lists::new(postings.values().map(Vec::as_slice));
        let words = Lists::new(packed.iter().map(Vec::as_slice));
        let title_words: Vec<u8> =
            entries.iter().map(|entry| u8::try_from(entry.title.len()).unwrap_or(u8::MAX)).collect();
        let tops = Tops::build(&terms, &postings, &words, &title_words);
        Index { terms, postings, words, title_words, tops }
    }
}

impl Entry {
    /// All words with their fields. A leading article goes behind the title, because people leave it
    /// out, and a title should begin with its first real word.
    fn words(&self) -> impl Iterator<Item = (&str, Field)> {
        let title = without_article(&self.title);
        let article = &self.title[..self.title.len() - title.len()];
        let of_title = title.iter().chain(article).map(|word| (word, Field::Title));
        let beside = self.beside.iter().map(|word| (word, Field::Beside));
        let authors = self.authors.iter().map(|word| (word, Field::Author));
        of_title.chain(beside).chain(authors).map(|(word, field)| (word.as_str(), field))
    }

    fn packed(&self, numbers: &BTreeMap<&str, u32>) -> Vec<u32> {
        self.words().map(|(word, field)| Word::new(numbers[word], field).packed()).collect()
    }
}
