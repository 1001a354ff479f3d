//! Four writers over one server, each a process of its own and killed again and again, and two followers that see it all:
//! what they hold in memory at the end must be what the tables hold. Two more are killed as the writers are; they look
//! for gaps and end with an error when there is one.

mod naive;

use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use athenaeum::clock::Clock;
use athenaeum::domain::ids::{GuildId, ResourceKey};
use athenaeum::domain::state::State;
use athenaeum::domain::tally::Tally;
use athenaeum::store::following::Following;
use athenaeum::store::log::Follower;
use athenaeum::store::rows::Changed;
use athenaeum::store::{Db, Log, open, snapshot, verify};

use crate::append::{Nobody, stock};
use crate::rate::{self, Person};
use crate::table::{Figure, Target, row, skipped};

const WRITERS: usize = 4;
const FOLLOWERS: usize = 2;
/// At once in each writer.
const PEOPLE: usize = 128;
/// How often somebody is killed.
const KILL_EVERY: Duration = Duration::from_millis(1_500);

/// Prints the row of the table.
pub fn run() {
    let Ok(address) = std::env::var("ATHENAEUM_TEST_DATABASE") else {
        skipped("followers", "there is no server: scripts/bench starts one where Postgres is installed");
        return;
    };
    let wanted = std::env::var("BENCH_EVENTS").ok().and_then(|it| it.parse().ok()).unwrap_or(1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (mut kills, start) = (0, Instant::now());
    let (events, skipped, whole) = runtime.block_on(async {
        let log = open::open(&address).await.expect("a database").db;
        stock(&Log::start(log.clone(), Clock::system(), Arc::new(Nobody)).0).await;
        let watchers = [Watcher::begin(&address).await, Watcher::begin(&address).await];
        let events = stir(&log, wanted, &mut kills).await;
        let mut skipped = 0;
        for watcher in watchers {
            skipped += watcher.skipped(&log).await;
        }
        (events, skipped, verify::run(&log, |_| {}).await.expect("a log"))
    });
    let note = format!(
        "{events} events, {kills} processes killed, {:.0} s; {} in the log, {}",
        start.elapsed().as_secs_f64(),
        whole.events,
        whole.fault.as_ref().map_or("which is whole".to_owned(), ToString::to_string)
    );
    let value = skipped as f64 + f64::from(u8::from(whole.fault.is_some()));
    let what = "events that followers skipped";
    row(&Figure { what, value, unit: "", target: Target::AtMost(0.0), note: &note });
    let (lost, all) = runtime.block_on(naive::skipped(&address));
    row(&Figure {
        what: "rows that a follower by numbers alone skipped",
        value: lost as f64,
        unit: "",
        target: Target::AtLeast(1.0),
        note: &format!("of {all}; without one the figure above would prove nothing"),
    });
}

/// Lets everybody run, and kills them, until there are enough events; how many there are.
async fn stir(db: &Db, wanted: i64, kills: &mut u32) -> i64 {
    let mut born = 0;
    let mut child = |role: &str| {
        born += 1;
        spawn(role, born)
    };
    let mut writers: Vec<Child> = (0..WRITERS).map(|_| child("writer")).collect();
    let mut followers: Vec<Child> = (0..FOLLOWERS).map(|_| child("follower")).collect();
    loop {
        tokio::time::sleep(KILL_EVERY).await;
        let events = snapshot::load(db).await.expect("a log").end.pos;
        for follower in &mut followers {
            assert!(follower.try_wait().expect("a child").is_none(), "a follower found fault with the log");
        }
        if events >= wanted {
            writers.iter_mut().chain(&mut followers).for_each(end);
            return events;
        }
        let at = *kills as usize;
        // Followers that live long see the most, so they are killed less often.
        let (victim, role) = if at % 8 == 7 {
            (&mut followers[at / 8 % FOLLOWERS], "follower")
        } else {
            (&mut writers[at % WRITERS], "writer")
        };
        end(victim);
        *victim = child(role);
        *kills += 1;
    }
}

fn spawn(role: &str, number: u64) -> Child {
    let mut again = Command::new(std::env::current_exe().expect("this program has a path"));
    again.args([role, &number.to_string()]).spawn().expect("a child")
}

/// As `kill -9` does.
fn end(child: &mut Child) {
    child.kill().expect("a child that runs");
    child.wait().expect("a child that ended");
}

/// Writes until it is killed.
pub fn write(number: u64) {
    rate::begin_at(number * 100_000_000);
    let address = std::env::var("ATHENAEUM_TEST_DATABASE").expect("a server");
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let db = open::open(&address).await.expect("a database").db;
        let (log, _writing) = Log::start(db, Clock::system(), Arc::new(Nobody));
        let works: Vec<_> = crate::shelf::works(100).0.into_iter().map(Arc::new).collect();
        let people = (0..PEOPLE).map(|_| {
            let (log, works) = (log.clone(), works.clone());
            tokio::spawn(async move {
                let mut person = Person::new();
                loop {
                    log.write(person.tap(&works)).await.expect("an act is done");
                }
            })
        });
        let (first, ..) = futures_util::future::select_all(people).await;
        first.expect("nobody gives up");
    });
}

/// Follows until it is killed, or finds fault with the log.
pub fn follow() {
    let address = std::env::var("ATHENAEUM_TEST_DATABASE").expect("a server");
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let watcher = Watcher::begin(&address).await;
        let ended = watcher.following.clone().run().await;
        panic!("{ended:?}");
    });
}

/// What communities made of works, as a follower is told.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<(GuildId, ResourceKey), Tally>>);

impl Follower for Memory {
    fn follow(&self, state: &State, changed: &Changed) {
        let mut held = self.0.lock().expect("nobody panics");
        for key in &changed.tallies {
            held.extend(state.tallies.find(key).map(|it| (key.clone(), it.clone())));
        }
    }
}

/// A follower of its own.
struct Watcher {
    memory: Arc<Memory>,
    following: Following,
    _log: Log,
}

impl Watcher {
    async fn begin(address: &str) -> Self {
        let db = open::open(address).await.expect("a database").db;
        let end = snapshot::load(&db).await.expect("a log").end;
        let memory = Arc::<Memory>::default();
        let (log, _writing) = Log::start(db.clone(), Clock::system(), memory.clone());
        let following = log.follows_from(&db, end);
        tokio::spawn(following.clone().run());
        Self { memory, following, _log: log }
    }

    /// How many readers' ratings it holds less, or more, than the tables do.
    async fn skipped(self, db: &Db) -> u64 {
        self.following.catch_up().await.expect("a log without gaps");
        let tables: BTreeMap<_, _> = snapshot::load(db).await.expect("a log").tallies.into_iter().collect();
        let held = self.memory.0.lock().expect("nobody panics");
        let readers = |tally: Option<&Tally>| tally.map_or(0, |it| it.ratings.iter().sum::<u64>());
        tables.iter().map(|(key, it)| readers(Some(it)).abs_diff(readers(held.get(key)))).sum()
    }
}
