//! Lookups through the HTTP door: posts that are signed, answered in their responses.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use discord_simulator::Simulator;

use super::{ROUNDS, SPAN, WORKS, crowd};
use crate::city::{Process, Quarter};
use crate::measure::median;
use crate::shelf;
use crate::table::{Figure, Target, row};

/// How long a process may take until its endpoint answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints the row of the table.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    shelf::write(&folder.path().join("library"), WORKS);
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let discord = Simulator::start().await.expect("a port");
        let (ours, theirs) = (Quarter::new(&discord, "Athenaeum"), Quarter::new(&discord, "Bare"));
        let _bot = open(&discord, &ours, folder.path(), Quarter::bot_at).await;
        let _bare = open(&discord, &theirs, folder.path(), Quarter::bare_at).await;
        compare(&ours, &theirs).await;
    });
}

async fn compare(ours: &Quarter, theirs: &Quarter) {
    crowd(ours, SPAN / 2).await;
    crowd(theirs, SPAN / 2).await;
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        rates.push((crowd(ours, SPAN).await, crowd(theirs, SPAN).await));
    }
    let value = median(rates.iter().map(|(ours, bare)| ours / bare).collect());
    let (ours, theirs): (Vec<f64>, Vec<f64>) = rates.into_iter().unzip();
    let note = format!("{:.0}/s against {:.0}/s", median(ours), median(theirs));
    row(&Figure {
        what: "lookups/s over HTTP, 64 in flight, against bare",
        value,
        unit: "×",
        target: Target::AtLeast(0.8),
        note: &note,
    });
}

/// Starts a process and gives its address to its application once it answers there.
async fn open(
    discord: &Simulator,
    quarter: &Quarter,
    folder: &Path,
    start: impl Fn(&Quarter, &Simulator, (&Path, &str)) -> Process,
) -> Process {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port");
    let process = start(quarter, discord, (folder, &free.to_string()));
    let (url, begun) = (format!("http://{free}/interactions"), Instant::now());
    while let Err(stuck) = quarter.application.interactions_endpoint(&url).await {
        assert!(begun.elapsed() < PATIENCE, "{url}: {stuck}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    process
}
