//! What cards, pages and opening posts have in common: who made a work, its buttons, its colour.

use std::sync::Arc;

use crate::domain::reply::{Button, Row, Select, SelectOption, Style};
use crate::library::catalogue::Catalogue;
use crate::library::resource::{Kind, Resource, cut_at_word};
use crate::library::topics::Topic;

use super::super::custom_id::CustomId;
use super::super::words::escape;

/// Longest title of an embed, in UTF-16 units (Discord: Message, Embed Limits).
pub const TITLE_MAX: usize = 256;
/// Longest label and note of a select's option, in UTF-16 units (Discord: Component Reference, String Select).
const OPTION_MAX: usize = 100;
/// Most authors named on a card; the pages name all.
pub const AUTHORS_MAX: usize = 4;
/// Most options of a select (same page).
const OPTIONS_MAX: usize = 25;

/// The title with its subtitle, as far as an embed takes it.
pub fn title(resource: &Resource) -> String {
    cut_at_word(&resource.full_title(), TITLE_MAX)
}

/// Authors · kind · year, whichever are known.
pub fn origin(resource: &Resource) -> String {
    let authors = Some(escape(&few_authors(&resource.authors))).filter(|it| !it.is_empty());
    let kind = resource.kind.map(|it| it.label().to_owned());
    [authors, kind, resource.year.map(year)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where the title leads: to the work, else to its page.
pub fn address(resource: &Resource) -> Option<String> {
    resource.url.clone().or_else(|| resource.page.clone())
}

/// The colour of the home domain.
pub fn colour(resource: &Resource, catalogue: &Catalogue) -> Option<u32> {
    home(resource, catalogue).map(|it| it.colour)
}

/// The home domain.
pub fn home<'a>(resource: &Resource, catalogue: &'a Catalogue) -> Option<&'a Topic> {
    resource.domain.as_ref().and_then(|key| catalogue.topics().find(key))
}

/// The button that opens the discussion.
pub fn discuss(resource: &Resource) -> Button {
    Button::plain("Discuss", CustomId::new("discuss.ask", [&resource.slug])).styled(Style::Primary)
}

/// The button that opens the reader's feedback.
pub fn feedback(resource: &Resource) -> Button {
    Button::plain("Give feedback", CustomId::new("feedback.open", [&resource.slug]))
}

/// The buttons that lead out of Discord: to the work, to its page.
pub fn links(resource: &Resource) -> impl Iterator<Item = Button> {
    let label = resource.kind.map_or("Go to the work", Kind::link_label);
    let work = resource.url.as_ref().map(|url| Button::link(label, url.clone()));
    let page = resource.page.as_ref().map(|url| Button::link("Library page", url.clone()));
    work.into_iter().chain(page)
}

/// A list of related works, each with why it is related; `None` when there are none.
pub fn related(resource: &Resource, catalogue: &Catalogue) -> Option<Row> {
    let related = catalogue.related(&resource.slug);
    if related.is_empty() {
        return None;
    }
    Some(Row::Select(Select {
        id: CustomId::new("card.related", [&resource.slug]).into(),
        placeholder: "Related".to_owned(),
        options: related.iter().take(OPTIONS_MAX).map(option).collect(),
    }))
}

/// Everyone's name where a card has room for them; else the first few, and how many more.
fn few_authors(authors: &[String]) -> String {
    if authors.len() <= AUTHORS_MAX {
        return authors.join(", ");
    }
    let (named, others) = authors.split_at(AUTHORS_MAX - 1);
    format!("{} and {} others", named.join(", "), others.len())
}

/// A year as people write it.
fn year(year: i32) -> String {
    if year < 0 { format!("{} BCE", -i64::from(year)) } else { year.to_string() }
}

fn option((to, reason): &(Arc<Resource>, String)) -> SelectOption {
    SelectOption {
        label: cut_at_word(&to.choice_name(), OPTION_MAX),
        value: to.slug.to_string(),
        note: Some(cut_at_word(reason, OPTION_MAX)),
        chosen: false,
    }
}
