//! Where sentences end.

use super::marks::Marks;

/// Words with a dot that ends no sentence.
const ABBREVIATIONS: [&str; 12] =
    ["e.g", "i.e", "dr", "mr", "mrs", "ms", "vs", "st", "jr", "cf", "prof", "no"];

/// The first sentence of a text; all of it if it ends nowhere.
#[must_use]
pub fn first_sentence(text: &str) -> &str {
    let text = text.trim();
    let marks = Marks::of(text);
    let end = ends(text).find(|&at| marks.allow(at)).unwrap_or(text.len());
    text[..end].trim_end()
}

/// The places right behind sentences, quotes and brackets that close with them included.
pub(super) fn ends(text: &str) -> impl Iterator<Item = usize> {
    let ends = text.char_indices().filter_map(|(at, c)| match c {
        '\n' => Some(at),
        '.' if is_abbreviation(&text[..at]) => None,
        '.' | '!' | '?' | '…' => closing(text, at + c.len_utf8()),
        '。' | '！' | '？' => Some(at + c.len_utf8()),
        _ => None,
    });
    ends.filter(|&at| at > 0)
}

/// Behind what closes together with the sentence, if white space or nothing follows there.
fn closing(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    let closers = ['"', '”', '’', '\'', ')', ']', '»', '*', '_', '~', '|', '.', '!', '?', '…'];
    let behind = rest.trim_start_matches(closers);
    let at = text.len() - behind.len();
    (behind.is_empty() || behind.starts_with(char::is_whitespace)).then_some(at)
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
    initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}
