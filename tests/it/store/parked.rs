//! What waits before a closed door is looked at again after every change of permissions, whenever that comes: also while a
//! look is under way that may have been too early to see it.

use athenaeum::domain::decision::{Act, Decision, Key, Moment};
use athenaeum::domain::effect::{Effect, Planned};
use athenaeum::domain::ids::GuildId;
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::state::State;
use athenaeum::store::outbox::{self, Outcome};
use athenaeum::store::parked::{self, LOOK_AGAIN, LOOK_EVERY};
use athenaeum::store::promises;

use super::{GUILD, Shop};

const NOW: i64 = 1_790_000_000_000;

/// Has the guild's closed channels looked after.
struct LookAfter;

impl Act for LookAfter {
    fn guild(&self) -> GuildId {
        GUILD
    }

    fn key(&self) -> Key {
        Key::interaction(1)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        decision.effects.push(Planned { effect: Effect::Knock, order: parked::order(GUILD), reply_to: None });
        Ok(decision)
    }
}

/// A shop in which one look is promised.
async fn looked_after() -> Shop {
    let shop = Shop::open().await;
    shop.log.write(LookAfter).await.unwrap();
    shop
}

/// Looks at this moment, with somebody changing permissions meanwhile or not; when the next look is due.
async fn look(shop: &Shop, now: i64, changed: bool) -> i64 {
    let taken = outbox::lease(&shop.db, now, &[]).await.unwrap();
    let id = taken[0][0].id;
    if changed {
        assert!(parked::hasten(&shop.db, GUILD, now + 1).await.unwrap());
    }
    let later = Outcome::Later(now + LOOK_EVERY);
    outbox::note(&shop.db, &[(id, later)], now + 2).await.unwrap();
    outbox::next_due(&shop.db).await.unwrap().unwrap()
}

#[tokio::test]
async fn without_a_change_the_next_look_is_an_hour_later() {
    let shop = looked_after().await;
    let next = look(&shop, NOW, false).await;
    assert_eq!(next, NOW + LOOK_EVERY);
    assert_eq!(look(&shop, next, false).await, next + LOOK_EVERY);
    shop.close().await;
}

#[tokio::test]
async fn a_change_between_two_looks_brings_the_next_one_forward() {
    let shop = looked_after().await;
    look(&shop, NOW, false).await;
    assert!(parked::hasten(&shop.db, GUILD, NOW + 5).await.unwrap());
    assert_eq!(
        outbox::next_due(&shop.db).await.unwrap(),
        Some(NOW + LOOK_AGAIN),
        "a minute after the last one"
    );
    // Another change before that brings nothing.
    assert!(!parked::hasten(&shop.db, GUILD, NOW + 6).await.unwrap());
    shop.close().await;
}

#[tokio::test]
async fn a_change_during_a_look_is_followed_by_another_look() {
    let shop = looked_after().await;
    let next = look(&shop, NOW, true).await;
    assert_eq!(next, NOW + 1 + LOOK_AGAIN);
    assert_eq!(look(&shop, next, true).await, next + 1 + LOOK_AGAIN);
    shop.close().await;
}

#[tokio::test]
async fn a_change_before_the_first_look_is_followed_by_a_second_one() {
    let shop = looked_after().await;
    assert!(parked::hasten(&shop.db, GUILD, NOW + 1).await.unwrap());
    assert_eq!(look(&shop, NOW + 2, false).await, NOW + 1 + LOOK_AGAIN);
    shop.close().await;
}

#[tokio::test]
async fn what_somebody_is_at_is_given_up_on_no_server_and_nothing_brings_it_back() {
    let shop = looked_after().await;
    let now = athenaeum::clock::Clock::system().now();
    let id = outbox::lease(&shop.db, now, &[]).await.unwrap()[0][0].id;
    let given_up = promises::give_up(&shop.db, &[id], now).await.unwrap();
    // A file has no other process at work on it: whoever took this is gone.
    assert_eq!(given_up.is_empty(), shop.db.is_shared());
    let after = now + 2 * outbox::LEASE;
    promises::give_up(&shop.db, &[id], after).await.unwrap();
    outbox::note(&shop.db, &[(id, Outcome::Parked("too late".to_owned()))], after).await.unwrap();
    let mut tx = shop.db.read().await.unwrap();
    assert_eq!(promises::open(&mut tx).await.unwrap().len(), 0, "it is given up");
    tx.rollback().await.unwrap();
    shop.close().await;
}
