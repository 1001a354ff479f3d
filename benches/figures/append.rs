//! Appending: acts handed to the log by many at once, against a lone client that commits one row at a time to the same
//! engine with the same settings. Run with the preloaded delay, so that every fsync costs both the same.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use athenaeum::clock::Clock;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Resource;
use athenaeum::store::log::Follower;
use athenaeum::store::rows::Changed;
use athenaeum::store::{Log, open};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqliteConnection};

use crate::measure::median;
use crate::rate::{Person, Shelve};
use crate::shelf;
use crate::table::{Figure, Target, row, skipped};

/// How long each of the figures of one round is taken.
const SPAN: Duration = Duration::from_millis(1_200);
const ROUNDS: usize = 5;
/// At once, and how many times the commits of a lone client that must be.
const TARGETS: [(usize, f64); 3] = [(1, 0.85), (32, 15.0), (512, 80.0)];
/// What a bare row holds: about as much as an event.
const BARE: &str = "INSERT INTO bare (pos, body) VALUES ($1, $2)";
const BODY: [u8; 300] = [b'x'; 300];

/// Whoever else may follow the log costs the same at any rate.
pub struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// Prints the rows of the table.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let delay = fsync(folder.path());
    if delay < Duration::from_millis(2) {
        skipped("append", "no delay is preloaded: run scripts/bench");
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let bare = format!("{}", folder.path().join("bare.db").display());
        let mut bare = Bare::open(&bare).await;
        let address = format!("sqlite:{}", folder.path().join("log.db").display());
        let db = open::open(&address).await.expect("a database").db;
        let (log, _writing) = Log::start(db, Clock::system(), Arc::new(Nobody));
        let works = stock(&log).await;
        let mut ratios = TARGETS.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            let lone = bare.rate().await;
            for ((at_once, _), ratios) in TARGETS.iter().zip(&mut ratios) {
                ratios.push((rate(&log, &works, *at_once).await / lone, lone));
            }
        }
        tell(ratios, delay);
    });
}

fn tell(ratios: [Vec<(f64, f64)>; 3], delay: Duration) {
    for ((at_once, target), ratios) in TARGETS.into_iter().zip(ratios) {
        let lone = median(ratios.iter().map(|it| it.1).collect());
        let value = median(ratios.into_iter().map(|it| it.0).collect());
        let note = format!(
            "{:.0} acts/s against {lone:.0} commits/s, fsync {:.1} ms",
            value * lone,
            delay.as_secs_f64() * 1e3
        );
        let what = format!("append, {at_once} at once, against bare commits");
        row(&Figure { what: &what, value, unit: "×", target: Target::AtLeast(target), note: &note });
    }
}

/// How long an fsync takes here.
fn fsync(folder: &std::path::Path) -> Duration {
    let mut file = File::create(folder.join("fsync")).expect("a file");
    let mut times = Vec::new();
    for _ in 0..9 {
        file.write_all(&BODY).expect("room on the disk");
        let start = Instant::now();
        file.sync_data().expect("a disk that syncs");
        times.push(start.elapsed().as_secs_f64());
    }
    Duration::from_secs_f64(median(times))
}

/// Works to write about.
pub async fn stock(log: &Log) -> Vec<Arc<Resource>> {
    let works: Vec<_> = shelf::works(100).0.into_iter().map(Arc::new).collect();
    for work in &works {
        log.write(Shelve(Arc::clone(work))).await.expect("a work is shelved");
    }
    works
}

/// Acts per second with so many people at it, each of whom waits for an answer before the next act.
pub async fn rate(log: &Log, works: &[Arc<Resource>], at_once: usize) -> f64 {
    let start = Instant::now();
    let people: Vec<_> = (0..at_once)
        .map(|_| {
            let (log, works) = (log.clone(), works.to_vec());
            tokio::spawn(async move {
                let (mut person, mut done) = (Person::new(), 0_u32);
                while start.elapsed() < SPAN {
                    log.write(person.tap(&works)).await.expect("an act is done");
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for person in people {
        done += person.await.expect("nobody gives up");
    }
    f64::from(done) / start.elapsed().as_secs_f64()
}

/// A lone client: one row, one commit.
struct Bare {
    connection: SqliteConnection,
    next: i64,
}

impl Bare {
    async fn open(path: &str) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let mut connection = options.connect().await.expect("a database");
        let table = "CREATE TABLE bare (pos BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL)";
        sqlx::query(table).execute(&mut connection).await.expect("a table");
        Self { connection, next: 0 }
    }

    async fn rate(&mut self) -> f64 {
        let body = std::str::from_utf8(&BODY).expect("ASCII");
        let (start, first) = (Instant::now(), self.next);
        while start.elapsed() < SPAN {
            self.next += 1;
            let insert = sqlx::query(BARE).bind(self.next).bind(body);
            insert.execute(&mut self.connection).await.expect("a row");
        }
        (self.next - first) as f64 / start.elapsed().as_secs_f64()
    }
}
