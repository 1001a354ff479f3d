//! A log goes to another database and back; half of one is nobody's.

use std::panic::AssertUnwindSafe;

use athenaeum::store::open::{self, Failure};
use athenaeum::store::{Db, rebuild, transfer, verify};
use futures_util::FutureExt as _;
use futures_util::future::join_all;

use super::{Rate, Shop};
use crate::support::Home;

/// A log with words and people in a file, closed.
async fn written() -> Home {
    let shop = Shop::at(Home::in_a_file()).await;
    for it in 1..=30 {
        shop.log.write(Rate { comment: Some("Cafés, and owls 🦉"), ..Rate::new(it, it) }).await.unwrap();
    }
    shop.close().await
}

async fn opened(home: &Home) -> Db {
    open::open(home.address()).await.unwrap().db
}

async fn target(home: &Home) -> Db {
    open::open_target(home.address()).await.unwrap().db
}

async fn moved(from: &Home, to: &Home) -> transfer::Moved {
    let (from, to) = (opened(from).await, target(to).await);
    let moved = transfer::run(&from, &to, |_| {}).await.unwrap();
    assert_eq!(rebuild::fingerprint(&from).await.unwrap(), rebuild::fingerprint(&to).await.unwrap());
    from.close().await;
    to.close().await;
    moved
}

#[tokio::test]
async fn a_log_moves_and_comes_back_and_goes_on() {
    let (first, second, third) = (written().await, Home::new().await, Home::in_a_file());
    let there = moved(&first, &second).await;
    assert_eq!(moved(&second, &third).await, there);
    assert_eq!(moved(&second, &third).await, there, "moving again finds everything in its place");

    let shop = Shop::at(second).await;
    assert_eq!(shop.events().await, there.events, "what was on the shelf is known to be there");
    let again = Rate { comment: Some("Cafés, and owls 🦉"), ..Rate::new(1, 1) };
    assert!(shop.log.write(again).await.unwrap().repeated, "what was answered before is answered again");
    shop.log.write(Rate::new(31, 31)).await.unwrap();
    assert_eq!(verify::run(&shop.db, |_| {}).await.unwrap().fault, None);
    assert_eq!(rebuild::run(&shop.db, |_| {}).await.unwrap().differed, [""; 0]);
}

#[tokio::test]
async fn a_move_that_was_cut_off_goes_on_and_nobody_serves_the_half() {
    let (first, second) = (written().await, Home::new().await);
    let (from, to) = (opened(&first).await, target(&second).await);
    let cut_off = transfer::run(&from, &to, |_| panic!("the power went"));
    AssertUnwindSafe(cut_off).catch_unwind().await.unwrap_err();
    from.close().await;
    to.close().await;

    let refused = open::open(second.address()).await.err().unwrap();
    assert!(matches!(refused, Failure::Unfinished(_)), "{refused}");
    for looked in [open::look(second.address()).await, open::beside(second.address()).await] {
        let refused = looked.err().unwrap();
        assert!(matches!(refused, Failure::Unfinished(_)), "nor is it read: {refused}");
    }
    assert_eq!(moved(&first, &second).await.events, 31);
    opened(&second).await.close().await;
}

/// One promise of the log, as a bot notes that it is being kept: the log itself does not move.
const LEASED: &str = "INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, lease_until, cause, \
    planned_at, body) VALUES (900, 1, 'open', 'a', 'planned', 0, 1, 1000, 1, 0, '{}')";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bot_does_meanwhile_is_noticed() {
    let (first, second) = (written().await, Home::new().await);
    let (from, to) = (opened(&first).await, target(&second).await);
    let lease = async || {
        let mut writer = from.writer().await;
        let mut tx = writer.begin().await.unwrap();
        tx.execute(LEASED, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    };
    let mut leased = false;
    let meanwhile = |_| {
        if !std::mem::replace(&mut leased, true) {
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(lease()));
        }
    };
    let refused = transfer::run(&from, &to, meanwhile).await.unwrap_err();
    assert!(matches!(refused, transfer::Failure::WrittenMeanwhile(_)), "{refused}");
    to.close().await;
    let still = open::open(second.address()).await.err().unwrap();
    assert!(matches!(still, Failure::Unfinished(_)), "{still}");
    from.close().await;
    assert_eq!(moved(&first, &second).await.events, 31, "once it is quiet the move goes on");
}

#[tokio::test]
async fn a_long_log_goes_on_in_its_middle() {
    const LONG: i64 = 1_500;
    let shop = Shop::at(Home::in_a_file()).await;
    let acts = (1..LONG.unsigned_abs()).map(|it| shop.log.write(Rate::new(it, it)));
    assert!(join_all(acts).await.iter().all(Result::is_ok));
    let first = shop.close().await;
    let second = Home::new().await;
    let (from, to) = (opened(&first).await, target(&second).await);
    let mut told = Vec::new();
    let mut lots = 0;
    let cut_off = transfer::run(&from, &to, |pos| {
        told.push(pos);
        lots += 1;
        assert!(lots < 2, "the power went");
    });
    AssertUnwindSafe(cut_off).catch_unwind().await.unwrap_err();
    let mut again = Vec::new();
    let whole = transfer::run(&from, &to, |pos| again.push(pos)).await.unwrap();
    assert_eq!(whole.events, LONG);
    assert!(told[1] < LONG, "it was cut off in the middle: {told:?}");
    assert!(again[0] > told[1], "what had arrived is not sent again: {told:?}, {again:?}");
    assert_eq!(rebuild::fingerprint(&from).await.unwrap(), rebuild::fingerprint(&to).await.unwrap());
    from.close().await;
    to.close().await;
}

#[tokio::test]
async fn another_log_is_not_written_over() {
    let (first, second) = (written().await, Home::new().await);
    let shop = Shop::at(second).await;
    let second = shop.close().await;
    let (from, to) = (opened(&first).await, target(&second).await);
    let refused = transfer::run(&from, &to, |_| {}).await.unwrap_err();
    assert!(matches!(refused, transfer::Failure::Another(_)), "{refused}");
    assert_eq!(verify::run(&to, |_| {}).await.unwrap().events, 1);
    from.close().await;
    to.close().await;
}
