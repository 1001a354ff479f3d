//! Reading on behalf of a guild when a statement has forgotten whose rows it wants. On their way to the server our own
//! filters are taken out, of one statement at a time: the server's wall must show what the filters showed. That they were
//! taken out is shown without the wall, where other guilds' rows come through.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use athenaeum::domain::decision::Needs;
use athenaeum::domain::ids::{EntryNumber, MessageId};
use athenaeum::domain::state::State;
use athenaeum::store::open;
use athenaeum::store::rows::{self, Wanted};
use regex_automata::meta::Regex;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};

use super::between::{self, Changes};
use super::told::{Asked, ONE, TWO, two_alike};
use crate::support::Home;
use crate::support::home::is_on_a_server;

const SAMPLE: &str = include_str!("../../../migrations/samples/0001.sql");

/// What is taken out.
#[derive(Clone, Debug, Default)]
struct Taken {
    /// The filters of this statement.
    filters_of: Option<String>,
    /// The wall, from every statement.
    wall: bool,
}

/// Takes it out, and notes which statements there are.
struct Between {
    taken: Taken,
    statements: Mutex<BTreeSet<String>>,
}

impl Changes for Between {
    fn statement(&self, text: String) -> String {
        if text.contains("athenaeum_reader") {
            return if self.taken.wall {
                text.replace("'role', 'athenaeum_reader'", "'app.nobody', 'x'")
            } else {
                text
            };
        }
        self.statements.lock().unwrap().insert(text.clone());
        if self.taken.filters_of.as_ref() == Some(&text) { unfiltered(&text) } else { text }
    }
}

/// A statement without its guild filters; parameters stay parameters.
fn unfiltered(text: &str) -> String {
    let filter =
        Regex::new(r"\+?(?:\w+\.)?guild = (?:(\$\d+)|CAST\(it\.value ->> 0 AS BIGINT\)|\w+\.guild)").unwrap();
    let mut without = String::new();
    let mut end = 0;
    for found in filter.captures_iter(text) {
        let whole = found.get_match().unwrap();
        without.push_str(&text[end..whole.start()]);
        match found.get_group(1) {
            Some(parameter) => {
                let value = &text[parameter.start..parameter.end];
                write!(without, "(CAST({value} AS BIGINT) IS NOT NULL)").unwrap();
            }
            None => without.push_str("TRUE"),
        }
        end = whole.end();
    }
    without + &text[end..]
}

/// What both guilds are told over a server of which something was taken out, and which statements that took.
async fn both(address: &str, taken: Taken) -> (String, BTreeSet<String>) {
    let asked = Asked::of(address).await;
    let between = Arc::new(Between { taken, statements: Mutex::default() });
    let way = between::stand(address, Arc::clone(&between)).await;
    let db = open::open(&way).await.unwrap().db;
    between.statements.lock().unwrap().clear();
    let heard = asked.told(&db, ONE).await + &asked.told(&db, TWO).await;
    db.close().await;
    let statements = between.statements.lock().unwrap().clone();
    (heard, statements)
}

#[tokio::test]
async fn without_our_own_filter_a_guild_is_told_the_same() {
    if !is_on_a_server() {
        return;
    }
    let home = two_alike().await;
    let (heard, statements) = both(home.address(), Taken::default()).await;
    assert!(heard.contains("It isn't") && !heard.contains("Err("), "{heard}");
    let filtered: Vec<_> = statements.into_iter().filter(|it| unfiltered(it) != *it).collect();
    assert!(filtered.len() >= 13, "{} statements", filtered.len());
    for statement in filtered {
        let filters_of = Some(statement.clone());
        let (walled, _) = both(home.address(), Taken { filters_of: filters_of.clone(), wall: false }).await;
        assert_eq!(walled, heard, "told more without the filter of: {statement}");
        let (bare, _) = both(home.address(), Taken { filters_of, wall: true }).await;
        assert_ne!(bare, heard, "nothing was taken out of: {statement}");
    }
}

/// So many rows that looking one up by walking all of them costs more than by an index.
const MANY: &str = "
    INSERT INTO entry (guild, number, owner, slug, actor, kind, anonymous, source, given_at, status)
        SELECT guild, 1000 + n, owner, slug, 1000 + n, kind, 0, source, given_at, 'given'
        FROM entry CROSS JOIN generate_series(1, 50000) AS n WHERE number = 1;
    INSERT INTO person (guild, user_id, actor, last_seen_name, memory)
        SELECT guild, 1000 + n, 1000 + n, 'somebody', MIN(memory)
        FROM person CROSS JOIN generate_series(1, 50000) AS n GROUP BY guild, n;
    INSERT INTO words (pos, guild, body)
        SELECT 1000000 + n, MIN(guild), 'It held.' FROM words CROSS JOIN generate_series(1, 50000) AS n GROUP BY n;
    ANALYZE;";

/// Behind the wall a server looks nothing up by an index if it could be told something on the way there.
#[tokio::test]
async fn behind_the_wall_rows_are_still_found_by_an_index() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    sqlx::raw_sql(SAMPLE).execute(&mut own).await.unwrap();
    let (_, statements) = both(home.address(), Taken::default()).await;
    sqlx::raw_sql(MANY).execute(&mut own).await.unwrap();
    let begin = format!(
        "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; \
         SELECT set_config('role', 'athenaeum_reader', true), set_config('app.guild', '{ONE}', true)"
    );
    sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut own).await.unwrap();
    let mut looked = 0;
    // What an export counts and sorts is all of a guild's entries.
    for statement in statements.iter().filter(|it| it.contains("FROM") && !it.contains("e.number > 0")) {
        let nothing = vec!["NULL"; (1..10).take_while(|it| statement.contains(&format!("${it}"))).count()];
        let execute = if nothing.is_empty() { String::new() } else { format!("({})", nothing.join(", ")) };
        let explain = format!("PREPARE it AS {statement}; EXPLAIN EXECUTE it{execute}");
        let plan = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut own).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|it| it.get(0)).collect();
        for table in ["entry", "words", "person"] {
            let walks = format!("Seq Scan on {table}");
            assert!(!plan.iter().any(|it| it.contains(&walks)), "{statement}\n{}", plan.join("\n"));
        }
        looked += 1;
        sqlx::raw_sql("DEALLOCATE it").execute(&mut own).await.unwrap();
    }
    assert!(looked >= 9, "{looked} statements");
    own.close().await.unwrap();
}

/// What the writing task looks up, beside no wall.
#[tokio::test]
async fn what_was_made_of_a_message_is_found_by_an_index() {
    if !is_on_a_server() {
        return;
    }
    let home = Home::new().await;
    let mut own = PgConnection::connect(home.address()).await.unwrap();
    sqlx::raw_sql(SAMPLE).execute(&mut own).await.unwrap();
    sqlx::raw_sql(MANY).execute(&mut own).await.unwrap();
    sqlx::raw_sql(
        "UPDATE entry SET channel = 1, message = number, status = 'withdrawn' WHERE number > 1000; ANALYZE",
    )
    .execute(&mut own)
    .await
    .unwrap();
    let between = Arc::new(Between { taken: Taken::default(), statements: Mutex::default() });
    let way = between::stand(home.address(), Arc::clone(&between)).await;
    let db = open::open(&way).await.unwrap().db;
    let (mut wanted, mut state) = (Wanted::default(), State::default());
    let message = MessageId::new(1_500);
    wanted.needs(&state, ONE, Needs { messages: vec![message], ..Needs::default() });
    let mut tx = db.read().await.unwrap();
    rows::load(&mut tx, &mut state, wanted).await.unwrap();
    tx.rollback().await.unwrap();
    db.close().await;
    assert_eq!(state.logged.find(&(ONE, message)), Some(&EntryNumber::new(1_500)));
    let statements = between.statements.lock().unwrap().clone();
    let statement = statements.iter().find(|it| it.contains("MAX(e.number)")).unwrap();
    let explain = format!(
        "SET plan_cache_mode = force_generic_plan; PREPARE it AS {statement}; EXPLAIN EXECUTE it(NULL)"
    );
    let plan = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(&mut own).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|it| it.get(0)).collect();
    assert!(plan.iter().any(|it| it.contains("entry_of_message")), "{}", plan.join("\n"));
    assert!(!plan.iter().any(|it| it.contains("Seq Scan on entry")), "{}", plan.join("\n"));
    own.close().await.unwrap();
}
