//! What only shows when all files of a library are looked at together.

mod hanging;
mod names;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::diagnostic::{Diagnostic, nearest};
use super::page::{self, Mark, Page, Reading};
use super::resource::{Resource, Slug};
use super::shares;
use super::source::SourceFile;
use super::topics::{TopicKey, Topics};

pub use hanging::{Hanging, left_hanging};

/// A library that was looked at.
#[derive(Debug, Default)]
pub struct Checked {
    /// The resources of the files in which nothing is wrong, by slug.
    pub resources: Vec<Arc<Resource>>,
    /// Everything that is wrong or doubtful, by file and line.
    pub diagnostics: Vec<Diagnostic>,
    /// The slugs of all files, also of those that could not be read.
    pub slugs: BTreeSet<Slug>,
}

impl Checked {
    /// Whether any file cannot be served.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Looks at all files of a library. Without topics (their file has mistakes of its own) topics are not
/// held against anything.
#[must_use]
pub fn check(files: &[SourceFile], topics: Option<&Topics>) -> Checked {
    let mut checked = Checked::default();
    let mut pages = Vec::new();
    checked.slugs = files.iter().filter_map(|file| Slug::try_from(file.stem()).ok()).collect();
    for Reading { page, found } in shares::map(files, page::read) {
        checked.diagnostics.extend(found);
        pages.extend(page);
    }
    checked.diagnostics.extend(names::repeated(&pages));
    checked.diagnostics.extend(pages.iter().flat_map(|page| unknown_topics(page, topics)));
    let unsure = files_with_errors(&checked.diagnostics);
    checked.diagnostics.extend(relations(&pages, &checked.slugs, &unsure));
    let wrong = files_with_errors(&checked.diagnostics);
    let right = pages.into_iter().filter(|page| !wrong.contains(&page.file));
    checked.resources = right.map(|page| Arc::new(page.resource)).collect();
    checked.resources.sort_by(|a, b| a.slug.cmp(&b.slug));
    checked.diagnostics.sort_by_key(|found| {
        (found.place.file.clone(), found.place.line, found.place.column, found.severity)
    });
    checked
}

fn unknown_topics(page: &Page, topics: Option<&Topics>) -> Vec<Diagnostic> {
    let Some(topics) = topics else {
        return Vec::new();
    };
    let domain = page.resource.domain.iter().map(|key| (Mark::Domain, key));
    let further = page.resource.topics.iter().enumerate().map(|(i, key)| (Mark::Topic(i), key));
    let unknown = domain.chain(further).filter(|(_, key)| topics.find(key).is_none());
    unknown.map(|(mark, key)| unknown_topic(page, mark, key, topics)).collect()
}

fn unknown_topic(page: &Page, mark: Mark, key: &TopicKey, topics: &Topics) -> Diagnostic {
    let mend = match topics.nearest(key.as_str()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "add it to topics.toml or use one that is there".to_owned(),
    };
    Diagnostic::error(page.place(mark), format!("unknown topic `{key}`"), mend)
}

fn files_with_errors(diagnostics: &[Diagnostic]) -> BTreeSet<String> {
    let errors = diagnostics.iter().filter(|found| found.is_error());
    errors.map(|found| found.place.file.clone()).collect()
}

/// Relations to nowhere or to itself (errors), and those that the other side does not know of, which
/// says nothing while the other side could not be read in full.
fn relations(pages: &[Page], slugs: &BTreeSet<Slug>, unsure: &BTreeSet<String>) -> Vec<Diagnostic> {
    let sure = pages.iter().filter(|page| !unsure.contains(&page.file));
    let read: BTreeMap<&Slug, &Page> = sure.map(|page| (&page.resource.slug, page)).collect();
    let mut found = Vec::new();
    for page in pages {
        let own = &page.resource.slug;
        for (i, link) in page.resource.related.iter().enumerate() {
            let place = || page.place(Mark::Related(i));
            if link.slug == *own {
                found.push(Diagnostic::error(place(), "related to itself", "remove it"));
            } else if !slugs.contains(&link.slug) {
                found.push(unknown_relation(page, i, slugs));
            } else if read.get(&link.slug).is_some_and(|other| !points_to(other, own)) {
                let message = format!("`{}` does not point back", link.slug);
                let mend = format!("add \"{own}\" to `related` in {}.md, if they belong together", link.slug);
                found.push(Diagnostic::warning(place(), message, mend));
            }
        }
    }
    found
}

fn unknown_relation(page: &Page, link: usize, slugs: &BTreeSet<Slug>) -> Diagnostic {
    let slug = &page.resource.related[link].slug;
    let mend = match nearest(slug.as_str(), slugs.iter().map(Slug::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write {slug}.md or remove it"),
    };
    Diagnostic::error(page.place(Mark::Related(link)), format!("unknown resource `{slug}`"), mend)
}

fn points_to(page: &Page, slug: &Slug) -> bool {
    page.resource.related.iter().any(|link| link.slug == *slug)
}
