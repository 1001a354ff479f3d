//! A connection that breaks at a commit: before the server has it, or when it has it and the answer is on its way. Either
//! way the act is done once and answered, for the log looks whether it was saved.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use athenaeum::clock::Clock;
use athenaeum::store::{Log, open, rebuild, verify};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

use super::{Nobody, Rate, Shelve};
use crate::support::Home;
use crate::support::home::is_on_a_server;

/// Where a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Breaks {
    /// The server never gets the commit.
    Before,
    /// The server does it, and nobody hears.
    After,
}

/// Stands between the bot and its server.
struct Between {
    socket: PathBuf,
    breaks: Breaks,
    /// How many commits from now on break.
    armed: AtomicU32,
    commits: AtomicU64,
}

impl Between {
    /// Begins to listen; gives the address of the same database through it.
    async fn stand(address: &str, breaks: Breaks) -> (Arc<Self>, String) {
        let (place, asked) = address.split_once("?host=").unwrap();
        let (_, name) = place.rsplit_once('/').unwrap();
        let socket = PathBuf::from(asked).join(".s.PGSQL.5432");
        let it = Self { socket, breaks, armed: AtomicU32::new(0), commits: AtomicU64::new(0) };
        let (it, listener) = (Arc::new(it), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let through = format!("postgres://athenaeum@{}/{name}", listener.local_addr().unwrap());
        let between = Arc::clone(&it);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let between = Arc::clone(&between);
                tokio::spawn(async move { between.carry(client).await });
            }
        });
        (it, through)
    }

    /// Carries bytes both ways until one side goes, or a commit breaks.
    async fn carry(&self, mut client: TcpStream) {
        let mut server = UnixStream::connect(&self.socket).await.unwrap();
        let (mut asked, mut said) = (vec![0; 65_536], vec![0; 65_536]);
        loop {
            tokio::select! {
                read = client.read(&mut asked) => {
                    let Ok(length @ 1..) = read else { return };
                    let is_commit = asked[..length].windows(7).any(|it| it == b"COMMIT\0");
                    self.commits.fetch_add(u64::from(is_commit), Ordering::Relaxed);
                    let breaks = is_commit && self.take();
                    if breaks && self.breaks == Breaks::Before {
                        return;
                    }
                    server.write_all(&asked[..length]).await.unwrap();
                    if breaks {
                        // It is done once the server says so.
                        assert!(server.read(&mut said).await.unwrap() > 0);
                        return;
                    }
                }
                read = server.read(&mut said) => {
                    let Ok(length @ 1..) = read else { return };
                    if client.write_all(&said[..length]).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Whether this commit is one of those that break.
    fn take(&self) -> bool {
        self.armed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1)).is_ok()
    }
}

/// Writes one act whose commit breaks so often; how many commits it took until it was answered.
async fn written(breaks: Breaks, times: u32) -> u64 {
    let home = Home::new().await;
    let (between, through) = Between::stand(home.address(), breaks).await;
    let db = open::open(&through).await.unwrap().db;
    let (log, _) = Log::start(db.clone(), Clock::settable(1_790_000_000_000).0, Arc::new(Nobody));
    log.write(Shelve).await.unwrap();
    let before = between.commits.load(Ordering::Relaxed);
    between.armed.store(times, Ordering::Relaxed);
    let act = Rate { comment: Some("It stays"), ..Rate::new(7, 7) };
    assert!(!log.write(act.clone()).await.unwrap().repeated, "it was done now, not before");
    let commits = between.commits.load(Ordering::Relaxed) - before;
    assert!(log.write(act).await.unwrap().repeated, "who asks again hears the same");
    let verdict = verify::run(&db, |_| {}).await.unwrap();
    assert_eq!((verdict.fault, verdict.events), (None, 2));
    assert_eq!(rebuild::run(&db, |_| {}).await.unwrap().differed, [""; 0]);
    db.close().await;
    commits
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_was_saved_and_is_not_begun_again() {
    if is_on_a_server() {
        assert_eq!(written(Breaks::After, 1).await, 1);
    }
}

#[tokio::test]
async fn a_commit_that_never_arrived_was_not_saved_and_is_begun_again() {
    if is_on_a_server() {
        assert_eq!(written(Breaks::Before, 1).await, 2);
    }
}
