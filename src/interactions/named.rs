//! From what somebody typed to the work they mean, and what to offer when that is not clear.

use std::sync::Arc;

use crate::domain::reply::{Button, Choice, Message, Row};
use crate::library::catalogue::Lookup;
use crate::library::resource::{Resource, Slug, cut_at_word};

use super::custom_id::CustomId;
use super::desk::Desk;
use super::request::Ask;

/// Longest label of a button, in UTF-16 units (Discord: Component Reference, Button).
const LABEL_MAX: usize = 80;

/// What a typed name leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The work that was meant.
    One(Arc<Resource>),
    /// One to five that may be meant, best first.
    Several(Vec<Arc<Resource>>),
    /// There is nothing in the library yet.
    EmptyLibrary,
}

/// Choices for a name that is being typed; for nothing typed what was lately talked about here, then the rest.
/// Empty only when the library is.
pub fn suggest(desk: &Desk<'_>, typed: &str) -> Vec<Choice> {
    let recent = desk.rows().recent();
    let suggestions = desk.catalogue.suggest(typed, &recent).into_iter();
    suggestions.map(|it| Choice { name: it.name, value: it.slug.to_string() }).collect()
}

/// The work that a chosen or typed name means.
pub fn resolve(desk: &Desk<'_>, typed: &str) -> Named {
    if let Some(chosen) = chosen(desk, typed) {
        return Named::One(chosen);
    }
    match desk.catalogue.lookup(typed) {
        Lookup::Found(one) => Named::One(one),
        Lookup::Several(several) => Named::Several(several),
        Lookup::Empty => Named::EmptyLibrary,
    }
}

/// "Did you mean" for the asker alone, each button with the `custom_id` `kind:1:<slug>`.
pub fn did_you_mean(several: &[Arc<Resource>], kind: &str) -> Message {
    did_you_mean_by(several, |slug| CustomId::new(kind, [slug]))
}

/// [`did_you_mean`] for buttons that carry more than the work.
pub fn did_you_mean_by(several: &[Arc<Resource>], id: impl Fn(&Slug) -> CustomId) -> Message {
    let labels = labels(several);
    let buttons = several.iter().zip(labels).map(|(it, label)| Button::plain(label, id(&it.slug)));
    let question = if several.len() == 1 { "Did you mean this one?" } else { "Did you mean one of these?" };
    Message::aside(format!("I am not sure which work that is. {question}"))
        .row(Row::Buttons(buttons.collect()))
}

/// What to say when there is nothing to choose from.
pub fn empty_library() -> Message {
    Message::aside("There is nothing in the library yet.")
}

/// The work whose discussion this channel is.
pub fn here(desk: &Desk<'_>, ask: &Ask) -> Option<Arc<Resource>> {
    let key = desk.rows().discussed_in(ask.channel.id)?;
    desk.catalogue.find(&key.slug)
}

/// A choice sends the work's own permanent name: no other work's title or former name may come before it.
fn chosen(desk: &Desk<'_>, typed: &str) -> Option<Arc<Resource>> {
    let slug = Slug::try_from(typed.trim()).ok()?;
    desk.catalogue.find(&slug).filter(|it| it.slug == slug)
}

/// Short names; the long one where two would read the same.
fn labels(several: &[Arc<Resource>]) -> Vec<String> {
    let short: Vec<String> = several.iter().map(|it| it.choice_name()).collect();
    let twice = |name: &String| short.iter().filter(|it| *it == name).count() > 1;
    let names = several.iter().zip(&short);
    names
        .map(|(it, name)| if twice(name) { it.long_choice_name() } else { name.clone() })
        .map(|name| cut_at_word(&name, LABEL_MAX))
        .collect()
}
