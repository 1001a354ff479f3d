//! Taking everything out: `athenaeum feedback export` against the engine's own program with the same rows, both as
//! processes that write a file.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use athenaeum::clock::Clock;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Resource;
use athenaeum::store::log::Follower;
use athenaeum::store::rows::Changed;
use athenaeum::store::{Log, open};

use crate::measure::{median, memory};
use crate::rate::{GUILD, Person, Shelve};
use crate::shelf;
use crate::table::{Figure, Target, row, skipped};

const ENTRIES: usize = 100_000;
const ROUNDS: usize = 5;
const LOOK_EVERY: Duration = Duration::from_micros(500);

/// The rows of an export in its order, and what they are read from in the same way: the same columns, the same join, the
/// same word to the planner. Titles and hashed pseudonyms, which the engine cannot make, are left out.
const SAME_ROWS: &str = "SELECT e.number, strftime('%Y-%m-%dT%H:%M:%SZ', e.given_at / 1000, 'unixepoch'), \
     strftime('%Y-%m-%dT%H:%M:%SZ', e.edited_at / 1000, 'unixepoch'), e.slug, e.kind, e.rating, e.shift, w.body, e.actor, \
     e.anonymous, e.source, e.channel, e.message, e.status \
     FROM entry e LEFT JOIN words w ON w.pos = e.words \
     WHERE e.guild = 613425648685547541 AND e.number > 0 AND e.status = 'given' ORDER BY e.given_at / 86400000, e.number";

/// The same for a server.
const SAME_ROWS_OF_A_SERVER: &str = "COPY (SELECT e.number, \
     to_char(to_timestamp(e.given_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), \
     to_char(to_timestamp(e.edited_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), \
     e.slug, e.kind, e.rating, e.shift, w.body, e.actor, e.anonymous, e.source, e.channel, e.message, e.status \
     FROM entry e LEFT JOIN words w ON w.pos = e.words \
     WHERE e.guild = 613425648685547541 AND e.number > 0 AND e.status = 'given' ORDER BY e.given_at / 86400000, e.number) \
     TO STDOUT WITH (FORMAT csv)";

/// What an export is measured against.
pub struct Race<'a> {
    /// What is exported, in words.
    pub what: &'a str,
    /// The database's address.
    pub database: &'a str,
    /// How many entries there are.
    pub entries: usize,
    /// How many times as long as the other it may take.
    pub most: f64,
}

struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// What a process took.
struct Taken {
    seconds: f64,
    most_mib: f64,
}

/// Prints the rows of the table.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("athenaeum.db");
    fill(&file, ENTRIES);
    let database = format!("sqlite:{}", file.display());
    let what = "export of 100,000 entries";
    race(&Race { what, database: &database, entries: ENTRIES, most: 1.5 });
}

/// Prints the rows of the table for one database.
pub fn race(race: &Race<'_>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (ours, theirs) = (folder.path().join("ours.csv"), folder.path().join("theirs.csv"));
    let idle = taken(&mut export(race.database, &ours, &["--until", "2000-01-01"])).most_mib;
    let (mut own, mut other, mut most) = (Vec::new(), Vec::new(), 0.0_f64);
    for round in 0..ROUNDS {
        // Whoever comes second finds the file's pages where the first has left them.
        if round % 2 == 1 {
            other.extend(plain(race.database, &theirs));
        }
        let taken = taken_anew(&mut export(race.database, &ours, &[]), &ours);
        own.push(taken.seconds);
        most = most.max(taken.most_mib);
        if round % 2 == 0 {
            other.extend(plain(race.database, &theirs));
        }
    }
    assert_eq!(records(&ours), race.entries + 1, "the export lacks entries");
    tell_time(race, own, other, &theirs);
    let note = format!("{most:.1} MiB at most, {idle:.1} MiB with nothing to export");
    row(&Figure {
        what: &format!("{}, memory above idle", race.what),
        value: most - idle,
        unit: " MiB",
        target: Target::AtMost(32.0),
        note: &note,
    });
}

fn tell_time(race: &Race<'_>, own: Vec<f64>, other: Vec<f64>, theirs: &Path) {
    let name = if is_a_file(race.database) { "sqlite3 -csv" } else { "psql COPY" };
    let what = format!("{}, against {name}", race.what);
    if other.is_empty() {
        return skipped(&what, "sqlite3 is not installed (scripts/bench --install does it)");
    }
    assert_eq!(records(theirs), race.entries, "{name} wrote other rows");
    let value = median(own.iter().zip(&other).map(|(own, other)| own / other).collect());
    let note = format!("{:.2} s against {:.2} s", median(own), median(other));
    row(&Figure { what: &what, value, unit: "×", target: Target::AtMost(race.most), note: &note });
}

/// Makes a database whose readers have said so much, half of them in words.
pub fn fill(file: &Path, entries: usize) {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let db = open::open(&format!("sqlite:{}", file.display())).await.expect("a database").db;
        let (log, writing) = Log::start(db.clone(), Clock::system(), Arc::new(Nobody));
        let works: Vec<_> = shelf::works(500).0.into_iter().map(Arc::new).collect();
        for work in &works {
            log.write(Shelve(Arc::clone(work))).await.expect("a work is shelved");
        }
        for _ in 0..entries / 500 {
            let acts = (0..500).map(|at| {
                let act = Person::new().tap(&works);
                log.write(if at % 2 == 0 { act.saying(words(&works[at])) } else { act })
            });
            for done in futures_util::future::join_all(acts).await {
                done.expect("feedback is given");
            }
        }
        drop(log);
        writing.task.await.expect("the writing task ends").expect("everything is written");
        db.close().await;
    });
}

/// About three lines, with what a file of commas has to quote.
fn words(work: &Resource) -> String {
    work.description.iter().flat_map(|it| it.chars()).take(200).chain(" \"So\",\nI think.".chars()).collect()
}

fn export(database: &str, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
    command.args(["feedback", "export", "--guild", &GUILD.to_string(), "--out"]).arg(out).args(more);
    command.env("DATABASE_URL", database);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Seconds of the engine's own program; `None` where it is not installed.
fn plain(database: &str, out: &Path) -> Option<f64> {
    let mut command = match database.strip_prefix("sqlite:") {
        Some(file) => {
            let mut command = Command::new("sqlite3");
            command.args(["-csv", "-readonly", file, SAME_ROWS]);
            command
        }
        None => {
            let mut command = Command::new("psql");
            command.args(["--no-psqlrc", "--quiet", database, "--command", SAME_ROWS_OF_A_SERVER]);
            command
        }
    };
    command.stdout(File::create(out).expect("a file to export to"));
    let start = Instant::now();
    let status = command.status().ok()?;
    assert!(status.success(), "{command:?} failed");
    Some(start.elapsed().as_secs_f64())
}

fn is_a_file(database: &str) -> bool {
    database.starts_with("sqlite:")
}

/// What a command of ours takes that writes to a place where nothing is yet: to free what was there is nobody's work.
fn taken_anew(command: &mut Command, out: &Path) -> Taken {
    let _ = std::fs::remove_file(out);
    taken(command)
}

fn taken(command: &mut Command) -> Taken {
    let start = Instant::now();
    let mut process = command.spawn().expect("the export starts");
    let mut most_mib = 0.0;
    loop {
        // The high-water mark of a process that has ended cannot be read any more, so it is read until then.
        most_mib = memory(process.id(), "VmHWM").unwrap_or(most_mib);
        if let Some(status) = process.try_wait().expect("a process of our own") {
            assert!(status.success(), "the export failed: {status}");
            return Taken { seconds: start.elapsed().as_secs_f64(), most_mib };
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Whatever was measured, it was the same amount of work.
fn records(path: &Path) -> usize {
    let reader = csv::ReaderBuilder::new().has_headers(false).from_path(path);
    reader.expect("an export reads back").into_records().count()
}
