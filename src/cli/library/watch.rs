//! Waits until a library's files change.

use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::library::load::LibrarySource;

/// How long nothing must happen before it counts as one change: editors write in several steps.
const QUIET: Duration = Duration::from_millis(250);

/// A watch over a folder of pages and the topics beside it.
pub(super) struct Watch {
    changes: Receiver<()>,
    /// Ends the watch when dropped.
    _watcher: RecommendedWatcher,
}

impl Watch {
    pub(super) fn on(folder: &Path) -> anyhow::Result<Self> {
        let (tell, changes) = mpsc::channel();
        let topics = LibrarySource::Folder(folder.to_owned()).topics_path();
        let (pages, beside) = (std::path::absolute(folder)?, topics.map(std::path::absolute).transpose()?);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            let concerns = |path: &Path| path.parent() == Some(&*pages) || Some(path) == beside.as_deref();
            // Reading is no change, or showing would call for showing again.
            if !event.kind.is_access() && event.paths.iter().any(|it| concerns(it)) {
                // Nobody listens any more when the watch is being dropped.
                let _ = tell.send(());
            }
        })?;
        let absolute = std::path::absolute(folder)?;
        let watching = |at: &Path| format!("cannot watch {}", at.display());
        watcher.watch(&absolute, RecursiveMode::NonRecursive).with_context(|| watching(&absolute))?;
        if let Some(parent) = absolute.parent() {
            watcher.watch(parent, RecursiveMode::NonRecursive).with_context(|| watching(parent))?;
        }
        Ok(Self { changes, _watcher: watcher })
    }

    /// Waits for a change, and for the quiet after it.
    pub(super) fn next(&self) -> anyhow::Result<()> {
        if self.changes.recv().is_err() {
            bail!("the library's folder can no longer be watched");
        }
        loop {
            match self.changes.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => bail!("the library's folder can no longer be watched"),
            }
        }
    }
}
