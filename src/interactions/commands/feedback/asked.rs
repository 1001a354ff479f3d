//! What the options of `/feedback` ask for, also across the question which work it is about: the answer's button carries
//! it, for nothing else would bring it back.

use crate::domain::decision::Typed;
use crate::domain::entry::{EntryKind, NoticedShift, Rating};
use crate::domain::refusal::Refusal;
use crate::domain::reply::Message;
use crate::interactions::custom_id::CustomId;
use crate::interactions::request::Call;
use crate::interactions::words::{asked_for, escape, to_copy};
use crate::library::resource::{Resource, Slug, cut_at_word};

use super::{ABOUT, AGAIN, shift, typed};

/// What stands for an option that was not given.
const NONE: char = '-';
/// How long a shift's key is; what is typed instead has no room in a button.
const KEY: usize = 12;
/// How much of a typed shift is shown, in UTF-16 units: escaped beside a comment it must fit into the 6,000 that Discord
/// takes (Message, Embed Limits). No work's shift is nearly as long.
const SHIFT: usize = 800;

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
        [self.flags(), self.key().unwrap_or_default().to_owned()]
    }

    fn flags(&self) -> String {
        let veil = if self.veil == Veil::On { 'v' } else { NONE };
        let rating = self.rating.map_or_else(|| NONE.to_string(), |it| it.number().to_string());
        let kind = self.kind.and_then(|kind| EntryKind::ALL.into_iter().position(|it| it == kind));
        let kind = kind.map_or_else(|| NONE.to_string(), |it| it.to_string());
        format!("{veil}{rating}{kind}")
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

    /// In lines, except the comment, which is handed back ready to copy.
    fn told(&self, noticed: Option<&NoticedShift>) -> Option<String> {
        let typed = || self.shift.as_deref().filter(|_| self.key().is_none());
        let shift = noticed.map(shift::line).or_else(|| typed().map(|it| escape(&cut_at_word(it, SHIFT))));
        let lines = [
            self.rating.map(|it| format!("Rating: {}", it.words())),
            self.kind.map(|it| format!("Kind: {}", it.words())),
            shift.map(|it| format!("Shift: {it}")),
            (self.veil == Veil::On).then(|| "You stay anonymous.".to_owned()),
        ];
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// What is handed back when this cannot be recorded on a work; `None` when nothing was asked for.
    pub(super) fn back(&self, resource: &Resource, noticed: Option<&NoticedShift>) -> Option<Typed> {
        let (words, asked) = (self.comment.clone(), self.told(noticed));
        let kind = if words.is_some() { AGAIN } else { ABOUT };
        let key = noticed.map(|it| it.key.as_str()).or(self.key());
        let again = self.id(kind, &resource.slug, key).into();
        (words.is_some() || asked.is_some()).then_some(Typed { words, asked, again })
    }

    /// The `custom_id` of a kind that asks for the same on a work, without the comment.
    pub(super) fn on(&self, kind: &str, slug: &Slug) -> CustomId {
        self.id(kind, slug, self.key())
    }

    fn id(&self, kind: &str, slug: &Slug, shift: Option<&str>) -> CustomId {
        CustomId::new(kind, [slug.as_str(), &self.flags(), shift.unwrap_or_default()])
    }

    pub(super) fn refused(&self, mut refusal: Refusal) -> Refusal {
        refusal.asked = self.told(None);
        refusal.with_words(self.comment.as_deref())
    }

    /// A question to the reader; what they typed is not lost over it.
    pub(super) fn handed_back(&self, mut message: Message) -> Message {
        message.embeds.extend(self.comment.as_deref().map(to_copy));
        if self.shift.is_some() && self.key().is_none() {
            message.text.push_str(" The shift can be chosen after that.");
            message.embeds.extend(self.told(None).map(asked_for));
        }
        message
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::FILL;
    use super::*;
    use crate::interactions::custom_id::LONGEST;

    fn asked() -> Asked {
        Asked { rating: None, kind: None, shift: None, comment: None, veil: Veil::Off }
    }

    fn across(it: &Asked) -> Asked {
        let longest = Slug::try_from("a".repeat(64).as_str()).unwrap();
        let ids = [ABOUT, AGAIN, FILL].map(|kind| it.on(kind, &longest).to_string());
        assert!(ids.iter().all(|id| id.len() <= LONGEST), "{ids:?}");
        Asked::of(&CustomId::parse(&ids[0]).unwrap(), 1).unwrap()
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
