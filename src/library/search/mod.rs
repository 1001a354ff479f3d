//! The index behind autocomplete: words and beginnings of words, with typos, over titles and authors.
//!
//! A sorted dictionary gives each query word its ranges of terms; the rarest word's postings are walked
//! and the other words are looked up in each entry's own list. Terms of one or two letters and other
//! beginnings that many entries share are answered from lists made beforehand.

mod build;
mod lists;
mod matching;
mod query;
mod score;
mod seen;
mod terms;
mod tops;
mod typos;

use lists::Lists;
use query::Query;
use terms::Terms;
use tops::Tops;

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
        let words = &query[..query.len().min(WORDS_MAX)];
        Query::new(self, without_article(words)).run()
    }
}

/// The words without a leading article, which people leave out when they name a title; an article that
/// stands alone stays.
#[must_use]
pub fn without_article(words: &[String]) -> &[String] {
    match words {
        [first, rest @ ..] if matches!(first.as_str(), "the" | "a" | "an") && !rest.is_empty() => rest,
        all => all,
    }
}

#[cfg(test)]
mod tests;
