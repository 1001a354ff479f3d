//! All that the library says about a work, in pages of a size that a phone can scroll: description, why it belongs,
//! about its authors, related works. The order is that of a library page on the web.

use crate::domain::reply::Embed;
use crate::library::catalogue::Catalogue;
use crate::library::excerpt;
use crate::library::resource::{About, Kind, Resource, WhyPart, cut_at_word};

use super::super::words::escape;
use super::parts;

/// Longest text of a page, in UTF-16 units; Discord would take 4,096 (Message, Embed Limits), a reader scrolls less.
const PAGE_MAX: usize = 2_000;
/// Longest title of an embed, in UTF-16 units (same page).
const TITLE_MAX: usize = 256;

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What it is about; the description needs no heading.
    heading: Option<&'static str>,
    text: String,
    image: Option<String>,
    portrait: Option<String>,
    /// Whether it lists related works.
    pub lists_related: bool,
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
pub fn all(resource: &Resource, catalogue: &Catalogue) -> Vec<Page> {
    let sections =
        [description(resource, catalogue), why(resource), about(resource), related(resource, catalogue)];
    sections.into_iter().flat_map(Section::pages).collect()
}

impl Page {
    /// The page as it is shown; `place` counts from 0.
    pub fn embed(&self, resource: &Resource, catalogue: &Catalogue, place: (usize, usize)) -> Embed {
        let (at, of) = place;
        let heading = self.heading.map(|it| format!("## {it}\n")).unwrap_or_default();
        Embed {
            title: Some(cut_at_word(&resource.full_title(), TITLE_MAX)),
            url: parts::address(resource),
            text: Some(format!("{heading}{}", self.text)),
            colour: parts::colour(resource, catalogue),
            footer: (of > 1).then(|| format!("Page {} of {of}", at + 1)),
            image: self.image.clone(),
            thumbnail: self.portrait.clone(),
            ..Embed::default()
        }
    }
}

impl Section {
    /// Pictures stand on the first page of their section. A picture alone makes a page too.
    fn pages(self) -> Vec<Page> {
        let mut texts = excerpt::pages(&self.paragraphs, PAGE_MAX);
        if texts.is_empty() && (self.image.is_some() || self.portrait.is_some()) {
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
    let before = tagline.into_iter().chain(picture.map(|it| format!("*Pictured: {}*", escape(it))));
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
    let paragraphs = resource.about.iter().flat_map(author).collect();
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
    let entry = |(to, reason): &(std::sync::Arc<Resource>, String)| {
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
