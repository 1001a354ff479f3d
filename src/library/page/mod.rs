//! The file of a resource: TOML between `+++` lines, then Markdown.
//!
//! [`parse`] and [`write()`] are each other's inverse for every resource that a file can express. All
//! mistakes of a file are told in one run; nothing is cut or dropped silently.

mod blocks;
mod body;
mod front;
mod room;
mod text;
mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use super::diagnostic::{Diagnostic, Place};
use super::resource::{Resource, Slug};
use super::source::{Source, SourceFile};

pub use front::KEYS;
pub use room::{Room, room};
pub use write::{quoted, write};

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What could be read, also where something is wrong, so that it can be held against other files;
    /// absent if not even its name and front matter could.
    pub page: Option<Page>,
    /// What is wrong or doubtful, in the order of the file.
    pub found: Vec<Diagnostic>,
}

/// The resource of a file, with what checks over all files need.
#[derive(Clone, Debug)]
pub struct Page {
    /// What the file says; a part with a mistake is empty.
    pub resource: Resource,
    /// The file's name.
    pub file: String,
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
    match read(file) {
        Reading { page: Some(page), found } if !found.iter().any(Diagnostic::is_error) => {
            Ok((page.resource, found))
        }
        Reading { found, .. } => Err(found),
    }
}

/// Reads as much of a page as there is to read.
#[must_use]
pub fn read(file: &SourceFile) -> Reading {
    if file.bytes.len() > FILE_MAX {
        let message = format!("the file has {} bytes, at most {FILE_MAX} are read", file.bytes.len());
        return Reading {
            page: None,
            found: vec![Diagnostic::error(Place::file(&file.name), message, "shorten it")],
        };
    }
    let mut source = Source::decode(file);
    let text = source.text().to_owned();
    let slug = slug_of(file, &mut source);
    let page = split(&text, &mut source).map(|parts| {
        let mut page = read_parts(&text, parts, &mut source);
        page.file.clone_from(&file.name);
        page
    });
    if !text.is_empty() && !text.ends_with('\n') {
        let end = text.len();
        let mend = "if this is all of it, end the last line with a line break";
        source.error(end..end, "the last line has no end: the file may have been cut off", mend);
    }
    let page =
        page.zip(slug).map(|(page, slug)| Page { resource: Resource { slug, ..page.resource }, ..page });
    Reading { page, found: source.into_diagnostics() }
}

impl Page {
    /// Where something stands; the start of the file if it does not.
    #[must_use]
    pub fn place(&self, mark: Mark) -> Place {
        self.places.get(&mark).cloned().unwrap_or_else(|| Place::file(&self.file))
    }
}

struct Parts {
    front: Range<usize>,
    body: Range<usize>,
}

fn read_parts(text: &str, parts: Parts, source: &mut Source) -> Page {
    let front = front::read(text, parts.front, source);
    let body = body::read(text, parts.body, source);
    front::check_about(&front, &body.about, source);
    let places = front.spans.iter().map(|(mark, span)| (*mark, source.place(span.clone()))).collect();
    let about = body.about.into_iter().map(|found| found.value).collect();
    let resource = Resource { description: body.description, why: body.why, about, ..front.resource };
    Page { resource, file: String::new(), places }
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
    source.error(0..0, "the file's name is not 1 to 64 of a-z, 0-9 and -", mend);
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
            return Some(Parts { front: front..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    let mend = "end the front matter with a line +++";
    source.error(0..first.len(), "the front matter never ends: the file may have been cut off", mend);
    None
}

#[cfg(test)]
mod tests;
