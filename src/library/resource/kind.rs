//! What sort of work a resource is, and the words that go with it.

use serde::{Deserialize, Serialize};

/// The sort of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each name says all there is to say")]
pub enum Kind {
    Book,
    Talk,
    Paper,
    Article,
    Course,
    Essay,
    Podcast,
    Tool,
}

impl Kind {
    /// All kinds, in the order in which people are told of them.
    pub const ALL: [Kind; 8] = [
        Kind::Book,
        Kind::Talk,
        Kind::Paper,
        Kind::Article,
        Kind::Course,
        Kind::Essay,
        Kind::Podcast,
        Kind::Tool,
    ];

    /// The word in files and on cards: `book`.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.words().0
    }

    /// The words on the button that leads to the work: `Go to the book`.
    #[must_use]
    pub fn link_label(self) -> &'static str {
        self.words().1
    }

    /// The kind with that label.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.label() == label)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::Book => ("book", "Go to the book"),
            Kind::Talk => ("talk", "Watch the talk"),
            Kind::Paper => ("paper", "Read the paper"),
            Kind::Article => ("article", "Read the article"),
            Kind::Course => ("course", "Go to the course"),
            Kind::Essay => ("essay", "Read the essay"),
            Kind::Podcast => ("podcast", "Listen to the podcast"),
            Kind::Tool => ("tool", "Open the tool"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn label_json_and_button_agree() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_label(kind.label()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.label());
            assert!(kind.link_label().ends_with(kind.label()));
        }
        assert_eq!(Kind::from_label("Book"), None);
    }
}
