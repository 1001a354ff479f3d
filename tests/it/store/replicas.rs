//! Several processes over one log: each sees what the others wrote, whole and in order, also when nobody tells it, and
//! none goes on after a log that is not the one it followed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use athenaeum::clock::Clock;
use athenaeum::domain::state::State;
use athenaeum::store::following::Following;
use athenaeum::store::log::Follower;
use athenaeum::store::rows::Changed;
use athenaeum::store::{Db, Error, Log, Stop, open, snapshot};
use sqlx::{Connection as _, PgConnection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;

use super::{GUILD, Rate, Shelve, book};
use crate::support::Home;
use crate::support::home::is_on_a_server;

/// The ratings that a process holds in memory.
#[derive(Default)]
struct Memory(Mutex<BTreeMap<String, u64>>);

impl Follower for Memory {
    fn follow(&self, state: &State, changed: &Changed) {
        let mut held = self.0.lock().unwrap();
        for key in &changed.tallies {
            if let Some(tally) = state.tallies.find(key) {
                held.insert(key.1.slug.to_string(), tally.ratings.iter().sum());
            }
        }
    }
}

/// A process, as far as its log goes.
struct Process {
    db: Db,
    log: Log,
    memory: Arc<Memory>,
    following: Option<Following>,
}

impl Process {
    async fn at(address: &str) -> Self {
        let db = open::open(address).await.unwrap().db;
        let end = snapshot::load(&db).await.unwrap().end;
        let memory = Arc::<Memory>::default();
        let (log, _) = Log::start(db.clone(), Clock::settable(1_790_000_000_000).0, memory.clone());
        let following = Some(log.follows_from(&db, end));
        Self { db, log, memory, following }
    }

    fn ratings(&self) -> u64 {
        self.memory.0.lock().unwrap().get("deep-work").copied().unwrap_or(0)
    }

    async fn catch_up(&self) -> athenaeum::store::Result<i64> {
        self.following.as_ref().unwrap().catch_up().await
    }

    /// How long it takes until it has so many ratings in memory.
    async fn has(&self, ratings: u64) -> Duration {
        let since = Instant::now();
        while self.ratings() != ratings {
            assert!(since.elapsed() < Duration::from_secs(20), "{} of {ratings}", self.ratings());
            tokio::task::yield_now().await;
        }
        since.elapsed()
    }
}

/// Two processes over one database with a work in it.
async fn two() -> Option<(Process, Process, Home)> {
    if !is_on_a_server() {
        return None;
    }
    let home = Home::new().await;
    let one = Process::at(home.address()).await;
    one.log.write(Shelve).await.unwrap();
    let other = Process::at(home.address()).await;
    Some((one, other, home))
}

#[tokio::test]
async fn what_one_process_writes_another_one_sees_in_order() {
    let Some((one, other, _home)) = two().await else { return };
    one.log.write(Rate::new(1, 1)).await.unwrap();
    assert_eq!((one.ratings(), other.ratings()), (1, 0));
    // Its own act is decided on all that is in the log, and its own answer is true at once.
    other.log.write(Rate::new(2, 2)).await.unwrap();
    assert_eq!(other.ratings(), 2);
    assert!(other.catch_up().await.unwrap() > 0);
    assert_eq!(other.catch_up().await.unwrap(), 0, "nothing is read twice");
    assert!(one.catch_up().await.unwrap() > 0);
    assert_eq!((one.ratings(), other.ratings()), (2, 2));
    assert_eq!(one.log.followed(), other.log.followed());
}

#[tokio::test]
async fn a_notification_brings_it_at_once() {
    let Some((one, mut other, _home)) = two().await else { return };
    tokio::spawn(other.following.take().unwrap().run());
    one.log.write(Rate::new(1, 1)).await.unwrap();
    other.has(1).await;
    // By now it listens, so what comes next waits for no look.
    let mut fastest = Duration::MAX;
    for it in 2..=10 {
        one.log.write(Rate::new(it, it)).await.unwrap();
        fastest = fastest.min(other.has(it).await);
    }
    assert!(fastest < Duration::from_millis(500), "{fastest:?}");
}

/// A way to the server. Once it is stopped, connections that listen carry nothing any more, and nobody is told.
async fn way_to(address: &str) -> (String, watch::Sender<bool>) {
    let socket = address.split("host=").nth(1).unwrap().to_owned() + "/.s.PGSQL.5432";
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (stopped, stop) = watch::channel(false);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = UnixStream::connect(&socket).await.unwrap();
            tokio::spawn(carry(near, far, stop.clone()));
        }
    });
    let name = address.split('?').next().unwrap().rsplit('/').next().unwrap();
    (format!("postgres://athenaeum@127.0.0.1:{port}/{name}"), stopped)
}

async fn carry(mut near: TcpStream, mut far: UnixStream, stop: watch::Receiver<bool>) {
    let (mut asked, mut said) = ([0; 16_384], [0; 16_384]);
    let mut listens = false;
    loop {
        tokio::select! {
            Ok(many @ 1..) = near.read(&mut asked) => {
                listens |= asked[..many].windows(6).any(|it| it == b"LISTEN");
                far.write_all(&asked[..many]).await.unwrap();
            }
            Ok(many @ 1..) = far.read(&mut said) => {
                if listens && *stop.borrow() {
                    return std::future::pending().await;
                }
                near.write_all(&said[..many]).await.unwrap();
            }
            else => return,
        }
    }
}

#[tokio::test]
async fn a_listener_that_hears_nothing_any_more_is_made_up_for_by_looking() {
    let Some((one, _, home)) = two().await else { return };
    let (way, stopped) = way_to(home.address()).await;
    let mut ear = open::look(&way).await.unwrap().listen().await.unwrap().unwrap();
    let mut other = Process::at(&way).await;
    tokio::spawn(other.following.take().unwrap().run());
    one.log.write(Rate::new(1, 1)).await.unwrap();
    ear.heard().await.unwrap();
    other.has(1).await;

    stopped.send(true).unwrap();
    one.log.write(Rate::new(2, 2)).await.unwrap();
    let took = other.has(2).await;
    assert!(took < Duration::from_secs(2), "{took:?}");
    let silence = tokio::time::timeout(Duration::from_millis(100), ear.heard()).await;
    assert!(silence.is_err(), "the way carries on: {silence:?}");
}

#[tokio::test]
async fn a_log_that_lacks_its_end_stops_whoever_followed_it() {
    let Some((one, other, home)) = two().await else { return };
    one.log.write(Rate::new(1, 1)).await.unwrap();
    other.catch_up().await.unwrap();
    let cut = "DELETE FROM event WHERE pos = (SELECT MAX(pos) FROM event); \
               UPDATE log_head SET batch = batch + 1, pos = (SELECT MAX(pos) FROM event), \
               hash = (SELECT hash FROM event ORDER BY pos DESC LIMIT 1)";
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    sqlx::raw_sql("ALTER TABLE event DISABLE TRIGGER USER").execute(&mut own).await.unwrap();
    sqlx::raw_sql("GRANT ALL ON event TO CURRENT_USER").execute(&mut own).await.unwrap();
    sqlx::raw_sql(cut).execute(&mut own).await.unwrap();
    let told = other.catch_up().await.unwrap_err();
    assert!(matches!(told, Error::Behind(_)), "{told}");
    let told = one.log.write(Rate::new(2, 2)).await.unwrap_err();
    let Stop::Failed(err) = told else { panic!("{told}") };
    assert!(err.to_string().contains("is not the one that was followed"), "{err}");

    // Whoever begins now does not know better, and makes another end of it; the others see even that.
    let late = Process::at(home.address()).await;
    for it in 5..8 {
        late.log.write(Rate::new(it, it)).await.unwrap();
    }
    assert!(matches!(other.catch_up().await.unwrap_err(), Error::Behind(_)));
    own.close().await.unwrap();
}

/// Deliveries to two processes at once: one event, and both give the same answer.
#[tokio::test]
async fn the_same_act_to_two_processes_at_once_is_done_once() {
    let Some((one, other, _home)) = two().await else { return };
    for it in 1..=50 {
        let act = Rate::new(it, it);
        let (here, there) = tokio::join!(one.log.write(act.clone()), other.log.write(act));
        let (here, there) = (here.unwrap(), there.unwrap());
        assert_eq!(here.reply, there.reply);
        assert_ne!(here.repeated, there.repeated, "one of them did it");
    }
    let sql = "SELECT COUNT(*) FROM event WHERE kind = 'entry.given'";
    let mut tx = one.db.read().await.unwrap();
    assert_eq!(tx.fetch_one(sql, Vec::new()).await.unwrap().int(0).unwrap(), 50);
    let kept = snapshot::load(&one.db).await.unwrap();
    let tally = kept.tallies.iter().find(|(key, _)| *key == (GUILD, book())).unwrap();
    assert_eq!(tally.1.ratings.iter().sum::<u64>(), 50);
}
