//! Over a server: what appending together gains, and how soon after an append its effect starts, in the process that
//! wrote and in another one. `scripts/bench` starts a server for each; every fsync of the first takes two milliseconds
//! longer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use athenaeum::clock::Clock;
use athenaeum::domain::decision::{Act, Decision, Key, Moment};
use athenaeum::domain::effect::{Effect, Planned, ShowSettings};
use athenaeum::domain::ids::GuildId;
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::state::State;
use athenaeum::store::outbox::{self, Outcome};
use athenaeum::store::{Db, Log, open, snapshot};
use tokio::sync::mpsc;

use crate::append::{Nobody, rate, stock};
use crate::measure::{Times, median};
use crate::table::{Figure, Target, row, skipped};

const ROUNDS: usize = 5;
/// Effects of which the start is timed.
const EFFECTS: u64 = 200;

/// Prints the row of the table that is about appending.
pub fn run() {
    on_a_server("postgres", async |address| append_row(&address).await);
}

/// Prints the rows that are about effects.
pub fn effects() {
    on_a_server("effects", async |address| {
        effect_row(&address, "append → effect starts, one process", Place::Here, 5.0).await;
        effect_row(&address, "append → effect starts, another process", Place::Elsewhere, 10.0).await;
    });
}

fn on_a_server(group: &str, rows: impl AsyncFnOnce(String)) {
    let Ok(address) = std::env::var("ATHENAEUM_TEST_DATABASE") else {
        skipped(group, "there is no server: scripts/bench starts one where Postgres is installed");
        return;
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(rows(address));
}

async fn append_row(address: &str) {
    let db = open::open(address).await.expect("a database").db;
    let (log, _writing) = Log::start(db, Clock::system(), Arc::new(Nobody));
    let works = stock(&log).await;
    let (mut ones, mut many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ones.push(rate(&log, &works, 1).await);
        many.push(rate(&log, &works, 512).await);
    }
    let (one, together) = (median(ones), median(many));
    let note = format!("{together:.0} acts/s against {one:.0}");
    row(&Figure {
        what: "append on Postgres, 512 at once, against one",
        value: together / one,
        unit: "×",
        target: Target::AtLeast(50.0),
        note: &note,
    });
}

/// Where an effect is performed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Here,
    Elsewhere,
}

/// A process, as far as its log goes.
async fn process(address: &str) -> (Db, Log) {
    let db = open::open(address).await.expect("a database").db;
    let end = snapshot::load(&db).await.expect("a log").end;
    let (log, writing) = Log::start(db.clone(), Clock::system(), Arc::new(Nobody));
    tokio::spawn(writing.task);
    tokio::spawn(log.follows_from(&db, end).run());
    (db, log)
}

async fn effect_row(address: &str, what: &str, place: Place, most: f64) {
    let (db, log) = process(address).await;
    let (there, other) = if place == Place::Here { (db, log.clone()) } else { process(address).await };
    let (started, mut starts) = mpsc::unbounded_channel();
    let working = tokio::spawn(work(there, other, started));
    let mut waits = Vec::new();
    for number in 0..EFFECTS {
        log.write(Promise(number)).await.expect("an act is done");
        let written = Instant::now();
        let start: Instant = starts.recv().await.expect("a worker");
        waits.push(start.saturating_duration_since(written));
    }
    working.abort();
    // The first may come before the other process listens; it is made up for by the second's look.
    let waits: Vec<_> = waits.split_off(EFFECTS as usize / 10);
    let times = Times::from(waits);
    let note = times.beside();
    let value = times.at(0.99) / 1e3;
    row(&Figure { what, value, unit: " ms", target: Target::AtMost(most), note: &note });
}

/// What a worker does until it begins with an effect.
async fn work(db: Db, log: Log, started: mpsc::UnboundedSender<Instant>) {
    let clock = Clock::system();
    loop {
        let promised = log.promised().notified();
        let groups = outbox::lease(&db, clock.now(), &[]).await.expect("a database");
        let now = Instant::now();
        for effect in groups.iter().flatten() {
            outbox::note(&db, &[(effect.id, Outcome::Done)], clock.now()).await.expect("a database");
            // Told when all is noted: whoever hears of the last one ends this task.
            let _ = started.send(now);
        }
        if groups.is_empty() {
            let _ = tokio::time::timeout(Duration::from_secs(1), promised).await;
        }
    }
}

/// Promises one effect.
struct Promise(u64);

impl Act for Promise {
    fn guild(&self) -> GuildId {
        GuildId::new(7)
    }

    fn key(&self) -> Key {
        Key::interaction(Clock::system().now().unsigned_abs() * 1_000 + self.0)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let effect = Effect::ShowSettings(ShowSettings { note: None, here: None });
        let planned = Planned { effect, order: format!("bench:{}", self.0), reply_to: None };
        Ok(Decision { effects: vec![planned], ..Decision::reply(Reply::UpdateLater) })
    }
}
