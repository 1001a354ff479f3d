//! What the options of `/feedback` ask for, also across the question which work it is about: the answer's button carries
//! it, for nothing else would bring it back.

use crate::domain::entry::{EntryKind, Rating};
use crate::domain::refusal::Refusal;
use crate::domain::reply::Message;
use crate::interactions::custom_id::CustomId;
use crate::interactions::request::Call;
use crate::interactions::words::to_copy;

use super::typed;

/// What stands for an option that was not given.
const NONE: char = '-';
/// How long a shift's key is; what is typed instead has no room in a button.
const KEY: usize = 12;

/// Whether a panel begins anonymous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Veil {
    On,
    Off,
}

/// What was asked for by options.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) rating: Option<Rating>,
    pub(super) kind: Option<EntryKind>,
    pub(super) shift: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) veil: Veil,
}

impl Asked {
    pub(super) fn read(call: &Call) -> Self {
        let options = &call.options;
        Self {
            rating: options.int("rating").and_then(Rating::from_number),
            kind: options.text("kind").and_then(EntryKind::from_name),
            shift: options.text("shift").and_then(typed),
            comment: options.text("comment").and_then(typed),
            veil: if options.flag("anonymous") { Veil::On } else { Veil::Off },
        }
    }

    /// As arguments of a button; the comment is handed back, and so is a shift that was typed.
    pub(super) fn carried(&self) -> [String; 2] {
        let veil = if self.veil == Veil::On { 'v' } else { NONE };
        let rating = self.rating.map_or_else(|| NONE.to_string(), |it| it.number().to_string());
        let kind = self.kind.and_then(|kind| EntryKind::ALL.into_iter().position(|it| it == kind));
        let kind = kind.map_or_else(|| NONE.to_string(), |it| it.to_string());
        [format!("{veil}{rating}{kind}"), self.key().unwrap_or_default().to_owned()]
    }

    /// What a button carries, from this argument on.
    pub(super) fn of(id: &CustomId, from: usize) -> Option<Self> {
        let [veil, rating, kind] = <[char; 3]>::try_from(Vec::from_iter(id.argument(from)?.chars())).ok()?;
        let number = |it: char| it.to_digit(10);
        Some(Self {
            rating: number(rating).and_then(|it| Rating::from_number(it.into())),
            kind: number(kind).and_then(|it| EntryKind::ALL.get(usize::try_from(it).ok()?).copied()),
            shift: id.argument(from + 1).filter(|it| !it.is_empty()).map(str::to_owned),
            comment: None,
            veil: if veil == NONE { Veil::Off } else { Veil::On },
        })
    }

    /// The shift, as a suggestion gives it.
    fn key(&self) -> Option<&str> {
        let is_key = |it: &&str| it.len() == KEY && it.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.shift.as_deref().filter(is_key)
    }

    pub(super) fn refused(&self, refusal: Refusal) -> Refusal {
        refusal.with_words(self.comment.as_deref())
    }

    /// A question to the reader; what they typed is not lost over it.
    pub(super) fn handed_back(&self, mut message: Message) -> Message {
        if self.shift.is_some() && self.key().is_none() {
            message.text.push_str(" The shift can be chosen after that.");
        }
        match &self.comment {
            Some(words) => message.embed(to_copy(words)),
            None => message,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::interactions::custom_id::LONGEST;

    fn asked() -> Asked {
        Asked { rating: None, kind: None, shift: None, comment: None, veil: Veil::Off }
    }

    fn across(it: &Asked) -> Asked {
        let [flags, shift] = it.carried();
        let id = CustomId::new("feedback.about", ["a".repeat(64), flags, shift]).to_string();
        assert!(id.len() <= LONGEST, "{id}");
        Asked::of(&CustomId::parse(&id).unwrap(), 1).unwrap()
    }

    #[test]
    fn options_come_back_from_a_button() {
        assert_eq!(across(&asked()), asked());
        for kind in EntryKind::ALL {
            let it = Asked {
                rating: Some(Rating::VeryUseful),
                kind: Some(kind),
                shift: Some("12bae38e297a".to_owned()),
                veil: Veil::On,
                ..asked()
            };
            assert_eq!(across(&it), it);
        }
        let in_words = Asked { shift: Some("from pipelines".to_owned()), ..asked() };
        assert_eq!(across(&in_words), asked(), "it has no room there");
        assert!(in_words.handed_back(Message::aside("?")).text.contains("The shift can be chosen"));
    }

    #[test]
    fn what_is_not_ours_is_not_read() {
        for flags in ["", "-", "-5", "feedback.open"] {
            assert_eq!(Asked::of(&CustomId::new("feedback.choose", [flags]), 0), None, "{flags}");
        }
    }
}
