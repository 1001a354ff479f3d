//! Going back to a copy. The log is then behind Discord: it gets a new epoch, remembers since when it may be missing
//! something, and forgets whom it meant to answer. What is still promised counts as tried, so that it looks at Discord
//! before it does anything.
//!
//! A copy that somebody put in place by hand is recognised, too: the lock file beside the database, which no copy
//! brings along, remembers how far the log had come.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::clock::Clock;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment};
use crate::domain::ids::GuildId;
use crate::domain::log::LogRestored;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::backup::remove_companions;
use super::engine::sqlite::{self, Handle, OpenError};
use super::engine::{Db, args};
use super::error::{Error, Result};
use super::log::{Follower, Log, Stop};
use super::open;
use super::rows::Changed;
use super::verify::{self, Fault};

/// Other processes may have written to a log that lacks its end before anybody noticed: what is missing is older than its
/// last event by as much at most, in milliseconds.
const UNSEEN: i64 = 10 * 60_000;

/// What a restore puts where.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The copy; it stays as it is.
    pub copy: PathBuf,
    /// The database's file.
    pub database: PathBuf,
    /// Whether a database that is there may give way; it is kept beside the new one.
    pub replace: bool,
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// How many events the copy holds.
    pub events: i64,
    /// Where the database lies now that was there before.
    pub kept: Option<PathBuf>,
}

/// Why nothing was restored; the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no copy.
    #[error("there is no copy at {}", open::absolute(.0).display())]
    NoCopy(PathBuf),
    /// The copy is the database itself.
    #[error("{} is the database itself; name a copy of it", .0.display())]
    Same(PathBuf),
    /// A database is there.
    #[error(
        "there is a database at {} already; with --replace the copy takes its place, and it is kept beside it",
        open::absolute(.0).display()
    )]
    There(PathBuf),
    /// The copy is not as it was written.
    #[error("the copy cannot be trusted, so it was not put in place: {0}; take an older one")]
    Broken(Fault),
    /// The copy, or the database's place, cannot be opened.
    #[error(transparent)]
    Open(#[from] open::Failure),
    /// A file cannot be moved.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The copy cannot be read or written to.
    #[error("the copy could not be made ready")]
    Store(#[from] Error),
    /// That it is a copy could not be written down.
    #[error("that the log goes on from a copy could not be written down")]
    Mark(#[from] Stop),
}

impl From<OpenError> for Failure {
    fn from(err: OpenError) -> Self {
        Self::Open(err.into())
    }
}

/// Puts a copy in the place of a database, once the copy was read from end to end.
///
/// # Errors
/// See [`Failure`]; among them that another process serves the database.
pub async fn run(
    wish: &Wish,
    clock: Clock,
    progress: impl FnMut(i64),
) -> std::result::Result<Restored, Failure> {
    check(wish)?;
    if let Some(folder) = wish.database.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(cannot_write(folder))?;
    }
    // Held to the end: nobody may begin to serve what is about to be moved away.
    let _lock = sqlite::lock(&wish.database)?;
    let fresh = beside(&wish.database, ".restoring");
    discard(&fresh);
    let made = make_ready(wish, &fresh, clock, progress).await;
    remove_companions(&fresh);
    let events = made.inspect_err(|_| discard(&fresh))?;
    let kept = set_aside(&wish.database)?;
    fs::rename(&fresh, &wish.database).map_err(cannot_write(&wish.database))?;
    sync_folder(&wish.database);
    Ok(Restored { events, kept })
}

/// Marks a log that is behind what the lock file remembers; whether it was. To be called when a database was opened,
/// before anything is taken from it.
///
/// # Errors
/// When the database fails.
pub async fn recognise(db: &Db, clock: Clock) -> std::result::Result<bool, Stop> {
    let (epoch, pos) = head(db).await?;
    let is_behind =
        db.remembered().and_then(|it| parse(&it)).is_some_and(|(its, at)| its == epoch && at > pos);
    if is_behind {
        mark(db, clock).await?;
    }
    Ok(is_behind)
}

/// Marks a log that this process found to lack its end, as after a failover to a standby that did not have it. Beside a
/// server's database nothing remembers how far it had come, so whoever saw it has to say so. Does nothing when another
/// process has said so already, or for anything else that went wrong; whether it did.
///
/// # Errors
/// When the database fails.
pub async fn admit(db: &Db, clock: Clock, err: &Error) -> std::result::Result<bool, Stop> {
    let Error::Behind(ends) = err else { return Ok(false) };
    let Some(last) = begin_epoch(db, Some(&ends.0.epoch)).await? else { return Ok(false) };
    note(db, clock, last - UNSEEN).await?;
    Ok(true)
}

/// Has the lock file remember how far the log has come.
///
/// # Errors
/// When the database fails.
pub async fn remember(db: &Db) -> Result<()> {
    let (epoch, pos) = head(db).await?;
    db.remember(&format!("{epoch} {pos}\n"));
    Ok(())
}

fn check(wish: &Wish) -> std::result::Result<(), Failure> {
    if !wish.copy.is_file() {
        return Err(Failure::NoCopy(wish.copy.clone()));
    }
    let there = wish.database.exists();
    if there && fs::canonicalize(&wish.copy).ok() == fs::canonicalize(&wish.database).ok() {
        return Err(Failure::Same(wish.copy.clone()));
    }
    if there && !wish.replace {
        return Err(Failure::There(wish.database.clone()));
    }
    Ok(())
}

/// Copies the copy, brings it up to this release, reads it from end to end, and marks it.
async fn make_ready(
    wish: &Wish,
    fresh: &Path,
    clock: Clock,
    progress: impl FnMut(i64),
) -> std::result::Result<i64, Failure> {
    let is_alone = !beside(&wish.copy, "-wal").exists();
    let copy = Handle::look(&wish.copy).await?;
    let copied = match open::knows(&copy).await {
        Ok(()) => copy.copy_to(fresh).await.map_err(Failure::from),
        Err(newer) => Err(newer.into()),
    };
    copy.close().await;
    // Whoever only reads leaves these behind; what came with the copy may hold the newest of it.
    if is_alone {
        for left in ["-wal", "-shm"] {
            let _ = fs::remove_file(beside(&wish.copy, left));
        }
    }
    copied?;
    let db = open::open(&format!("sqlite:{}", fresh.display())).await?.db;
    let made = trust(&db, clock, progress).await;
    db.close().await;
    made
}

async fn trust(db: &Db, clock: Clock, progress: impl FnMut(i64)) -> std::result::Result<i64, Failure> {
    let verdict = verify::run(db, progress).await?;
    if let Some(fault) = verdict.fault {
        return Err(Failure::Broken(fault));
    }
    mark(db, clock).await?;
    Ok(verdict.events)
}

async fn mark(db: &Db, clock: Clock) -> std::result::Result<(), Stop> {
    match begin_epoch(db, None).await? {
        Some(since) => note(db, clock, since).await,
        None => Ok(()),
    }
}

async fn note(db: &Db, clock: Clock, since: i64) -> std::result::Result<(), Stop> {
    let note = Note { at: clock.now(), event: LogRestored { since } };
    let (log, writing) = Log::start(db.clone(), clock, Arc::new(Nobody));
    log.write(note).await?;
    drop(log);
    // With its last handle gone the writing task ends by itself; nobody else may write before it has.
    let _ = writing.task.await;
    Ok(())
}

/// Gives the log a new epoch, if it still has the one named; when its last event was recorded.
async fn begin_epoch(db: &Db, before: Option<&str>) -> Result<Option<i64>> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    let sql = "UPDATE log_head SET epoch = $1 WHERE one = 1 AND epoch = COALESCE($2, epoch)";
    if tx.execute(sql, args![open::new_epoch(), before]).await? == 0 {
        tx.rollback().await?;
        return Ok(None);
    }
    tx.execute(
        "UPDATE effect SET token = NULL, lease_until = 0, first_at = COALESCE(first_at, planned_at), \
         attempts = CASE WHEN attempts < 1 THEN 1 ELSE attempts END WHERE state = 'planned'",
        Vec::new(),
    )
    .await?;
    let last = tx.fetch_optional("SELECT at FROM event ORDER BY pos DESC LIMIT 1", Vec::new()).await?;
    let since = last.map(|it| it.int(0)).transpose()?.unwrap_or(0);
    tx.commit().await?;
    Ok(Some(since))
}

async fn head(db: &Db) -> Result<(String, i64)> {
    let mut tx = db.read().await?;
    let row = tx.fetch_one("SELECT epoch, pos FROM log_head WHERE one = 1", Vec::new()).await?;
    Ok((row.text(0)?, row.int(1)?))
}

fn parse(remembered: &str) -> Option<(String, i64)> {
    let (epoch, pos) = remembered.trim().split_once(' ')?;
    Some((epoch.to_owned(), pos.parse().ok()?))
}

/// Moves a database away with what belongs to it; its write-ahead log may hold the newest of it.
fn set_aside(database: &Path) -> std::result::Result<Option<PathBuf>, Failure> {
    if !database.exists() {
        return Ok(None);
    }
    let now = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now());
    let kept = beside(database, &format!(".replaced-{}", now.format("%Y%m%dT%H%M%S%3fZ")));
    for suffix in ["-wal", "-shm", ""] {
        let (from, to) = (beside(database, suffix), beside(&kept, suffix));
        if from.exists() {
            fs::rename(&from, &to).map_err(cannot_write(&to))?;
        }
    }
    Ok(Some(kept))
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Removes what an attempt has left; one that left nothing is no matter.
fn discard(fresh: &Path) {
    remove_companions(fresh);
    let _ = fs::remove_file(fresh);
}

/// A renamed file lasts once its folder does. Not every system can; the files themselves are whole either way.
fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = fs::File::open(folder).and_then(|it| it.sync_all());
}

fn cannot_write(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::Write { path, source }
}

/// Nobody follows a log that is not served yet.
struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// Writes down that the log goes on from a copy.
struct Note {
    at: i64,
    event: LogRestored,
}

impl Act for Note {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::period(GuildId::DEPLOYMENT, "restored", self.at)
    }

    fn fingerprint(&self) -> String {
        format!("{:?}", self.event)
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        Ok(Decision::quiet().then(Happening::seen(self.event)))
    }
}
