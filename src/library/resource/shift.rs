//! What a resource moves a reader away from, and toward what.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::library::fold;

/// The two directions of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// What is left behind.
    Away,
    /// What takes its place.
    Toward,
}

/// One line of one of the two lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shift {
    /// Its direction.
    pub side: Side,
    /// Its words, as in the file.
    pub text: String,
}

impl Side {
    /// The word in exports: `away` or `toward`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Side::Away => "away",
            Side::Toward => "toward",
        }
    }
}

impl Shift {
    /// The shift with these words.
    #[must_use]
    pub fn new(side: Side, text: &str) -> Shift {
        Shift { side, text: text.to_owned() }
    }

    /// Twelve hex digits that stand for side and folded words, so that a corrected accent or capital
    /// keeps what readers said, and a new meaning does not inherit it.
    #[must_use]
    pub fn key(&self) -> String {
        let folded = fold::words(&self.text).join(" ");
        let digest = Sha256::digest(format!("{}\n{folded}", self.side.label()).as_bytes());
        super::hex(&digest[..6])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_sees_words_and_side_but_not_their_dress() {
        let key = |side, text| Shift::new(side, text).key();
        assert_eq!(key(Side::Away, "Linear  pipelines."), key(Side::Away, "linear pipelines"));
        assert_ne!(key(Side::Away, "linear pipelines"), key(Side::Toward, "linear pipelines"));
        assert_ne!(key(Side::Away, "linear pipelines"), key(Side::Away, "linear pipeline"));
        assert_eq!(key(Side::Away, "知識").len(), 12);
    }

    /// Entries in the log refer to shifts by this key.
    #[test]
    fn the_key_never_changes_its_rule() {
        assert_eq!(Shift::new(Side::Away, "Linear pipelines").key(), "12bae38e297a");
    }
}
