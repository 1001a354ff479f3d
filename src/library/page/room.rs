//! How much room the parts of a page have left, for whoever writes them.

use super::front::{ALT_MAX, BECAUSE_MAX, SENTENCE_MAX, SUMMARY_MAX, TITLE_MAX};
use super::text::ITEM_MAX;
use crate::library::resource::{Resource, utf16};

/// One part that has a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Which part; of a list, its longest item.
    pub part: &'static str,
    /// Its length, in UTF-16 code units.
    pub used: usize,
    /// How long it may be.
    pub most: usize,
}

impl Room {
    /// How many UTF-16 code units are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.most.saturating_sub(self.used)
    }
}

/// The parts of a page that are there and have a limit, in the order of the file.
#[must_use]
pub fn room(resource: &Resource) -> Vec<Room> {
    let longest = |items: &mut dyn Iterator<Item = &str>| items.map(utf16).max();
    let line = |text: &Option<String>| text.as_deref().map(utf16);
    let because = &mut resource.related.iter().filter_map(|it| it.because.as_deref());
    let parts = [
        ("title", Some(utf16(&resource.title)), TITLE_MAX),
        ("subtitle", line(&resource.subtitle), TITLE_MAX),
        ("summary", Some(utf16(&resource.summary)), SUMMARY_MAX),
        ("tagline", line(&resource.tagline), SENTENCE_MAX),
        ("question", line(&resource.question), SENTENCE_MAX),
        ("image_alt", line(&resource.image_alt), ALT_MAX),
        ("longest away from", longest(&mut resource.away()), ITEM_MAX),
        ("longest toward", longest(&mut resource.toward()), ITEM_MAX),
        ("longest provides", longest(&mut resource.provides()), ITEM_MAX),
        ("longest reason", longest(because), BECAUSE_MAX),
    ];
    parts.into_iter().filter_map(|(part, used, most)| used.map(|used| Room { part, used, most })).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::page::parse;
    use crate::library::source::SourceFile;

    #[test]
    fn only_parts_that_are_there_are_counted() {
        let text = "+++\ntitle = \"Ä𝄞\"\nauthors = [\"B\"]\nsummary = \"Short.\"\n+++\n\n\
                    ## Why this belongs here\n\n### Away from\n\n- one\n- three\n";
        let resource = parse(&SourceFile::new("a.md", text)).unwrap().0;
        let found: Vec<_> = room(&resource).into_iter().map(|it| (it.part, it.used, it.left())).collect();
        assert_eq!(found, [("title", 3, 197), ("summary", 6, 294), ("longest away from", 5, 195)]);
    }
}
