//! A server that goes away again and again: every act is answered, what was answered lasts, and nothing is done twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use athenaeum::store::engine::{Tx, Writer};
use athenaeum::store::{Error, Stop, rebuild, verify};
use sqlx::{Connection as _, PgConnection, Row as _};
use tokio::task::JoinSet;

use super::{GUILD, Rate, Shop};
use crate::support::dropped::{at_every_point, dropped_after};
use crate::support::home::is_on_a_server;

const READERS: u64 = 200;

/// Connections that a process has for writing, and for reading.
const WRITERS: usize = 4;
const READERS_AT_ONCE: usize = 8;

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

/// Longer than any session here needs between two statements, and less than what the server allows one.
const LEFT_BEHIND: &str = "SELECT COUNT(*), COUNT(*) FILTER (WHERE clock_timestamp() - state_change > INTERVAL '5 s') \
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";

/// Waits until no session is at anything.
async fn until_all_is_quiet(own: &mut PgConnection, when: &str) {
    loop {
        let row = sqlx::query(LEFT_BEHIND).fetch_one(&mut *own).await.unwrap();
        let (busy, left): (i64, i64) = (row.get(0), row.get(1));
        assert_eq!(left, 0, "a transaction is left behind by somebody dropped {when}");
        if busy == 0 {
            return;
        }
    }
}

/// Takes every connection there is at once: whichever came back amid a transaction would refuse to begin another.
async fn every_connection_begins(shop: &Shop) {
    let mut taken = Vec::new();
    for _ in 0..WRITERS {
        let Writer::Postgres(handle) = shop.db.writer().await else { unreachable!() };
        taken.push(Tx::Postgres(handle.write().await.unwrap()));
    }
    for _ in 0..READERS_AT_ONCE {
        taken.push(shop.db.read().await.unwrap());
    }
    for mut tx in taken {
        tx.fetch_one("SELECT pos FROM log_head", Vec::new()).await.unwrap();
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_caller_dropped_anywhere_in_a_begin_leaves_no_transaction_behind() {
    if !is_on_a_server() {
        return;
    }
    let shop = Shop::open().await;
    let mut own = PgConnection::connect(shop.home.address()).await.unwrap();
    at_every_point(async |times| {
        let begun = dropped_after(times, shop.db.read()).await.is_some();
        until_all_is_quiet(&mut own, &format!("after {times} waits, reading")).await;
        begun
    })
    .await;
    at_every_point(async |times| {
        let begin = async { shop.db.writer().await.begin().await.map(drop) };
        let begun = dropped_after(times, begin).await.is_some();
        until_all_is_quiet(&mut own, &format!("after {times} waits, writing")).await;
        begun
    })
    .await;
    every_connection_begins(&shop).await;
    own.close().await.unwrap();
}

#[tokio::test]
async fn a_commit_that_nobody_waits_for_any_more_is_done_all_the_same() {
    if !is_on_a_server() {
        return;
    }
    let shop = Shop::open().await;
    let mut own = PgConnection::connect(shop.home.address()).await.unwrap();
    sqlx::raw_sql("CREATE TABLE kept (n BIGINT)").execute(&mut own).await.unwrap();
    let last = at_every_point(async |times| {
        let mut writer = shop.db.writer().await;
        let mut tx = writer.begin().await.unwrap();
        // The lock that every batch begins with: left behind, it would stop every process.
        tx.execute("UPDATE log_head SET pos = pos WHERE one = 1", Vec::new()).await.unwrap();
        tx.execute("INSERT INTO kept VALUES ($1)", vec![i64::try_from(times).unwrap().into()]).await.unwrap();
        // What is still on its way is read before a commit is even sent: a commit that waits there was not begun yet.
        let first = |_| Err(Error::unknown("row", "any but the first"));
        tx.fetch_each("SELECT generate_series(1, 100000)", Vec::new(), first).await.unwrap_err();
        let done = dropped_after(times, tx.commit()).await.is_some();
        until_all_is_quiet(&mut own, &format!("after {times} waits, committing")).await;
        done
    })
    .await;
    assert!(last > 0, "it never waited");
    let kept: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM kept").fetch_one(&mut own).await.unwrap();
    assert_eq!(usize::try_from(kept).unwrap(), last + 1, "a commit was broken off");
    every_connection_begins(&shop).await;
    own.close().await.unwrap();
}
