//! What one guild's statements can see: nothing of another one's, even if a statement forgot to ask for its own only.

use athenaeum::domain::ids::GuildId;
use athenaeum::store::open;
use sqlx::{Connection as _, PgConnection};

use crate::support::Home;
use crate::support::home::is_on_a_server;

/// Every table with a guild, and how many rows of other guilds it shows; no statement says whose it wants.
const OTHERS: [(&str, &str); 11] = [
    ("event", "SELECT COUNT(*) FROM event WHERE guild <> 0 AND guild <> $1"),
    ("words", "SELECT COUNT(*) FROM words WHERE guild <> 0 AND guild <> $1"),
    ("person", "SELECT COUNT(*) FROM person WHERE guild <> 0 AND guild <> $1"),
    ("guild", "SELECT COUNT(*) FROM guild WHERE guild <> 0 AND guild <> $1"),
    ("discussion", "SELECT COUNT(*) FROM discussion WHERE guild <> 0 AND guild <> $1"),
    ("tally", "SELECT COUNT(*) FROM tally WHERE guild <> 0 AND guild <> $1"),
    ("standing", "SELECT COUNT(*) FROM standing WHERE guild <> 0 AND guild <> $1"),
    ("entry", "SELECT COUNT(*) FROM entry WHERE guild <> 0 AND guild <> $1"),
    ("draft", "SELECT COUNT(*) FROM draft WHERE guild <> 0 AND guild <> $1"),
    ("missed", "SELECT COUNT(*) FROM missed WHERE guild <> 0 AND guild <> $1"),
    ("effect", "SELECT COUNT(*) FROM effect WHERE guild <> 0 AND guild <> $1"),
];

/// A guild of the sample of the migrations; there is another one in it.
const ONE: GuildId = GuildId::new(1_574_154_771_869_204_481);

const SAMPLE: &str = include_str!("../../../migrations/samples/0001.sql");

#[tokio::test]
async fn a_statement_without_a_condition_shows_one_guild_alone() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    sqlx::raw_sql(SAMPLE).execute(&mut own).await.unwrap();
    own.close().await.unwrap();
    let db = open::open(home.address()).await.unwrap().db;
    for (table, sql) in OTHERS {
        let args = || vec![ONE.as_i64().into()];
        let all = db.read().await.unwrap().fetch_one(sql, args()).await.unwrap().int(0).unwrap();
        let seen = db.read_of(ONE).await.unwrap().fetch_one(sql, args()).await.unwrap().int(0).unwrap();
        assert_eq!(seen, 0, "{table} shows another guild's rows");
        assert!(all > 0, "the sample has nothing of another guild in {table}");
    }
    for hidden in [
        "SELECT COUNT(*) FROM answer",
        "SELECT MAX(token) FROM effect",
        "SELECT MAX(interaction) FROM effect",
        "SELECT MAX(body) FROM effect",
    ] {
        let refused = db.read_of(ONE).await.unwrap().fetch_one(hidden, Vec::new()).await;
        assert!(refused.is_err(), "{hidden}");
    }
    let library = "SELECT COUNT(*) FROM resource";
    let shared = db.read_of(ONE).await.unwrap().fetch_one(library, Vec::new()).await.unwrap();
    assert!(shared.int(0).unwrap() > 0, "everybody reads the library");
}

/// Makes somebody who owns a database but is no superuser; what comes back is their address.
async fn an_ordinary_owner(home: &Home, name: &str) -> String {
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    let database: String =
        sqlx::query_scalar("SELECT CAST(current_database() AS TEXT)").fetch_one(&mut own).await.unwrap();
    let name = format!("{name}_{database}");
    let make = format!("CREATE ROLE {name} LOGIN; ALTER DATABASE {database} OWNER TO {name}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(make)).execute(&mut own).await.unwrap();
    own.close().await.unwrap();
    home.address().replacen("athenaeum@", &format!("{name}@"), 1)
}

#[tokio::test]
async fn an_ordinary_owner_of_a_database_reads_behind_the_wall_and_changes_no_event() {
    if !is_on_a_server() {
        return;
    }
    // Another test's database has made the role.
    drop(Home::new().await);
    let home = Home::bare().await;
    let address = an_ordinary_owner(&home, "ordinary").await;
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    let owner = address.split_once("//").and_then(|(_, rest)| rest.split_once('@')).unwrap().0;
    let version: i32 = sqlx::query_scalar("SELECT CAST(current_setting('server_version_num') AS INTEGER)")
        .fetch_one(&mut own)
        .await
        .unwrap();
    // As it is for who made the role: they may give it to anybody, and have it, but may not take it.
    let so = if version < 160_000 { "ADMIN OPTION" } else { "ADMIN TRUE, INHERIT FALSE, SET FALSE" };
    let grant = format!("GRANT athenaeum_reader TO {owner} WITH {so}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(grant)).execute(&mut own).await.unwrap();
    own.close().await.unwrap();

    let db = open::open(&address).await.unwrap().db;
    let mut reading = db.read_of(ONE).await.unwrap();
    let seen = reading.fetch_one("SELECT COUNT(*) FROM entry", Vec::new()).await.unwrap();
    assert_eq!(seen.int(0).unwrap(), 0);
    drop(reading);
    for sql in ["UPDATE event SET at = 0", "DELETE FROM event", "TRUNCATE event"] {
        let mut writer = db.writer().await;
        let mut tx = writer.begin().await.unwrap();
        let refused = tx.execute(sql, Vec::new()).await.unwrap_err();
        let said = std::error::Error::source(&refused).unwrap().to_string();
        assert!(said.contains("permission denied for table event"), "{said}");
        tx.rollback().await.unwrap();
    }
    db.close().await;
}

#[tokio::test]
async fn who_may_not_take_the_readers_role_is_told_what_a_superuser_types() {
    if !is_on_a_server() {
        return;
    }
    // Another test's database has made the role, and this owner has no part in it.
    drop(Home::new().await);
    let home = Home::bare().await;
    let address = an_ordinary_owner(&home, "outsider").await;
    let refused = open::open(&address).await.err().unwrap();
    let told = format!("{:#}", anyhow::Error::from(refused));
    assert!(told.contains("as a superuser, run once: CREATE ROLE athenaeum_reader NOLOGIN; GRANT"), "{told}");
}
