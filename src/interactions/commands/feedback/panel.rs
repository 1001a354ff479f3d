//! The panel on which a reader says what a work did for them: what is recorded so far, and everything to tap.

use crate::domain::entry::{Entry, EntryKind, NoticedShift, Rating};
use crate::domain::reply::{Button, Embed, Message, Row, Select, SelectOption, Style};
use crate::interactions::custom_id::CustomId;
use crate::interactions::words::escape;
use crate::library::resource::{Resource, cut_at_word, utf16};

use super::on::On;
use super::shift;

/// What the contract says about anonymity; promise no more and no less.
pub const ANONYMITY: &str = "Moderators cannot see your name. Whoever runs the database could.";

/// The button that begins another entry on the same work.
pub const ANOTHER: &str = "feedback.another";
/// What it carries behind the work where its reader stays anonymous.
const VEILED: &str = "anon";

/// Room for a comment in an embed (Discord: Message, Embed Limits), less what follows when it is cut.
const COMMENT: usize = 4_000;

/// What is known of an entry's words while a panel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comment<'a> {
    /// There are none.
    None,
    /// They are there, but were not read.
    Kept,
    /// They are these.
    Text(&'a str),
}

/// A panel on which nothing is recorded yet.
pub fn fresh(resource: &Resource, veiled: bool) -> Message {
    let on = On::Fresh { slug: resource.slug.clone(), veiled };
    let mut text = format!(
        "**{}**\nNothing is recorded here yet: every tap is saved at once. What you gave before is in `/my feedback`.",
        escape(&resource.title)
    );
    if veiled {
        text.push_str(&format!("\nYou stay anonymous. {ANONYMITY}"));
    }
    rows(Message::aside(text), &on, Some(resource), None)
}

/// The panel of an entry.
pub fn of_entry(resource: Option<&Resource>, entry: &Entry, comment: Comment<'_>) -> Message {
    let message = describe(resource, entry, comment);
    rows(message, &On::Entry(entry.number), resource, Some(entry))
}

/// What is recorded in an entry, without anything to tap.
pub fn describe(resource: Option<&Resource>, entry: &Entry, comment: Comment<'_>) -> Message {
    let title =
        resource.map_or_else(|| "A work that has left the library".to_owned(), |it| escape(&it.title));
    let mut text = format!("**{title}** · your feedback #{}\n{}", entry.number, said(entry));
    if let Some(noticed) = &entry.shift {
        text.push_str(&format!("\nNoticed: {}", shift::line(noticed)));
    }
    if comment == Comment::Kept {
        text.push_str("\nWith your comment.");
    }
    if entry.anonymous {
        text.push_str(&format!("\nYou stay anonymous. {ANONYMITY}"));
    }
    let message = Message::aside(text);
    match comment {
        Comment::Text(words) => message.embed(Embed { text: Some(quoted(words)), ..Embed::default() }),
        Comment::None | Comment::Kept => message,
    }
}

/// `Changed how I think · An insight`, as far as it was said.
pub fn said(entry: &Entry) -> String {
    let rating = entry.rating.map(|it| format!("{} · ", it.words())).unwrap_or_default();
    format!("{rating}{}", entry.kind.words())
}

/// What a panel becomes when its entry was taken back.
pub fn withdrawn(resource: Option<&Resource>, entry: &Entry) -> Message {
    let number = entry.number;
    let message = Message::aside(format!("Your feedback #{number} is withdrawn. Its words are erased."));
    match resource.filter(|it| !it.retired) {
        Some(resource) => message.row(Row::Buttons(vec![another(resource, entry.anonymous)])),
        None => message,
    }
}

/// A reader's words as an embed takes them; said so when they do not all fit.
pub fn quoted(words: &str) -> String {
    let whole = escape(words);
    if utf16(&whole) <= COMMENT {
        return whole;
    }
    // Escaping can double a text, so half of the room is safe for any.
    format!("{}\n-# It goes on; all of it is kept.", escape(&cut_at_word(words, COMMENT / 2)))
}

fn rows(message: Message, on: &On, resource: Option<&Resource>, entry: Option<&Entry>) -> Message {
    let message = message.row(ratings(on, entry.and_then(|it| it.rating)));
    let message = match resource.and_then(|it| shifts(on, it, entry.and_then(|it| it.shift.as_ref()))) {
        Some(row) => message.row(row),
        None => message,
    };
    message.row(kinds(on, entry.map(|it| it.kind))).row(actions(on, resource, entry))
}

fn ratings(on: &On, chosen: Option<Rating>) -> Row {
    let button = |rating: Rating| {
        let button = Button::plain(rating.words(), on.id_with("feedback.rate", rating.number()));
        if chosen == Some(rating) { button.styled(Style::Success) } else { button }
    };
    Row::Buttons(Rating::ALL.into_iter().map(button).collect())
}

/// A select needs an option: a work without shifts has none.
fn shifts(on: &On, resource: &Resource, noticed: Option<&NoticedShift>) -> Option<Row> {
    let (options, whole) = shift::options(resource, noticed);
    let question = "Which shift did you notice?";
    let placeholder =
        if whole { question.to_owned() } else { format!("{question} (/feedback shift: finds all)") };
    let id = on.id("feedback.shift");
    (!options.is_empty()).then_some(Row::Select(Select { id, placeholder, options }))
}

fn kinds(on: &On, chosen: Option<EntryKind>) -> Row {
    let option = |kind: EntryKind| SelectOption {
        label: kind.words().to_owned(),
        value: kind.name().to_owned(),
        note: None,
        chosen: chosen == Some(kind),
    };
    let options = EntryKind::ALL.into_iter().map(option).collect();
    // Once an entry is there its kind is chosen, and this is not seen any more.
    let placeholder = match chosen {
        Some(_) => "This is …".to_owned(),
        None => format!("This is … ({} unless you choose)", EntryKind::default().words().to_lowercase()),
    };
    Row::Select(Select { id: on.id("feedback.kind"), placeholder, options })
}

fn actions(on: &On, resource: Option<&Resource>, entry: Option<&Entry>) -> Row {
    let veiled = matches!(on, On::Fresh { veiled: true, .. }) || entry.is_some_and(|it| it.anonymous);
    let stay = Button::plain("Stay anonymous", on.id("feedback.anonymous"));
    let mut stay = if veiled { stay.styled(Style::Success) } else { stay };
    // What was made from a message shows its author there.
    stay.disabled = veiled || entry.is_some_and(|it| it.message.is_some());
    let has_words = entry.is_some_and(|it| it.words.is_some());
    let comment = if has_words { "Edit the comment" } else { "Add a comment" };
    let mut buttons = vec![Button::plain(comment, on.id("feedback.comment")), stay];
    let another = resource.filter(|it| !it.retired).map(|it| another(it, veiled));
    buttons.extend(another.map(|it| Button { disabled: entry.is_none(), ..it }));
    let withdraw = Button::plain("Withdraw", on.id("feedback.withdraw")).styled(Style::Danger);
    buttons.push(Button { disabled: entry.is_none(), ..withdraw });
    Row::Buttons(buttons)
}

/// Whoever stays anonymous in one entry does so in the next, until they say otherwise.
fn another(resource: &Resource, veiled: bool) -> Button {
    let carried = std::iter::once(resource.slug.as_str()).chain(veiled.then_some(VEILED));
    Button::plain("Add another", CustomId::new(ANOTHER, carried))
}

/// Whether the panel that a button opens is anonymous from the start.
pub fn goes_on_veiled(id: &CustomId) -> bool {
    id.argument(1) == Some(VEILED)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::entry::Source;
    use crate::domain::ids::{ActorId, EntryNumber, GuildId, ResourceKey};
    use crate::interactions::render;
    use crate::library::resource::{Side, Slug, Why, WhyPart};

    fn work() -> Resource {
        let mut work = Resource::bare(Slug::try_from("w".repeat(64).as_str()).unwrap(), "T*".repeat(100));
        let lines = |word: &str| (0..30).map(|it| format!("{word} {it} {}", "*_".repeat(90))).collect();
        work.why = Some(Why { parts: vec![WhyPart::Away(lines("old")), WhyPart::Toward(lines("new"))] });
        work
    }

    fn entry(work: &Resource) -> Entry {
        let shift = &work.shifts()[0];
        Entry {
            number: EntryNumber::new(9_999_999),
            resource: ResourceKey { owner: GuildId::DEPLOYMENT, slug: work.slug.clone() },
            actor: ActorId::new(1),
            kind: EntryKind::Correction,
            rating: Some(Rating::ChangedMyThinking),
            shift: Some(NoticedShift { side: Side::Away, key: shift.key(), text: shift.text.clone() }),
            words: None,
            reason: None,
            anonymous: true,
            source: Source::Panel,
            message: None,
            given_at: 0,
            edited_at: None,
            status: crate::domain::entry::Status::Given,
        }
    }

    #[test]
    fn the_longest_of_everything_fits() {
        let work = work();
        for words in ["*".repeat(4_000), "👩‍👩‍👧".repeat(500), "a\n".repeat(2_000)] {
            let panel = of_entry(Some(&work), &entry(&work), Comment::Text(&words));
            render::message(&panel).unwrap();
            assert_eq!(panel.rows.len(), 4);
        }
        render::message(&fresh(&work, true)).unwrap();
    }

    #[test]
    fn what_an_entry_is_until_its_reader_chooses_is_said_before() {
        let is_it = |row: &Row| matches!(row, Row::Select(it) if it.placeholder == "This is … (an insight unless you choose)");
        assert!(fresh(&work(), false).rows.iter().any(is_it));
    }

    #[test]
    fn a_cut_comment_says_that_it_goes_on() {
        assert!(quoted(&"*".repeat(2_001)).ends_with("all of it is kept."));
        assert_eq!(quoted(&"*".repeat(2_000)), "\\*".repeat(2_000));
    }

    #[test]
    fn a_work_that_left_can_still_be_taken_back() {
        let panel = of_entry(None, &entry(&work()), Comment::Kept);
        assert!(panel.text.starts_with("**A work that has left the library** · your feedback #9999999"));
        assert_eq!(panel.rows.len(), 3);
    }
}
