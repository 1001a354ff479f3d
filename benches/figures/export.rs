//! Taking everything out: `athenaeum feedback export` against `sqlite3 -csv` with the same rows, both as processes that
//! write a file.

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
const WHAT: &str = "export of 100,000 entries, against sqlite3 -csv";

/// The rows of an export in its order. Titles and hashed pseudonyms, which the engine cannot make, are left out.
const SAME_ROWS: &str = "SELECT e.number, strftime('%Y-%m-%dT%H:%M:%SZ', e.given_at / 1000, 'unixepoch'), \
     strftime('%Y-%m-%dT%H:%M:%SZ', e.edited_at / 1000, 'unixepoch'), e.slug, e.kind, e.rating, e.shift, w.body, e.actor, \
     e.anonymous, e.source, e.channel, e.message, e.status \
     FROM entry e LEFT JOIN words w ON w.pos = e.words \
     WHERE e.guild = 613425648685547541 AND e.status = 'given' ORDER BY e.given_at / 86400000, e.number";

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
    tokio::runtime::Runtime::new().expect("a runtime").block_on(fill(&file));
    let (ours, theirs) = (folder.path().join("ours.csv"), folder.path().join("theirs.csv"));
    let idle = taken(&mut export(&file, &ours, &["--until", "2000-01-01"])).most_mib;
    let (mut times, mut most) = (Vec::new(), 0.0_f64);
    for _ in 0..ROUNDS {
        let own = taken(&mut export(&file, &ours, &[]));
        times.push((own.seconds, sqlite3(&file, &theirs)));
        most = most.max(own.most_mib);
    }
    same_rows(&ours, &theirs);
    let own = median(times.iter().map(|it| it.0).collect());
    match times.into_iter().map(|it| it.1).collect::<Option<Vec<f64>>>().map(median) {
        Some(other) => {
            let note = format!("{own:.2} s against {other:.2} s");
            row(&Figure {
                what: WHAT,
                value: own / other,
                unit: "×",
                target: Target::AtMost(1.6),
                note: &note,
            });
        }
        None => skipped(WHAT, "sqlite3 is not installed (scripts/bench --install does it)"),
    }
    let note = format!("{most:.1} MiB at most, {idle:.1} MiB with nothing to export");
    row(&Figure {
        what: "export of 100,000 entries, memory above idle",
        value: most - idle,
        unit: " MiB",
        target: Target::AtMost(32.0),
        note: &note,
    });
}

/// A database whose readers have said so much, half of them in words.
async fn fill(file: &Path) {
    let db = open::open(&format!("sqlite:{}", file.display())).await.expect("a database").db;
    let (log, writing) = Log::start(db.clone(), Clock::system(), Arc::new(Nobody));
    let works: Vec<_> = shelf::works(500).0.into_iter().map(Arc::new).collect();
    for work in &works {
        log.write(Shelve(Arc::clone(work))).await.expect("a work is shelved");
    }
    for _ in 0..ENTRIES / 500 {
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
}

/// About three lines, with what a file of commas has to quote.
fn words(work: &Resource) -> String {
    work.description.iter().flat_map(|it| it.chars()).take(200).chain(" \"So\",\nI think.".chars()).collect()
}

fn export(database: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
    command.args(["feedback", "export", "--guild", &GUILD.to_string(), "--out"]).arg(out).args(more);
    command.env("DATABASE_URL", format!("sqlite:{}", database.display()));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Seconds; `None` where there is no sqlite3.
fn sqlite3(database: &Path, out: &Path) -> Option<f64> {
    let out = File::create(out).expect("a file to export to");
    let mut command = Command::new("sqlite3");
    command.args(["-csv", "-readonly"]).arg(database).arg(SAME_ROWS).stdout(out);
    let start = Instant::now();
    let status = command.status().ok()?;
    assert!(status.success(), "sqlite3 failed");
    Some(start.elapsed().as_secs_f64())
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
fn same_rows(ours: &Path, theirs: &Path) {
    let records = |path: &Path| {
        csv::ReaderBuilder::new().has_headers(false).from_path(path).map(|it| it.into_records().count())
    };
    let ours = records(ours).expect("our export reads back");
    assert_eq!(ours, ENTRIES + 1, "the export lacks entries");
    if let Ok(theirs) = records(theirs) {
        assert!(theirs == 0 || theirs == ENTRIES, "sqlite3 wrote {theirs} rows");
    }
}
