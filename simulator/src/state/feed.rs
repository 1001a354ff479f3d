//! What is kept for those who look at the page: which messages changed, what a person put out of sight, what the host
//! has to say, and what crossed the wire. Empty, and free, while nobody serves a page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::wire::Wire;
use crate::snowflake::Id;

/// As many changes are kept for a page that is slower than the world.
const KEPT: usize = 8_192;

/// A message that is not as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// New or changed: channel and message.
    Message(Id, Id),
    /// Deleted, or put out of sight by the one person who saw it.
    Gone { channel: Id, message: Id, audience: Option<Id> },
}

/// The feed.
#[derive(Default)]
pub struct Feed {
    /// Whether there is a page at all.
    pub watched: bool,
    /// What crossed the wire.
    pub wire: Wire,
    /// What the host has to say, by its kind.
    pub notices: BTreeMap<&'static str, String>,
    touched: VecDeque<Touched>,
    next: u64,
    dismissed: BTreeSet<Id>,
}

impl Feed {
    /// Remembers a change.
    pub fn note(&mut self, touched: Touched) {
        if !self.watched {
            return;
        }
        if self.touched.len() == KEPT {
            self.touched.pop_front();
        }
        self.touched.push_back(touched);
        self.next += 1;
    }

    /// Where the feed is now.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// Everything from a position on, oldest first; `None` if some of it is forgotten.
    pub fn since(&self, position: u64) -> Option<impl Iterator<Item = Touched>> {
        let missing = usize::try_from(self.next.checked_sub(position)?).ok()?;
        let skipped = self.touched.len().checked_sub(missing)?;
        Some(self.touched.iter().skip(skipped).copied())
    }

    /// Puts a message out of the sight of the one person who saw it.
    pub fn dismiss(&mut self, channel: Id, message: Id, audience: Id) {
        self.dismissed.insert(message);
        self.note(Touched::Gone { channel, message, audience: Some(audience) });
    }

    /// Whether the one person who saw it does not want to see it any more.
    pub fn is_dismissed(&self, message: Id) -> bool {
        self.dismissed.contains(&message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched() -> Feed {
        Feed { watched: true, ..Feed::default() }
    }

    #[test]
    fn everything_since_a_position_is_told_in_order() {
        let mut feed = watched();
        feed.note(Touched::Message(Id(1), Id(2)));
        let position = feed.position();
        feed.note(Touched::Message(Id(1), Id(3)));
        feed.note(Touched::Message(Id(1), Id(2)));
        let since: Vec<Touched> = feed.since(position).into_iter().flatten().collect();
        assert_eq!(since, [Touched::Message(Id(1), Id(3)), Touched::Message(Id(1), Id(2))]);
    }

    #[test]
    fn who_is_too_far_behind_hears_that_something_is_missing() {
        let mut feed = watched();
        for number in 0..=KEPT as u64 {
            feed.note(Touched::Message(Id(1), Id(number)));
        }
        assert!(feed.since(0).is_none());
        assert_eq!(feed.since(1).into_iter().flatten().count(), KEPT);
        assert!(feed.since(feed.position() + 1).is_none(), "a position from elsewhere");
    }

    #[test]
    fn nothing_is_kept_while_nobody_serves_a_page() {
        let mut feed = Feed::default();
        feed.note(Touched::Message(Id(1), Id(2)));
        assert_eq!(feed.position(), 0);
    }
}
