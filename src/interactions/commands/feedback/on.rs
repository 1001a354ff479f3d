//! What a panel stands on, as its buttons carry it: an entry, or a work on which nothing is recorded yet.

use std::fmt::Display;

use crate::domain::ids::EntryNumber;
use crate::interactions::custom_id::CustomId;
use crate::library::resource::Slug;

const ENTRY: &str = "entry";
const NAMED: &str = "new";
const VEILED: &str = "anon";

/// What a panel stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// An entry.
    Entry(EntryNumber),
    /// A work; the first tap begins an entry.
    Fresh {
        /// The work.
        slug: Slug,
        /// Whether its reader stays anonymous.
        veiled: bool,
    },
}

impl On {
    /// A panel that records by name.
    pub fn fresh(slug: &Slug) -> Self {
        Self::Fresh { slug: slug.clone(), veiled: false }
    }

    /// The `custom_id` of a kind on this panel.
    pub fn id(&self, kind: &str) -> String {
        let [tag, name] = self.arguments();
        CustomId::new(kind, [tag, name]).into()
    }

    /// The `custom_id` of a kind on this panel with one thing more.
    pub fn id_with(&self, kind: &str, last: impl Display) -> String {
        let [tag, name] = self.arguments();
        CustomId::new(kind, [tag, name, last.to_string()]).into()
    }

    /// Reads what [`On::id`] wrote.
    pub fn read(id: &CustomId) -> Option<Self> {
        match id.argument(0)? {
            ENTRY => id.parsed(1).map(|it| Self::Entry(EntryNumber::new(it))),
            NAMED => Self::read_fresh(id, false),
            VEILED => Self::read_fresh(id, true),
            _ => None,
        }
    }

    fn read_fresh(id: &CustomId, veiled: bool) -> Option<Self> {
        Some(Self::Fresh { slug: Slug::try_from(id.argument(1)?).ok()?, veiled })
    }

    /// The tag keeps a work whose name is all digits apart from an entry.
    fn arguments(&self) -> [String; 2] {
        match self {
            Self::Entry(number) => [ENTRY.to_owned(), number.to_string()],
            Self::Fresh { slug, veiled: false } => [NAMED.to_owned(), slug.to_string()],
            Self::Fresh { slug, veiled: true } => [VEILED.to_owned(), slug.to_string()],
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::interactions::custom_id::LONGEST;

    #[test]
    fn what_is_written_is_read_back_and_fits() {
        let longest = Slug::try_from("1".repeat(64).as_str()).unwrap();
        let panels = [
            On::Entry(EntryNumber::new(u64::MAX)),
            On::fresh(&longest),
            On::Fresh { slug: longest.clone(), veiled: true },
        ];
        for on in panels {
            let id = on.id_with("feedback.comment", 5);
            assert!(id.len() <= LONGEST, "{id}");
            assert_eq!(On::read(&CustomId::parse(&id).unwrap()), Some(on));
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_read() {
        for id in [
            "feedback.rate:1",
            "feedback.rate:1:entry:x",
            "feedback.rate:1:new:../etc",
            "feedback.rate:1:a:b",
        ] {
            assert_eq!(On::read(&CustomId::parse(id).unwrap()), None, "{id}");
        }
    }
}
