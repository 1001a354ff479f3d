//! The bot as an operator runs it, in a process of its own against the simulator: lookups through the gateway, the time
//! a start takes, the memory it needs.

pub mod post;

use std::path::Path;
use std::time::{Duration, Instant};

use discord_simulator::Simulator;

use crate::city::{Process, Quarter};
use crate::measure::{median, memory};
use crate::shelf;
use crate::table::{Figure, Target, row};

const WORKS: usize = 1_000;
const IN_FLIGHT: usize = 64;
const SPAN: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;
const STARTS: usize = 7;
/// How long a bot is left alone before its memory is taken as that of an idle one.
const REST: Duration = Duration::from_secs(3);

/// Prints the rows of the table.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    shelf::write(&folder.path().join("library"), WORKS);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let discord = Simulator::start().await.expect("a port");
        let quarter = Quarter::new(&discord, "Athenaeum");
        // The first start imports the works and registers the commands; those that count find everything in place.
        drop(ready(&discord, &quarter, folder.path()).await);
        starts(&discord, &quarter, folder.path()).await;
        let (bot, _) = ready(&discord, &quarter, folder.path()).await;
        tokio::time::sleep(REST).await;
        let idle = memory(bot.0.id(), "VmRSS").expect("the bot runs");
        lookups(&discord, &quarter, folder.path()).await;
        let after = memory(bot.0.id(), "VmRSS").expect("the bot still runs");
        tell_memory(idle, after);
    });
}

fn tell_memory(idle: f64, after: f64) {
    for (what, value, most) in [
        ("resident memory of athenaeum run, idle", idle, 30.0),
        ("resident memory of athenaeum run, after load", after, 50.0),
    ] {
        row(&Figure { what, value, unit: " MiB", target: Target::AtMost(most), note: "1,000 resources" });
    }
}

/// Starts the bot and waits until it has answered somebody: an interaction that comes after READY is handled after it.
pub async fn ready(discord: &Simulator, quarter: &Quarter, folder: &Path) -> (Process, Duration) {
    let start = Instant::now();
    let bot = quarter.bot(discord, folder);
    quarter.application.connected().await;
    let connected = start.elapsed();
    quarter.member.slash("general", "/resource name:work-1").await;
    let answered = start.elapsed();
    if std::env::var_os("BENCH_VERBOSE").is_some() {
        eprintln!("connected after {connected:?}, answered after {answered:?}");
    }
    (bot, answered)
}

async fn starts(discord: &Simulator, quarter: &Quarter, folder: &Path) {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        quarter.application.disconnected().await;
        let (bot, took) = ready(discord, quarter, folder).await;
        times.push(took.as_secs_f64() * 1e3);
        drop(bot);
    }
    quarter.application.disconnected().await;
    let least = times.iter().copied().fold(f64::INFINITY, f64::min);
    let note = format!("from exec to the first answer; best of {STARTS}: {least:.0} ms");
    row(&Figure {
        what: "start to READY handled, 1,000 unchanged files",
        value: median(times),
        unit: " ms",
        target: Target::AtMost(100.0),
        note: &note,
    });
}

async fn lookups(discord: &Simulator, quarter: &Quarter, folder: &Path) {
    let other = Quarter::new(discord, "Bare");
    let bare = other.bare(discord, folder);
    other.application.connected().await;
    let mut rates = Vec::new();
    crowd(quarter, SPAN / 2).await;
    crowd(&other, SPAN / 2).await;
    for _ in 0..ROUNDS {
        rates.push((crowd(quarter, SPAN).await, crowd(&other, SPAN).await));
    }
    drop(bare);
    let value = median(rates.iter().map(|(ours, bare)| ours / bare).collect());
    let (ours, theirs): (Vec<f64>, Vec<f64>) = rates.into_iter().unzip();
    let note = format!("{:.0}/s against {:.0}/s", median(ours), median(theirs));
    row(&Figure {
        what: "lookups/s at the gateway, 64 in flight, against bare",
        value,
        unit: "×",
        target: Target::AtLeast(0.8),
        note: &note,
    });
}

/// Lookups per second by people who each wait for their card before they ask again.
async fn crowd(quarter: &Quarter, span: Duration) -> f64 {
    let start = Instant::now();
    let people: Vec<_> = (0..IN_FLIGHT)
        .map(|person| {
            let member = quarter.member.clone();
            tokio::spawn(async move {
                let mut done = 0_usize;
                while start.elapsed() < span {
                    let line = format!("/resource name:work-{}", (person * 131 + done * 7) % WORKS);
                    let answer = member.slash("general", &line).await;
                    assert!(answer.said().is_some(), "no card came");
                    done += 1;
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for person in people {
        done += person.await.expect("everyone is answered");
    }
    done as f64 / start.elapsed().as_secs_f64()
}
