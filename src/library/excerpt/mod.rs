//! Cutting texts for cards and pages: at a sentence where possible, never within a Markdown mark, and
//! always with what was left over, so that nothing is cut silently.

mod marks;
mod sentence;

use super::resource::utf16;
use marks::Marks;

pub use sentence::first_sentence;

/// A text in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What fits; ends with `…` unless it is all or ends with a sentence.
    pub shown: String,
    /// What does not; where the text goes on.
    pub rest: Option<String>,
}

/// The start of a text that fits into so many UTF-16 code units, which is how Discord counts at worst:
/// up to the end of a sentence, if that is not too little, else of a word, else in between.
#[must_use]
pub fn excerpt(text: &str, max_utf16: usize) -> Excerpt {
    let text = text.trim();
    if utf16(text) <= max_utf16 {
        return Excerpt { shown: text.to_owned(), rest: None };
    }
    let marks = Marks::of(text);
    let limit = fitting(text, max_utf16);
    let sentences = sentence::ends(text).filter(|&at| at <= limit && marks.allow(at));
    // A first sentence of three words before a long one would leave the card empty.
    if let Some(at) = sentences.last().filter(|&at| utf16(&text[..at]) * 4 >= max_utf16) {
        return halves(text, at, "");
    }
    let limit = fitting(text, max_utf16.saturating_sub(1));
    match last_gap(text, limit, &marks) {
        Some(at) => halves(text, at, "…"),
        None => marks.cut_within(text, max_utf16),
    }
}

/// Paragraphs gathered into pages of at most so many UTF-16 code units, blank lines between them.
#[must_use]
pub fn pages<S: AsRef<str>>(paragraphs: &[S], max_utf16: usize) -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        let mut left = Some(paragraph.as_ref().trim().to_owned()).filter(|text| !text.is_empty());
        while let Some(text) = left {
            if let Some(page) = pages.last_mut()
                && utf16(page) + 2 + utf16(&text) <= max_utf16
            {
                page.push_str("\n\n");
                page.push_str(&text);
                break;
            }
            let cut = excerpt(&text, max_utf16);
            pages.push(cut.shown);
            left = cut.rest;
        }
    }
    pages
}

fn halves(text: &str, at: usize, end: &str) -> Excerpt {
    let rest = text[at..].trim_start();
    Excerpt {
        shown: format!("{}{end}", text[..at].trim_end()),
        rest: (!rest.is_empty()).then(|| rest.to_owned()),
    }
}

/// The last place where so many UTF-16 code units still fit and no character is torn from the marks
/// that belong to it.
fn fitting(text: &str, max_utf16: usize) -> usize {
    let mut room = max_utf16;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if !joins(text, at) {
            end = at;
        }
        if c.len_utf16() > room {
            return end;
        }
        room -= c.len_utf16();
    }
    text.len()
}

/// Whether the character there belongs to the one before it.
fn joins(text: &str, at: usize) -> bool {
    let joiner = |c: char| c == '\u{200d}';
    let before = text[..at].chars().next_back().is_some_and(joiner);
    let modifier = |c: char| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let here = text[at..].chars().next();
    let mark = unicode_normalization::char::is_combining_mark;
    before || here.is_some_and(|c| joiner(c) || modifier(c) || mark(c))
}

/// The last space up to `limit`, else the last place at all where a cut is allowed.
fn last_gap(text: &str, limit: usize, marks: &Marks) -> Option<usize> {
    let places = || text[..limit].char_indices().map(|(at, _)| at).chain([limit]);
    let allowed = |at: &usize| *at > 0 && marks.allow(*at);
    let word = places().filter(|&at| text[at..].starts_with(char::is_whitespace)).rfind(allowed);
    word.or_else(|| places().filter(|&at| !joins(text, at)).rfind(allowed))
}

#[cfg(test)]
mod tests;
