//! What comes twice, late or in another order: the log is as if it had come once.

use std::collections::BTreeMap;

use athenaeum::store::{Stop, events};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::task::JoinSet;

use super::shop::{Count, GUILD, Shop};

/// Acts of one run, told apart by their interaction.
const ACTS: u64 = 12;

/// What the log says of each act, wherever it stands in it.
async fn told(shop: &Shop) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    let mut tx = shop.db.read().await.unwrap();
    events::each_event(&mut tx, |event| {
        if event.guild == GUILD.as_i64() {
            let before =
                told.insert(event.key.unwrap(), format!("{} {} {}", event.kind, event.n, event.body));
            assert_eq!(before, None, "an act is in the log twice");
        }
        Ok(())
    })
    .await
    .unwrap();
    told
}

fn act(interaction: u64) -> Count {
    Count { interaction, times: u32::try_from(interaction * 7 % 5 + 1).unwrap() }
}

/// Delivers acts in this order, some at the same time, and gives what the log says then.
async fn deliver(order: &[u64], at_once: usize) -> BTreeMap<String, String> {
    let shop = Shop::open().await;
    let mut first = BTreeMap::new();
    for together in order.chunks(at_once) {
        let mut waiting = JoinSet::new();
        for interaction in together.iter().copied() {
            let log = shop.log.clone();
            waiting.spawn(async move { (interaction, log.write(act(interaction)).await.unwrap()) });
        }
        while let Some(done) = waiting.join_next().await {
            let (interaction, answer) = done.unwrap();
            let told = first.entry(interaction).or_insert_with(|| answer.reply.clone());
            assert_eq!(*told, answer.reply, "whoever asks again hears the same");
        }
    }
    let told = told(&shop).await;
    assert_eq!(shop.broken(order.iter().copied()).await, Vec::<String>::new());
    told
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_with_any_repetition_leads_to_the_same_log(
        extra in vec(0..ACTS, 0..30),
        order in Just((0..ACTS).collect::<Vec<_>>()).prop_shuffle(),
        places in vec(any::<prop::sample::Index>(), 30),
        at_once in 1_usize..9,
    ) {
        let mut repeated = order;
        for (again, place) in extra.into_iter().zip(places) {
            repeated.insert(place.index(repeated.len() + 1), again);
        }
        let plain: Vec<u64> = (0..ACTS).collect();
        prop_assert_eq!(wait(deliver(&repeated, at_once)), wait(deliver(&plain, 1)));
    }
}

#[tokio::test]
async fn another_request_under_a_known_key_is_refused_and_writes_nothing() {
    let shop = Shop::open().await;
    shop.log.write(Count::new(1)).await.unwrap();
    let other = Count { times: 2, ..Count::new(1) };
    assert!(matches!(shop.log.write(other).await, Err(Stop::Changed)));
    assert_eq!(told(&shop).await.len(), 1);
    assert_eq!(shop.broken([1]).await, Vec::<String>::new());
}
