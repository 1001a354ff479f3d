//! A disk that is full, a database that somebody else holds, a byte that has turned: nobody is told that something was
//! kept which was not, and nothing that was kept goes.

use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use athenaeum::store::{Stop, open, rebuild, verify};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection, PgConnection, SqliteConnection};

use super::shop::{Count, Shop};
use crate::support::{Room, home};

const COMMENT: &str = "What did it do for you?";

/// More words than a page of the file has room for.
fn words(n: usize) -> String {
    format!("{n} {}", "long ".repeat(150))
}

#[tokio::test]
async fn a_full_disk_saves_nothing_says_so_and_goes_on_when_there_is_room() {
    if !home::needs_a_file("a full disk", "a server's disk is not the bot's to fill") {
        return;
    }
    let mut room = Room::open().await;
    room.bot.expect_logged("the disk is full: nothing is saved");
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    panel.press("Useful").await.text();
    let kept = room.count("SELECT COUNT(*) FROM event").await;
    // As small as it can be: the pages that there are.
    room.execute("PRAGMA max_page_count = 1").await;
    let mut saved = 0;
    let refused = loop {
        let form = panel.press(if saved == 0 { "Add a comment" } else { "Edit the comment" }).await.form();
        let answer = form.fill(COMMENT, &words(saved)).submit().await;
        if answer.said() != panel.said() {
            break answer;
        }
        saved += 1;
        assert!(saved < 200, "the disk is never full");
    };
    let told = refused.text();
    assert!(told.contains("There is no space left where I keep things; nothing was saved."), "{told}");
    assert!(told.contains(&words(saved)[..40]) && told.contains("[Try again]"), "{told}");
    let events = room.count("SELECT COUNT(*) FROM event").await;
    assert_eq!(events, kept + i64::try_from(saved).unwrap(), "no half of an act is there");
    let card = room.bo.slash("general", "/resource name:deep-work").await.text();
    assert!(card.contains("Deep Work"), "reading goes on: {card}");
    room.execute("PRAGMA max_page_count = 1073741823").await;
    let form = refused.press("Try again").await.form();
    let again = form.fill(COMMENT, "Now there is room").submit().await.text();
    assert!(again.contains("Now there is room"), "{again}");
    room.close().await;
}

#[tokio::test]
async fn a_server_that_is_full_saves_nothing_says_so_and_goes_on_when_there_is_room() {
    if !home::is_on_a_server() {
        return;
    }
    let mut room = Room::open().await;
    room.bot.expect_logged("the disk is full: nothing is saved");
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let full = "CREATE FUNCTION full_disk() RETURNS TRIGGER LANGUAGE plpgsql AS \
                'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''disk_full''; END'";
    room.execute(full).await;
    room.execute("CREATE TRIGGER full_disk BEFORE INSERT ON event EXECUTE FUNCTION full_disk()").await;
    let told = room.bo.slash("general", "/feedback name:deep-work rating:5").await.text();
    assert!(told.contains("There is no space left where I keep things; nothing was saved."), "{told}");
    let card = room.bo.slash("general", "/resource name:deep-work").await.text();
    assert!(card.contains("Deep Work"), "reading goes on: {card}");
    room.execute("DROP FUNCTION full_disk CASCADE").await;
    let told = room.bo.slash("general", "/feedback name:deep-work rating:5").await.text();
    assert!(told.contains("your feedback #2"), "{told}");
    room.close().await;
}

#[tokio::test]
async fn who_holds_a_servers_log_for_too_long_costs_an_answer_and_nothing_else() {
    if !home::is_on_a_server() {
        return;
    }
    let shop = Shop::open().await;
    let mut other = PgConnection::connect(shop.home.address()).await.unwrap();
    sqlx::raw_sql("BEGIN; UPDATE log_head SET pos = pos").execute(&mut other).await.unwrap();
    refuses_while_held(shop, other).await;
}

/// Who writes while another one holds the log for too long is refused, and goes on when it is let go.
async fn refuses_while_held(shop: Shop, other: impl Connection) {
    let refused = shop.log.write(Count::new(1)).await.unwrap_err();
    assert!(
        matches!(&refused, Stop::Failed(err) if matches!(**err, athenaeum::store::Error::Busy(_))),
        "{refused:?}"
    );
    assert_eq!(shop.count("SELECT COUNT(*) FROM event").await, 0);
    other.close().await.unwrap();
    assert!(!shop.log.write(Count::new(1)).await.unwrap().repeated);
    assert_eq!(shop.broken([1]).await, Vec::<String>::new());
}

/// Another process that writes to the file.
async fn other(shop: &Shop) -> SqliteConnection {
    let mut other = SqliteConnectOptions::new().filename(shop.home.file()).connect().await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    other
}

#[tokio::test]
async fn a_short_wait_for_another_writer_costs_nothing() {
    let shop = Shop::in_a_file().await;
    let other = other(&shop).await;
    let log = shop.log.clone();
    let waiting = tokio::spawn(async move { log.write(Count::new(1)).await });
    tokio::task::yield_now().await;
    other.close().await.unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(shop.broken([1]).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_long_wait_for_another_writer_is_refused_and_nothing_is_written() {
    let shop = Shop::in_a_file().await;
    let mut writer = shop.db.writer().await;
    let mut tx = writer.begin().await.unwrap();
    tx.execute("PRAGMA busy_timeout = 20", Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    drop(writer);
    let other = other(&shop).await;
    refuses_while_held(shop, other).await;
}

#[tokio::test]
async fn a_transaction_that_the_engine_undoes_leaves_the_next_one_be() {
    let shop = Shop::in_a_file().await;
    let mut writer = shop.db.writer().await;
    let mut tx = writer.begin().await.unwrap();
    // What SQLite does by itself when the disk fails beneath a commit.
    tx.execute("ROLLBACK", Vec::new()).await.unwrap();
    assert!(tx.commit().await.is_err());
    drop(writer);
    shop.log.write(Count::new(1)).await.unwrap();
    assert_eq!(shop.broken([1]).await, Vec::<String>::new());
}

/// Where a text stands in a file.
fn find(bytes: &[u8], text: &str) -> u64 {
    bytes.windows(text.len()).position(|it| it == text.as_bytes()).unwrap() as u64
}

#[tokio::test]
async fn a_turned_bit_in_an_event_is_found_and_its_place_is_named() {
    let shop = Shop::in_a_file().await;
    for interaction in 1..=40 {
        shop.log
            .write(Count { interaction, times: 7_000 + u32::try_from(interaction).unwrap() })
            .await
            .unwrap();
    }
    let path = shop.home.file();
    let home = shop.close().await;
    let bytes = std::fs::read(&path).unwrap();
    let place = find(&bytes, "{\"counts\":{\"deep-work\":7023}}");
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(b"9", place + "{\"counts\":{\"deep-work\":".len() as u64).unwrap();
    let db = open::open(home.address()).await.unwrap().db;
    let verdict = verify::run(&db, |_| {}).await.unwrap();
    assert_eq!(verdict.fault, Some(verify::Fault::Changed { pos: 23 }));
    db.close().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_read_stops_a_rebuild_and_the_views_stay() {
    let shop = Shop::open().await;
    for interaction in 1..=5 {
        shop.log.write(Count::new(interaction)).await.unwrap();
    }
    let before = rebuild::fingerprint(&shop.db).await.unwrap();
    shop.home.tamper(&shop.db, "UPDATE event SET body = 'rubbish' WHERE pos = 3").await;
    let refused = rebuild::run(&shop.db, |_| {}).await.unwrap_err();
    assert_eq!(refused.to_string(), "event 3 cannot be read");
    assert_eq!(rebuild::fingerprint(&shop.db).await.unwrap(), before);
}

#[tokio::test]
async fn a_log_that_is_left_behind_by_a_crash_is_read_at_the_next_start() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let room = room.crash().await;
    room.advance(Duration::from_secs(1));
    let mine = room.ann.slash("general", "/my feedback").await.settled().await.text();
    assert!(mine.contains("Deep Work"), "{mine}");
    room.close().await;
}
