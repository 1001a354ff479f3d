//! Rebuilding more rows than are read at once, with lots that end within a guild and between two.

use athenaeum::domain::ids::GuildId;
use athenaeum::store::rebuild;
use futures_util::future::join_all;

use super::{GUILD, Rate, Shop};

/// More than two lots of 256 in one guild, and a bit in another.
const READERS: u64 = 600;

async fn crowd() -> Shop {
    let shop = Shop::open().await;
    let acts = (1..=READERS).map(|it| {
        let guild = if it % 10 == 0 { GuildId::new(8) } else { GUILD };
        shop.log.write(Rate { guild, ..Rate::new(it, it) })
    });
    for done in join_all(acts).await {
        done.unwrap();
    }
    shop
}

#[tokio::test]
async fn rows_on_both_sides_of_a_lots_end_are_read_once() {
    let shop = crowd().await;
    let rebuilt = rebuild::run(&shop.db, |_| {}).await.unwrap();
    assert_eq!((rebuilt.differed, rebuilt.skipped), (Vec::new(), Vec::new()));
    assert!(rebuilt.events > 600, "{}", rebuilt.events);
}

#[tokio::test]
async fn one_row_among_many_that_differs_is_found_and_all_are_written_anew() {
    let shop = crowd().await;
    let right = rebuild::fingerprint(&shop.db).await.unwrap();
    for (wrong, view) in [
        ("DELETE FROM entry WHERE guild = 700 AND number = 400", "entry"),
        ("UPDATE entry SET rating = NULL WHERE guild = 8 AND number = 50", "entry"),
        ("UPDATE entry SET words = 0 WHERE guild = 700 AND number = 1", "entry"),
        ("UPDATE standing SET slug = 'deep-wor' WHERE guild = 8 AND body LIKE '%\"number\":7,%'", "standing"),
    ] {
        shop.home.tamper(&shop.db, wrong).await;
        assert_eq!(rebuild::run(&shop.db, |_| {}).await.unwrap().differed, [view], "{wrong}");
        assert_eq!(rebuild::fingerprint(&shop.db).await.unwrap(), right, "{wrong}");
    }
}
