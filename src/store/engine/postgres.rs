//! Postgres: connections that keep what is acknowledged, that never hang on to a lock, and that come back when the
//! server does.

use std::io::ErrorKind;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Postgres, Row as _, Transaction};
use tokio::time::{Instant, sleep, timeout};

use super::Durability;
use crate::clock::Clock;
use crate::store::chain;
use crate::store::error::{Error, Result};

/// Connections for looks that need the database.
const READERS: u32 = 8;

/// Connections for the batch, the worker and the sweeps: none of them waits behind another one's commit.
const WRITERS: u32 = 4;

/// How long somebody waits for a server that is starting again, or for a connection.
const RETURNS_WITHIN: Duration = Duration::from_secs(10);

/// How long beginning and committing may take until whoever waits is told that the server is gone.
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// How long a server that did not let anybody in is asked why not.
const REASON_WITHIN: Duration = Duration::from_secs(3);

/// How long closing waits for transactions of a server that does not answer any more.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);

/// What each session begins with. What was acknowledged lasts; nobody holds a row while they do nothing; a peer that
/// vanished without a word is noticed, and its locks go. No statement here is worth compiling, not even an export's.
const SESSION: [(&str, &str); 9] = [
    ("statement_timeout", "60s"),
    ("lock_timeout", "10s"),
    ("idle_in_transaction_session_timeout", "10s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "30s"),
    ("client_min_messages", "warning"),
    ("jit", "off"),
];

/// Ones that the bot was built against and that are still cared for.
const OLDEST_SERVER: i64 = 140_000;

/// Where processes tell each other that they wrote; `migrations/postgres.sql` has the telling.
const CHANNEL: &str = "athenaeum_log";

/// What only Postgres can say.
const OWN_STATEMENTS: &str = include_str!("../../../migrations/postgres.sql");

/// An open Postgres database.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

struct Shared {
    writers: PgPool,
    readers: PgPool,
    ears: PgPool,
    address: String,
}

/// Hears what other processes say.
pub struct Ear(PgListener);

/// What a process says when it has written to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Whether it promised effects.
    pub promises: bool,
}

/// Why a server's database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address cannot be read.
    #[error("DATABASE_URL is not an address of Postgres; write postgres://user:password@host/database")]
    Address(#[source] sqlx::Error),
    /// The address names no user, and guessing one would connect as somebody else.
    #[error("DATABASE_URL names no user; write postgres://user@host/database")]
    NoUser,
    /// The server is too old.
    #[error("{address} is Postgres {found}; 14 or newer is needed")]
    Old {
        /// Which server.
        address: String,
        /// Its version.
        found: String,
    },
    /// A setting did not take.
    #[error(
        "{address} does not keep {setting} = {wanted}, without which acknowledged writes can be lost (it says {found})"
    )]
    Setting {
        /// Which server.
        address: String,
        /// The setting.
        setting: &'static str,
        /// What must be.
        wanted: &'static str,
        /// What is.
        found: String,
    },
    /// The server refused, or is not there.
    #[error(
        "{address} cannot be used; see that the server runs, that the database exists, and that the user may create tables in it"
    )]
    Engine {
        /// Which server.
        address: String,
        /// What it says.
        #[source]
        source: Error,
    },
}

impl Ear {
    /// The next word. Words are lost when the connection breaks, and it may break without anybody noticing.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn heard(&mut self) -> Result<Word> {
        let word = self.0.try_recv().await?.ok_or(sqlx::Error::Io(ErrorKind::ConnectionReset.into()))?;
        Ok(Word { promises: word.payload() == "promised" })
    }
}

impl Handle {
    /// Opens the database at an address such as `postgres://user@host/database`.
    ///
    /// # Errors
    /// When it cannot be reached, or cannot be trusted to keep what is written.
    pub async fn open(address: &str) -> std::result::Result<Self, OpenError> {
        let options = options(address)?;
        let handle = Self::over(&options);
        match handle.check().await {
            Ok(()) => Ok(handle),
            Err(OpenError::Engine { address, source: Error::Busy(_) }) => {
                Err(OpenError::Engine { address, source: reason(&options).await })
            }
            Err(err) => Err(err),
        }
    }

    fn over(options: &PgConnectOptions) -> Self {
        let pool = |most| {
            PgPoolOptions::new()
                .max_connections(most)
                .min_connections(0)
                .acquire_timeout(RETURNS_WITHIN)
                .connect_lazy_with(options.clone())
        };
        let address = for_people(options);
        let shared = Shared { writers: pool(WRITERS), readers: pool(READERS), ears: pool(1), address };
        Self { shared: Arc::new(shared) }
    }

    /// Opens a transaction that writes.
    ///
    /// # Errors
    /// When the server cannot be reached within ten seconds.
    pub async fn write(&self) -> Result<Transaction<'static, Postgres>> {
        begin(self.shared.writers.clone(), "BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    /// Opens a transaction that only reads and sees one moment.
    ///
    /// # Errors
    /// When the server cannot be reached within ten seconds.
    pub async fn read(&self) -> Result<Transaction<'static, Postgres>> {
        begin(self.shared.readers.clone(), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    /// Listens to what other processes say, over a connection of its own.
    ///
    /// # Errors
    /// When the server cannot be reached within ten seconds.
    pub async fn listen(&self) -> Result<Ear> {
        let mut listener = PgListener::connect_with(&self.shared.ears).await?;
        listener.listen(CHANNEL).await?;
        Ok(Ear(listener))
    }

    /// The server and the database, for people; it holds no password.
    pub fn address(&self) -> &str {
        &self.shared.address
    }

    /// The newest migration applied; `None` for a database that is as good as new.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn newest_step_applied(&self) -> Result<Option<i64>> {
        let mut tx = self.read().await?;
        let there = sqlx::query("SELECT CAST(to_regclass('_sqlx_migrations') AS TEXT)");
        let there: Option<String> = there.fetch_one(&mut *tx).await?.try_get(0)?;
        if there.is_none() {
            return Ok(None);
        }
        let newest = sqlx::query("SELECT MAX(version) FROM _sqlx_migrations WHERE success");
        Ok(newest.fetch_one(&mut *tx).await?.try_get(0)?)
    }

    /// Applies the migrations that are missing. Of several processes that start at once, one does and the others wait.
    ///
    /// # Errors
    /// When one fails, or one that was applied has changed since.
    pub async fn migrate(&self, migrations: &'static Migrator) -> std::result::Result<(), MigrateError> {
        let writers = self.shared.writers.clone();
        let done = tokio::spawn(async move {
            // Not from the pool: the lock that is held meanwhile ends with the connection, however that ends.
            let mut connection = PgConnection::connect_with(&writers.connect_options()).await?;
            sqlx::raw_sql("SET statement_timeout = 0; SET lock_timeout = 0").execute(&mut connection).await?;
            migrations.run_direct(None, &mut connection, false).await?;
            Ok(connection.close().await?)
        });
        done.await.unwrap_or(Err(MigrateError::Execute(sqlx::Error::WorkerCrashed)))
    }

    /// Adds the statements that only this engine has, unless the database has them already: they lock tables for a
    /// moment, and other processes may be at work.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn apply_own_statements(&self) -> Result<()> {
        let mut tx = self.write().await?;
        let digest = chain::digest(OWN_STATEMENTS);
        let known = sqlx::query("SELECT obj_description(CAST('log_head' AS REGCLASS), 'pg_class')");
        let known: Option<String> = known.fetch_one(&mut *tx).await?.try_get(0)?;
        if known.as_deref() == Some(&*digest) {
            return Ok(tx.rollback().await?);
        }
        sqlx::query("SELECT pg_advisory_xact_lock(hashtext('athenaeum'))").execute(&mut *tx).await?;
        sqlx::raw_sql(OWN_STATEMENTS).execute(&mut *tx).await?;
        sqlx::query("SELECT set_config('athenaeum.digest', $1, true)").bind(digest).execute(&mut *tx).await?;
        // A comment takes no parameters.
        let note = "DO $$ BEGIN EXECUTE format('COMMENT ON TABLE log_head IS %L', current_setting('athenaeum.digest')); END $$";
        sqlx::raw_sql(note).execute(&mut *tx).await?;
        to_its_end(async { Ok(tx.commit().await?) }).await
    }

    /// The settings on which it depends what a power cut leaves.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn durability(&self) -> Result<Vec<Durability>> {
        let mut tx = self.write().await?;
        let row = sqlx::query(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes')",
        );
        let row = row.fetch_one(&mut *tx).await?;
        let setting = |name, at, also: &str| -> Result<Durability> {
            let is: String = row.try_get(at)?;
            let is_safe = is == "on" || is == also;
            Ok(Durability { name, is, wanted: "on", is_safe })
        };
        let found = vec![
            setting("synchronous_commit", 0, "remote_apply")?,
            setting("fsync", 1, "on")?,
            setting("full_page_writes", 2, "on")?,
        ];
        tx.rollback().await?;
        Ok(found)
    }

    /// Waits for the transactions in hand and closes every connection.
    pub async fn close(&self) {
        let closing = async {
            self.shared.writers.close().await;
            self.shared.readers.close().await;
            self.shared.ears.close().await;
        };
        if timeout(CLOSE_WITHIN, closing).await.is_err() {
            tracing::warn!("the database did not close in time; the server ends what was not committed");
        }
    }

    async fn check(&self) -> std::result::Result<(), OpenError> {
        let address = || self.shared.address.clone();
        let engine = |source| OpenError::Engine { address: address(), source };
        let (version, found) = self.version().await.map_err(engine)?;
        if version < OLDEST_SERVER {
            return Err(OpenError::Old { address: address(), found });
        }
        let settings = self.durability().await.map_err(engine)?;
        let commit = settings.into_iter().next().filter(|it| !it.is_safe);
        match commit {
            Some(Durability { name, is, wanted, .. }) => {
                Err(OpenError::Setting { address: address(), setting: name, wanted, found: is })
            }
            None => Ok(()),
        }
    }

    /// The server's version, as a number and for people.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn version(&self) -> Result<(i64, String)> {
        let mut tx = self.read().await?;
        let row = sqlx::query(
            "SELECT CAST(current_setting('server_version_num') AS BIGINT), current_setting('server_version')",
        );
        let row = row.fetch_one(&mut *tx).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }
}

/// See [`super::Tx::clock_ahead`]. What is less than a second is left alone: it is the question's own way there and
/// back.
pub(super) async fn clock_ahead(tx: &mut Transaction<'static, Postgres>) -> Result<i64> {
    let theirs = sqlx::query("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)");
    let theirs: i64 = theirs.fetch_one(&mut **tx).await?.try_get(0)?;
    Ok((theirs - Clock::system().now()) / 1_000 * 1_000)
}

/// Runs work that must not be cut off in a task of its own: a connection whose `BEGIN` or `COMMIT` nobody waits for any
/// more would go back to the others in the middle of a transaction.
///
/// # Errors
/// What the work says, or that the server is gone, when it does not answer for half a minute; the work goes on then.
pub(super) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    match timeout(ENDS_WITHIN, tokio::spawn(work)).await {
        Ok(Ok(result)) => result,
        Ok(Err(err)) if err.is_panic() => std::panic::resume_unwind(err.into_panic()),
        Ok(Err(_)) => Err(Error::Gone(sqlx::Error::WorkerCrashed)),
        Err(_) => Err(Error::Gone(sqlx::Error::Io(ErrorKind::TimedOut.into()))),
    }
}

/// Begins a transaction. Beginning does nothing, so it may be tried again, while the server starts again or connections
/// of its last life are found broken.
async fn begin(pool: PgPool, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
    let until = Instant::now() + RETURNS_WITHIN;
    loop {
        let pool = pool.clone();
        let begun = to_its_end(async move { Ok(pool.begin_with(statement).await?) }).await;
        match begun {
            Err(Error::Gone(_)) if Instant::now() < until => sleep(Duration::from_millis(50)).await,
            begun => return begun,
        }
    }
}

/// Why no connection could be had: who waits for one in vain is not told.
async fn reason(options: &PgConnectOptions) -> Error {
    match timeout(REASON_WITHIN, PgConnection::connect_with(options)).await {
        Ok(Err(err)) => err.into(),
        Ok(Ok(_)) | Err(_) => Error::Busy(sqlx::Error::PoolTimedOut),
    }
}

fn options(address: &str) -> std::result::Result<PgConnectOptions, OpenError> {
    if !names_a_user(address) {
        return Err(OpenError::NoUser);
    }
    let options = PgConnectOptions::from_str(address).map_err(OpenError::Address)?;
    // Kept as it is where the operator asks for more than `on`, as with a standby that must have applied it.
    let commit = if options.get_options().is_some_and(|it| it.contains("remote_apply")) {
        "remote_apply"
    } else {
        "on"
    };
    let named = options.get_application_name().is_some();
    // A statement that takes its time is nothing that an operator could mend.
    let options = options.disable_statement_logging();
    let options = options.options(SESSION).options([("synchronous_commit", commit)]);
    Ok(if named { options } else { options.application_name("athenaeum") })
}

fn names_a_user(address: &str) -> bool {
    let rest = address.split_once("://").map_or("", |it| it.1);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let user = authority.rsplit_once('@').map_or("", |it| it.0).split(':').next().unwrap_or_default();
    let asked = rest.split_once('?').map_or("", |it| it.1);
    !user.is_empty() || asked.split('&').any(|it| it.strip_prefix("user=").is_some_and(|it| !it.is_empty()))
}

/// An address that Postgres' own programs take, too.
fn for_people(options: &PgConnectOptions) -> String {
    let (user, port) = (options.get_username(), options.get_port());
    let database = options.get_database().unwrap_or(user);
    match options.get_socket() {
        Some(folder) => format!("postgres://{user}@/{database}?host={}&port={port}", folder.display()),
        None => format!("postgres://{user}@{}:{port}/{database}", options.get_host()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_user_is_refused() {
        for address in [
            "postgres://host/db",
            "postgres:///db",
            "postgresql://:secret@host/db",
            "postgres://host/db?user=",
        ] {
            assert!(matches!(options(address), Err(OpenError::NoUser)), "{address}");
        }
        for address in
            ["postgres://me@host/db", "postgres://me:pass@host/db", "postgres:///db?host=/run/pg&user=me"]
        {
            assert!(options(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn an_address_for_people_holds_no_password() {
        let told = |address| for_people(&options(address).unwrap_or_else(|it| panic!("{it}")));
        assert_eq!(told("postgres://me:secret@example.org/books"), "postgres://me@example.org:5432/books");
        assert_eq!(
            told("postgres:///books?host=/run/pg&user=me&port=7"),
            "postgres://me@/books?host=/run/pg&port=7"
        );
    }
}
