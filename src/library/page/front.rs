//! The front matter of a page.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::Mark;
use crate::library::diagnostic::nearest;
use crate::library::fields::{Document, Fields, Found, Limits};
use crate::library::resource::{About, Kind, Related, Resource, Slug};
use crate::library::source::Source;
use crate::library::topics::TopicKey;

/// A resource without its body, and where its parts stand.
pub(super) struct Front {
    pub(super) resource: Resource,
    pub(super) spans: BTreeMap<Mark, Range<usize>>,
}

/// Every key of the front matter, in the order in which files are written.
pub const KEYS: [&str; 19] = [
    "title",
    "subtitle",
    "authors",
    "kind",
    "year",
    "publisher",
    "url",
    "page",
    "image",
    "image_alt",
    "portrait",
    "summary",
    "tagline",
    "question",
    "domain",
    "topics",
    "related",
    "aliases",
    "retired",
];
const RELATED_KEYS: [&str; 2] = ["slug", "because"];
pub(super) const TITLE_MAX: usize = 200;
pub(super) const SUMMARY_MAX: usize = 300;
pub(super) const SENTENCE_MAX: usize = 300;
const NAME_MAX: usize = 100;
/// <https://docs.discord.com/developers/components/reference#unfurled-media-item> allows 1,024.
pub(super) const ALT_MAX: usize = 1024;
pub(super) const BECAUSE_MAX: usize = 200;
const LIST_MAX: usize = 25;

/// Reads the front matter; a part that is missing or wrong is noted and left empty.
pub(super) fn read(text: &str, span: Range<usize>, source: &mut Source) -> Front {
    let document = Document::parse(&text[span.clone()], span.start, source);
    let mut fields = document.fields(source, 0..3);
    let mut spans = BTreeMap::new();
    fields.only(&KEYS);
    let title = fields.needed("title", TITLE_MAX);
    fields.must_have("authors", "add the line authors = [\"…\"]");
    let authors = values(fields.lines("authors", Limits { items: LIST_MAX, length: NAME_MAX }));
    let summary = fields.needed("summary", SUMMARY_MAX);
    let about_work = read_work(&mut fields);
    let resource = read_place(&mut fields, about_work, &mut spans);
    if let Some(title) = &title {
        spans.insert(Mark::Title, title.span.clone());
    }
    let text = |found: Option<Found<String>>| found.map(|found| found.value).unwrap_or_default();
    let resource = Resource { title: text(title), authors, summary: text(summary), ..resource };
    Front { resource, spans }
}

/// Warns when a page tells about someone who is not among its authors.
pub(super) fn check_about(front: &Front, about: &[Found<About>], source: &mut Source) {
    for found in about {
        let Some(name) = &found.value.name else {
            continue;
        };
        let authors = &front.resource.authors;
        if !authors.is_empty() && !authors.contains(name) {
            let mend = match nearest(name, authors.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("the authors are {}", authors.join(", ")),
            };
            source.warning(found.span.clone(), format!("{name} is not among the authors"), mend);
        }
    }
}

/// What is printed on the work.
fn read_work(fields: &mut Fields<'_, '_>) -> Resource {
    let line = |found: Option<Found<String>>| found.map(|found| found.value);
    Resource {
        subtitle: line(fields.line("subtitle", TITLE_MAX)),
        kind: read_kind(fields),
        year: fields.number("year", -3000..2101),
        publisher: line(fields.line("publisher", TITLE_MAX)),
        url: line(fields.address("url")),
        page: line(fields.address("page")),
        image: line(fields.address("image")),
        image_alt: line(fields.line("image_alt", ALT_MAX)),
        portrait: line(fields.address("portrait")),
        tagline: line(fields.line("tagline", SENTENCE_MAX)),
        question: line(fields.line("question", SENTENCE_MAX)),
        // Slug and title are filled in by the callers, who know them.
        ..Resource::bare(Slug::placeholder(), "")
    }
}

/// Where it stands in the library.
fn read_place(
    fields: &mut Fields<'_, '_>,
    work: Resource,
    spans: &mut BTreeMap<Mark, Range<usize>>,
) -> Resource {
    let list = Limits { items: LIST_MAX, length: 2 * Slug::MAX + 1 };
    let domain = fields.line("domain", list.length).and_then(|found| read_domain(fields, found, spans));
    let mut topics = Vec::new();
    for found in fields.lines("topics", list) {
        if let Some(key) = topic_key(fields, &found) {
            spans.insert(Mark::Topic(topics.len()), found.span);
            topics.push(key);
        }
    }
    let mut related: Vec<Related> = Vec::new();
    for item in fields.array("related", LIST_MAX) {
        let Some(found) = read_related(fields, &item) else {
            continue;
        };
        if related.iter().any(|earlier| earlier.slug == found.slug) {
            let message = format!("`{}` is in `related` twice", found.slug);
            fields.source.error(item.span, message, "remove one of the two");
            continue;
        }
        spans.insert(Mark::Related(related.len()), item.span);
        related.push(found);
    }
    let aliases = fields.lines("aliases", Limits { items: LIST_MAX, length: TITLE_MAX });
    spans.extend(aliases.iter().enumerate().map(|(i, found)| (Mark::Alias(i), found.span.clone())));
    let retired = fields.flag("retired");
    Resource { domain, topics, related, aliases: values(aliases), retired, ..work }
}

fn read_kind(fields: &mut Fields<'_, '_>) -> Option<Kind> {
    let found = fields.line("kind", NAME_MAX)?;
    let kind = Kind::from_label(&found.value);
    if kind.is_none() {
        let labels = Kind::ALL.map(Kind::label);
        let mend = match nearest(&found.value, labels) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("use one of {}", labels.join(", ")),
        };
        fields.source.error(found.span, format!("unknown kind `{}`", found.value), mend);
    }
    kind
}

fn read_domain(
    fields: &mut Fields<'_, '_>,
    found: Found<String>,
    spans: &mut BTreeMap<Mark, Range<usize>>,
) -> Option<TopicKey> {
    let key = topic_key(fields, &found)?;
    if !key.is_domain() {
        let mend = format!("write domain = \"{}\" and put \"{key}\" into topics", key.domain());
        fields.source.error(found.span, format!("`{key}` is a practice area, not a domain"), mend);
        return None;
    }
    spans.insert(Mark::Domain, found.span);
    Some(key)
}

fn topic_key(fields: &mut Fields<'_, '_>, found: &Found<String>) -> Option<TopicKey> {
    let key = TopicKey::try_from(found.value.as_str()).ok();
    if key.is_none() {
        let message = format!("`{}` is not a topic key", found.value);
        fields.source.error(
            found.span.clone(),
            message,
            "write \"domain\" or \"domain/area\", as in topics.toml",
        );
    }
    key
}

fn read_related<'t>(fields: &mut Fields<'t, '_>, item: &Found<&'t DeValue<'t>>) -> Option<Related> {
    let (slug, because) = match item.value {
        DeValue::String(text) => (Found { value: text.to_string(), span: item.span.clone() }, None),
        DeValue::Table(table) => {
            let mut inner = fields.inner(&Found { value: table, span: item.span.clone() });
            inner.only(&RELATED_KEYS);
            let because = inner.line("because", BECAUSE_MAX);
            (inner.needed("slug", Slug::MAX)?, because.map(|found| found.value))
        }
        _ => {
            let mend = "write related = [\"slug\", { slug = \"slug\", because = \"…\" }]";
            fields.source.error(item.span.clone(), "a related resource must be a slug", mend);
            return None;
        }
    };
    let Ok(parsed) = Slug::try_from(slug.value.as_str()) else {
        let mend = match Slug::from_title(&slug.value) {
            Some(near) => format!("write \"{near}\", the file's name without .md"),
            None => "write the file's name without .md".to_owned(),
        };
        fields.source.error(slug.span, format!("`{}` is not a slug", slug.value), mend);
        return None;
    };
    Some(Related { slug: parsed, because })
}

fn values(found: Vec<Found<String>>) -> Vec<String> {
    found.into_iter().map(|found| found.value).collect()
}
