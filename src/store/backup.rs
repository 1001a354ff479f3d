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

/// What the names of copies made before upgrades hold, before the number of the step.
const BEFORE: &str = "-before-step-";

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

/// A name for a copy made before a step is taken, by the moment.
///
/// # Errors
/// When the folder cannot be made.
pub fn place(folder: &Path, step: i64) -> Result<PathBuf> {
    std::fs::create_dir_all(folder).map_err(|err| Error::from(sqlx::Error::Io(err)))?;
    let now: DateTime<Utc> = SystemTime::now().into();
    Ok(folder.join(format!("athenaeum-{}{BEFORE}{step}.db", now.format("%Y%m%dT%H%M%S%3fZ"))))
}

/// The newest copy made before an upgrade.
pub fn newest(folder: &Path) -> Option<PathBuf> {
    copies(folder).pop()
}

/// Removes all copies made before upgrades but the newest.
pub fn keep_newest(folder: &Path) {
    let copies = copies(folder);
    for old in copies.iter().take(copies.len().saturating_sub(KEPT)) {
        if let Err(err) = std::fs::remove_file(old) {
            tracing::warn!(error = &err as &dyn std::error::Error, "an old copy of the database stays");
        }
    }
}

/// The copies made before upgrades, oldest first: their names begin with the time. What else an operator keeps in the
/// folder is theirs.
fn copies(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut copies: Vec<PathBuf> =
        entries.flatten().map(|it| it.path()).filter(|it| is_made_before_an_upgrade(it)).collect();
    copies.sort();
    copies
}

fn is_made_before_an_upgrade(copy: &Path) -> bool {
    let name = copy.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    copy.extension().is_some_and(|it| it == "db") && name.starts_with("athenaeum-") && name.contains(BEFORE)
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_an_operator_keeps_beside_the_copies_stays_and_is_none_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let own = [
            "2025.db",
            "athenaeum-monday.db",
            "zeroth.db",
            "athenaeum-20250101T000000000Z-before-step-2.txt",
        ];
        let made = [1, 2, 3, 4].map(|it| format!("athenaeum-2026010{it}T000000000Z-before-step-{it}.db"));
        for name in own.iter().copied().chain(made.iter().map(String::as_str)) {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(newest(folder.path()), Some(folder.path().join(&made[3])));
        keep_newest(folder.path());
        assert!(own.iter().all(|it| folder.path().join(it).exists()), "an operator's own copy was removed");
        assert_eq!(made.map(|it| folder.path().join(it).exists()), [false, true, true, true]);
    }
}
