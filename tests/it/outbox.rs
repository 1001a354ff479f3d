//! Promises to Discord: who holds them, for how long, and that nobody goes on with what another one has taken.

use std::sync::Arc;

use athenaeum::clock::Clock;
use athenaeum::domain::decision::{Act, Decision, Key, Moment};
use athenaeum::domain::effect::{Effect, Planned, ShowSettings};
use athenaeum::domain::ids::GuildId;
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::state::State;
use athenaeum::store::log::Follower;
use athenaeum::store::outbox::{LEASE, Leased, Outcome, lease, next_due, note, renew};
use athenaeum::store::rows::Changed;
use athenaeum::store::{Db, Log, open};

use sqlx::{Connection as _, PgConnection};

use crate::support::Home;
use crate::support::home::is_on_a_server;

const NOW: i64 = 1_790_000_000_000;

struct Nobody;

impl Follower for Nobody {
    fn follow(&self, _state: &State, _changed: &Changed) {}
}

/// Promises one thing in an order.
struct PromiseIn(&'static str, u64);

impl Act for PromiseIn {
    fn guild(&self) -> GuildId {
        GuildId::new(7)
    }

    fn key(&self) -> Key {
        Key::interaction(self.1)
    }

    fn fingerprint(&self) -> String {
        self.0.to_owned()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let effect = Effect::ShowSettings(ShowSettings { note: None, here: None });
        let planned = Planned { effect, order: self.0.to_owned(), reply_to: None };
        Ok(Decision { effects: vec![planned], ..Decision::reply(Reply::UpdateLater) })
    }
}

/// A database with what was promised in these orders.
async fn promised(orders: &[&'static str]) -> (Db, Home) {
    let home = Home::new().await;
    let db = open::open(home.address()).await.unwrap().db;
    let (log, _) = Log::start(db.clone(), Clock::settable(NOW).0, Arc::new(Nobody));
    for (interaction, order) in (1..).zip(orders) {
        log.write(PromiseIn(order, interaction)).await.unwrap();
    }
    (db, home)
}

fn orders(groups: &[Vec<Leased>]) -> Vec<(&str, usize)> {
    groups.iter().map(|it| (it[0].order.as_str(), it.len())).collect()
}

#[tokio::test]
async fn what_waits_in_one_order_is_taken_together_and_only_once() {
    let (db, _home) = promised(&["a", "b", "a"]).await;
    let taken = lease(&db, NOW, &[]).await.unwrap();
    assert_eq!(orders(&taken), [("a", 2), ("b", 1)]);
    assert!(lease(&db, NOW + LEASE - 1, &[]).await.unwrap().is_empty());
}

/// Nobody on a server gets on with changing an effect until this connection is closed.
async fn gate(db: &Db, home: &Home) -> PgConnection {
    let waits = "CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NEW; END $$; \
                 CREATE TRIGGER waits BEFORE UPDATE ON effect FOR EACH ROW EXECUTE FUNCTION waits()";
    home.tamper(db, waits).await;
    let mut gate = PgConnection::connect(home.address()).await.unwrap();
    sqlx::query("SELECT pg_advisory_lock(42)").execute(&mut gate).await.unwrap();
    gate
}

/// Until so many wait for somebody's lock.
async fn waiting(gate: &mut PgConnection, wanted: i64) {
    let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(sql).fetch_one(&mut *gate).await.unwrap() < wanted {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_joins_an_order_while_it_is_taken_waits_for_whoever_took_it() {
    // Only on a server can two take at the same time.
    if !is_on_a_server() {
        return;
    }
    let (db, home) = promised(&["a"]).await;
    let other = open::open(home.address()).await.unwrap().db;
    let mut gate = gate(&db, &home).await;
    let one = tokio::spawn(async move { lease(&db, NOW, &[]).await.unwrap() });
    waiting(&mut gate, 1).await;
    let (log, _) = Log::start(other.clone(), Clock::settable(NOW).0, Arc::new(Nobody));
    log.write(PromiseIn("a", 2)).await.unwrap();
    let two = tokio::spawn(async move { lease(&other, NOW, &[]).await.unwrap() });
    waiting(&mut gate, 2).await;
    gate.close().await.unwrap();
    assert_eq!(orders(&one.await.unwrap()), [("a", 1)]);
    assert_eq!(
        orders(&two.await.unwrap()),
        [],
        "two would be at the same work, and neither know of the other"
    );
}

#[tokio::test]
async fn what_is_in_hand_is_not_taken_again_whatever_the_clock_says() {
    let (db, _home) = promised(&["a", "b"]).await;
    let first = lease(&db, NOW, &["b".to_owned()]).await.unwrap();
    assert_eq!(orders(&first), [("a", 1)]);
    let hour = 60 * 60_000;
    let ahead = lease(&db, NOW + hour, &["a".to_owned()]).await.unwrap();
    assert_eq!(orders(&ahead), [("b", 1)]);
    assert!(renew(&db, &first[0], NOW + hour).await.unwrap(), "whoever is at it goes on");
}

#[tokio::test]
async fn a_lease_that_is_renewed_lasts_on() {
    let (db, _home) = promised(&["a"]).await;
    let taken = lease(&db, NOW, &[]).await.unwrap();
    assert!(renew(&db, &taken[0], NOW + LEASE - 1).await.unwrap());
    assert!(lease(&db, NOW + LEASE, &[]).await.unwrap().is_empty());
    assert_eq!(next_due(&db).await.unwrap(), Some(NOW + 2 * LEASE - 1));
}

#[tokio::test]
async fn whoever_was_too_slow_does_not_go_on() {
    let (db, _home) = promised(&["a", "a"]).await;
    let slow = lease(&db, NOW, &[]).await.unwrap();
    let next = lease(&db, NOW + LEASE, &[]).await.unwrap();
    assert_eq!((slow[0][0].attempt, next[0][0].attempt), (1, 2));
    assert_eq!(next[0][0].first_at, NOW, "the first attempt is remembered");
    assert!(!renew(&db, &slow[0], NOW + LEASE).await.unwrap());
    assert!(renew(&db, &next[0], NOW + LEASE).await.unwrap());
}

#[tokio::test]
async fn of_several_leases_none_is_renewed_unless_all_are_held() {
    let (db, _home) = promised(&["a", "a"]).await;
    let taken = lease(&db, NOW, &[]).await.unwrap();
    note(&db, &[(taken[0][1].id, Outcome::Done)], NOW).await.unwrap();
    assert!(!renew(&db, &taken[0], NOW + 5).await.unwrap());
    assert_eq!(next_due(&db).await.unwrap(), Some(NOW + LEASE), "the other one stays as it was");
}

#[tokio::test]
async fn what_was_put_off_is_no_longer_held() {
    let (db, _home) = promised(&["a"]).await;
    let taken = lease(&db, NOW, &[]).await.unwrap();
    note(&db, &[(taken[0][0].id, Outcome::Later(NOW + 10))], NOW).await.unwrap();
    assert!(!renew(&db, &taken[0], NOW + 5).await.unwrap());
    assert!(lease(&db, NOW + 9, &[]).await.unwrap().is_empty());
    assert_eq!(lease(&db, NOW + 10, &[]).await.unwrap()[0][0].attempt, 2);
}
