//! Work that is dropped in its middle, at every point at which it waits: it is done or it is not, and the next one finds
//! everything in order.

use athenaeum::store::{Db, outbox, rebuild};
use tokio::runtime::{Builder, Runtime};

use super::shop::{Count, Shop, broken};
use crate::support::Home;
use crate::support::dropped::{at_every_point, dropped_after};
use crate::support::invariants::Moment;

#[tokio::test]
async fn an_act_whose_asker_goes_away_is_done_all_the_same() {
    let shop = Shop::open().await;
    let points = at_every_point(async |times| {
        let act = Count::new(times as u64);
        dropped_after(times, shop.log.write(act)).await.is_some()
    })
    .await;
    for interaction in 0..=points as u64 {
        let answer = shop.log.write(Count::new(interaction)).await.unwrap();
        assert!(answer.repeated, "the act {interaction} was not done");
    }
    assert_eq!(shop.broken(0..=points as u64).await, Vec::<String>::new());
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_log_whose_writer_is_torn_away_has_each_act_once() {
    let mut home = runtime().block_on(Home::new());
    for turns in 0..60 {
        // The writing task goes with its runtime, wherever it was.
        let torn = runtime();
        let shop = torn.block_on(async {
            let shop = Shop::open_in(home).await;
            for act in 0..4 {
                let log = shop.log.clone();
                tokio::spawn(async move { log.write(Count::new(turns * 4 + act)).await });
            }
            for _ in 0..turns * 3 {
                tokio::task::yield_now().await;
            }
            shop
        });
        drop(torn);
        home = runtime().block_on(async {
            let home = shop.leave().await;
            let shop = Shop::open_in(home).await;
            for act in 0..4 {
                shop.log.write(Count::new(turns * 4 + act)).await.unwrap();
            }
            shop.close().await
        });
        let found = runtime().block_on(broken(&home, 0..turns * 4 + 4));
        assert_eq!(found, Vec::<String>::new(), "torn after {} turns", turns * 3);
    }
}

#[tokio::test]
async fn a_worker_dropped_at_any_point_leaves_what_waits_to_the_next_one() {
    let room = crate::support::Room::open().await;
    let hold = room.discord.faults().hold("POST /channels/*/messages");
    let answer = room.ann.slash("general", "/discuss name:deep-work").await;
    hold.arrived().await;
    let app = std::sync::Arc::clone(&room.bot.app);
    let mut now = app.clock.now();
    // The bot's own attempt waits at Discord; others take its work from it, and are dropped on the way.
    at_every_point(async |times| {
        now += outbox::LEASE;
        let step = async {
            let taken = outbox::lease(&app.db, now, &[]).await.unwrap();
            let Some(held) = taken.first() else { return };
            assert!(outbox::renew(&app.db, held, now).await.unwrap());
            let later = outbox::Outcome::Later(now + outbox::LEASE);
            outbox::note(&app.db, &[(held[0].id, later)], now).await.unwrap();
        };
        dropped_after(times, step).await.is_some()
    })
    .await;
    hold.release();
    room.advance(std::time::Duration::from_millis(u64::try_from(now - app.clock.now()).unwrap() + 60_000));
    drop(app);
    let findings = room.bot.finish_at(None, Moment::Amid).await;
    assert_eq!(findings, Vec::<String>::new());
    drop(answer);
}

#[tokio::test]
async fn a_rebuild_dropped_at_any_point_changes_nothing() {
    let shop = Shop::open().await;
    for interaction in 0..20 {
        shop.log.write(Count::new(interaction)).await.unwrap();
    }
    let before = rebuild::fingerprint(&shop.db).await.unwrap();
    let points = at_every_point(async |times| {
        let done = dropped_after(times, rebuild::run(&shop.db, |_| {})).await;
        assert_eq!(rebuild::fingerprint(&shop.db).await.unwrap(), before, "dropped after {times} waits");
        done.is_some_and(|it| it.unwrap().differed.is_empty())
    })
    .await;
    assert!(points > 0, "it never waited");
    assert_eq!(shop.broken(0..20).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_database_dropped_while_it_is_opened_opens_the_next_time() {
    let home = Home::bare().await;
    let points = at_every_point(async |times| {
        let opened = dropped_after(times, athenaeum::store::open::open(home.address())).await;
        match opened {
            Some(Ok(opened)) => {
                Db::close(&opened.db).await;
                true
            }
            // The attempt before may still be at its last statement, on a thread of its own. What is broken for good
            // fails again and again, and then this ends, too.
            Some(Err(_)) | None => false,
        }
    })
    .await;
    assert!(points > 0, "it never waited");
    assert_eq!(broken(&home, []).await, Vec::<String>::new());
}
