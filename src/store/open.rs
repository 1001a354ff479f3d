//! Opening a database: finding it, copying it before it is changed, bringing it up to this release.

use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migrator};

use super::backup;
use super::chain;
use super::engine::sqlite::{Handle, OpenError};
use super::engine::{Db, args, postgres};
use super::error::{Error, Result as StoreResult};
use super::transfer;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// An open database, and what was done to open it.
pub struct Opened {
    /// The database.
    pub db: Db,
    /// The copy made before it was changed, if it was.
    pub copied_to: Option<PathBuf>,
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The address is of no engine that this release knows.
    #[error(
        "DATABASE_URL must begin with sqlite: (for example sqlite:data/athenaeum.db) or postgres: (for example \
         postgres://user@host/database), not {0:?}"
    )]
    Address(String),
    /// The file cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server's database cannot be used.
    #[error(transparent)]
    Server(#[from] postgres::OpenError),
    /// A newer release has changed it.
    #[error(
        "{place} was changed by a newer athenaeum (step {found}; this one knows up to {known}); {}",
        copy.as_ref().map_or_else(
            || "run that newer release, or restore a backup made before it".to_owned(),
            |it| format!("run that newer release, or go back to the copy made before it: {}", it.display()),
        )
    )]
    Newer {
        /// Which.
        place: String,
        /// The newest step applied.
        found: i64,
        /// The newest step known.
        known: i64,
        /// The newest copy at hand.
        copy: Option<PathBuf>,
    },
    /// It is not there.
    #[error(
        "there is no database at {}; set DATABASE_URL to where it is, or start the bot once, which makes it",
        absolute(.0).display()
    )]
    Missing(PathBuf),
    /// Nothing is in it.
    #[error(
        "there is nothing of an athenaeum at {0}; set DATABASE_URL to where it is, or start the bot once, which fills it"
    )]
    Empty(String),
    /// A move into it was cut off.
    #[error("{0} holds half of a log: `athenaeum database move` into it was cut off; run it again")]
    Unfinished(String),
    /// An older release made it.
    #[error(
        "{place} is of an older athenaeum (step {found}; this one works on step {known}); \
         `athenaeum run` copies it and then upgrades it"
    )]
    Older {
        /// Which.
        place: String,
        /// The newest step applied; 0 for none.
        found: i64,
        /// The newest step known.
        known: i64,
    },
    /// It could not be copied before it is changed, so it was left alone.
    #[error("the database could not be copied before the upgrade, so nothing was changed")]
    Copy(#[source] Error),
    /// It could not be brought up to this release.
    #[error("the database could not be upgraded; it is as it was before")]
    Migrate(#[source] MigrateError),
    /// It failed right after opening.
    #[error("the database failed")]
    Store(#[from] Error),
}

/// Opens the database at an address such as `sqlite:data/athenaeum.db` or `postgres://user@host/database`.
///
/// # Errors
/// See [`Failure`]; the database is as it was before.
pub async fn open(address: &str) -> Result<Opened, Failure> {
    let Opened { db, copied_to } = open_target(address).await?;
    Ok(Opened { db: whole(db).await?, copied_to })
}

/// Opens the database that another one is taken over to.
///
/// # Errors
/// See [`Failure`].
pub async fn open_target(address: &str) -> Result<Opened, Failure> {
    let opened = match place(address)? {
        Place::File(path) => open_file(&path).await?,
        Place::Server(_) => open_server(address).await?,
    };
    begin_log(&opened.db).await?;
    Ok(opened)
}

/// Opens a database that is there, as [`open`] does.
///
/// # Errors
/// See [`Failure`].
pub async fn open_existing(address: &str) -> Result<Opened, Failure> {
    match place(address)? {
        Place::File(path) if !path.exists() => Err(Failure::Missing(path)),
        Place::File(_) => open(address).await,
        Place::Server(_) => {
            let handle = postgres::Handle::open(address).await?;
            let found = handle.newest_step_applied().await;
            handle.close().await;
            if found?.is_none() {
                return Err(Failure::Empty(handle.address().to_owned()));
            }
            open(address).await
        }
    }
}

/// Opens a database that is there, to read it, also while another process serves it.
///
/// # Errors
/// See [`Failure`]; nothing is ever written.
pub async fn look(address: &str) -> Result<Db, Failure> {
    match place(address)? {
        Place::File(path) if !path.exists() => Err(Failure::Missing(path)),
        Place::File(path) => fit(Handle::look(&path).await?, &path).await,
        Place::Server(_) => look_at_server(address).await,
    }
}

/// The same, to leave a note as well. Nothing that a serving process holds in memory may be written.
///
/// # Errors
/// See [`Failure`].
pub async fn beside(address: &str) -> Result<Db, Failure> {
    match place(address)? {
        Place::File(path) if !path.exists() => Err(Failure::Missing(path)),
        Place::File(path) => fit(Handle::beside(&path).await?, &path).await,
        Place::Server(_) => look_at_server(address).await,
    }
}

async fn fit(handle: Handle, path: &Path) -> Result<Db, Failure> {
    is_current(handle.newest_step_applied().await?.unwrap_or(0), &Place::File(path.to_owned()))?;
    whole(Db::Sqlite(handle)).await
}

/// Half of a log is not looked at either: what it says is not so.
async fn whole(db: Db) -> Result<Db, Failure> {
    if is_unfinished(&db).await? {
        db.close().await;
        return Err(Failure::Unfinished(db.address()));
    }
    Ok(db)
}

async fn look_at_server(address: &str) -> Result<Db, Failure> {
    let handle = postgres::Handle::open(address).await?;
    let Some(found) = handle.newest_step_applied().await? else {
        return Err(Failure::Empty(handle.address().to_owned()));
    };
    is_current(found, &Place::Server(handle.address().to_owned()))?;
    whole(Db::Postgres(handle)).await
}

/// Where a database is.
enum Place {
    File(PathBuf),
    /// Its address for people, which holds no password.
    Server(String),
}

impl Place {
    fn told(&self) -> String {
        match self {
            Self::File(path) => absolute(path).display().to_string(),
            Self::Server(address) => address.clone(),
        }
    }
}

fn place(address: &str) -> Result<Place, Failure> {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return Ok(Place::Server(without_password(address)));
    }
    file(address).map(Place::File).ok_or_else(|| Failure::Address(without_password(address)))
}

async fn open_file(path: &Path) -> Result<Opened, Failure> {
    let handle = Handle::open(path).await?;
    let copied_to = upgrade(&handle, &MIGRATIONS).await?;
    handle.apply_own_statements().await?;
    Ok(Opened { db: Db::Sqlite(handle), copied_to })
}

/// No copy is made of a server's database: it may be larger than any disk at hand, and the server has tools for it.
async fn open_server(address: &str) -> Result<Opened, Failure> {
    let handle = postgres::Handle::open(address).await?;
    let found = handle.newest_step_applied().await?.unwrap_or(0);
    is_known(found, &Place::Server(handle.address().to_owned()))?;
    handle.migrate(&MIGRATIONS).await.map_err(Failure::Migrate)?;
    handle.apply_own_statements().await?;
    Ok(Opened { db: Db::Postgres(handle), copied_to: None })
}

fn is_known(found: i64, place: &Place) -> Result<(), Failure> {
    if found > newest_step() { Err(newer(found, place)) } else { Ok(()) }
}

fn is_current(found: i64, place: &Place) -> Result<(), Failure> {
    is_known(found, place)?;
    let known = newest_step();
    if found < known { Err(Failure::Older { place: place.told(), found, known }) } else { Ok(()) }
}

/// Whether this release knows every step that a copy has taken.
///
/// # Errors
/// [`Failure::Newer`], and when the file cannot be read.
pub(super) async fn knows(copy: &Handle) -> Result<(), Failure> {
    is_known(copy.newest_step_applied().await?.unwrap_or(0), &Place::File(copy.path().to_owned()))
}

fn newest_step() -> i64 {
    last_of(&MIGRATIONS)
}

fn last_of(steps: &Migrator) -> i64 {
    steps.iter().map(|it| it.version).max().unwrap_or(0)
}

fn newer(found: i64, place: &Place) -> Failure {
    let copy = match place {
        Place::File(path) => backup::newest(&backup::folder(path)).map(|it| absolute(&it)),
        Place::Server(_) => None,
    };
    Failure::Newer { place: place.told(), found, known: newest_step(), copy }
}

/// The file that an address names.
pub fn file(address: &str) -> Option<PathBuf> {
    let rest = address.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
}

/// Whether two addresses are of the same database, as far as can be seen without asking anybody.
pub fn is_same(one: &str, other: &str) -> bool {
    match (file(one), file(other)) {
        (Some(one), Some(other)) => {
            let real = |it: &Path| std::fs::canonicalize(it).unwrap_or_else(|_| absolute(it));
            real(&one) == real(&other)
        }
        (None, None) => one == other,
        _ => false,
    }
}

/// An address as it may be printed.
fn without_password(address: &str) -> String {
    match (address.split_once("://"), address.rfind('@')) {
        (Some((scheme, _)), Some(at)) => format!("{scheme}://…{}", &address[at..]),
        _ => address.to_owned(),
    }
}

/// Copies the database if it is about to change, then changes it.
async fn upgrade(handle: &Handle, steps: &Migrator) -> Result<Option<PathBuf>, Failure> {
    let applied = handle.newest_step_applied().await?;
    let known = last_of(steps);
    if let Some(found) = applied.filter(|found| *found > known) {
        return Err(newer(found, &Place::File(handle.path().to_owned())));
    }
    let copied_to = match applied {
        Some(found) if found < known => Some(copy(handle, found + 1).await.map_err(Failure::Copy)?),
        _ => None,
    };
    handle.migrate(steps).await.map_err(Failure::Migrate)?;
    Ok(copied_to)
}

async fn copy(handle: &Handle, step: i64) -> StoreResult<PathBuf> {
    let folder = backup::folder(handle.path());
    let target = backup::place(&folder, step)?;
    handle.copy_to(&target).await?;
    backup::keep_newest(&folder);
    Ok(target)
}

/// Writes the log's head on the first day. The epoch tells this log from every other, also from an older copy of
/// itself that went on elsewhere.
async fn begin_log(db: &Db) -> StoreResult<()> {
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await?;
    tx.execute(
        "INSERT INTO log_head (one, epoch, pos, hash, effect, batch) VALUES (1, $1, 0, $2, 0, 0) ON CONFLICT (one) DO NOTHING",
        args![new_epoch(), chain::GENESIS],
    )
    .await?;
    tx.commit().await
}

/// An epoch that no log has had.
pub(in crate::store) fn new_epoch() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    chain::hex(&bytes)
}

/// Whether somebody began to move a log into the database and has not ended it.
async fn is_unfinished(db: &Db) -> StoreResult<bool> {
    let sql = "SELECT epoch FROM log_head WHERE one = 1";
    match db.read().await?.fetch_optional(sql, Vec::new()).await? {
        Some(row) => Ok(transfer::is_unfinished(&row.text(0)?)),
        None => Ok(false),
    }
}

/// A path as it is in every working folder, also of what is not there.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use sqlx::migrate::{Migration, MigrationType};
    use sqlx::{AssertSqlSafe, SqlSafeStr as _};

    use super::*;
    use crate::store::verify;

    /// This release's steps, and those of releases to come.
    fn steps(later: &[&str]) -> Migrator {
        let later = later.iter().zip(newest_step() + 1..).map(|(sql, step)| {
            let sql = AssertSqlSafe((*sql).to_owned()).into_sql_str();
            Migration::new(step, "later".into(), MigrationType::Simple, sql, false)
        });
        Migrator::with_migrations(MIGRATIONS.iter().cloned().chain(later).collect())
    }

    const LATER: [&str; 4] = [
        "CREATE TABLE later_1 (one BIGINT)",
        "CREATE TABLE later_2 (one BIGINT)",
        "CREATE TABLE later_3 (one BIGINT)",
        "CREATE TABLE later_4 (one BIGINT)",
    ];

    /// A database in which a small community has left its rows.
    async fn community(folder: &Path) -> Handle {
        let Opened { db: Db::Sqlite(handle), copied_to } =
            open_file(&folder.join("athenaeum.db")).await.unwrap()
        else {
            panic!("a file is no server");
        };
        assert_eq!(copied_to, None, "nothing was there to copy");
        let rows = include_str!("../../migrations/samples/0001.sql");
        sqlx::raw_sql(rows).execute(&mut *handle.writer().await).await.unwrap();
        handle
    }

    #[tokio::test]
    async fn each_step_is_taken_after_a_copy_and_the_last_three_copies_stay() {
        let folder = tempfile::tempdir().unwrap();
        let handle = community(folder.path()).await;
        assert_eq!(upgrade(&handle, &steps(&[])).await.unwrap(), None, "nothing changes");
        let mut told = Vec::new();
        for later in 1..=LATER.len() {
            let step = newest_step() + i64::try_from(later).unwrap();
            let copy = upgrade(&handle, &steps(&LATER[..later])).await.unwrap().unwrap();
            assert_eq!(copy.parent().unwrap(), folder.path().join("backups"));
            assert!(
                copy.to_string_lossy().ends_with(&format!("-before-step-{step}.db")),
                "{}",
                copy.display()
            );
            assert_eq!(handle.newest_step_applied().await.unwrap(), Some(step));

            let before = Handle::look(&copy).await.unwrap();
            assert_eq!(before.newest_step_applied().await.unwrap(), Some(step - 1), "copied too late");
            assert_eq!(before.damage().await.unwrap(), None);
            let verdict = verify::run(&Db::Sqlite(before.clone()), |_| {}).await.unwrap();
            assert_eq!((verdict.events, verdict.fault), (34, None));
            before.close().await;
            backup::remove_companions(&copy);
            told.push(copy);
        }
        assert_eq!(upgrade(&handle, &steps(&LATER)).await.unwrap(), None, "every step was taken");
        let mut kept: Vec<PathBuf> =
            std::fs::read_dir(folder.path().join("backups")).unwrap().map(|it| it.unwrap().path()).collect();
        kept.sort();
        assert_eq!(kept, told[1..], "the oldest gives way, and nothing else lies about");
        assert_eq!(backup::newest(&folder.path().join("backups")).as_ref(), told.last());
        handle.close().await;
    }

    #[tokio::test]
    async fn a_release_goes_back_to_the_copy_made_before_a_newer_one() {
        let folder = tempfile::tempdir().unwrap();
        let handle = community(folder.path()).await;
        let copy = upgrade(&handle, &steps(&LATER[..1])).await.unwrap().unwrap();
        handle.close().await;
        let refused = open(&format!("sqlite:{}", handle.path().display())).await.err().unwrap().to_string();
        assert!(refused.contains(&copy.display().to_string()), "{refused}");
        let opened = open(&format!("sqlite:{}", copy.display())).await.unwrap();
        assert_eq!(opened.copied_to, None);
        assert_eq!(verify::run(&opened.db, |_| {}).await.unwrap().events, 34);
        opened.db.close().await;
    }

    #[tokio::test]
    async fn what_cannot_be_copied_is_left_alone_and_what_cannot_be_taken_leaves_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let handle = community(folder.path()).await;
        let backups = folder.path().join("backups");
        std::fs::write(&backups, "in the way").unwrap();
        let failed = upgrade(&handle, &steps(&LATER[..1])).await;
        assert!(matches!(failed, Err(Failure::Copy(_))), "{failed:?}");
        assert_eq!(handle.newest_step_applied().await.unwrap(), Some(newest_step()));

        std::fs::remove_file(&backups).unwrap();
        let failed = upgrade(&handle, &steps(&["CREATE TABLE event (one BIGINT)"])).await;
        assert!(matches!(failed, Err(Failure::Migrate(_))), "{failed:?}");
        assert_eq!(handle.newest_step_applied().await.unwrap(), Some(newest_step()));
        assert!(backup::newest(&backups).is_some());
        handle.close().await;
    }
}
