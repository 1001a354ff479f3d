//! What a newer release left in the database: views pass over it and say so, the worker stops at it.

use athenaeum::store::chain;
use athenaeum::store::events::{self, Stored};
use athenaeum::store::rebuild;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::shop::{Count, GUILD, Shop};
use crate::stories::eventually::until;
use crate::support::Room;

/// Appends an event of a kind that no release so far knows, as that release would.
async fn append_future(shop: &Shop) {
    let mut tx = shop.db.read().await.unwrap();
    let mut last = None;
    events::each_event(&mut tx, |event| {
        last = Some(event);
        Ok(())
    })
    .await
    .unwrap();
    drop(tx);
    let last = last.unwrap();
    let mut event = Stored {
        pos: last.pos + 1,
        guild: GUILD.as_i64(),
        guild_seq: last.guild_seq + 1,
        kind: "zz.future".to_owned(),
        key: Some("i:99".to_owned()),
        body: "{\"what\":1}".to_owned(),
        ..last.clone()
    };
    event.hash = chain::link(&last.hash, &event);
    let mut newer = SqliteConnectOptions::new().filename(shop.path()).connect().await.unwrap();
    let row = "INSERT INTO event (pos, guild, guild_seq, subject, kind, ver, actor, key, n, cause, at_source, at, body, \
               content_ref, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    let row = sqlx::query(row).bind(event.pos).bind(event.guild).bind(event.guild_seq).bind(&event.subject);
    let row = row.bind(&event.kind).bind(event.ver).bind(event.actor).bind(&event.key).bind(event.n);
    let row = row.bind(event.cause).bind(event.at_source).bind(event.at).bind(&event.body);
    row.bind(event.content_ref).bind(&event.hash).execute(&mut newer).await.unwrap();
    let head = "UPDATE log_head SET pos = $1, hash = $2";
    sqlx::query(head).bind(event.pos).bind(&event.hash).execute(&mut newer).await.unwrap();
    let guild = "UPDATE guild SET body = json_set(body, '$.seq', $1) WHERE guild = $2";
    sqlx::query(guild).bind(event.guild_seq).bind(event.guild).execute(&mut newer).await.unwrap();
    remember(&mut newer, &event).await;
    newer.close().await.unwrap();
}

async fn remember(newer: &mut SqliteConnection, event: &Stored) {
    let answer = "INSERT INTO answer (guild, key, pos, at) VALUES ($1, $2, $3, $4)";
    let answer = sqlx::query(answer).bind(event.guild).bind(&event.key).bind(event.pos).bind(event.at);
    answer.execute(newer).await.unwrap();
}

#[tokio::test]
async fn an_event_of_a_later_kind_is_passed_over_and_named() {
    let shop = Shop::open().await;
    shop.log.write(Count::new(1)).await.unwrap();
    append_future(&shop).await;
    let folder = shop.close().await;
    let shop = Shop::open_in(folder).await;
    shop.log.write(Count::new(2)).await.unwrap();
    let rebuilt = rebuild::run(&shop.db, |_| {}).await.unwrap();
    assert_eq!((rebuilt.events, rebuilt.skipped), (3, vec![2]));
    assert_eq!(shop.broken([1, 2]).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_worker_stops_at_what_only_a_later_release_can_do_and_says_so() {
    let mut room = Room::open().await;
    room.bot.expect_logged("promised work cannot be looked up");
    let later = "INSERT INTO effect (id, guild, kind, order_key, state, due_at, attempts, lease_until, cause, planned_at, \
                 body) VALUES (9000, 1, 'zz', 'zz', 'planned', 0, 0, 0, 1, 0, '{\"Zz\":{}}')";
    room.execute(later).await;
    let answer = room.ann.slash("general", "/discuss name:deep-work").await;
    until("the worker says so", async || !room.bot.logged().lines().is_empty()).await;
    assert!(room.guild.threads().is_empty(), "nothing is done past it");
    let card = room.bo.slash("general", "/resource name:deep-work").await.text();
    assert!(card.contains("Deep Work"), "looks go on: {card}");
    room.execute("DELETE FROM effect WHERE id = 9000").await;
    room.bot.app.log.promised().notify_waiters();
    assert!(answer.settled().await.text().contains("is discussed here"));
    room.guild.threads()[0].text();
    room.ann.sees("general");
    room.close().await;
}
