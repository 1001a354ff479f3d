//! A log of a million: taking everything out, starting, and folding it anew, over a file and, where there is a server,
//! over that. One database is made, by as many acts, and copied.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use discord_simulator::Simulator;
use sqlx::{Connection as _, Row as _, SqliteConnection};

use crate::city::Quarter;
use crate::door::ready;
use crate::export::{Race, fill, race};
use crate::measure::median;
use crate::shelf;
use crate::table::{Figure, Target, row, skipped};

const ENTRIES: usize = 1_000_000;
const WORKS: usize = 1_000;
const STARTS: usize = 3;
const REBUILDS: usize = 3;

/// Prints the rows of the table.
pub fn run() {
    let entries = std::env::var("BENCH_ENTRIES").ok().and_then(|it| it.parse().ok()).unwrap_or(ENTRIES);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = folder.path().join("first.db");
    let begun = Instant::now();
    fill(&first, entries);
    eprintln!("made a log of {entries} entries in {:.0} s", begun.elapsed().as_secs_f64());
    let database = address(&first);
    race(&Race { what: "export of 1,000,000 entries", database: &database, entries, most: 1.6 });
    over_a_server(&database, entries);
    rebuilds(&copy(&first, "rebuilt.db"));
    starts(folder.path(), &first);
}

/// Another database with the same in it.
fn copy(first: &Path, name: &str) -> PathBuf {
    let copy = first.with_file_name(name);
    std::fs::copy(first, &copy).expect("room for a copy");
    copy
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

fn over_a_server(database: &str, entries: usize) {
    let what = "export of 1,000,000 entries on Postgres";
    let Ok(server) = std::env::var("ATHENAEUM_TEST_DATABASE") else {
        return skipped(what, "there is no server: scripts/bench starts one where Postgres is installed");
    };
    let own = server.replacen("/postgres?", "/million?", 1);
    did(Command::new("psql").args(["--quiet", &server, "--command", "CREATE DATABASE million"]));
    did(athenaeum(&["database", "move", "--from", database, "--to", &own]));
    // What autovacuum does for an operator before long.
    did(Command::new("psql").args(["--quiet", &own, "--command", "VACUUM ANALYZE"]));
    race(&Race { what, database: &own, entries, most: 1.2 });
}

fn rebuilds(file: &Path) {
    let (mut own, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..REBUILDS {
        plain.push(scan(file).as_secs_f64());
        let begun = Instant::now();
        did(athenaeum(&["database", "rebuild", "--database", &address(file)]));
        own.push(begun.elapsed().as_secs_f64());
    }
    let value = median(own.iter().zip(&plain).map(|(own, plain)| own / plain).collect());
    let note = format!("{:.1} s against {:.1} s", median(own), median(plain));
    row(&Figure {
        what: "rebuild of 1,000,000 events, against a plain scan",
        value,
        unit: "×",
        target: Target::AtMost(3.0),
        note: &note,
    });
}

/// Reads every event and parses its body, and does nothing with it.
fn scan(file: &Path) -> Duration {
    use futures_util::TryStreamExt as _;
    let begun = Instant::now();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let mut connection = SqliteConnection::connect(&address(file)).await.expect("a database");
        let mut events = sqlx::query("SELECT * FROM event ORDER BY pos").fetch(&mut connection);
        while let Some(event) = events.try_next().await.expect("events") {
            let body: &str = event.get("body");
            std::hint::black_box(serde_json::from_str::<serde_json::Value>(body).expect("a body is JSON"));
        }
    });
    begun.elapsed()
}

fn starts(folder: &Path, first: &Path) {
    let home = folder.join("home");
    shelf::write(&home.join("library"), WORKS);
    std::fs::rename(first, home.join("athenaeum.db")).expect("a folder of the same disk");
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let discord = Simulator::start().await.expect("a port");
        let quarter = Quarter::new(&discord, "Athenaeum");
        // The first start imports the works and registers the commands.
        drop(ready(&discord, &quarter, &home).await);
        let mut times = Vec::new();
        for _ in 0..STARTS {
            quarter.application.disconnected().await;
            times.push(ready(&discord, &quarter, &home).await.1.as_secs_f64());
        }
        row(&Figure {
            what: "start over a log of 1,000,000 events",
            value: median(times),
            unit: " s",
            target: Target::AtMost(2.0),
            note: "from exec to the first answer",
        });
    });
}

fn athenaeum(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_athenaeum"));
    command.args(arguments);
    command
}

fn did(mut command: impl std::borrow::BorrowMut<Command>) {
    let command = command.borrow_mut().stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().expect("the program starts");
    assert!(status.success(), "{command:?} failed: {status}");
}
