//! How a resource is named in one line: surnames, and the names of autocomplete choices.

use super::Resource;

/// Longest name of an autocomplete choice, in UTF-16 code units.
/// <https://docs.discord.com/developers/interactions/application-commands> says 100 characters.
const CHOICE_MAX: usize = 100;
/// What stands behind a name without being one.
const SUFFIXES: [&str; 8] = ["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd"];
/// What belongs to the surname although it stands before it.
const PARTICLES: [&str; 12] =
    ["van", "von", "der", "den", "de", "del", "della", "di", "da", "du", "la", "le"];

impl Resource {
    /// The authors' surnames: `Skelton, Pais`; from four authors on the first and `et al.`.
    #[must_use]
    pub fn surnames(&self) -> String {
        let names: Vec<String> = self.authors.iter().map(|author| surname(author)).collect();
        match names.as_slice() {
            [first, _, _, _, ..] => format!("{first} et al."),
            few => few.join(", "),
        }
    }

    /// `Title · Surnames`, at most 100 UTF-16 code units, the title cut at a word before the surnames.
    #[must_use]
    pub fn choice_name(&self) -> String {
        one_line(&self.title, &self.surnames())
    }

    /// [`Resource::choice_name`] with the subtitle, to tell two apart.
    #[must_use]
    pub fn long_choice_name(&self) -> String {
        one_line(&self.full_title(), &self.surnames())
    }
}

/// Cuts at a word, marks the cut with `…`, and counts in UTF-16 code units. A first word that is too
/// long by itself is cut within.
#[must_use]
pub fn cut_at_word(text: &str, max: usize) -> String {
    if utf16(text) <= max {
        return text.to_owned();
    }
    let mut room = max.saturating_sub(1);
    let fits = text.char_indices().find(|(_, c)| {
        let over = c.len_utf16() > room;
        room = room.saturating_sub(c.len_utf16());
        over
    });
    let end = fits.map_or(text.len(), |(at, _)| at);
    let at_word = if text[end..].starts_with(' ') { end } else { text[..end].rfind(' ').unwrap_or(end) };
    let kept = text[..at_word].trim_end_matches([' ', ',', ':', ';', '·', '—', '-']);
    format!("{kept}…")
}

/// Length as Discord counts it at worst.
#[must_use]
pub fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn one_line(title: &str, surnames: &str) -> String {
    if surnames.is_empty() {
        return cut_at_word(title, CHOICE_MAX);
    }
    let whole = format!("{title} · {surnames}");
    if utf16(&whole) <= CHOICE_MAX {
        return whole;
    }
    let behind = cut_at_word(surnames, CHOICE_MAX / 3);
    let room = CHOICE_MAX - utf16(&behind) - utf16(" · ");
    format!("{} · {behind}", cut_at_word(title, room))
}

fn surname(author: &str) -> String {
    let is = |list: &[&str], word: &str| list.contains(&word.to_lowercase().as_str());
    let mut words: Vec<&str> = author.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| is(&SUFFIXES, word)) {
        words.pop();
    }
    let mut first = words.len().saturating_sub(1);
    while first > 1 && is(&PARTICLES, words[first - 1]) {
        first -= 1;
    }
    words[first..].join(" ").trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::resource::Slug;

    fn by(title: &str, authors: &[&str]) -> Resource {
        let mut resource = Resource::bare(Slug::try_from("x").unwrap(), title);
        resource.authors = authors.iter().map(|&name| name.to_owned()).collect();
        resource
    }

    #[test]
    fn surnames_are_what_a_reader_would_say() {
        for (author, expected) in [
            ("Martin Kleppmann", "Kleppmann"),
            ("Frederick P. Brooks Jr.", "Brooks"),
            ("Ludwig van Beethoven", "van Beethoven"),
            ("Oscar de la Renta", "de la Renta"),
            ("Andrew Harmel-Law", "Harmel-Law"),
            ("Plato", "Plato"),
            ("De Bono", "Bono"),
            ("", ""),
        ] {
            assert_eq!(surname(author), expected);
        }
        assert_eq!(by("T", &["A One", "B Two"]).surnames(), "One, Two");
        assert_eq!(by("T", &["A One", "B Two", "C Three", "D Four"]).surnames(), "One et al.");
    }

    #[test]
    fn a_choice_name_keeps_the_surnames_and_the_limit() {
        assert_eq!(by("Simple Made Easy", &["Rich Hickey"]).choice_name(), "Simple Made Easy · Hickey");
        let long = by(&"harbour 🌊 ".repeat(30), &["Ann Lee"]).choice_name();
        assert!(utf16(&long) <= 100 && utf16(&long) > 85, "{long}");
        assert!(long.ends_with("… · Lee"), "{long}");
        let both = by(&"t".repeat(200), &[&"n".repeat(200)]).choice_name();
        assert!(utf16(&both) <= 100, "{both}");
    }

    #[test]
    fn a_cut_falls_between_words() {
        assert_eq!(cut_at_word("one two three", 13), "one two three");
        assert_eq!(cut_at_word("one two three", 9), "one two…");
        assert_eq!(cut_at_word("one two three", 8), "one two…");
        assert_eq!(cut_at_word("one two three", 7), "one…");
        assert_eq!(cut_at_word("🌊🌊🌊", 5), "🌊🌊…");
        assert_eq!(cut_at_word("🌊🌊🌊", 4), "🌊…");
    }
}
