//! What a newer release left in the database: views pass over it and say so, the worker stops at it.

use athenaeum::domain::ids::GuildId;
use athenaeum::store::engine::Arg;
use athenaeum::store::events::{self, Stored};
use athenaeum::store::{Db, chain, open, rebuild, verify};

use super::shop::{Count, GUILD, Shop};
use crate::stories::eventually::{log, until};
use crate::support::Room;
use crate::support::home::is_on_a_server;

/// Appends an event of a kind that no release so far knows, as that release would.
async fn append_future(db: &Db, guild: GuildId) {
    let mut tx = db.read().await.unwrap();
    let (mut last, mut seq) = (None, 0);
    events::each_event(&mut tx, |event| {
        if event.guild == guild.as_i64() {
            seq = event.guild_seq;
        }
        last = Some(event);
        Ok(())
    })
    .await
    .unwrap();
    drop(tx);
    let last = last.unwrap();
    let mut event = Stored {
        pos: last.pos + 1,
        guild: guild.as_i64(),
        guild_seq: seq + 1,
        kind: "zz.future".to_owned(),
        key: Some(format!("i:future-{}", last.pos)),
        body: "{\"what\":1}".to_owned(),
        ..last.clone()
    };
    event.hash = chain::link(&last.hash, &event);
    let mut writer = db.writer().await;
    let mut tx = writer.begin().await.unwrap();
    let (pos, guild, seq) = (event.pos, event.guild, event.guild_seq);
    let answer = "INSERT INTO answer (guild, key, pos, at) VALUES ($1, $2, $3, $4)";
    let remembered = vec![guild.into(), event.key.clone().into(), pos.into(), event.at.into()];
    tx.execute(answer, remembered).await.unwrap();
    tx.execute(
        "UPDATE log_head SET pos = $1, hash = $2, batch = batch + 1",
        vec![pos.into(), event.hash.clone().into()],
    )
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
    append_future(&shop.db, GUILD).await;
    let shop = Shop::open_in(shop.close().await).await;
    shop.log.write(Count::new(2)).await.unwrap();
    let rebuilt = rebuild::run(&shop.db, |_| {}).await.unwrap();
    assert_eq!((rebuilt.events, rebuilt.skipped, rebuilt.differed), (3, vec![2], Vec::new()));
    // What comes next is numbered after it, also in a process that starts on what was rebuilt.
    shop.home.tamper(&shop.db, "UPDATE guild SET body = '{}' WHERE guild = 700").await;
    assert_eq!(rebuild::run(&shop.db, |_| {}).await.unwrap().differed, ["guild"]);
    let shop = Shop::open_in(shop.close().await).await;
    shop.log.write(Count::new(3)).await.unwrap();
    assert_eq!(shop.count("SELECT MAX(guild_seq) FROM event WHERE guild = 700").await, 4);
    assert_eq!(shop.broken([1, 2, 3]).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_newer_release_an_older_one_follows_writes_and_says_what_it_passed_over() {
    if !is_on_a_server() {
        return;
    }
    let mut room = Room::open().await;
    room.bot.expect_logged("an event of a newer release is skipped");
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let newer = open::look(&room.database()).await.unwrap();
    let guild = GuildId::new(room.guild.id().0);
    for _ in 0..2 {
        append_future(&newer, guild).await;
        let end = verify::length(&newer).await.unwrap();
        until("it is followed", async || room.bot.app.log.followed() == end).await;
        let given = room.bo.slash("general", "/feedback name:deep-work rating:5").await.text();
        assert!(given.contains("your feedback #"), "{given}");
    }
    assert_eq!(
        log(&room).await,
        ["guild.joined", "entry.given", "zz.future", "entry.given", "zz.future", "entry.given"]
    );
    let compared = rebuild::compare(&newer, |_| {}).await.unwrap();
    assert_eq!((compared.skipped.len(), compared.differed), (2, Vec::new()));
    newer.close().await;
    room.close().await;
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
