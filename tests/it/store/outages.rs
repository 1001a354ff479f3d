//! A server that goes away again and again: every act is answered, what was answered lasts, and nothing is done twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use athenaeum::store::{Stop, rebuild, verify};
use sqlx::{Connection as _, PgConnection};
use tokio::task::JoinSet;

use super::{GUILD, Rate, Shop};
use crate::support::home::is_on_a_server;

const READERS: u64 = 200;

/// How often a server breaks off what it is at.
const CUTS: i64 = 40;

/// Ends the server's sessions of this database, whatever they are at, so many times, or until told to stop.
async fn cut(address: String, stop: Arc<AtomicBool>) -> i64 {
    let mut own = PgConnection::connect(&address).await.unwrap();
    let mut cuts = 0;
    while cuts < CUTS && !stop.load(Ordering::Relaxed) {
        let end = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
        let ended: i64 = sqlx::query_scalar(end).fetch_one(&mut own).await.unwrap();
        cuts += ended;
        tokio::task::yield_now().await;
    }
    cuts
}

/// Says it until it is answered; an error is not a "no", so it says the very same again.
async fn insist(log: athenaeum::store::Log, act: Rate) -> u64 {
    let mut errors = 0;
    while let Err(stop) = log.write(act.clone()).await {
        assert!(matches!(stop, Stop::Failed(_)), "{stop:?}");
        errors += 1;
    }
    errors
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_server_breaks_off_is_done_once() {
    if !is_on_a_server() {
        return;
    }
    let shop = Shop::open().await;
    let stop = Arc::new(AtomicBool::new(false));
    let cutting = tokio::spawn(cut(shop.home.address().to_owned(), Arc::clone(&stop)));
    let mut readers = JoinSet::new();
    for it in 1..=READERS {
        readers.spawn(insist(shop.log.clone(), Rate { comment: Some("It stays"), ..Rate::new(it, it) }));
    }
    readers.join_all().await;
    stop.store(true, Ordering::Relaxed);
    assert!(cutting.await.unwrap() > 0, "nothing was broken off");

    let mut tx = shop.db.read().await.unwrap();
    let row = tx.fetch_one("SELECT COUNT(*), COUNT(DISTINCT actor) FROM entry", Vec::new()).await.unwrap();
    let readers = i64::try_from(READERS).unwrap();
    assert_eq!((row.int(0).unwrap(), row.int(1).unwrap()), (readers, readers), "in guild {GUILD}");
    let idle = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%' \
                AND pid <> pg_backend_pid()";
    assert_eq!(tx.fetch_one(idle, Vec::new()).await.unwrap().int(0).unwrap(), 0, "a lock is left behind");
    drop(tx);
    assert_eq!(verify::run(&shop.db, |_| {}).await.unwrap().fault, None);
    assert_eq!(rebuild::run(&shop.db, |_| {}).await.unwrap().differed, [""; 0]);
}

#[tokio::test]
async fn a_caller_who_goes_away_leaves_no_transaction_behind() {
    if !is_on_a_server() {
        return;
    }
    let shop = Shop::open().await;
    for polls in 0..40 {
        let reading = async {
            let mut tx = shop.db.read().await.unwrap();
            tx.fetch_one("SELECT pos FROM log_head", Vec::new()).await.unwrap();
        };
        let mut reading = std::pin::pin!(reading);
        for _ in 0..polls {
            if futures_util::poll!(&mut reading).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    // Each connection that came back in the middle of a transaction would refuse to begin another.
    for _ in 0..20 {
        let mut tx = shop.db.read().await.unwrap();
        tx.fetch_one("SELECT pos FROM log_head", Vec::new()).await.unwrap();
    }
}
