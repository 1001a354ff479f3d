//! Folding: the form in which texts are compared, so that case, accents and punctuation do not matter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The words of a text, folded: compatibility forms resolved, accents stripped, lower case, split at
/// everything that is neither letter nor digit. An apostrophe within a word vanishes (`don't` → `dont`).
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    // Most titles are plain, and have no other form to be resolved to.
    if text.is_ascii() { split(text.chars()) } else { split(text.nfkd()) }
}

/// The folded words joined by one space: the key under which a title is looked up.
#[must_use]
pub fn key(text: &str) -> String {
    words(text).join(" ")
}

fn split(letters: impl Iterator<Item = char>) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in letters {
        if c.is_alphanumeric() {
            push_folded(c, &mut word);
        } else if !matches!(c, '\'' | '’') && !word.is_empty() && !is_combining_mark(c) {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn push_folded(c: char, word: &mut String) {
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
        return;
    }
    for low in c.to_lowercase() {
        match low {
            'ł' => word.push('l'),
            'ø' => word.push('o'),
            'œ' => word.push_str("oe"),
            'ß' => word.push_str("ss"),
            'ı' => word.push('i'),
            'æ' => word.push_str("ae"),
            'đ' | 'ð' => word.push('d'),
            'þ' => word.push_str("th"),
            mark if is_combining_mark(mark) => {}
            plain => word.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dress_does_not_matter() {
        assert_eq!(key("  The Knowledge-Creating   COMPANY! "), "the knowledge creating company");
        assert_eq!(key("Þórður Straße Łódź İstanbul"), "thordur strasse lodz istanbul");
        assert_eq!(key("Don’t don't"), "dont dont");
        assert_eq!(key("ﬁne ２０２４"), "fine 2024");
        assert_eq!(key("知識 創造"), "知識 創造");
        assert_eq!(key("?!… 🌊"), "");
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["Ångström’s Æsir", "Zen & the Art", "ΑΒΓ Ünïcödé"] {
            assert_eq!(key(&key(text)), key(text));
        }
    }
}
