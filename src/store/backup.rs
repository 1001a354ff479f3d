//! Copies of the database: made while it serves, read back to be sure, the newest ones kept.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::engine::Db;
use super::engine::sqlite::Handle;
use super::error::{Error, Result};
use super::verify::{self, Verdict};

/// How many copies made before upgrades are kept.
const KEPT: usize = 3;

/// A copy that was read back.
#[derive(Debug)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// What reading it back found.
    pub verdict: Verdict,
}

/// Why a copy was not made or cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The target is there already.
    #[error("{} is there already; name another file, or remove that one first", .0.display())]
    Exists(PathBuf),
    /// The database is a server's, which has tools of its own.
    #[error(
        "a server's database is copied by its own tools: pg_dump --format=custom --file={} '{address}' (and \
         pg_restore brings it back; `athenaeum database verify` then says whether it is whole)",
        .target.display()
    )]
    Server {
        /// Which database.
        address: String,
        /// The file.
        target: PathBuf,
    },
    /// The database failed.
    #[error("the copy could not be written")]
    Store(#[from] Error),
    /// The copy cannot be opened.
    #[error("the copy was written to {} but cannot be read back; do not trust it", .path.display())]
    ReadBack {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: super::engine::sqlite::OpenError,
    },
}

/// Copies the database to a file and reads the copy back.
///
/// # Errors
/// When the target exists, cannot be written, or cannot be read back, and for a database on a server.
pub async fn make(db: &Db, target: &Path) -> std::result::Result<Backup, Failure> {
    if target.exists() {
        return Err(Failure::Exists(target.to_owned()));
    }
    let Db::Sqlite(handle) = db else {
        return Err(Failure::Server { address: db.address(), target: target.to_owned() });
    };
    if let Some(folder) = target.parent().filter(|it| !it.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|err| Error::from(sqlx::Error::Io(err)))?;
    }
    handle.copy_to(target).await?;
    let read_back = |source| Failure::ReadBack { path: target.to_owned(), source };
    let copy = Handle::open(target).await.map_err(read_back)?;
    let verdict = verify::run(&Db::Sqlite(copy.clone()), |_| {}).await?;
    copy.close().await;
    drop(copy);
    remove_companions(target);
    Ok(Backup { path: target.to_owned(), verdict })
}

/// The folder of copies beside a database.
pub fn folder(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join("backups")
}

/// A name for a copy, by the second.
///
/// # Errors
/// When the folder cannot be made.
pub fn place(folder: &Path, label: &str) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).map_err(|err| Error::from(sqlx::Error::Io(err)))?;
    let now: DateTime<Utc> = SystemTime::now().into();
    Ok(folder.join(format!("athenaeum-{}-{label}.db", now.format("%Y%m%dT%H%M%S%3fZ"))))
}

/// The newest copy in a folder.
pub fn newest(folder: &Path) -> Option<PathBuf> {
    copies(folder).pop()
}

/// Removes all copies but the newest.
pub fn keep_newest(folder: &Path) {
    let copies = copies(folder);
    for old in copies.iter().take(copies.len().saturating_sub(KEPT)) {
        if let Err(err) = std::fs::remove_file(old) {
            tracing::warn!(error = &err as &dyn std::error::Error, "an old copy of the database stays");
        }
    }
}

/// The copies in a folder, oldest first: their names begin with the time.
fn copies(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut copies: Vec<PathBuf> = entries
        .flatten()
        .map(|it| it.path())
        .filter(|it| it.extension().is_some_and(|it| it == "db"))
        .collect();
    copies.sort();
    copies
}

/// Removes the lock and log files that opening a copy left beside it.
pub(in crate::store) fn remove_companions(target: &Path) {
    for suffix in [".lock", "-wal", "-shm"] {
        let mut name = target.as_os_str().to_owned();
        name.push(suffix);
        // One that is not there is as good as removed.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}
