//! Tests of the index as a whole.

use super::*;
use crate::library::fold;

const TITLES: [(&str, &str); 8] = [
    ("Designing Data-Intensive Applications", "Martin Kleppmann"),
    ("Thinking in Systems", "Donella H. Meadows"),
    ("Learning Systems Thinking", "Diana Montalion"),
    ("The Fifth Discipline", "Peter M. Senge"),
    ("Systems", "Ann Order"),
    ("Order Without Law", "Bo Systems"),
    ("Łódź and the Ångström", "Æsa Þórsdóttir"),
    ("Deep Work", "Cal Newport"),
];

fn found(query: &str) -> Found {
    let entries: Vec<Entry> = TITLES
        .iter()
        .map(|(title, author)| Entry {
            title: fold::words(title),
            beside: vec![],
            authors: fold::words(author),
        })
        .collect();
    Index::new(&entries).search(&fold::words(query))
}

fn titles(query: &str) -> Vec<&'static str> {
    found(query).hits.iter().map(|hit| TITLES[hit.entry as usize].0).collect()
}

#[test]
fn beginning_of_title_then_of_words_then_author() {
    let expected = ["Systems", "Thinking in Systems", "Learning Systems Thinking", "Order Without Law"];
    assert_eq!(titles("syste"), expected);
    assert_eq!(titles("order"), ["Order Without Law", "Systems"]);
}

#[test]
fn slips_and_accents_are_forgiven() {
    assert_eq!(titles("desining data"), ["Designing Data-Intensive Applications"]);
    assert_eq!(titles("klepmann"), ["Designing Data-Intensive Applications"]);
    assert_eq!(titles("intensvie"), ["Designing Data-Intensive Applications"]);
    assert_eq!(titles("thniking systmes").len(), 2);
    assert_eq!(titles("lodz angstrom"), ["Łódź and the Ångström"]);
    assert_eq!(titles("thorsdottir"), ["Łódź and the Ångström"]);
}

#[test]
fn a_leading_article_may_be_there_or_not() {
    assert_eq!(titles("the fif"), ["The Fifth Discipline"]);
    assert_eq!(titles("fifth dis"), ["The Fifth Discipline"]);
    let begun = found("fifth").hits[0].score;
    assert!(begun > 150_000, "{begun} is not the score of a title's beginning");
}

#[test]
fn something_near_is_found_for_anything_that_begins_like_a_word() {
    for (query, title) in [
        ("deep zzzzz", "Deep Work"),
        ("zzz designing zzz", "Designing Data-Intensive Applications"),
        ("newportisch", "Deep Work"),
    ] {
        let found = found(query);
        assert!(!found.whole, "{query} counts as found");
        assert_eq!(TITLES[found.hits[0].entry as usize].0, title);
    }
    assert_eq!(found("知識").hits, []);
}

#[test]
fn an_empty_index_and_an_empty_query_find_nothing() {
    assert_eq!(Index::new(&[]).search(&fold::words("deep")).hits, []);
    assert_eq!(found("").hits, []);
}
