//! What followers are spared, on the same server: a log without a head. Its writers draw numbers from a sequence and commit
//! in whatever order they come to it; whoever follows by the last number seen must skip what is committed behind it. When
//! this one skips nothing, neither did the writers get into each other's way, and the other figure says nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sqlx::{Connection as _, PgConnection, Row as _};

const WRITERS: usize = 4;
const ROWS: usize = 1_000;

/// How many of how many rows a follower by numbers alone never saw.
pub async fn skipped(address: &str) -> (usize, usize) {
    let mut own = PgConnection::connect(address).await.expect("a server");
    let table = "DROP TABLE IF EXISTS naive; CREATE TABLE naive (number BIGSERIAL PRIMARY KEY)";
    sqlx::raw_sql(table).execute(&mut own).await.expect("a table");
    let left = Arc::new(AtomicUsize::new(WRITERS));
    let writers: Vec<_> =
        (0..WRITERS).map(|_| tokio::spawn(write(address.to_owned(), left.clone()))).collect();
    let (mut last, mut seen) = (0_i64, 0);
    loop {
        // Read first: what the last writer has written is there for one more look.
        let is_over = left.load(Ordering::SeqCst) == 0;
        let next = sqlx::query("SELECT number FROM naive WHERE number > $1 ORDER BY number").bind(last);
        let rows = next.fetch_all(&mut own).await.expect("rows");
        seen += rows.len();
        last = rows.last().map_or(last, |it| it.get(0));
        if is_over {
            break;
        }
    }
    for writer in writers {
        writer.await.expect("nobody gives up");
    }
    let all: i64 = sqlx::query("SELECT COUNT(*) FROM naive").fetch_one(&mut own).await.expect("a row").get(0);
    let all = usize::try_from(all).expect("no fewer than none");
    (all - seen, all)
}

async fn write(address: String, left: Arc<AtomicUsize>) {
    let mut own = PgConnection::connect(&address).await.expect("a server");
    for _ in 0..ROWS / WRITERS {
        let mut tx = own.begin().await.expect("a transaction");
        sqlx::query("INSERT INTO naive DEFAULT VALUES").execute(&mut *tx).await.expect("a row");
        // As long as a batch decides between its number and its commit, some longer than others.
        sqlx::query("SELECT pg_sleep(random() / 200)").execute(&mut *tx).await.expect("a while");
        tx.commit().await.expect("a commit");
    }
    left.fetch_sub(1, Ordering::SeqCst);
}
