//! A whole library as its files say it: topics, pages, and everything that is wrong with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{Checked, check};
use super::diagnostic::Diagnostic;
use super::folder::{self, Folder, Unreadable};
use super::resource::Resource;
use super::sample;
use super::source::SourceFile;
use super::topics::Topics;

/// Where a library comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibrarySource {
    /// The sample that the binary carries.
    Sample,
    /// The pages in a folder. Their taxonomy is the file [`TOPICS`] beside the folder; without it there is none.
    Folder(PathBuf),
}

/// The name of the file of topics, which lies beside the folder of pages.
pub const TOPICS: &str = "topics.toml";

/// A library that can be served.
#[derive(Debug, Default)]
pub struct Library {
    /// The taxonomy.
    pub topics: Topics,
    /// The resources, by slug.
    pub resources: Vec<Resource>,
    /// What is doubtful.
    pub warnings: Vec<Diagnostic>,
}

/// A library that was looked at, whatever is wrong with it.
#[derive(Debug, Default)]
pub struct Looked {
    /// The taxonomy; `None` when its file has mistakes.
    pub topics: Option<Topics>,
    /// The pages.
    pub checked: Checked,
}

/// Why a library cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The folder or the file of topics cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// There are mistakes; all of them, warnings among them.
    #[error("the library has mistakes, so it is not served:\n{}", lines(.0))]
    Mistakes(Vec<Diagnostic>),
}

impl LibrarySource {
    /// Where the file of topics would be; the sample has none outside the binary.
    #[must_use]
    pub fn topics_path(&self) -> Option<PathBuf> {
        match self {
            LibrarySource::Sample => None,
            LibrarySource::Folder(folder) => Some(beside(folder)),
        }
    }
}

/// Whether there is a library to look at, without looking at it.
///
/// # Errors
/// If its folder cannot be read.
pub fn reach(source: &LibrarySource) -> Result<(), LibraryError> {
    match source {
        LibrarySource::Sample => Ok(()),
        LibrarySource::Folder(folder) => Ok(folder::reach(folder)?),
    }
}

/// Looks at all files and tells everything that is wrong with them.
///
/// # Errors
/// If the folder, or a file of topics that is there, cannot be read.
pub fn look(source: &LibrarySource) -> Result<Looked, Unreadable> {
    // Topics come first, for they stay: above the pages' bytes they would keep the allocator from giving those back.
    let topics = match source {
        LibrarySource::Sample => Some(sample::topics()),
        LibrarySource::Folder(folder) => topics_beside(folder)?,
    };
    let (topics, mut found) = match topics.as_ref().map_or_else(|| Ok(Topics::default()), Topics::parse) {
        Ok(topics) => (Some(topics), Vec::new()),
        Err(found) => (None, found),
    };
    let pages = match source {
        LibrarySource::Sample => Folder { files: sample::pages(), problems: Vec::new() },
        LibrarySource::Folder(folder) => folder::read(folder)?,
    };
    let mut checked = check(&pages.files, topics.as_ref());
    found.extend(pages.problems);
    found.append(&mut checked.diagnostics);
    checked.diagnostics = found;
    Ok(Looked { topics, checked })
}

/// Loads a library in which nothing is wrong.
///
/// # Errors
/// If it cannot be read, or has any mistake that is more than a warning.
pub fn load(source: &LibrarySource) -> Result<Library, LibraryError> {
    let Looked { topics, checked } = look(source)?;
    match topics {
        Some(topics) if !checked.has_errors() => Ok(Library {
            topics,
            resources: checked.resources.into_iter().map(Arc::unwrap_or_clone).collect(),
            warnings: checked.diagnostics,
        }),
        _ => Err(LibraryError::Mistakes(checked.diagnostics)),
    }
}

/// Loads the taxonomy alone.
///
/// # Errors
/// If its file cannot be read, or has mistakes.
pub fn topics(source: &LibrarySource) -> Result<Topics, LibraryError> {
    let file = match source {
        LibrarySource::Sample => Some(sample::topics()),
        LibrarySource::Folder(folder) => topics_beside(folder)?,
    };
    file.as_ref().map_or_else(|| Ok(Topics::default()), Topics::parse).map_err(LibraryError::Mistakes)
}

fn beside(folder: &Path) -> PathBuf {
    // `library` alone has the empty path as its parent, and `.` has none at all that could be named.
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    match folder.parent() {
        Some(parent) if folder.file_name().is_some() => parent.join(TOPICS),
        _ => absolute.parent().map_or_else(|| PathBuf::from(TOPICS), |parent| parent.join(TOPICS)),
    }
}

fn topics_beside(folder: &Path) -> Result<Option<SourceFile>, Unreadable> {
    let path = beside(folder);
    if path.exists() { folder::read_topics(&path).map(Some) } else { Ok(None) }
}

fn lines(found: &[Diagnostic]) -> String {
    let errors = found.iter().filter(|it| it.is_error());
    errors.map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::fs;

    use super::*;

    const PAGE: &str = "+++\ntitle = \"A\"\nauthors = [\"B\"]\nsummary = \"S.\"\n+++\n";

    fn folder(topics: Option<&str>, page: &str) -> (tempfile::TempDir, LibrarySource) {
        let place = tempfile::tempdir().unwrap();
        let library = place.path().join("library");
        fs::create_dir(&library).unwrap();
        fs::write(library.join("a.md"), page).unwrap();
        if let Some(topics) = topics {
            fs::write(place.path().join(TOPICS), topics).unwrap();
        }
        (place, LibrarySource::Folder(library))
    }

    #[test]
    fn the_sample_is_served_as_it_is() {
        let library = load(&LibrarySource::Sample).unwrap();
        assert_eq!((library.resources.len(), library.warnings.len()), (28, 0));
        assert!(library.topics.domains().count() > 1);
    }

    #[test]
    fn a_folder_needs_no_topics() {
        let (_place, source) = folder(None, PAGE);
        let library = load(&source).unwrap();
        assert_eq!(library.resources[0].title, "A");
        assert_eq!(library.topics, Topics::default());
    }

    #[test]
    fn mistakes_in_topics_and_pages_are_told_together() {
        let (_place, source) = folder(Some("nonsense"), "+++\ntilte = \"A\"\n+++\n");
        let told = load(&source).unwrap_err().to_string();
        assert!(told.contains("topics.toml:1:") && told.contains("a.md:2:1: unknown key `tilte`"), "{told}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let told = load(&LibrarySource::Folder("/nowhere/library".into())).unwrap_err().to_string();
        assert_eq!(told, "cannot read /nowhere/library");
    }

    #[test]
    fn topics_lie_beside_the_folder_however_it_is_named() {
        assert_eq!(beside(Path::new("config/library")), Path::new("config/topics.toml"));
        assert_eq!(beside(Path::new("config/library/")), Path::new("config/topics.toml"));
        assert_eq!(beside(Path::new("library")), Path::new("topics.toml"));
        let here = std::env::current_dir().unwrap();
        assert_eq!(beside(Path::new(".")), here.parent().unwrap().join(TOPICS));
    }
}
