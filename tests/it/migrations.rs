//! Databases of the past: every step is taken with a community's rows in place, as operators' databases will take it.

use std::fs;
use std::path::{Path, PathBuf};

use athenaeum::store::{open, rebuild, snapshot, verify};
use sqlx::migrate::Migrator;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::support::Home;
use crate::support::home::is_on_a_server;

static STEPS: Migrator = sqlx::migrate!("./migrations");

fn sample(step: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("migrations/samples/{step:04}.sql"))
}

/// Takes the steps up to one, each with its sample after it, on either engine.
macro_rules! take_steps {
    ($connection:ty, $address:expr, $last:expr) => {{
        let mut db = <$connection>::connect($address).await.unwrap();
        for step in STEPS.iter().map(|it| it.version).filter(|it| *it <= $last) {
            STEPS.run_direct(Some(step), &mut db, false).await.unwrap();
            let rows = fs::read_to_string(sample(step)).unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut db).await.unwrap();
        }
        db.close().await.unwrap();
    }};
}

#[test]
fn every_step_has_a_sample() {
    let missing: Vec<i64> = STEPS.iter().map(|it| it.version).filter(|it| !sample(*it).exists()).collect();
    assert_eq!(missing, Vec::<i64>::new(), "write migrations/samples/NNNN.sql for these steps");
    assert!(STEPS.iter().count() > 0);
}

#[tokio::test]
async fn a_community_comes_through_every_step() {
    for first in STEPS.iter().map(|it| it.version) {
        let home = Home::bare().await;
        if is_on_a_server() {
            take_steps!(PgConnection, home.address(), first);
        } else {
            take_steps!(SqliteConnection, &format!("{}?mode=rwc", home.address()), first);
        }

        let opened = open::open(home.address()).await.unwrap();
        let is_last = STEPS.iter().all(|it| it.version <= first);
        let is_copied = !is_last && !is_on_a_server();
        assert_eq!(opened.copied_to.is_some(), is_copied, "a file is copied before it is changed");
        let verdict = verify::run(&opened.db, |_| {}).await.unwrap();
        assert_eq!((verdict.events, verdict.fault), (34, None));

        let before = snapshot::load(&opened.db).await.unwrap();
        assert_eq!((before.resources.len(), before.discussions.len(), before.guilds.len()), (3, 2, 3));
        let rebuilt = rebuild::run(&opened.db, |_| {}).await.unwrap();
        assert_eq!((rebuilt.events, rebuilt.skipped.len()), (34, 0));
        assert_eq!(rebuilt.differed, Vec::<&str>::new(), "step {first} lost what the log says");
        opened.db.close().await;
    }
}
