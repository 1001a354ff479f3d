//! Where a test's database is: in a file of its own, or, where `ATHENAEUM_TEST_DATABASE` names a Postgres server, in a
//! database of its own on that server. The same tests run over both.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use athenaeum::store::{Db, open};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

const SERVER: &str = "ATHENAEUM_TEST_DATABASE";

/// A place for a database, and for whatever else a test writes.
pub struct Home {
    folder: TempDir,
    address: String,
}

/// What a database on a server begins with. A file begins with nothing and is as fast.
#[derive(Clone, Copy)]
enum Start {
    Nothing,
    Tables,
}

/// The server that the tests run over, if they do not run over files.
fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|it| !it.is_empty())
}

/// Whether the tests run over a server. What needs one is done by the second run of the tests, which is over Postgres.
pub fn is_on_a_server() -> bool {
    server().is_some()
}

/// Whether a test that needs a file has one. Says on the terminal why it does not hold on a server.
pub fn needs_a_file(test: &str, because: &str) -> bool {
    if server().is_some() {
        // Straight to the terminal: what a passing test prints is not shown.
        let _ = writeln!(std::io::stderr(), "not on Postgres: {test}: {because}");
    }
    server().is_none()
}

impl Home {
    /// A place in a file, whatever the other tests run over.
    pub fn in_a_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("athenaeum.db").display());
        Self { folder, address }
    }

    /// A fresh place.
    pub async fn new() -> Self {
        Self::with(Start::Tables).await
    }

    /// A place with no table in it.
    pub async fn bare() -> Self {
        Self::with(Start::Nothing).await
    }

    async fn with(start: Start) -> Self {
        let file = Self::in_a_file();
        match server() {
            Some(server) => Self { address: another_database(&server, start).await, ..file },
            None => file,
        }
    }

    /// The database's address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A folder for whatever else.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database's file.
    ///
    /// # Panics
    /// On a server.
    pub fn file(&self) -> PathBuf {
        open::file(&self.address).unwrap()
    }

    /// Does what only somebody with the database in hand can do: the log's triggers are off.
    pub async fn tamper(&self, db: &Db, sql: &'static str) {
        match db {
            Db::Sqlite(handle) => {
                let off = "DROP TRIGGER IF EXISTS event_is_never_updated; DROP TRIGGER IF EXISTS event_is_never_deleted";
                let mut writer = handle.writer().await;
                sqlx::raw_sql(off).execute(&mut *writer).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut *writer).await.unwrap();
            }
            Db::Postgres(_) => {
                let mut own = PgConnection::connect(&self.address).await.unwrap();
                sqlx::raw_sql("ALTER TABLE event DISABLE TRIGGER USER").execute(&mut own).await.unwrap();
                sqlx::raw_sql(sql).execute(&mut own).await.unwrap();
                own.close().await.unwrap();
            }
        }
    }
}

/// Makes another database with this release's tables in it. Copying one is faster than making each.
async fn another_database(server: &str, start: Start) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    static PATTERN: OnceCell<String> = OnceCell::const_new();
    let pattern = match start {
        Start::Nothing => "template1",
        Start::Tables => PATTERN.get_or_init(|| first_database(server)).await,
    };
    let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    create(server, format!("CREATE DATABASE {name} TEMPLATE {pattern}")).await;
    within(server, &name)
}

async fn first_database(server: &str) -> String {
    let name = format!("pattern_{}", std::process::id());
    create(server, format!("CREATE DATABASE {name}")).await;
    let opened = open::open(&within(server, &name)).await.unwrap();
    opened.db.close().await;
    // The next who opens a copy begins a log of its own.
    let mut own = PgConnection::connect(&within(server, &name)).await.unwrap();
    sqlx::raw_sql("DELETE FROM log_head").execute(&mut own).await.unwrap();
    own.close().await.unwrap();
    name
}

async fn create(server: &str, sql: String) {
    let mut own = PgConnection::connect(server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut own).await.unwrap();
    own.close().await.unwrap();
}

/// The address of another database on the same server.
fn within(server: &str, name: &str) -> String {
    let (place, asked) = server.split_once('?').map_or((server, ""), |it| it);
    let (host, _) = place.rsplit_once('/').unwrap();
    if asked.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{asked}") }
}

/// Every value of every table, as text; how the server keeps them is its own matter.
pub async fn rows_of(address: &str) -> Vec<u8> {
    let mut own = PgConnection::connect(address).await.unwrap();
    let tables =
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut own).await.unwrap();
    let mut bytes = Vec::new();
    for table in tables {
        let rows = AssertSqlSafe(format!("SELECT t::text FROM {table} AS t"));
        let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&mut own).await.unwrap();
        bytes.extend(rows.join("\n").into_bytes());
    }
    own.close().await.unwrap();
    bytes
}
