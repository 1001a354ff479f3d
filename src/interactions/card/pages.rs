//! All that the library says about a work, in pages of a size that a phone can scroll: description, why it belongs,
//! about its authors, related works. The order is that of a library page on the web.

use std::sync::Arc;

use crate::domain::reply::{Audience, Button, Embed, Message, Row};
use crate::library::catalogue::Catalogue;
use crate::library::excerpt;
use crate::library::resource::{About, Kind, Resource, WhyPart, utf16};

use super::super::custom_id::CustomId;
use super::super::desk::Desk;
use super::super::words::escape;
use super::{ReadIn, buttons, parts, ways_in};

/// Longest text of a page, in UTF-16 units; Discord would take 4,096 (Message, Embed Limits), a reader scrolls less.
const PAGE_MAX: usize = 2_000;

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Page {
    /// What it is about; the description needs no heading.
    heading: Option<&'static str>,
    text: String,
    image: Option<String>,
    portrait: Option<String>,
    lists_related: bool,
}

/// One part of the web page, before it is made into pages.
#[derive(Default)]
struct Section {
    heading: Option<&'static str>,
    paragraphs: Vec<String>,
    image: Option<String>,
    portrait: Option<String>,
    lists_related: bool,
}

/// All pages; none when the card says everything.
fn all(resource: &Resource, catalogue: &Catalogue) -> Vec<Page> {
    sections(resource, catalogue).into_iter().flat_map(Section::pages).collect()
}

fn sections(resource: &Resource, catalogue: &Catalogue) -> [Section; 4] {
    [description(resource, catalogue), why(resource), about(resource), related(resource, catalogue)]
}

/// Whether there is anything beyond the card.
pub fn any(resource: &Resource, catalogue: &Catalogue) -> bool {
    // Every card asks, so nothing is cut into pages for it.
    sections(resource, catalogue).iter().any(|it| !it.is_empty())
}

/// How many pages there are.
pub fn count(resource: &Resource, catalogue: &Catalogue) -> usize {
    all(resource, catalogue).len()
}

/// A page as the presser alone sees it, with the ways on: to the other pages, and beneath them those of the card, which
/// the page may have pushed out of sight. `None` when there are no pages. A page that is no longer there, because the
/// library was rewritten, leads to the last one.
pub fn open(desk: &Desk<'_>, resource: &Resource, (at, read): (usize, ReadIn)) -> Option<Message> {
    let catalogue = &*desk.catalogue;
    let pages = all(resource, catalogue);
    let at = at.min(pages.len().checked_sub(1)?);
    let page = &pages[at];
    let mut embed = page.embed(resource, catalogue);
    embed.footer = (pages.len() > 1).then(|| format!("Page {} of {}", at + 1, pages.len()));
    let message = Message { audience: Audience::Asker, ..Message::default() }
        .embed(embed)
        .row(Row::Buttons(ways_on(resource, at, pages.len())))
        .row(Row::Buttons(ways_in(desk, resource, read)));
    Some(match parts::related(resource, catalogue).filter(|_| page.lists_related) {
        Some(related) => message.row(related),
        None => message,
    })
}

/// A page as everyone sees it, with the card's buttons instead of ways on: nobody turns a page for everybody.
pub fn shared(resource: &Resource, desk: &Desk<'_>, at: usize) -> Option<Message> {
    let pages = all(resource, &desk.catalogue);
    let page = pages.get(at.min(pages.len().checked_sub(1)?))?;
    let mut embed = page.embed(resource, &desk.catalogue);
    embed.footer = desk.community.footer();
    Some(Message::default().embed(embed).row(Row::Buttons(buttons(desk, resource))))
}

fn ways_on(resource: &Resource, at: usize, of: usize) -> Vec<Button> {
    let to = |kind: &str, page: usize| CustomId::new(kind, [resource.slug.to_string(), page.to_string()]);
    let turn = |label: &str, page: Option<usize>| Button {
        disabled: page.is_none(),
        // Discord refuses two buttons with one id, so a way that leads nowhere has an id of its own.
        ..Button::plain(label, to("card.page", page.unwrap_or(of)))
    };
    let mut buttons = Vec::new();
    if of > 1 {
        buttons.push(turn("Back", at.checked_sub(1)));
        buttons.push(turn("Next", Some(at + 1).filter(|it| *it < of)));
    }
    buttons.push(Button::plain("Share here", to("card.share", at)));
    buttons
}

impl Page {
    /// The page without a footer.
    fn embed(&self, resource: &Resource, catalogue: &Catalogue) -> Embed {
        let heading = self.heading.map(|it| format!("## {it}\n")).unwrap_or_default();
        Embed {
            title: Some(parts::title(resource)),
            url: parts::address(resource),
            text: Some(format!("{heading}{}", self.text)).filter(|it| !it.is_empty()),
            colour: parts::colour(resource, catalogue),
            image: self.image.clone(),
            thumbnail: self.portrait.clone(),
            ..Embed::default()
        }
    }
}

impl Section {
    fn is_empty(&self) -> bool {
        self.paragraphs.is_empty() && self.image.is_none() && self.portrait.is_none()
    }

    /// Pictures stand on the first page of their section. A picture alone makes a page too.
    fn pages(self) -> Vec<Page> {
        let mut texts = excerpt::pages(&self.paragraphs, PAGE_MAX);
        if texts.is_empty() && !self.is_empty() {
            texts.push(String::new());
        }
        let page =
            |text| Page { heading: self.heading, text, lists_related: self.lists_related, ..Page::default() };
        let mut pages: Vec<Page> = texts.into_iter().map(page).collect();
        if let Some(first) = pages.first_mut() {
            first.image = self.image;
            first.portrait = self.portrait;
        }
        pages
    }
}

/// Discord shows no text beside a picture in an embed, so what it shows is said in words before the rest.
fn description(resource: &Resource, catalogue: &Catalogue) -> Section {
    let tagline = resource.tagline.as_ref().map(|it| format!("**{it}**"));
    let picture = resource.image_alt.as_ref().filter(|_| resource.image.is_some());
    let title = resource.full_title();
    let title = (utf16(&title) > parts::TITLE_MAX).then(|| escape(&title));
    let before =
        title.into_iter().chain(tagline).chain(picture.map(|it| format!("*Pictured: {}*", escape(it))));
    let after = [topics(resource, catalogue), published(resource), question(resource)];
    let paragraphs = before.chain(resource.description.iter().cloned()).chain(after.into_iter().flatten());
    Section { paragraphs: paragraphs.collect(), image: resource.image.clone(), ..Section::default() }
}

fn why(resource: &Resource) -> Section {
    let parts = resource.why.iter().flat_map(|it| &it.parts);
    let paragraphs = parts.map(why_part).collect();
    Section { heading: Some("Why this belongs here"), paragraphs, ..Section::default() }
}

fn why_part(part: &WhyPart) -> String {
    match part {
        WhyPart::Prose(text) => text.clone(),
        WhyPart::Away(items) => bullets("**Away from**", items),
        WhyPart::Toward(items) => bullets("**Toward**", items),
        WhyPart::Provides { lead_in, items } => bullets(format!("**Provides** {lead_in}").trim_end(), items),
    }
}

fn about(resource: &Resource) -> Section {
    let heading = if resource.authors.len() > 1 { "About the authors" } else { "About the author" };
    let all = (resource.authors.len() > parts::AUTHORS_MAX).then(|| escape(&resource.authors.join(", ")));
    let paragraphs = all.into_iter().chain(resource.about.iter().flat_map(author)).collect();
    Section { heading: Some(heading), paragraphs, portrait: resource.portrait.clone(), ..Section::default() }
}

fn author(about: &About) -> Vec<String> {
    let mut paragraphs = about.paragraphs.clone();
    if let (Some(name), Some(first)) = (&about.name, paragraphs.first_mut()) {
        *first = format!("**{}**\n{first}", escape(name));
    }
    paragraphs
}

fn related(resource: &Resource, catalogue: &Catalogue) -> Section {
    let related = catalogue.related(&resource.slug);
    let entry = |(to, reason): &(Arc<Resource>, String)| {
        let by = Some(to.surnames()).filter(|it| !it.is_empty()).map(|it| format!(" · {}", escape(&it)));
        format!("**{}**{}\n{reason}", escape(&to.title), by.unwrap_or_default())
    };
    let paragraphs = related.iter().map(entry).collect();
    Section { heading: Some("Related"), paragraphs, lists_related: true, ..Section::default() }
}

fn topics(resource: &Resource, catalogue: &Catalogue) -> Option<String> {
    let keys = resource.domain.iter().chain(&resource.topics);
    let names: Vec<_> =
        keys.filter_map(|it| catalogue.topics().find(it)).map(|it| escape(&it.name)).collect();
    (!names.is_empty()).then(|| format!("**Topics** {}", names.join(" · ")))
}

fn published(resource: &Resource) -> Option<String> {
    let by = if resource.kind == Some(Kind::Talk) { "**Given at**" } else { "**Published by**" };
    resource.publisher.as_ref().map(|it| format!("{by} {}", escape(it)))
}

fn question(resource: &Resource) -> Option<String> {
    resource.question.as_ref().map(|it| format!("**To begin with** {it}"))
}

fn bullets(lead_in: &str, items: &[String]) -> String {
    items.iter().fold(lead_in.to_owned(), |text, item| format!("{text}\n- {item}"))
}
