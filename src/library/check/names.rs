//! Names that two resources claim.

use std::collections::BTreeMap;

use crate::library::diagnostic::Diagnostic;
use crate::library::fold;
use crate::library::page::{Mark, Page};
use crate::library::resource::Slug;

/// A name and whose it is.
struct Claim<'p> {
    page: &'p Page,
    mark: Mark,
    key: String,
}

/// A slug that two files have; a title that two works have; an alias that is another
/// resource's title, alias or slug.
pub(super) fn repeated(pages: &[Page]) -> Vec<Diagnostic> {
    let mut found = repeated_slugs(pages);
    let mut titles: BTreeMap<String, &Page> = BTreeMap::new();
    let mut names: BTreeMap<String, &Page> = BTreeMap::new();
    for page in pages {
        names.entry(fold::key(page.resource.slug.as_str())).or_insert(page);
        if page.resource.title.is_empty() {
            continue;
        }
        if let Some(other) = titles.insert(fold::key(&page.resource.full_title()), page) {
            found.push(same_title(page, other));
        }
    }
    for page in pages {
        names.entry(fold::key(&page.resource.title)).or_insert(page);
    }
    for claim in pages.iter().flat_map(aliases) {
        match names.get(&claim.key) {
            Some(other) if other.resource.slug != claim.page.resource.slug => {
                found.push(taken(&claim, &other.resource.slug));
            }
            _ => {
                names.insert(claim.key, claim.page);
            }
        }
    }
    found
}

fn repeated_slugs(pages: &[Page]) -> Vec<Diagnostic> {
    let mut slugs: BTreeMap<&Slug, &Page> = BTreeMap::new();
    let mut found = Vec::new();
    for page in pages {
        if let Some(other) = slugs.insert(&page.resource.slug, page) {
            let message = format!("{} has the same name", other.place(Mark::Title).file);
            found.push(Diagnostic::error(page.place(Mark::Title), message, "rename one of the two files"));
        }
    }
    found
}

/// Two works may share a title; with the same authors it is one work written down twice.
fn same_title(page: &Page, other: &Page) -> Diagnostic {
    let place = page.place(Mark::Title);
    let slug = &other.resource.slug;
    let authors = |page: &Page| fold::key(&page.resource.authors.join(" "));
    if authors(page) == authors(other) {
        let mend = "remove one of the two, or tell them apart by `subtitle`";
        Diagnostic::error(place, format!("`{slug}` has the same title and authors"), mend)
    } else {
        let mend = "if they are two works, a `subtitle` helps readers to tell them apart";
        Diagnostic::warning(place, format!("`{slug}` has the same title"), mend)
    }
}

fn aliases(page: &Page) -> impl Iterator<Item = Claim<'_>> {
    page.resource.aliases.iter().enumerate().map(move |(i, alias)| Claim {
        page,
        mark: Mark::Alias(i),
        key: fold::key(alias),
    })
}

fn taken(claim: &Claim<'_>, by: &Slug) -> Diagnostic {
    let message = format!("`{by}` already goes by this name");
    Diagnostic::error(claim.page.place(claim.mark), message, "remove the alias here or the name there")
}
