//! What a newer release left in the database: views pass over it and say so, the worker stops at it.

use athenaeum::store::chain;
use athenaeum::store::engine::Arg;
use athenaeum::store::events::{self, Stored};
use athenaeum::store::rebuild;

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
    let mut writer = shop.db.writer().await;
    let mut tx = writer.begin().await.unwrap();
    let (pos, guild, seq) = (event.pos, event.guild, event.guild_seq);
    let answer = "INSERT INTO answer (guild, key, pos, at) VALUES ($1, $2, $3, $4)";
    let remembered = vec![guild.into(), event.key.clone().into(), pos.into(), event.at.into()];
    tx.execute(answer, remembered).await.unwrap();
    tx.execute("UPDATE log_head SET pos = $1, hash = $2", vec![pos.into(), event.hash.clone().into()])
        .await
        .unwrap();
    let counted = tx.fetch_one("SELECT body FROM guild WHERE guild = $1", vec![guild.into()]).await.unwrap();
    let mut counted: serde_json::Value = serde_json::from_str(&counted.text(0).unwrap()).unwrap();
    counted["seq"] = seq.into();
    let count = "UPDATE guild SET body = $1 WHERE guild = $2";
    tx.execute(count, vec![counted.to_string().into(), guild.into()]).await.unwrap();
    tx.execute(APPEND, columns(event)).await.unwrap();
    tx.commit().await.unwrap();
}

const APPEND: &str = "INSERT INTO event (pos, guild, guild_seq, subject, kind, ver, actor, key, n, cause, at_source, at, body, \
    content_ref, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

fn columns(it: Stored) -> Vec<Arg> {
    let mut columns =
        vec![it.pos.into(), it.guild.into(), it.guild_seq.into(), it.subject.into(), it.kind.into()];
    columns.extend([it.ver.into(), it.actor.into(), it.key.into(), it.n.into(), it.cause.into()]);
    columns.extend([
        it.at_source.into(),
        it.at.into(),
        it.body.into(),
        it.content_ref.into(),
        it.hash.into(),
    ]);
    columns
}

#[tokio::test]
async fn an_event_of_a_later_kind_is_passed_over_and_named() {
    let shop = Shop::open().await;
    shop.log.write(Count::new(1)).await.unwrap();
    append_future(&shop).await;
    let shop = Shop::open_in(shop.close().await).await;
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
