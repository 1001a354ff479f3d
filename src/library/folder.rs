//! Reads a library from a folder: the one place of this module that touches the file system.
//!
//! Only regular files that lie directly in the folder are read; links are not followed, and a file that
//! was swapped for something else between looking and opening is refused.

use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::diagnostic::{Diagnostic, Place};
use super::page::FILE_MAX;
use super::shares;
use super::source::SourceFile;

/// What a folder holds.
#[derive(Debug, Default)]
pub struct Folder {
    /// Its pages, by name; `README.md` and hidden files are none.
    pub files: Vec<SourceFile>,
    /// What looks like a page and could not be read.
    pub problems: Vec<Diagnostic>,
}

/// A folder or file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}")]
pub struct Unreadable {
    path: PathBuf,
    #[source]
    source: io::Error,
}

/// Most pages of one folder.
pub const FILES_MAX: usize = 20_000;
/// Largest file of topics, in bytes.
const TOPICS_MAX: usize = 256 * 1024;

/// Reads all pages of a folder.
///
/// # Errors
/// If the folder itself cannot be read. What is wrong with single files is told in the result.
pub fn read(folder: &Path) -> Result<Folder, Unreadable> {
    let unreadable = |source| Unreadable { path: folder.to_owned(), source };
    let mut pages: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        pages.extend(page_path(&entry.map_err(unreadable)?));
    }
    pages.sort();
    let mut read = Folder::default();
    let some = &pages[..pages.len().min(FILES_MAX)];
    for (path, page) in some.iter().zip(shares::map(some, |path| read_page(path, FILE_MAX))) {
        match page {
            Ok(file) => read.files.push(file),
            Err(Refused { message, mend }) => {
                let place = Place::file(&path.display().to_string());
                read.problems.push(Diagnostic::error(place, message, mend));
            }
        }
    }
    if pages.len() > FILES_MAX {
        let message = format!("{} files, at most {FILES_MAX} are read", pages.len());
        let place = Place::file(&folder.display().to_string());
        read.problems.push(Diagnostic::error(place, message, "split the library"));
    }
    Ok(read)
}

/// Whether a folder is there and can be read.
///
/// # Errors
/// If it cannot be.
pub fn reach(folder: &Path) -> Result<(), Unreadable> {
    let there = fs::read_dir(folder);
    there.map(drop).map_err(|source| Unreadable { path: folder.to_owned(), source })
}

/// Reads the file of topics, or any other single file of the library.
///
/// # Errors
/// If it is not a regular file that can be read.
pub fn read_topics(path: &Path) -> Result<SourceFile, Unreadable> {
    // A single file is named by the operator, who may well have linked it there.
    let unreadable = |source| Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let bytes = read_at_most(file, TOPICS_MAX).map_err(unreadable)?;
    Ok(SourceFile::new(path.display().to_string(), bytes))
}

fn page_path(entry: &DirEntry) -> Option<PathBuf> {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    let is_page = name.ends_with(".md") && !name.starts_with('.') && !name.eq_ignore_ascii_case("readme.md");
    is_page.then(|| entry.path())
}

struct Refused {
    message: String,
    mend: &'static str,
}

fn read_page(path: &Path, max: usize) -> Result<SourceFile, Refused> {
    let refused = |message: &str, mend| Refused { message: message.to_owned(), mend };
    let looked = fs::symlink_metadata(path).map_err(unreadable_page)?;
    if looked.is_symlink() {
        return Err(refused("a link, which is not followed", "put the file itself here"));
    }
    if !looked.is_file() {
        return Err(refused("not a file", "remove it, or rename it without .md"));
    }
    let file = open_same(path, &looked).map_err(unreadable_page)?;
    let bytes = read_at_most(file, max).map_err(unreadable_page)?;
    Ok(SourceFile::new(path.display().to_string(), bytes))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn unreadable_page(error: io::Error) -> Refused {
    Refused {
        message: format!("cannot read it: {error}"),
        mend: "make it readable for the user that runs this",
    }
}

/// Opens what was looked at, and nothing that has taken its place since.
fn open_same(path: &Path, looked: &Metadata) -> io::Result<File> {
    let file = File::open(path)?;
    if is_same(looked, &file.metadata()?) {
        Ok(file)
    } else {
        Err(io::Error::other("it was replaced while it was being opened"))
    }
}

#[cfg(unix)]
fn is_same(looked: &Metadata, opened: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (looked.dev(), looked.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn is_same(looked: &Metadata, opened: &Metadata) -> bool {
    looked.file_type() == opened.file_type() && looked.len() == opened.len()
}

/// One byte more than allowed tells the parser that the file is too long.
fn read_at_most(file: File, max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::page;

    fn names(folder: &Folder) -> Vec<&str> {
        folder.files.iter().map(SourceFile::stem).collect()
    }

    #[test]
    fn pages_are_read_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.md", "a.md", "README.md", ".hidden.md", "notes.txt"] {
            fs::write(folder.path().join(name), "+++").unwrap();
        }
        fs::create_dir(folder.path().join("sub.md")).unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(names(&read), ["a", "b"]);
        assert_eq!(read.problems.len(), 1);
        assert_eq!(read.problems[0].message, "not a file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, "secret").unwrap();
        std::os::unix::fs::symlink(&secret, folder.path().join("a.md")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("b.md")).unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(names(&read), Vec::<&str>::new());
        assert!(read.problems.iter().all(|found| found.message.starts_with("a link")), "{:?}", read.problems);
        assert_eq!(read.problems.len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn what_took_a_files_place_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (path, secret) = (folder.path().join("a.md"), folder.path().join("secret"));
        fs::write(&path, "a").unwrap();
        fs::write(&secret, "secret").unwrap();
        let looked = fs::symlink_metadata(&path).unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&secret, &path).unwrap();
        assert!(open_same(&path, &looked).unwrap_err().to_string().contains("replaced"));
    }

    #[test]
    fn a_file_without_end_is_read_up_to_its_limit_and_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), vec![b'x'; 3 * FILE_MAX]).unwrap();
        let read = read(folder.path()).unwrap();
        assert_eq!(read.files[0].bytes.len(), FILE_MAX + 1);
        assert!(page::parse(&read.files[0]).unwrap_err()[0].message.contains("bytes"));
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = read(Path::new("/nowhere/at/all")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /nowhere/at/all");
        assert!(read_topics(Path::new("/nowhere/topics.toml")).is_err());
    }
}
