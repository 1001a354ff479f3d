//! The index behind autocomplete: words and beginnings of words, with typos, over titles and authors.
//!
//! A sorted dictionary gives each query word its ranges of terms; the rarest word's postings are walked
//! and the other words are looked up in each entry's own list. Terms of one or two letters and other
//! beginnings that many entries share are answered from lists made beforehand.

mod build;
mod lists;
mod matching;
mod score;
mod seen;
mod terms;
mod tops;
mod typos;

use lists::Lists;
use matching::{Ranges, Walk};
use terms::Terms;
use tops::Tops;
use typos::Typos;

pub use build::Entry;
pub use score::Hit;

/// Most hits of one search; an autocomplete answer holds no more choices.
/// <https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-autocomplete>
pub const HITS_MAX: usize = 25;
/// Words of a query beyond these are not looked at.
const WORDS_MAX: usize = 8;

/// Entries by the words of their titles and authors. Searching is safe from many threads.
pub struct Index {
    terms: Terms,
    /// Entries of each term.
    postings: Lists,
    /// Terms of each entry with their fields, as [`lists::Word`].
    words: Lists,
    /// How many words the title of each entry has.
    title_words: Vec<u8>,
    tops: Tops,
    typos: Typos,
}

/// What a search found, best first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// At most [`HITS_MAX`].
    pub hits: Vec<Hit>,
    /// Whether each hit has all words of the query; otherwise they are the nearest there is.
    pub whole: bool,
}

impl Index {
    /// The entries that have all words of the query, the last of them perhaps unfinished; if there are
    /// none, those that have some of them, or words that begin alike.
    #[must_use]
    pub fn search(&self, query: &[String]) -> Found {
        let words = essential(query);
        let hits = self.all_of(words);
        if !hits.is_empty() || words.is_empty() {
            return Found { hits, whole: true };
        }
        Found { hits: self.some_of(words), whole: false }
    }

    fn all_of(&self, words: &[String]) -> Vec<Hit> {
        if let [word] = words
            && let Some(hits) = self.tops.find(word)
        {
            return hits;
        }
        let exact: Vec<Ranges> = words.iter().map(|word| self.terms.beginning_with(word)).collect();
        let mut walk = Walk::new(self, words);
        walk.collect(&exact);
        if !walk.is_full() {
            let near: Vec<Ranges> = words
                .iter()
                .zip(exact)
                .map(|(word, exact)| self.typos.expand(&self.terms, word).unwrap_or(exact))
                .collect();
            walk.collect(&near);
        }
        walk.into_hits()
    }

    /// Leaves out one word, then all but one, then looks for the longest beginning that is known.
    fn some_of(&self, words: &[String]) -> Vec<Hit> {
        let without = |skip: usize| -> Vec<String> {
            words.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, word)| word.clone()).collect()
        };
        if words.len() > 2 {
            for skip in (0..words.len()).rev() {
                let hits = self.all_of(&without(skip));
                if !hits.is_empty() {
                    return hits;
                }
            }
        }
        let mut by_length: Vec<&String> = words.iter().collect();
        by_length.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let alone = by_length.iter().map(|word| self.all_of(std::slice::from_ref(word)));
        let begun = by_length.iter().map(|word| self.begun_like(word));
        alone.chain(begun).find(|hits| !hits.is_empty()).unwrap_or_default()
    }

    fn begun_like(&self, word: &str) -> Vec<Hit> {
        let cuts = word.char_indices().map(|(at, _)| at).filter(|&at| at > 0).rev();
        let known = cuts.map(|at| &word[..at]).find(|start| !self.terms.beginning_with(start).is_empty());
        known.map(|start| self.all_of(&[start.to_owned()])).unwrap_or_default()
    }
}

/// The words that are looked for: a leading article counts only when it stands alone.
fn essential(query: &[String]) -> &[String] {
    let query = &query[..query.len().min(WORDS_MAX)];
    match query {
        [first, rest @ ..] if is_article(first) && !rest.is_empty() => rest,
        all => all,
    }
}

/// Whether people leave the word out when they name a title.
#[must_use]
pub fn is_article(word: &str) -> bool {
    matches!(word, "the" | "a" | "an")
}

#[cfg(test)]
mod tests;
