//! What "Log as feedback" does: keeps a draft, makes an entry of a message, gives it back.

use std::sync::Arc;

use crate::domain::decision::{Act, Decision, Moment, Needs, Typed};
use crate::domain::draft::{self, Logged};
use crate::domain::entry::rules::{self, Beginning, Filling, Reader, Target};
use crate::domain::entry::{Entry, Source};
use crate::domain::ids::{DraftNumber, EntryNumber};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Button, Message, Reply, Row, SelectOption};
use crate::domain::state::State;
use crate::interactions::commands::feedback::{By, Comment, Shown, about, asked_by, of_entry};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk;
use crate::interactions::words::escape;
use crate::library::catalogue::Catalogue;
use crate::library::resource::Resource;

use super::choice;

/// Keeps a message until its logger says which work it is about.
pub struct KeepDraft {
    /// The logger.
    pub by: By,
    /// The message.
    pub message: Logged,
    /// The works to choose from.
    pub options: Vec<SelectOption>,
}

impl Act for KeepDraft {
    asked_by!(by, message.author);

    fn fingerprint(&self) -> String {
        format!("draft {:?}", self.message.place)
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { messages: vec![self.message.place.message], ..Needs::default() }
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let number = draft::keep(state, moment, &self.by.reader, &self.message, &mut decision)?;
        decision.reply = Reply::Say(choice::ask(number, &self.options));
        Ok(decision)
    }
}

/// What a logger chose.
pub struct Chosen {
    /// The logger.
    pub by: By,
    /// What the message is about.
    pub resource: Arc<Resource>,
    /// The draft that kept the message.
    pub draft: Option<DraftNumber>,
    /// Numbers drawn by lot; no entry made from a message is anonymous, but the rules ask.
    pub lots: [EntryNumber; 3],
    /// Where the author's own receipt is shown.
    pub shown: Shown,
    /// What is handed back: the message's words, as long as its draft can still be taken.
    pub typed: Option<Typed>,
}

/// Makes an entry of a message. The entry is its author's, whoever logs it.
pub struct Log {
    /// What the logger chose.
    pub chosen: Chosen,
    /// The message.
    pub message: Logged,
    /// By which door it comes in.
    pub source: Source,
}

impl Log {
    fn author(&self) -> Reader {
        let by = &self.chosen.by.reader;
        match self.source {
            Source::Moderator => self.message.author.reader(by.guild),
            Source::Message | Source::Panel | Source::Command => by.clone(),
        }
    }

    fn target(&self) -> Target {
        Target::Fresh(Beginning {
            resource: desk::key(&self.chosen.resource),
            title: self.chosen.resource.title.clone(),
            anonymous: false,
            source: self.source,
            message: Some(self.message.place),
            panel: None,
            lots: self.chosen.lots,
        })
    }

    /// A receipt for the author alone, or a public one, so that the author learns of it.
    fn receipt(&self, entry: &Entry) -> Reply {
        if self.source != Source::Moderator {
            let words = Comment::Text(&self.message.text);
            return self.chosen.shown.reply(of_entry(Some(&self.chosen.resource), entry, words));
        }
        let (number, title) = (entry.number, escape(&self.chosen.resource.title));
        let text = format!("Kept as feedback #{number} on *{title}*. Its author can take it back.");
        let withdraw = Button::plain("Withdraw", CustomId::new("keep.withdraw", [number]));
        // The author is not notified; whoever comes by sees what was kept.
        let kept = Button::link("Go to the message", self.message.place.url(self.guild()));
        let message = Message::open(text).row(Row::Buttons(vec![withdraw, kept]));
        Reply::Say(Message { quiet: true, ..message })
    }
}

impl Act for Log {
    asked_by!(chosen.by, message.author);

    fn fingerprint(&self) -> String {
        format!("log {:?} {} {:?}", self.message.place, self.chosen.resource.slug, self.chosen.draft)
    }

    fn typed(&self) -> Option<Typed> {
        self.chosen.typed.clone()
    }

    fn needs(&self, people: &State) -> Needs {
        let mut needs = rules::needs(people, &self.author(), &self.target());
        needs.drafts.extend(self.chosen.draft);
        needs
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        if let Some(number) = self.chosen.draft {
            draft::spend(state, moment, &self.chosen.by.reader, number, &mut decision)?;
        }
        let filling = Filling { comment: Some(self.message.text.clone()), ..Filling::default() };
        let with = (&self.target(), &filling);
        let entry = rules::fill(state, moment, &self.author(), with, &mut decision)?;
        decision.reply = self.receipt(&entry);
        Ok(decision)
    }
}

/// Takes back an entry that a moderator made of a message.
pub struct GiveBack {
    /// Who takes it back.
    pub by: By,
    /// The entry.
    pub number: EntryNumber,
    /// Whether they are a moderator.
    pub moderator: bool,
    /// The library.
    pub catalogue: Arc<Catalogue>,
}

impl Act for GiveBack {
    asked_by!(by);

    fn fingerprint(&self) -> String {
        format!("give back {}", self.number)
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { entries: vec![self.number], ..Needs::default() }
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let by = rules::person(state, moment, &self.by.reader);
        let own = state.entries.find(&(self.guild(), self.number)).is_some_and(|it| by.is(it.actor));
        let entry = if own || !self.moderator {
            rules::withdraw(state, &self.by.reader, self.number, &mut decision)?
        } else {
            let entry = rules::give_back(state, (self.guild(), by.actor), self.number, &mut decision)?;
            decision.people.push(by);
            entry
        };
        let title = about(&self.catalogue, &entry).map(|it| format!(" on *{}*", escape(&it.title)));
        let text = format!("Feedback #{}{} was taken back.", self.number, title.unwrap_or_default());
        decision.reply = Reply::Update(Message::open(text));
        Ok(decision)
    }
}
