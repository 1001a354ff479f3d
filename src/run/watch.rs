//! Waits until a library's files change, wherever its folder is put meanwhile.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::library::load::LibrarySource;
use crate::store::open::absolute;

/// How long nothing must happen before it counts as one change: editors write in several steps.
const QUIET: Duration = Duration::from_millis(250);
/// How often a folder that is gone is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Why files cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum Unwatched {
    /// There is no such folder.
    #[error("there is no folder {}; --library names the folder of the library", .0.display())]
    Nowhere(PathBuf),
    /// The system does not watch this folder.
    #[error("cannot watch {}", .0.display())]
    Refused(PathBuf, #[source] notify::Error),
}

/// A watch over a folder of pages and the topics beside it.
///
/// The system watches what a path led to when it was asked. So a folder that was removed, renamed or put back, as version
/// control and synchronisation do it, is watched anew.
pub struct Watch {
    folder: PathBuf,
    /// `None` while there is no such folder.
    armed: Option<Armed>,
}

/// What the system has been asked to tell.
struct Armed {
    changes: Receiver<Change>,
    /// Ends the watch when dropped.
    _watcher: RecommendedWatcher,
}

#[derive(PartialEq, Eq)]
enum Change {
    /// Of a page or the topics.
    Files,
    /// Of the folder, or the one around it: what is watched may not be what the path leads to any more.
    Place,
}

impl Watch {
    /// Watches from now on.
    ///
    /// # Errors
    /// See [`Unwatched`].
    pub fn on(folder: &Path) -> Result<Self, Unwatched> {
        let folder = absolute(folder);
        let armed = Armed::over(&folder)?;
        Ok(Self { folder, armed: Some(armed) })
    }

    /// Waits for a change, and for the quiet after it; that the folder goes and that it comes back are changes, too.
    /// Blocks its thread.
    pub fn next(&mut self) {
        let first = self.armed.as_ref().map(Armed::first);
        if first.is_none() {
            self.until_it_is_back();
        }
        let later = self.armed.as_ref().map(Armed::until_quiet);
        if [first, later].contains(&Some(Change::Place)) {
            // Whoever waited reads the files after this: what changed between the two watches is seen then.
            self.armed = Armed::over(&self.folder).ok();
            let (folder, watched) = (self.folder.display(), self.armed.is_some());
            tracing::info!(%folder, watched, "the library's folder was moved or replaced");
        }
    }

    fn until_it_is_back(&mut self) {
        while self.armed.is_none() {
            thread::sleep(LOOK_EVERY);
            self.armed = Armed::over(&self.folder).ok();
        }
        tracing::info!(folder = %self.folder.display(), "the library's folder is watched again");
    }
}

impl Armed {
    fn over(folder: &Path) -> Result<Self, Unwatched> {
        let (tell, changes) = mpsc::channel();
        let (pages, topics) = (folder.to_owned(), LibrarySource::Folder(folder.to_owned()).topics_path());
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Some(change) = change(&event, &pages, topics.as_deref()) {
                // Nobody listens any more when the watch is being dropped.
                let _ = tell.send(change);
            }
        })
        .map_err(|err| Unwatched::Refused(folder.to_owned(), err))?;
        // The outer one first: a folder that is replaced between the two is noticed then.
        for at in [folder.parent(), Some(folder)].into_iter().flatten() {
            watcher.watch(at, RecursiveMode::NonRecursive).map_err(|err| match err.kind {
                ErrorKind::PathNotFound => Unwatched::Nowhere(folder.to_owned()),
                _ => Unwatched::Refused(at.to_owned(), err),
            })?;
        }
        Ok(Self { changes, _watcher: watcher })
    }

    fn first(&self) -> Change {
        // A watcher that has ended tells nothing any more, so another one is needed.
        self.changes.recv().unwrap_or(Change::Place)
    }

    /// What has happened until nothing did for a while.
    fn until_quiet(&self) -> Change {
        let mut all = Change::Files;
        loop {
            match self.changes.recv_timeout(QUIET) {
                Ok(Change::Files) => {}
                Ok(Change::Place) => all = Change::Place,
                Err(RecvTimeoutError::Timeout) => return all,
                Err(RecvTimeoutError::Disconnected) => return Change::Place,
            }
        }
    }
}

/// What an event means for the library, if anything. Paths are compared as they were given to the system.
fn change(event: &notify::Result<Event>, pages: &Path, topics: Option<&Path>) -> Option<Change> {
    let Ok(event) = event else { return Some(Change::Place) };
    // Reading is no change, or showing would call for showing again.
    if event.kind.is_access() {
        return None;
    }
    let is_place = |path: &PathBuf| path == pages || Some(&**path) == pages.parent();
    let is_file = |path: &PathBuf| path.parent() == Some(pages) || Some(&**path) == topics;
    // What was lost when too much happened at once may have been anything.
    if event.need_rescan() || event.paths.iter().any(is_place) {
        return Some(Change::Place);
    }
    event.paths.iter().any(is_file).then_some(Change::Files)
}
