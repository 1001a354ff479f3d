//! Torture: the real bot against the simulator, killed, cut off from its disk and lied to, again and again; after every
//! point the invariants are checked. `scripts/torture` runs it with everything it needs and explains the arguments.
//!
//! A seed decides what happens when: `--seed 7 --seeds 1` meets the points of seed 7 again, though what the machine does
//! meanwhile is its own.

#![expect(clippy::unwrap_used, reason = "a torture that cannot go on has failed")]

mod control;
mod crowd;
mod fleet;
mod house;
#[path = "../../tests/it/support/invariants.rs"]
mod invariants;
mod jumps;
mod losses;
mod lots;
mod points;
mod power;
mod quiet;
mod replicas;
mod server;
mod stops;
mod table;
mod unsynced;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crowd::Crowd;
use house::House;
use lots::Lots;
use points::Point;
use server::Cluster;
use table::Tally;
use tokio::task::JoinSet;

/// What a seed consists of.
const PARTS: [&str; 5] = ["crashes", "stops", "clock", "losses", "postgres"];
/// Points of one seed.
const POINTS: u32 = 40;
/// Of so many seeds one has a round over Postgres, too, which takes as long as all the others together.
const WITH_POSTGRES: u64 = 3;
/// Seeds at once: each has a Discord and a database of its own, and waits most of the time.
const LANES: usize = 3;

/// For how long, and from which seed on.
#[derive(Clone)]
struct Asked {
    first: u64,
    seeds: Option<u64>,
    time: Option<Duration>,
    only: Option<String>,
    /// Where Postgres' programs are.
    postgres: Option<PathBuf>,
}

impl Asked {
    fn wants(&self, what: &str) -> bool {
        self.only.as_deref().is_none_or(|it| it == what)
    }
}

fn main() -> ExitCode {
    let Some(asked) = read(std::env::args().skip(1)) else {
        eprintln!(
            "usage: torture [--seeds N] [--minutes M] [--seed FIRST] [--only crashes|stops|clock|losses|postgres]"
        );
        return ExitCode::from(2);
    };
    // One provider of TLS for every client in the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let tally = runtime.block_on(run(&asked));
    tally.print();
    if asked.wants("postgres") && asked.postgres.is_none() {
        println!(
            "\nNOT RUN: Postgres ended, given up for its standby, and replicas killed: Postgres is not installed"
        );
    }
    if tally.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(mut words: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked { first: 1, seeds: None, time: None, only: None, postgres: Cluster::programs() };
    while let Some(word) = words.next() {
        let number = |word: Option<String>| word?.parse::<u64>().ok();
        match word.as_str() {
            "--seed" => asked.first = number(words.next())?,
            "--seeds" => asked.seeds = Some(number(words.next())?),
            "--minutes" => asked.time = Some(Duration::from_secs(number(words.next())? * 60)),
            "--only" => {
                asked.only = Some(words.next().filter(|it| PARTS.contains(&it.as_str()))?);
            }
            // Cargo's own.
            "--bench" | "--test" => {}
            _ => return None,
        }
    }
    if asked.seeds.is_none() && asked.time.is_none() {
        asked.seeds = Some(1);
    }
    Some(asked)
}

async fn run(asked: &Asked) -> Tally {
    let mut tally = Tally::default();
    let begun = Instant::now();
    if asked.wants("crashes") {
        unsynced::run(asked.first, &mut tally).await;
    }
    let end = asked.seeds.map(|it| asked.first + it);
    let mut seeds = asked.first..end.unwrap_or(u64::MAX);
    let mut lanes = JoinSet::new();
    loop {
        let is_over = asked.time.is_some_and(|it| begun.elapsed() >= it);
        while !is_over && lanes.len() < LANES {
            let Some(seed) = seeds.next() else { break };
            lanes.spawn(one(seed, asked.clone()));
        }
        let Some(done) = lanes.join_next().await else { return tally };
        let (seed, of_seed) = match done {
            Ok(done) => done,
            // The others go on: what they found so far is worth having.
            Err(ended) => {
                tally.count("a seed that ended before its time", asked.first, vec![ended.to_string()]);
                continue;
            }
        };
        tally.add(of_seed);
        println!(
            "seed {seed}: {} points, {} acknowledged, {} answers lost, {} min",
            tally.points(),
            tally.acknowledged,
            tally.ambiguous,
            begun.elapsed().as_secs() / 60
        );
    }
}

/// A seed, with a table of its own.
async fn one(seed: u64, asked: Asked) -> (u64, Tally) {
    let mut tally = Tally::default();
    if asked.wants("crashes") {
        crashes(seed, &mut tally).await;
    }
    if asked.wants("stops") {
        stops::round(seed, &mut tally).await;
    }
    if asked.wants("clock") {
        jumps::round(seed, &mut tally).await;
    }
    if asked.wants("losses") {
        losses::round(seed, &mut tally).await;
    }
    let is_its_turn = asked.only.is_some() || seed.is_multiple_of(WITH_POSTGRES);
    if let (true, Some(programs)) = (is_its_turn && asked.wants("postgres"), asked.postgres) {
        replicas::round(seed, programs, &mut tally).await;
    }
    (seed, tally)
}

/// The points of a seed, one after the other on one database, and whether all is well once things are quiet.
async fn crashes(seed: u64, tally: &mut Tally) {
    let mut lots = Lots::of(seed);
    let house = House::new().await;
    let crowd = Crowd::of(house.guild("Harbour"));
    for _ in 0..POINTS {
        let point = Point::draw(&mut lots);
        let findings = points::meet(point, &house, &crowd, (&mut lots, tally)).await;
        let findings = findings.into_iter().map(|it| format!("{it} ({point:?})")).collect();
        tally.count(point.row(), seed, findings);
    }
    tally.count("all of it, once things are quiet", seed, quiet::settle(&house).await);
}
