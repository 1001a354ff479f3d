//! The permanent name of a resource: the stem of its file, the key of its history.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

/// 1 to 64 of `a`–`z`, `0`–`9` and `-`. Cloning is cheap: every row about a resource is known by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(Arc<str>);

/// The text is not a slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not 1 to 64 of a-z, 0-9 and -")]
pub struct InvalidSlug(String);

impl Slug {
    /// Longest slug, in characters.
    pub const MAX: usize = 64;

    /// The slug itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug that a title suggests: folded words joined by `-`, cut at a word. `None` when the title
    /// has no letter or digit that folds to ASCII.
    #[must_use]
    pub fn from_title(title: &str) -> Option<Slug> {
        let mut slug = String::new();
        for word in ascii_words(title) {
            let joint = usize::from(!slug.is_empty());
            if slug.is_empty() {
                slug.extend(word.chars().take(Self::MAX));
            } else if slug.len() + joint + word.len() <= Self::MAX {
                slug.push('-');
                slug.push_str(&word);
            } else {
                break;
            }
        }
        Slug::try_from(slug).ok()
    }
}

impl Slug {
    /// Stands where the real slug is filled in a moment later.
    pub(in crate::library) fn placeholder() -> Slug {
        Slug("-".into())
    }
}

impl TryFrom<String> for Slug {
    type Error = InvalidSlug;

    fn try_from(text: String) -> Result<Slug, InvalidSlug> {
        Slug::try_from(text.as_str())
    }
}

impl TryFrom<&str> for Slug {
    type Error = InvalidSlug;

    fn try_from(text: &str) -> Result<Slug, InvalidSlug> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=Self::MAX).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Slug(text.into()))
        } else {
            Err(InvalidSlug(text.to_owned()))
        }
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0.as_ref().to_owned()
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn ascii_words(title: &str) -> Vec<String> {
    let ascii = |word: &str| word.chars().filter(char::is_ascii).collect::<String>();
    crate::library::fold::words(title)
        .iter()
        .map(|word| ascii(word))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn only_its_alphabet_and_length_are_accepted() {
        assert!(Slug::try_from("do-schools-2").is_ok());
        assert!(Slug::try_from("x".repeat(64)).is_ok());
        for bad in ["", "A", "a b", "a/b", "..", "a_b", "é", "a\0", &"x".repeat(65)] {
            assert!(Slug::try_from(bad).is_err(), "{bad:?} was accepted");
            assert!(serde_json::from_value::<Slug>(bad.into()).is_err());
        }
    }

    #[test]
    fn a_title_suggests_its_slug() {
        let slug = |title: &str| Slug::from_title(title).map(String::from);
        assert_eq!(slug("Do Schools Kill Creativity?").unwrap(), "do-schools-kill-creativity");
        assert_eq!(slug("Łódź, œuvre & Straße").unwrap(), "lodz-oeuvre-strasse");
        assert_eq!(slug("The Mythical Man-Month").unwrap(), "the-mythical-man-month");
        assert_eq!(slug("知識"), None);
        assert!(slug(&"word ".repeat(40)).unwrap().len() <= Slug::MAX);
        assert_eq!(slug(&"x".repeat(90)).unwrap().len(), Slug::MAX);
    }
}
