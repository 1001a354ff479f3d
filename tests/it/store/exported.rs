//! Exports of more entries than are read at once, with numbers on both sides of where reading divides them.

use athenaeum::domain::export::Query;
use athenaeum::domain::ids::GuildId;
use athenaeum::store::scope::Scope;
use athenaeum::store::{Error, open};

use crate::support::Home;

const GUILD: GuildId = GuildId::new(7);
const DAY: i64 = 86_400_000;
/// 65,536 lies between the two, and several times 256 as well.
const NUMBERS: std::ops::Range<i64> = 65_000..66_300;

/// An entry per number, the last one written first. The odd ones are of the day after; each eleventh is withdrawn; each
/// third has words.
const ENTRIES: &str = "
    WITH RECURSIVE it(number) AS (SELECT 66299 UNION ALL SELECT number - 1 FROM it WHERE number > 65000)
    INSERT INTO entry (guild, number, owner, slug, actor, kind, words, anonymous, source, given_at, status)
    SELECT 7, number, 0, 'deep-work', number, 'question', CASE WHEN number % 3 = 0 THEN number END, 0, 'panel',
        number * 1000 + number % 2 * 86400000, CASE WHEN number % 11 = 0 THEN 'withdrawn' ELSE 'given' END FROM it;
    WITH RECURSIVE it(number) AS (SELECT 65001 UNION ALL SELECT number + 3 FROM it WHERE number < 66297)
    INSERT INTO words (pos, guild, body) SELECT number, 7, 'of ' || number FROM it";

fn query(before: i64) -> Query {
    Query { before: Some(before), ..Query::default() }
}

/// The numbers that a query gives, in its order; each comes with its own words, and all are counted.
async fn exported(scope: &Scope, query: &Query) -> Vec<i64> {
    let mut numbers = Vec::new();
    let counted = scope
        .export(query, |entry| {
            let number = entry.number.get().cast_signed();
            assert_eq!(entry.words, (number % 3 == 0).then(|| format!("of {number}")));
            numbers.push(number);
            Ok::<(), Error>(())
        })
        .await
        .unwrap();
    assert_eq!(counted.given, numbers.len() as u64);
    assert_eq!(scope.count(query).await.unwrap(), counted);
    numbers
}

fn expected(before: i64) -> Vec<i64> {
    let at = |it: &i64| it * 1_000 + it % 2 * DAY;
    let mut numbers: Vec<i64> = NUMBERS.filter(|it| it % 11 != 0 && at(it) < before).collect();
    numbers.sort_by_key(|it| (at(it) / DAY, *it));
    numbers
}

#[tokio::test]
async fn an_export_of_many_holds_each_entry_once_in_its_order() {
    let home = Home::new().await;
    let db = open::open(home.address()).await.unwrap().db;
    home.tamper(&db, ENTRIES).await;
    let scope = Scope::new(db.clone(), GUILD);
    assert_eq!(exported(&scope, &query(i64::MAX)).await, expected(i64::MAX));
    // The even ones alone, so many that they just fill what is read at once, or just do not.
    for many in [0, 1, 255, 256, 257, 512, 513] {
        let last = NUMBERS.filter(|it| it % 2 == 0 && it % 11 != 0).nth(many).unwrap();
        let numbers = exported(&scope, &query(last * 1_000)).await;
        assert_eq!((numbers.len(), numbers), (many, expected(last * 1_000)));
    }
    db.close().await;
}

#[tokio::test]
async fn a_visitor_that_stops_is_told_nothing_more() {
    let home = Home::new().await;
    let db = open::open(home.address()).await.unwrap().db;
    home.tamper(&db, ENTRIES).await;
    let mut seen = 0;
    let stopped = Scope::new(db.clone(), GUILD)
        .export(&query(i64::MAX), |_| {
            seen += 1;
            if seen == 300 { Err(Error::unknown("entry", "the 300th")) } else { Ok(()) }
        })
        .await;
    assert!(stopped.is_err());
    assert_eq!(seen, 300);
    db.close().await;
}
