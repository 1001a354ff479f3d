//! What a button, select or form means, written into the `custom_id` that Discord hands back.
//!
//! `kind:version:argument:…`. The meaning lies here and in the database, never in a task: a button works after a
//! restart and on any replica. A kind whose arguments change gets a new version and goes on reading the old one.

use std::fmt;

/// Discord's limit (Component Reference, Custom ID).
pub const LONGEST: usize = 100;

/// A parsed `custom_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomId {
    /// What kind of thing it is; a command's routes claim it.
    pub kind: String,
    /// The version of its arguments.
    pub version: u32,
    /// The arguments.
    pub arguments: Vec<String>,
}

impl CustomId {
    /// Version 1 of a kind, with arguments.
    pub fn new<A: fmt::Display>(kind: &str, arguments: impl IntoIterator<Item = A>) -> Self {
        Self {
            kind: kind.to_owned(),
            version: 1,
            arguments: arguments.into_iter().map(|it| it.to_string()).collect(),
        }
    }

    /// Reads what Discord hands back; `None` when it is not of this form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let kind = parts.next().filter(|it| !it.is_empty())?.to_owned();
        let version = parts.next()?.parse().ok()?;
        Some(Self { kind, version, arguments: parts.map(str::to_owned).collect() })
    }

    /// The argument at a place.
    pub fn argument(&self, at: usize) -> Option<&str> {
        self.arguments.get(at).map(String::as_str)
    }

    /// The argument at a place, read as something else.
    pub fn parsed<T: std::str::FromStr>(&self, at: usize) -> Option<T> {
        self.argument(at)?.parse().ok()
    }
}

impl fmt::Display for CustomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.version)?;
        self.arguments.iter().try_for_each(|it| write!(f, ":{it}"))
    }
}

impl From<CustomId> for String {
    fn from(it: CustomId) -> Self {
        it.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let id = CustomId::new("card.discuss", ["thinking-in-systems"]);
        assert_eq!(id.to_string(), "card.discuss:1:thinking-in-systems");
        assert_eq!(CustomId::parse(&id.to_string()), Some(id));
        let bare = CustomId::new::<&str>("help", []);
        assert_eq!(bare.to_string(), "help:1");
        assert_eq!(CustomId::parse("help:1"), Some(bare));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        for text in ["", ":", "card", "card:", "card:x:y", ":1:a"] {
            assert_eq!(CustomId::parse(text), None, "{text:?}");
        }
    }
}
