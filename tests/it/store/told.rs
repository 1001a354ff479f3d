//! All that one guild's part of the database tells, asked for everything that two guilds have between them; and a database
//! in which nothing but the guild tells their rows apart.

use std::fmt::Write as _;

use athenaeum::domain::export::{Authors, Format, Query};
use athenaeum::domain::ids::{DraftNumber, EntryNumber, GuildId, MessageId, Pos, ResourceKey, UserId};
use athenaeum::library::resource::Slug;
use athenaeum::store::engine::{Sql, Tx};
use athenaeum::store::scope::Scope;
use athenaeum::store::{Db, Error, open};

use crate::support::Home;
use crate::support::home::is_on_a_server;

pub const ONE: GuildId = GuildId::new(1_574_154_771_869_204_481);
pub const TWO: GuildId = GuildId::new(1_574_154_774_608_084_993);

/// A new database has begun a log of its own.
const SAMPLE: &str = concat!("DELETE FROM log_head;", include_str!("../../../migrations/samples/0001.sql"));

/// Numbers that both guilds use, and texts that both guilds lack, so that nothing but a filter or a wall tells their rows
/// apart.
const ALIKE: &str = "
    UPDATE missed SET times = 5, text_key = text_key || guild;
    UPDATE entry SET actor = 7, channel = guild, message = guild + 5 WHERE number = 1;
    UPDATE person SET actor = 7 WHERE last_seen_name LIKE 'ann%';
    UPDATE effect SET state = 'parked', door = 5, reason = 'it is closed';";

/// The same for drafts, whose columns lie in JSON; in a file and on a server.
const ALIKE_DRAFTS: [&str; 2] = [
    "UPDATE draft SET body = json_set(body, '$.actor', 7, '$.author', 7)",
    "UPDATE draft SET body = regexp_replace(body, '\"(actor|author)\":[0-9]+', '\"\\1\":7', 'g')",
];

/// A database with two guilds in it that are alike.
pub async fn two_alike() -> Home {
    let home = Home::new().await;
    let db = open::open(home.address()).await.unwrap().db;
    for sql in [SAMPLE, ALIKE, ALIKE_DRAFTS[usize::from(is_on_a_server())]] {
        home.tamper(&db, sql).await;
    }
    db.close().await;
    home
}

/// What is asked for: everything that either guild has.
pub struct Asked {
    users: Vec<i64>,
    entries: Vec<i64>,
    words: Vec<i64>,
    messages: Vec<MessageId>,
}

impl Asked {
    pub async fn of(address: &str) -> Self {
        let db = open::look(address).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let drafted = Sql::of(
            "SELECT CAST(json_extract(body, '$.message.message') AS BIGINT) FROM draft",
            "SELECT CAST(CAST(body AS JSONB) -> 'message' ->> 'message' AS BIGINT) FROM draft",
        );
        let given = "SELECT message FROM entry WHERE message IS NOT NULL";
        let messages = [numbers(&mut tx, drafted).await, numbers(&mut tx, given).await].concat();
        let asked = Self {
            users: numbers(&mut tx, "SELECT user_id FROM person ORDER BY user_id").await,
            entries: numbers(&mut tx, "SELECT DISTINCT number FROM entry ORDER BY number").await,
            words: numbers(&mut tx, "SELECT pos FROM words ORDER BY pos").await,
            messages: messages.into_iter().map(MessageId::from_i64).collect(),
        };
        drop(tx);
        db.close().await;
        asked
    }

    /// What a guild is told.
    pub async fn told(&self, db: &Db, guild: GuildId) -> String {
        let scope = Scope::new(db.clone(), guild);
        let mut told = String::new();
        let mut say = |what: &dyn std::fmt::Debug| writeln!(told, "{what:?}").unwrap();
        for user in self.users.iter().map(|it| UserId::from_i64(*it)) {
            say(&scope.person(user).await);
            say(&scope.own_entries(user).await);
            say(&scope.own_draft(user, DraftNumber::new(1)).await);
        }
        for number in &self.entries {
            say(&scope.entry(EntryNumber::from_i64(*number)).await);
        }
        for pos in &self.words {
            say(&scope.words(Pos::from_i64(*pos)).await);
        }
        say(&scope.with_words(&self.messages).await);
        say(&scope.waiting_drafts(&self.messages).await);
        say(&scope.missed(10).await);
        let work = ResourceKey::shared(Slug::try_from("a-first-work").unwrap());
        say(&scope.discussion(&work).await);
        let query = Query {
            format: Format::Csv,
            authors: Authors::Names,
            resource: None,
            kind: None,
            since: None,
            before: None,
        };
        say(&scope.count(&query).await);
        let mut exported = Vec::new();
        let visited = scope.export(&query, |it| {
            exported.push(it);
            Ok::<_, Error>(())
        });
        let visited = visited.await;
        say(&(visited, exported));
        say(&scope.waiting_at_doors().await);
        say(&scope.parked().await);
        told
    }
}

async fn numbers(tx: &mut Tx<'_>, sql: impl Into<Sql>) -> Vec<i64> {
    let rows = tx.fetch_all(sql, Vec::new()).await.unwrap();
    rows.iter().map(|row| row.int(0).unwrap()).collect()
}
