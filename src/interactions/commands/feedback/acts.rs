//! What readers do to entries: fill, hide, take back. Rules decide; the panel says how things stand then.

use std::sync::Arc;

use crate::domain::decision::{Act, Decision, Moment, Needs, Typed};
use crate::domain::entry::Entry;
use crate::domain::entry::rules::{self, Filling, Hiding, Reader, Target};
use crate::domain::ids::{EntryNumber, MessageId, Pos, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Message, Reply};
use crate::domain::state::State;
use crate::interactions::desk;
use crate::interactions::request::{Ask, Press};
use crate::library::catalogue::Catalogue;
use crate::library::resource::Resource;

use super::panel::{self, Comment};

/// Whose act it is, and the interaction that asked for it.
#[derive(Clone, Debug)]
pub struct By {
    /// The interaction.
    pub interaction: u64,
    /// When Discord made it, in epoch milliseconds.
    pub at: i64,
    /// The member.
    pub reader: Reader,
}

impl By {
    /// The asker.
    pub fn of(ask: &Ask) -> Self {
        Self { interaction: ask.interaction, at: ask.at, reader: ask.reader() }
    }
}

/// What every act that a member's interaction asks for says alike, from the field that holds its [`By`]: whose log it
/// writes to, its key, when it was asked, and whose rows it reads; those of another person, too, where one is named.
macro_rules! asked_by {
    ($($by:ident).+ $(, $($other:ident).+)?) => {
        fn guild(&self) -> $crate::domain::ids::GuildId {
            self.$($by).+.reader.guild
        }

        fn key(&self) -> $crate::domain::decision::Key {
            $crate::domain::decision::Key::interaction(self.$($by).+.interaction)
        }

        fn at_source(&self) -> Option<i64> {
            Some(self.$($by).+.at)
        }

        fn people(&self) -> Vec<$crate::domain::ids::UserId> {
            vec![self.$($by).+.reader.user $(, self.$($other).+.user)?]
        }
    };
}
pub(in crate::interactions) use asked_by;

/// Where an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In a message of its own.
    Anew,
    /// In place of the message that was pressed.
    InPlace,
}

impl Shown {
    /// A press on a message that only its presser sees changes that message; any other gets one of its own.
    pub fn after(press: &Press) -> Self {
        if press.aside { Self::InPlace } else { Self::Anew }
    }

    /// The reply that shows a message there.
    pub fn reply(self, message: Message) -> Reply {
        match self {
            Self::Anew => Reply::Say(message),
            Self::InPlace => Reply::Update(message),
        }
    }
}

/// Fills an entry and shows its panel.
pub struct Fill {
    /// Who fills.
    pub by: By,
    /// Which entry.
    pub target: Target,
    /// With what.
    pub filling: Filling,
    /// The words that the entry had before, where they were read, with where they lay.
    pub known: Option<(Pos, String)>,
    /// What was typed, to be handed back.
    pub typed: Option<Typed>,
    /// The library, for titles and shifts.
    pub catalogue: Arc<Catalogue>,
    /// Where the panel is shown.
    pub shown: Shown,
}

impl Act for Fill {
    asked_by!(by);

    fn fingerprint(&self) -> String {
        // Without the lots, which are drawn anew when Discord sends an interaction twice.
        let about = match &self.target {
            Target::Entry(number) => format!("entry {number}"),
            Target::Fresh(it) | Target::Once(it) => {
                format!("{} {} {:?} {:?}", it.resource, it.anonymous, it.message, it.panel)
            }
        };
        format!("fill {about} {:?}", self.filling)
    }

    fn typed(&self) -> Option<Typed> {
        self.typed.clone()
    }

    fn needs(&self, people: &State) -> Needs {
        rules::needs(people, &self.by.reader, &self.target)
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let with = (&self.target, &self.filling);
        let entry = rules::fill(state, moment, &self.by.reader, with, &mut decision)?;
        let resource = about(&self.catalogue, &entry);
        // Without an event the entry is left as it stands, and so are its words.
        let typed = self.filling.comment.as_deref().filter(|_| !decision.events.is_empty());
        let comment = self.comment(&entry, typed);
        decision.reply = self.shown.reply(panel::of_entry(resource.as_deref(), &entry, comment));
        Ok(decision)
    }
}

impl Fill {
    /// The words as the panel shows them: those just typed, else those that were read and still stand.
    fn comment<'a>(&'a self, entry: &Entry, typed: Option<&'a str>) -> Comment<'a> {
        match (typed, &self.known, entry.words) {
            (Some(typed), _, _) => Comment::Text(typed),
            (None, _, None) => Comment::None,
            (None, Some((at, words)), Some(now)) if *at == now => Comment::Text(words),
            (None, _, Some(_)) => Comment::Kept,
        }
    }
}

/// Makes a named entry anonymous.
pub struct Hide {
    /// Whose entry it is.
    pub by: By,
    /// What it is about.
    pub resource: ResourceKey,
    /// Which entry, with what was read of it.
    pub hiding: Hiding,
    /// The library.
    pub catalogue: Arc<Catalogue>,
    /// Where the panel is shown.
    pub shown: Shown,
}

impl Act for Hide {
    asked_by!(by);

    fn fingerprint(&self) -> String {
        format!("hide {}", self.hiding.number)
    }

    fn needs(&self, people: &State) -> Needs {
        rules::needs_to_hide(people, &self.by.reader, &self.resource, &self.hiding)
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let entry = rules::hide(state, moment, &self.by.reader, self.hiding.clone(), &mut decision)?;
        let resource = about(&self.catalogue, &entry);
        let comment = self.hiding.words.as_deref().map_or(Comment::None, Comment::Text);
        decision.reply = self.shown.reply(panel::of_entry(resource.as_deref(), &entry, comment));
        Ok(decision)
    }
}

/// Stays anonymous on a panel that has recorded nothing yet.
pub struct Veil {
    /// Who stays anonymous.
    pub by: By,
    /// On which panel.
    pub panel: MessageId,
    /// What it is about.
    pub resource: Arc<Resource>,
}

impl Act for Veil {
    asked_by!(by);

    fn fingerprint(&self) -> String {
        format!("veil {}", self.panel)
    }

    fn needs(&self, people: &State) -> Needs {
        rules::needs_to_veil(people, &self.by.reader)
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::reply(Reply::Update(panel::fresh(&self.resource, true)));
        let on = (self.panel, &desk::key(&self.resource));
        rules::veil(state, moment, &self.by.reader, on, &mut decision)?;
        Ok(decision)
    }
}

/// Takes an entry back.
pub struct Withdraw {
    /// Whose entry it is.
    pub by: By,
    /// Which entry.
    pub number: EntryNumber,
    /// The library.
    pub catalogue: Arc<Catalogue>,
    /// Where it is said.
    pub shown: Shown,
}

impl Act for Withdraw {
    asked_by!(by);

    fn fingerprint(&self) -> String {
        format!("withdraw {}", self.number)
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { entries: vec![self.number], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let entry = rules::withdraw(state, &self.by.reader, self.number, &mut decision)?;
        let resource = about(&self.catalogue, &entry);
        decision.reply = self.shown.reply(panel::withdrawn(resource.as_deref(), &entry));
        Ok(decision)
    }
}

/// What an entry is about, as far as the library still knows it.
pub fn about(catalogue: &Catalogue, entry: &Entry) -> Option<Arc<Resource>> {
    catalogue.find(&entry.resource.slug)
}
