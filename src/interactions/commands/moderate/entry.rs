//! `/moderate show` and `/moderate remove`: one entry by its number.

use std::sync::Arc;

use crate::domain::decision::{Act, Decision, Key, Moment, Needs, Typed};
use crate::domain::entry::rules::{self, Reader};
use crate::domain::entry::{Entry, Rating, Source, Status};
use crate::domain::ids::{EntryNumber, GuildId, UserId};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Button, Embed, Field, Form, Input, Message, Reply, Row, Style};
use crate::domain::state::State;
use crate::export::pseudonym;
use crate::interactions::command::{Outcome, Step};
use crate::interactions::commands::feedback::{quoted, typed};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::interactions::gate;
use crate::interactions::request::{Ask, Press};
use crate::interactions::words::{escape, moment};
use crate::library::catalogue::Catalogue;
use crate::library::resource::{Side, utf16};
use crate::store::Stop;
use crate::store::entries::Full;

use super::{REASON, REMOVE};

/// Most characters of a reason.
pub(super) const MOST_REASON: u16 = 500;
/// The field of the form that holds the reason.
pub(super) const REASON_FIELD: &str = "reason";

/// Shows an entry, with its author's name only to who may export names.
pub(super) fn show(desk: &Desk<'_>, ask: &Ask, number: EntryNumber) -> Step {
    let view = View {
        guild: desk.guild,
        library: Arc::clone(&desk.catalogue),
        authors: if gate::is_manager(&ask.member) { Seen::ByName } else { Seen::ByPseudonym },
    };
    Step::read(move |scope| async move {
        let found = scope.entry(number).await.map_err(|err| Stop::Failed(Arc::new(err)))?;
        let full = found.ok_or_else(|| Stop::Refused(rules::no_entry(number)))?;
        Ok(Step::say(view.message(&full)))
    })
}

/// The form that asks why.
pub(super) fn ask_reason(number: EntryNumber) -> Step {
    Step::Reply(Reply::Ask(Form {
        id: CustomId::new(REASON, [number]).into(),
        title: format!("Remove entry #{number}"),
        inputs: vec![Input {
            id: REASON_FIELD.to_owned(),
            label: "Why? Its author will read this.".to_owned(),
            placeholder: "It names somebody who did not agree to it.".to_owned(),
            value: None,
            most: MOST_REASON,
            required: true,
            tall: true,
        }],
    }))
}

/// Takes an entry out. `from` is the form, if the reason came by one.
pub(super) fn remove(ask: &Ask, number: EntryNumber, reason: &str, from: Option<&Press>) -> Outcome {
    let Some(reason) = typed(reason) else {
        return Err(Refusal::new(format!(
            "Entry #{number} stays: a removal needs a reason, because its author will ask for one."
        ))
        .with_again(CustomId::new(REMOVE, [number])));
    };
    if utf16(&reason) > usize::from(MOST_REASON) {
        let why = format!("Entry #{number} stays: a reason takes at most {MOST_REASON} characters.");
        return Err(Refusal::new(why).handing_back(Some(again(number, &reason))));
    }
    Ok(Step::act(RemoveEntry {
        reader: ask.reader(),
        interaction: ask.interaction,
        at: ask.at,
        number,
        reason,
        // Over the entry that was shown: its words are not to stand there any longer.
        over: from.is_some_and(|it| it.aside),
    }))
}

/// A reason, and the way back to the form that takes it.
fn again(number: EntryNumber, reason: &str) -> Typed {
    Typed::words(reason, CustomId::new(REMOVE, [number]))
}

/// How an author is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    ByName,
    ByPseudonym,
}

struct View {
    guild: GuildId,
    library: Arc<Catalogue>,
    authors: Seen,
}

impl View {
    fn message(&self, full: &Full) -> Message {
        let entry = &full.entry;
        if entry.status == Status::Withdrawn {
            return withdrawn(full);
        }
        let mut fields = vec![
            field("About", self.title(entry)),
            field("Kind", entry.kind.words().to_owned()),
            field("Rating", entry.rating.map_or("none".to_owned(), |it| Rating::words(it).to_owned())),
        ];
        fields.extend(entry.shift.as_ref().map(|it| {
            let side = if it.side == Side::Away { "Away from" } else { "Toward" };
            field("Shift", format!("{side}: {}", escape(&it.text)))
        }));
        fields.push(field("Given", when(entry, Some(entry.given_at))));
        if !entry.anonymous && entry.edited_at.is_some() {
            fields.push(field("Changed", when(entry, entry.edited_at)));
        }
        fields.push(field("By", self.author(full)));
        fields.push(field("Came in", came_in(entry, self.guild)));
        fields.extend(full.reason.as_ref().map(|it| field("Removed because", escape(it))));
        let embed = Embed {
            title: Some(format!("Feedback #{}", entry.number)),
            text: Some(said(full)),
            fields,
            ..Embed::default()
        };
        Message::aside("").embed(embed).row(Row::Buttons(buttons(entry)))
    }

    fn title(&self, entry: &Entry) -> String {
        self.library
            .find(&entry.resource.slug)
            .map_or_else(|| "a work that has left the library".to_owned(), |it| escape(&it.title))
    }

    fn author(&self, full: &Full) -> String {
        let named = full.reader.as_ref().filter(|_| self.authors == Seen::ByName && !full.entry.anonymous);
        let alias = pseudonym(self.guild, full.entry.actor);
        match named {
            Some((user, name)) => format!("{} (<@{user}>), {alias} in exports", escape(name)),
            None if full.entry.anonymous => format!("{alias}, who stays anonymous"),
            None => alias,
        }
    }
}

/// Nothing but that: whoever stays anonymous after a tap has the named entry withdrawn, and its rating, its work and
/// its hour beside a name would tell whose the anonymous one is.
fn withdrawn(full: &Full) -> Message {
    let title = Some(format!("Feedback #{}", full.entry.number));
    Message::aside("").embed(Embed { title, text: Some(said(full)), ..Embed::default() })
}

fn field(name: &str, text: String) -> Field {
    Field { name: name.to_owned(), text, inline: true }
}

/// The words, or why there are none.
fn said(full: &Full) -> String {
    match (&full.words, full.entry.status) {
        (Some(words), _) => quoted(words),
        (None, Status::Removed) => "*A moderator removed it; the words are erased.*".to_owned(),
        (None, Status::Withdrawn) => "*Its author took it back; the words are erased.*".to_owned(),
        (None, Status::Given) => "*No words.*".to_owned(),
    }
}

/// An anonymous entry tells its day only, here as in exports.
fn when(entry: &Entry, millis: Option<i64>) -> String {
    let millis = millis.unwrap_or(entry.given_at);
    if !entry.anonymous {
        return moment(millis, 'f');
    }
    let at = chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default();
    format!("{} (UTC)", at.date_naive())
}

fn came_in(entry: &Entry, guild: GuildId) -> String {
    let by = match entry.source {
        Source::Panel => "by the panel",
        Source::Command => "by `/feedback`",
        Source::Message => "as a message that its author logged",
        Source::Moderator => "as a message that a moderator logged",
    };
    match entry.message.filter(|_| !entry.anonymous) {
        Some(message) => format!("{by}: {}", message.url(guild)),
        None => by.to_owned(),
    }
}

fn buttons(entry: &Entry) -> Vec<Button> {
    let id = CustomId::new(REMOVE, [entry.number]);
    let remove = Button::plain("Remove", id).styled(Style::Danger);
    if entry.status == Status::Given { vec![remove] } else { Vec::new() }
}

/// A moderator takes an entry out.
struct RemoveEntry {
    reader: Reader,
    interaction: u64,
    at: i64,
    number: EntryNumber,
    reason: String,
    over: bool,
}

impl Act for RemoveEntry {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        format!("remove {} {}", self.number, self.reason)
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.at)
    }

    fn typed(&self) -> Option<Typed> {
        Some(again(self.number, &self.reason))
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { entries: vec![self.number], ..Needs::default() }
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let person = rules::person(state, moment, &self.reader);
        let done = Message::aside(format!(
            "Entry #{} is removed: its words are erased and it no longer counts. Its author reads your reason in `/my feedback`.",
            self.number
        ));
        let reply = if self.over { Reply::Update(done) } else { Reply::Say(done) };
        let mut decision = Decision::reply(reply);
        rules::remove(state, (self.reader.guild, person.actor), (self.number, &self.reason), &mut decision)?;
        decision.people.push(person);
        Ok(decision)
    }
}
