//! The file of a resource: TOML between `+++` lines, then Markdown.
//!
//! [`parse`] and [`write`] are each other's inverse for every resource that a file can express. All
//! mistakes of a file are told in one run; nothing is cut or dropped silently.

mod blocks;
mod body;
mod front;
mod text;
mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use super::diagnostic::{Diagnostic, Place};
use super::resource::{Resource, Slug};
use super::source::{Source, SourceFile};

pub use write::write;

/// A file that could be read.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it says.
    pub resource: Resource,
    /// What is doubtful about it.
    pub warnings: Vec<Diagnostic>,
    places: BTreeMap<Mark, Place>,
}

/// What of a page can be pointed at later, when the other files are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The title.
    Title,
    /// The home domain.
    Domain,
    /// One of the topics.
    Topic(usize),
    /// One of the related resources.
    Related(usize),
    /// One of the aliases.
    Alias(usize),
}

/// Longest file, in bytes.
pub const FILE_MAX: usize = 64 * 1024;
const FENCE: &str = "+++";

/// Reads a page: the resource and what is doubtful about it.
///
/// # Errors
/// All mistakes of the file, warnings among them.
pub fn parse(file: &SourceFile) -> Result<(Resource, Vec<Diagnostic>), Vec<Diagnostic>> {
    read(file).map(|page| (page.resource, page.warnings))
}

/// Reads a page with the places that checks over all files point at.
///
/// # Errors
/// All mistakes of the file, warnings among them.
pub fn read(file: &SourceFile) -> Result<Page, Vec<Diagnostic>> {
    if file.bytes.len() > FILE_MAX {
        let message = format!(
            "the file has {} bytes, at most {FILE_MAX} are read",
            file.bytes.len()
        );
        return Err(vec![Diagnostic::error(
            Place::file(&file.name),
            message,
            "shorten it",
        )]);
    }
    let mut source = Source::decode(file);
    let text = source.text().to_owned();
    let slug = slug_of(file, &mut source);
    let Some(parts) = split(&text, &mut source) else {
        return Err(source.into_diagnostics());
    };
    let front = front::read(&text, parts.front, &mut source);
    let body = body::read(&text, parts.body, &mut source);
    if !text.ends_with('\n') {
        let end = text.len();
        let mend = "if this is all of it, end the last line with a line break";
        source.error(
            end..end,
            "the last line has no end: the file may have been cut off",
            mend,
        );
    }
    let (Some(slug), Some(front), false) = (slug, front, source.has_errors()) else {
        return Err(source.into_diagnostics());
    };
    front::check_about(&front, &body.about, &mut source);
    let places = front
        .spans
        .iter()
        .map(|(mark, span)| (*mark, source.place(span.clone())))
        .collect();
    let resource = Resource {
        slug,
        description: body.description,
        why: body.why,
        about: body.about.into_iter().map(|found| found.value).collect(),
        ..front.resource
    };
    Ok(Page {
        resource,
        warnings: source.into_diagnostics(),
        places,
    })
}

impl Page {
    /// Where something stands; the start of the file if it does not.
    #[must_use]
    pub fn place(&self, mark: Mark) -> Place {
        self.places
            .get(&mark)
            .or_else(|| self.places.get(&Mark::Title))
            .cloned()
            .unwrap_or_else(|| Place::file(&format!("{}.md", self.resource.slug)))
    }
}

struct Parts {
    front: Range<usize>,
    body: Range<usize>,
}

fn slug_of(file: &SourceFile, source: &mut Source) -> Option<Slug> {
    let stem = file.stem();
    if let Ok(slug) = Slug::try_from(stem) {
        return Some(slug);
    }
    let mend = match Slug::from_title(stem) {
        Some(slug) => format!("rename the file to {slug}.md"),
        None => "name the file with 1 to 64 of a-z, 0-9 and -, then .md".to_owned(),
    };
    source.error(
        0..0,
        "the file's name is not 1 to 64 of a-z, 0-9 and -",
        mend,
    );
    None
}

/// Finds the two fences; `None` if one is missing, which leaves nothing to look at further.
fn split(text: &str, source: &mut Source) -> Option<Parts> {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let mend = if first.trim_end() == "---" {
            "write +++ here and at the end of the front matter, and TOML between: title = \"…\""
        } else {
            "begin the file with a line +++, then title, authors and summary, then a line +++"
        };
        source.error(0..first.len(), "the file does not begin with +++", mend);
        return None;
    }
    let front = (first.len() + 1).min(text.len());
    let mut at = front;
    for line in text[front..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some(Parts {
                front: front..at,
                body: at + line.len()..text.len(),
            });
        }
        at += line.len();
    }
    let mend = "end the front matter with a line +++";
    source.error(
        0..first.len(),
        "the front matter never ends: the file may have been cut off",
        mend,
    );
    None
}

#[cfg(test)]
mod tests;
