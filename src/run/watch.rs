//! Waits until a library's files change.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::library::load::LibrarySource;
use crate::store::open::absolute;

/// How long nothing must happen before it counts as one change: editors write in several steps.
const QUIET: Duration = Duration::from_millis(250);

/// Why files cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum Unwatched {
    /// The system does not watch this folder.
    #[error("cannot watch {}", .0.display())]
    Refused(PathBuf, #[source] notify::Error),
    /// The system has stopped watching.
    #[error("the library's folder can no longer be watched")]
    Over,
}

/// A watch over a folder of pages and the topics beside it.
pub struct Watch {
    changes: Receiver<()>,
    /// Ends the watch when dropped.
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches from now on.
    ///
    /// # Errors
    /// [`Unwatched::Refused`].
    pub fn on(folder: &Path) -> Result<Self, Unwatched> {
        let (tell, changes) = mpsc::channel();
        let topics = LibrarySource::Folder(folder.to_owned()).topics_path();
        // As the system names them in what it tells.
        let (pages, beside) = (absolute(folder), topics.as_deref().map(absolute));
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            let concerns = |path: &Path| path.parent() == Some(&*pages) || Some(path) == beside.as_deref();
            // Reading is no change, or showing would call for showing again.
            if !event.kind.is_access() && event.paths.iter().any(|it| concerns(it)) {
                // Nobody listens any more when the watch is being dropped.
                let _ = tell.send(());
            }
        })
        .map_err(|err| Unwatched::Refused(folder.to_owned(), err))?;
        let folder_itself = absolute(folder);
        for at in [Some(&*folder_itself), folder_itself.parent()].into_iter().flatten() {
            let watching = watcher.watch(at, RecursiveMode::NonRecursive);
            watching.map_err(|err| Unwatched::Refused(at.to_owned(), err))?;
        }
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for a change, and for the quiet after it. Blocks its thread.
    ///
    /// # Errors
    /// [`Unwatched::Over`].
    pub fn next(&self) -> Result<(), Unwatched> {
        self.changes.recv().map_err(|_| Unwatched::Over)?;
        loop {
            match self.changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => return Err(Unwatched::Over),
            }
        }
    }
}
