//! A work as a message: the card that everyone sees, the longer one that opens its discussion, and the pages behind.
//!
//! The public card fits a phone's screen, so it shows the beginning of things; whatever it leaves out stands, whole,
//! under Read more. A part that the library does not have leaves no heading, button or field.

mod made_of;
pub mod pages;
mod parts;

use crate::config::Community;
use crate::domain::reply::{Button, Embed, Field, Message, Row};
use crate::library::catalogue::Catalogue;
use crate::library::excerpt::{excerpt, first_sentence};
use crate::library::resource::{Resource, WhyPart, cut_at_word, utf16};

use super::custom_id::CustomId;
use super::desk::{Desk, key};

/// How many shifts each way the public card shows.
const SHIFTS: usize = 3;
/// Longest shift on a card, in UTF-16 units: two lines of a phone.
const SHIFT_MAX: usize = 72;
/// Longest sentence of why on the public card, in UTF-16 units.
const WHY_MAX: usize = 300;
/// Longest text of a field, in UTF-16 units (Discord: Message, Embed Limits).
const FIELD_MAX: usize = 1_024;
/// Most of a description in an opening post, in UTF-16 units: with its other parts an embed stays below 6,000.
const OPENING_MAX: usize = 1_800;

/// Where a work is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadIn {
    /// Where it is discussed.
    ItsDiscussion,
    /// Anywhere else.
    AnotherChannel,
}

/// The card that everyone in the channel sees.
pub fn public(desk: &Desk<'_>, resource: &Resource) -> Message {
    let mut embed = frame(resource, &desk.catalogue, desk.community);
    // Not a field of its own: its heading would cost the line by which the longest cards still fit a phone.
    let made_of = made_of::line(&desk.tally(resource)).map(|it| format!("> {it}"));
    embed.text = joined([head(resource), made_of], "\n");
    embed.fields = shifts(resource);
    let buttons = buttons(desk, resource);
    let message = Message::default().embed(embed);
    let message = if buttons.is_empty() { message } else { message.row(Row::Buttons(buttons)) };
    match parts::related(resource, &desk.catalogue) {
        Some(related) => message.row(related),
        None => message,
    }
}

/// The long card that opens a discussion; it ends with the work's question.
pub fn opening(resource: &Resource, catalogue: &Catalogue, community: &Community) -> Message {
    let mut embed = frame(resource, catalogue, community);
    let tagline = resource.tagline.as_ref().map(|it| format!("*{it}*"));
    let description = opening_description(resource);
    embed.text = joined([head(resource), tagline, description], "\n\n");
    embed.fields = sides(list(resource.away()), list(resource.toward()));
    embed.fields.extend(resource.question.clone().map(|it| field("To begin with", it)));
    let mut buttons = vec![parts::feedback(resource)];
    buttons.extend(read_more(resource, catalogue));
    buttons.extend(parts::links(resource));
    Message::default().embed(embed).row(Row::Buttons(buttons))
}

/// What every embed of a work has: its title as a link, its colour, its picture, whose library it is from.
fn frame(resource: &Resource, catalogue: &Catalogue, community: &Community) -> Embed {
    Embed {
        title: Some(parts::title(resource)),
        url: parts::address(resource),
        colour: parts::colour(resource, catalogue),
        footer: community.footer(),
        thumbnail: resource.image.clone(),
        ..Embed::default()
    }
}

/// Who made it and what it is, with a word of warning when it is no longer offered.
fn head(resource: &Resource) -> Option<String> {
    let retired = resource.retired.then(|| "*No longer offered in this library.*".to_owned());
    joined([retired, Some(parts::origin(resource)), Some(resource.summary.clone())], "\n")
}

/// The buttons of the public card, in one row as Discord takes five: on a phone they fill their lines.
fn buttons(desk: &Desk<'_>, resource: &Resource) -> Vec<Button> {
    let mut buttons = ways_in(desk, resource, ReadIn::AnotherChannel);
    buttons.extend(read_more(resource, &desk.catalogue));
    buttons.extend(parts::links(resource));
    buttons
}

/// To the discussion and to feedback. A work that is no longer offered takes no feedback and gets no new discussion; the
/// one that it has is still found. Nobody is led to where they are.
fn ways_in(desk: &Desk<'_>, resource: &Resource, read: ReadIn) -> Vec<Button> {
    let discussed = || desk.rows().discussion(&key(resource)).is_some_and(|it| !it.gone);
    let discuss = read == ReadIn::AnotherChannel && (!resource.retired || discussed());
    let discuss = discuss.then(|| parts::discuss(resource));
    let feedback = (!resource.retired).then(|| parts::feedback(resource));
    discuss.into_iter().chain(feedback).collect()
}

fn read_more(resource: &Resource, catalogue: &Catalogue) -> Option<Button> {
    let more = pages::any(resource, catalogue);
    more.then(|| Button::plain("Read more", CustomId::new("card.more", [&resource.slug])))
}

/// Away from and toward; without either the first sentence of why it belongs.
fn shifts(resource: &Resource) -> Vec<Field> {
    let fields = sides(few(resource.away()), few(resource.toward()));
    if fields.is_empty() { reason(resource).into_iter().collect() } else { fields }
}

/// Side by side where the screen is wide enough.
fn sides(away: Option<String>, toward: Option<String>) -> Vec<Field> {
    let sides = [("Away from", away), ("Toward", toward)].into_iter();
    sides.filter_map(|(name, items)| Some(Field { inline: true, ..field(name, items?) })).collect()
}

fn reason(resource: &Resource) -> Option<Field> {
    let mut parts = resource.why.iter().flat_map(|it| &it.parts);
    let prose = parts.find_map(|part| match part {
        WhyPart::Prose(text) => Some(text),
        _ => None,
    })?;
    let cut = excerpt(first_sentence(prose), WHY_MAX);
    Some(field("Why this belongs here", goes_on(cut.shown, cut.rest.is_some())))
}

/// The first shifts of one side, each at most two lines long; `None` for an empty side.
fn few<'a>(items: impl Iterator<Item = &'a str>) -> Option<String> {
    let first: Vec<&str> = items.take(SHIFTS).collect();
    let lines: Vec<String> = first.iter().map(|it| format!("- {}", cut_at_word(it, SHIFT_MAX))).collect();
    let is_cut = first.iter().any(|it| utf16(it) > SHIFT_MAX);
    (!lines.is_empty()).then(|| goes_on(lines.join("\n"), is_cut))
}

/// All shifts of one side, as far as a field takes them.
fn list<'a>(items: impl Iterator<Item = &'a str>) -> Option<String> {
    let all = items.map(|it| format!("- {it}")).collect::<Vec<_>>().join("\n");
    let cut = excerpt(&all, FIELD_MAX - 40);
    (!all.is_empty()).then(|| goes_on(cut.shown, cut.rest.is_some()))
}

fn opening_description(resource: &Resource) -> Option<String> {
    let whole = resource.description.join("\n\n");
    let cut = excerpt(&whole, OPENING_MAX);
    (!whole.is_empty()).then(|| goes_on(cut.shown, cut.rest.is_some()))
}

fn goes_on(shown: String, there_is_more: bool) -> String {
    if there_is_more { format!("{shown}\n*Goes on under Read more.*") } else { shown }
}

fn field(name: &str, text: String) -> Field {
    Field { name: name.to_owned(), text, inline: false }
}

/// The parts that there are, with something between them; `None` when there are none.
fn joined(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> Option<String> {
    let all = parts.into_iter().flatten().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(between);
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests;
