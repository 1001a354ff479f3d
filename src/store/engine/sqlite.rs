//! SQLite: opening a file so that what is acknowledged lasts, and copying it while it serves.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use crate::store::error::{Error, Result};

use super::Durability;

/// Older ones can corrupt a WAL database when checkpoints and writes race.
const OLDEST_LIBRARY: (u32, u32, u32) = (3, 51, 3);

/// How long a write waits for another process's lock before it gives up; [`fold_wal`] sets it anew.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Reading connections: looks that need the database are rare.
const READERS: u32 = 4;

/// How many pages of 4 KiB the WAL holds before they are copied into the file. A full batch writes more than the thousand
/// that SQLite waits for by itself, and would copy each page, and sync twice, every time. With a batch on top it stays
/// below 40 MiB on the disk.
const CHECKPOINT_AFTER: &str = "8000";

/// What the writer keeps of the file in memory, in KiB (negative in SQLite's own way of counting): the inner pages of
/// every index and the leaves that a batch changes, which would otherwise be written out before the batch ends.
const CACHE: &str = "-16000";

/// The same of a reader: it reads a table once from end to end, or a few rows.
const READERS_CACHE: &str = "-512";

/// How many prepared statements a connection keeps: a writer has one per table and number of rows.
const PREPARED: usize = 160;

/// What only SQLite can say: triggers.
const OWN_STATEMENTS: &str = include_str!("../../../migrations/sqlite.sql");

/// An open SQLite database.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Mutex<SqliteConnection>,
    readers: SqlitePool,
    path: PathBuf,
    /// Held open and locked for as long as the database is: a second process is refused by it. Whoever only looks
    /// holds none.
    lock: Option<File>,
}

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process serves it.
    #[error("{} is in use by another athenaeum; stop that one first, or set DATABASE_URL to another file", .0.display())]
    Taken(PathBuf),
    /// The folder or the lock file cannot be made.
    #[error("{} cannot be created", .path.display())]
    Create {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The library is too old.
    #[error("SQLite {found} has a bug that can corrupt the database; 3.51.3 or newer is needed")]
    Library {
        /// Its version.
        found: String,
    },
    /// A setting did not take.
    #[error(
        "the database does not keep {setting} = {wanted}, without which acknowledged writes can be lost (it says {found})"
    )]
    Setting {
        /// The PRAGMA.
        setting: &'static str,
        /// What must be.
        wanted: &'static str,
        /// What is.
        found: String,
    },
    /// The engine refused.
    #[error("{} cannot be opened as a SQLite database", .path.display())]
    Engine {
        /// The file.
        path: PathBuf,
        /// What the engine says.
        #[source]
        source: Error,
    },
}

impl Handle {
    /// Opens a file for one process, making it and its folder when absent.
    ///
    /// # Errors
    /// When another process holds it, or it cannot be trusted to keep what is written.
    pub async fn open(path: &Path) -> std::result::Result<Self, OpenError> {
        if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|source| OpenError::Create { path: folder.to_owned(), source })?;
        }
        let lock = lock(path)?;
        let engine = |source: sqlx::Error| OpenError::Engine { path: path.to_owned(), source: source.into() };
        let mut writer = writing(path).connect().await.map_err(engine)?;
        protect(path);
        check_library(&mut writer).await.map_err(engine)??;
        check_durability(&mut writer).await.map_err(engine)??;
        Ok(Self::over(path, writer, Some(lock)))
    }

    /// Opens a file that is there, to read it, also while another process serves it. Nothing can be written.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn look(path: &Path) -> std::result::Result<Self, OpenError> {
        Self::join(path, reading(path)).await
    }

    /// The same, with a connection that can leave a note beside the log. It waits its turn with whoever serves the file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn beside(path: &Path) -> std::result::Result<Self, OpenError> {
        Self::join(path, options(path)).await
    }

    async fn join(path: &Path, options: SqliteConnectOptions) -> std::result::Result<Self, OpenError> {
        let engine = |source: sqlx::Error| OpenError::Engine { path: path.to_owned(), source: source.into() };
        let mut connection = options.connect().await.map_err(engine)?;
        check_library(&mut connection).await.map_err(engine)??;
        Ok(Self::over(path, connection, None))
    }

    fn over(path: &Path, writer: SqliteConnection, lock: Option<File>) -> Self {
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(0)
            .test_before_acquire(false)
            .connect_lazy_with(reading(path));
        let shared = Shared { writer: Mutex::new(writer), readers, path: path.to_owned(), lock };
        Self { shared: Arc::new(shared) }
    }

    /// Waits for the writing connection.
    pub async fn writer(&self) -> MutexGuard<'_, SqliteConnection> {
        let mut writer = self.shared.writer.lock().await;
        if is_stuck(&mut writer).await {
            match writing(&self.shared.path).connect().await {
                // The stuck one ends with its thread; nobody waits for what it has to say.
                Ok(fresh) => *writer = fresh,
                Err(err) => tracing::error!(
                    error = &err as &dyn std::error::Error,
                    "the database cannot be opened anew after a transaction failed"
                ),
            }
        }
        writer
    }

    /// The reading connections.
    pub fn readers(&self) -> &SqlitePool {
        &self.shared.readers
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The library's name and version.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn version(&self) -> Result<String> {
        let mut reader = self.shared.readers.acquire().await?;
        let row = sqlx::query("SELECT 'SQLite ' || sqlite_version()").fetch_one(&mut *reader).await?;
        Ok(row.try_get(0)?)
    }

    /// The settings without which what is acknowledged may not last. `synchronous` belongs to a connection and is held
    /// to FULL where it writes; what a file keeps of its own is how its journal is written.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn durability(&self) -> Result<Vec<Durability>> {
        // A writer sets what it is asked for, so somebody who sets nothing asks. How a writer syncs is nowhere in the file:
        // whoever opens it to write sets that and looks whether it took.
        let mut plain = reading(&self.shared.path).connect().await?;
        let is: String = sqlx::query("PRAGMA journal_mode").fetch_one(&mut plain).await?.try_get(0)?;
        plain.close().await?;
        Ok(vec![Durability { name: "journal_mode", is_safe: is == "wal", is, wanted: "wal" }])
    }

    /// The first thing that is damaged in the file's own structure.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn damage(&self) -> Result<Option<String>> {
        let mut reader = self.shared.readers.acquire().await?;
        let checked = sqlx::query("PRAGMA quick_check(1)").fetch_one(&mut *reader).await;
        match checked {
            Ok(row) => Ok(Some(row.try_get::<String, _>(0)?).filter(|it| it != "ok")),
            Err(err @ sqlx::Error::Database(_)) => Ok(Some(err.to_string())),
            Err(err) => Err(err.into()),
        }
    }

    /// What the lock file holds: it outlives the file's being replaced by a copy. `None` for who only looks.
    pub fn remembered(&self) -> Option<String> {
        self.shared.lock.as_ref()?;
        std::fs::read_to_string(lock_path(&self.shared.path)).ok()
    }

    /// Writes into the lock file. That it cannot be is no reason to stop: a copy is then only recognised by what
    /// Discord shows.
    pub fn remember(&self, text: &str) {
        if self.shared.lock.is_some()
            && let Err(err) = std::fs::write(lock_path(&self.shared.path), text)
        {
            tracing::warn!(error = &err as &dyn std::error::Error, "the lock file cannot be written to");
        }
    }

    /// The newest migration applied; `None` for a database that is as good as new.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn newest_step_applied(&self) -> Result<Option<i64>> {
        let mut writer = self.writer().await;
        let there: i64 = sqlx::query("SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut *writer)
            .await?
            .try_get(0)?;
        if there == 0 {
            return Ok(None);
        }
        let newest = sqlx::query("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
        Ok(newest.fetch_one(&mut *writer).await?.try_get(0)?)
    }

    /// Applies the migrations that are missing.
    ///
    /// # Errors
    /// When one fails, or one that was applied has changed since.
    pub async fn migrate(&self, migrations: &Migrator) -> std::result::Result<(), MigrateError> {
        let mut writer = self.writer().await;
        // `run` borrows in a way by which the future of opening could not be proved to be `Send`.
        migrations.run_direct(None, &mut *writer, false).await
    }

    /// Adds the statements that only this engine has; each may be repeated.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn apply_own_statements(&self) -> Result<()> {
        let mut writer = self.writer().await;
        sqlx::raw_sql(OWN_STATEMENTS).execute(&mut *writer).await?;
        Ok(())
    }

    /// Copies the whole database into a new file as of one moment, while it goes on serving.
    ///
    /// # Errors
    /// When the copy cannot be written.
    pub async fn copy_to(&self, copy: &Path) -> Result<()> {
        let mut reader = self.shared.readers.acquire().await?;
        let target = copy.to_string_lossy().into_owned();
        sqlx::query("VACUUM INTO $1").bind(target).execute(&mut *reader).await?;
        protect(copy);
        Ok(())
    }

    /// Closes every connection, so that the WAL is folded back into the file, and lets go of the file's lock.
    pub async fn close(&self) {
        self.shared.readers.close().await;
        let mut writer = self.writer().await;
        // A connection cannot be moved out of the shared place; a memory database takes its seat.
        if let Ok(seat) = SqliteConnection::connect("sqlite::memory:").await {
            let closing = std::mem::replace(&mut *writer, seat);
            if let Err(err) = closing.close().await {
                tracing::warn!(error = &err as &dyn std::error::Error, "the database did not close cleanly");
            }
        }
        // Others may still hold this handle; the lock must not wait for them. Without it the file is as it was.
        let _ = self.shared.lock.as_ref().map(File::unlock);
    }
}

/// Folds the write-ahead log into the file and empties it: it holds pages as they were before something was erased,
/// and SQLite itself would leave them there until it happens to write over them.
pub(super) async fn fold_wal(connection: &mut SqliteConnection) {
    // Readers are not waited for: writing stands still meanwhile.
    let statements =
        ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA busy_timeout = 5000"];
    for statement in statements {
        if let Err(err) = sqlx::raw_sql(statement).execute(&mut *connection).await {
            tracing::warn!(
                error = &err as &dyn std::error::Error,
                "the write-ahead log could not be emptied"
            );
        }
    }
}

/// Whether sqlx counts a transaction that nobody holds. A disk that is full or fails while a transaction commits makes
/// SQLite undo it; sqlx then rolls back as well, finds no transaction, and goes on counting one for ever, so that no
/// further one could begin.
async fn is_stuck(writer: &mut SqliteConnection) -> bool {
    // A rollback may just be on its way to the connection's thread; whoever is answered comes after it.
    writer.is_in_transaction() && writer.ping().await.is_ok() && writer.is_in_transaction()
}

fn writing(path: &Path) -> SqliteConnectOptions {
    options(path)
        .create_if_missing(true)
        .pragma("wal_autocheckpoint", CHECKPOINT_AFTER)
        .pragma("cache_size", CACHE)
}

fn options(path: &Path) -> SqliteConnectOptions {
    quiet(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
}

/// A connection that only reads, and takes the file as it is: to ask for a journal is to write, which a copy that nobody
/// has opened yet would refuse.
fn reading(path: &Path) -> SqliteConnectOptions {
    quiet(path).read_only(true).pragma("cache_size", READERS_CACHE)
}

fn quiet(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(PREPARED)
        .disable_statement_logging()
}

/// Takes the lock file beside the database. The lock goes with the process, however it ends.
pub(in crate::store) fn lock(path: &Path) -> std::result::Result<File, OpenError> {
    let lock_path = lock_path(path);
    let create = |source| OpenError::Create { path: lock_path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&lock_path).map_err(create)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Taken(path.to_owned())),
        Err(TryLockError::Error(source)) => Err(create(source)),
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Keeps the file from other accounts of the machine: it holds what people said.
fn protect(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if let Err(err) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)) {
            tracing::warn!(
                error = &err as &dyn std::error::Error,
                "the database file stays readable for others"
            );
        }
    }
}

type Checked = sqlx::Result<std::result::Result<(), OpenError>>;

async fn check_library(connection: &mut SqliteConnection) -> Checked {
    let found: String = sqlx::query("SELECT sqlite_version()").fetch_one(connection).await?.try_get(0)?;
    let mut parts = found.split('.').map(|it| it.parse::<u32>().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    let version = (part(), part(), part());
    Ok(if version >= OLDEST_LIBRARY { Ok(()) } else { Err(OpenError::Library { found }) })
}

async fn check_durability(connection: &mut SqliteConnection) -> Checked {
    let synchronous: i64 = sqlx::query("PRAGMA synchronous").fetch_one(&mut *connection).await?.try_get(0)?;
    if synchronous != 2 {
        let found = synchronous.to_string();
        return Ok(Err(OpenError::Setting { setting: "synchronous", wanted: "FULL", found }));
    }
    let found: String = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *connection).await?.try_get(0)?;
    if found != "wal" {
        return Ok(Err(OpenError::Setting { setting: "journal_mode", wanted: "WAL", found }));
    }
    Ok(Ok(()))
}
