//! Which servers are trusted to keep what they acknowledge. A session of ours says for itself how it commits, whatever the
//! server, the database or the user would have it do. Behind a pooler that drops what a session begins with it cannot:
//! there it is looked at, and refused.

use std::sync::Arc;

use athenaeum::store::engine::postgres::OpenError;
use athenaeum::store::open::{self, Failure};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::between::{self, Changes};
use crate::support::Home;
use crate::support::home::is_on_a_server;

/// Passes on what it is asked, but not how a session is to begin, as a pooler in front of a server may.
struct Pooler;

impl Changes for Pooler {
    fn passes(&self, parameter: &str) -> bool {
        parameter != "options"
    }
}

/// Says that it is a server of long ago. That is all: what it is asked else, a new one answers.
struct Elder;

impl Changes for Elder {
    fn statement(&self, text: String) -> String {
        let text = text.replace("current_setting('server_version_num')", "'130014'");
        text.replace("current_setting('server_version')", "CAST('13.14' AS TEXT)")
    }
}

/// Has every session in a database commit like this, unless it says otherwise: by the database's own setting, or by that
/// of its user in it, which counts for more.
async fn commits(home: &Home, how: &str) {
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    let database: String =
        sqlx::query_scalar("SELECT CAST(current_database() AS TEXT)").fetch_one(&mut own).await.unwrap();
    for whose in [format!("DATABASE {database}"), format!("ROLE athenaeum IN DATABASE {database}")] {
        let set = format!("ALTER {whose} SET synchronous_commit = '{how}'");
        sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut own).await.unwrap();
    }
    own.close().await.unwrap();
}

/// How a session that came this way commits, as the bot's own look has it.
async fn seen(address: &str) -> String {
    let db = open::open(address).await.unwrap().db;
    let commit = db.durability().await.unwrap().remove(0);
    let mut reading = db.read().await.unwrap();
    let sql = "SELECT current_setting('synchronous_commit')";
    let read = reading.fetch_one(sql, Vec::new()).await.unwrap().text(0).unwrap();
    drop(reading);
    db.close().await;
    assert_eq!((commit.name, commit.is.as_str(), commit.is_safe), ("synchronous_commit", &*read, true));
    read
}

#[tokio::test]
async fn a_session_syncs_whatever_the_database_and_its_user_would_have_it_do() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    commits(&home, "off").await;
    let mut stranger = PgConnection::connect(home.address()).await.unwrap();
    let theirs: String =
        sqlx::query_scalar("SHOW synchronous_commit").fetch_one(&mut stranger).await.unwrap();
    assert_eq!(theirs, "off", "others' sessions do as they are told");
    stranger.close().await.unwrap();
    assert_eq!(seen(home.address()).await, "on");
    let asked = format!("{}&options=-c%20synchronous_commit%3Doff", home.address());
    assert_eq!(seen(&asked).await, "on", "not even where the address asks for less");
    let asked = format!("{}&options=-c%20synchronous_commit%3Dremote_apply", home.address());
    assert_eq!(seen(&asked).await, "remote_apply", "who asks for more gets more");
}

#[tokio::test]
async fn a_way_on_which_sessions_do_not_sync_is_refused() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let way = between::stand(home.address(), Arc::new(Pooler)).await;
    assert_eq!(seen(&way).await, "on", "a pooler alone is no reason");
    for unsafe_way in ["off", "local", "remote_write"] {
        commits(&home, unsafe_way).await;
        for refused in [open::open(&way).await.err(), open::look(&way).await.err()] {
            let refused = refused.unwrap();
            let Failure::Server(OpenError::Setting { setting, found, .. }) = &refused else {
                panic!("{refused}")
            };
            assert_eq!((*setting, found.as_str()), ("synchronous_commit", unsafe_way));
            assert!(refused.to_string().contains("acknowledged writes can be lost"), "{refused}");
        }
    }
    commits(&home, "remote_apply").await;
    assert_eq!(seen(&way).await, "remote_apply");
}

#[tokio::test]
async fn a_server_of_long_ago_is_refused() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let way = between::stand(home.address(), Arc::new(Elder)).await;
    let refused = open::open(&way).await.err().unwrap();
    assert!(
        matches!(&refused, Failure::Server(OpenError::Old { found, .. }) if found == "13.14"),
        "{refused}"
    );
    assert!(refused.to_string().contains("is Postgres 13.14; 14 or newer is needed"), "{refused}");
}

#[tokio::test]
async fn a_session_never_hangs_on_to_what_it_holds() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let db = open::open(home.address()).await.unwrap().db;
    for (setting, wanted) in [
        ("statement_timeout", "1min"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("jit", "off"),
    ] {
        let sql = "SELECT current_setting($1)";
        let mut writer = db.writer().await;
        for mut tx in [db.read().await.unwrap(), writer.begin().await.unwrap()] {
            let is = tx.fetch_one(sql, vec![setting.into()]).await.unwrap().text(0).unwrap();
            assert_eq!(is, wanted, "{setting}");
        }
    }
    db.close().await;
}
