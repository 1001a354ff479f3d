//! What one guild's statements can see: nothing of another one's, even if a statement forgot to ask for its own only.

use athenaeum::domain::ids::GuildId;
use athenaeum::store::open;
use sqlx::{Connection as _, PgConnection};

use crate::support::Home;
use crate::support::home::is_on_a_server;

/// Every table with a guild, and how many rows of other guilds it shows; no statement says whose it wants.
const OTHERS: [(&str, &str); 10] = [
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
    for hidden in ["SELECT COUNT(*) FROM answer", "SELECT COUNT(*) FROM effect"] {
        let refused = db.read_of(ONE).await.unwrap().fetch_one(hidden, Vec::new()).await;
        assert!(refused.is_err(), "{hidden}");
    }
    let library = "SELECT COUNT(*) FROM resource";
    let shared = db.read_of(ONE).await.unwrap().fetch_one(library, Vec::new()).await.unwrap();
    assert!(shared.int(0).unwrap() > 0, "everybody reads the library");
}
