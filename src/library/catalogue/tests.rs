//! Tests of the catalogue as a whole.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::library::resource::{Related, utf16};
use crate::library::source::SourceFile;
use crate::library::synthetic::{Dice, synthetic, with_slips};
use crate::library::topics::TopicKey;

fn work(slug: &str, title: &str, author: &str) -> Resource {
    let mut resource = Resource::bare(Slug::try_from(slug).unwrap(), title);
    resource.authors = vec![author.to_owned()];
    resource
}

fn works() -> Vec<Resource> {
    let mut ddia = work("ddia", "Designing Data-Intensive Applications", "Martin Kleppmann");
    ddia.aliases = vec!["The Boar Book".into(), "designing-data".into(), "🐗".into()];
    let mut zen = work("zen", "Zen and the Art of Motorcycle Maintenance", "Robert M. Pirsig");
    zen.subtitle = Some("An Inquiry Into Values".into());
    let mut old = work("old-ways", "Old Ways", "Ann Lee");
    old.retired = true;
    let fifth = work("the-fifth-discipline", "The Fifth Discipline", "Peter M. Senge");
    let thinking = work("thinking-in-systems", "Thinking in Systems", "Donella H. Meadows");
    let fast = work("thinking-fast-and-slow", "Thinking, Fast and Slow", "Daniel Kahneman");
    vec![ddia, zen, old, fifth, thinking, fast]
}

fn catalogue(works: Vec<Resource>) -> Catalogue {
    let topics = "[[domain]]\nkey = \"a\"\nname = \"Alpha\"\nline = \"A.\"\ncolour = \"#000000\"\n\
                  [[domain.area]]\nkey = \"b\"\nname = \"Beta\"\nline = \"B.\"\n";
    let topics = Topics::parse(&SourceFile::new("topics.toml", topics)).unwrap();
    Catalogue::new(works.into_iter().map(Arc::new).collect(), Arc::new(topics))
}

fn slugs(resources: &[Arc<Resource>]) -> Vec<&str> {
    resources.iter().map(|resource| resource.slug.as_str()).collect()
}

#[track_caller]
fn leads_to(typed: &str, slug: &str) {
    match catalogue(works()).lookup(typed) {
        Lookup::Found(found) => assert_eq!(found.slug.as_str(), slug),
        other => panic!("{typed:?} led to {other:?}"),
    }
}

#[test]
fn whole_names_lead_to_their_resource() {
    leads_to("designing data-intensive applications", "ddia");
    leads_to("boar book", "ddia");
    leads_to("DDIA", "ddia");
    leads_to(" 🐗 ", "ddia");
    leads_to("Designing Data-Intensive Applications · Kleppmann", "ddia");
    leads_to("Zen and the Art of Motorcycle Maintenance: An Inquiry Into Values", "zen");
    leads_to("fifth discipline", "the-fifth-discipline");
    leads_to("the fifth discipline", "the-fifth-discipline");
    leads_to("Old Ways", "old-ways");
}

#[test]
fn a_part_or_a_slip_leads_there_when_nothing_else_is_near() {
    leads_to("desining data", "ddia");
    leads_to("klepp", "ddia");
    leads_to("motorcycle", "zen");
    leads_to("thinking in", "thinking-in-systems");
}

#[test]
fn otherwise_the_nearest_are_offered_and_never_nothing() {
    let catalogue = catalogue(works());
    let Lookup::Several(both) = catalogue.lookup("thinking") else { panic!("one was taken for the other") };
    assert_eq!(slugs(&both), ["thinking-in-systems", "thinking-fast-and-slow"]);
    for garbage in ["", "zzzzq", "知識", "?!", "ld wa", &"x ".repeat(3000)] {
        match catalogue.lookup(garbage) {
            Lookup::Several(some) => assert!((1..=5).contains(&some.len()), "{garbage:?}"),
            other => panic!("{garbage:?} led to {other:?}"),
        }
        assert!(!catalogue.suggest(garbage, &[]).is_empty());
    }
    assert_eq!(self::catalogue(vec![]).lookup("x"), Lookup::Empty);
    assert_eq!(self::catalogue(vec![]).suggest("x", &[]), []);
}

#[test]
fn a_retired_resource_is_found_by_name_alone() {
    let catalogue = catalogue(works());
    assert_eq!(catalogue.len(), 5);
    assert!(catalogue.iter().all(|resource| !resource.retired));
    assert!(catalogue.suggest("old ways", &[]).iter().all(|choice| choice.slug.as_str() != "old-ways"));
    assert!(catalogue.find(&Slug::try_from("old-ways").unwrap()).is_some());
}

#[test]
fn a_renamed_resource_is_found_by_its_old_slug() {
    let old = Slug::try_from("designing-data").unwrap();
    assert_eq!(catalogue(works()).find(&old).unwrap().slug.as_str(), "ddia");
}

#[test]
fn nothing_typed_offers_the_recent_first() {
    let recent = ["zen", "gone", "old-ways", "zen"].map(|slug| Slug::try_from(slug).unwrap());
    let choices = catalogue(works()).suggest("  ", &recent);
    let slugs: Vec<&str> = choices.iter().map(|choice| choice.slug.as_str()).collect();
    let expected = ["zen", "ddia", "the-fifth-discipline", "thinking-fast-and-slow", "thinking-in-systems"];
    assert_eq!(slugs, expected);
}

#[test]
fn subtitles_appear_only_to_tell_two_apart() {
    let mut twin = work("zen-2", "Zen and the Art of Motorcycle Maintenance", "Robert M. Pirsig");
    twin.subtitle = Some("Anniversary Edition".into());
    let name = |works: Vec<Resource>| catalogue(works).suggest("zen", &[])[0].name.clone();
    assert_eq!(name(works()), "Zen and the Art of Motorcycle Maintenance · Pirsig");
    let mut both = works();
    both.push(twin);
    assert!(name(both.clone()).contains("An Inquiry Into Values"), "{}", name(both.clone()));
    assert!(catalogue(both.clone()).suggest("zen", &[]).iter().all(|choice| utf16(&choice.name) <= 100));
    let lookup = catalogue(both).lookup("zen and the art of motorcycle maintenance");
    assert!(matches!(lookup, Lookup::Several(some) if some.len() == 2));
}

#[test]
fn relations_always_have_a_reason() {
    let link = |slug: &str, because: Option<&str>| Related {
        slug: Slug::try_from(slug).unwrap(),
        because: because.map(str::to_owned),
    };
    let mut works = works();
    let area = TopicKey::try_from("a/b").unwrap();
    works[0].related = ["zen", "gone", "old-ways", "ddia", "thinking-in-systems", "thinking-fast-and-slow"]
        .map(|slug| link(slug, None))
        .to_vec();
    works[0].related.push(link("the-fifth-discipline", Some("both learn")));
    works[0].topics = vec![area.clone()];
    works[0].domain = Some(area.domain());
    works[1].authors.push("Martin Kleppmann".into());
    works[4].topics = vec![area.clone()];
    let catalogue = catalogue(works);
    let related = catalogue.related(&Slug::try_from("ddia").unwrap());
    let told: Vec<String> = related.iter().map(|(to, why)| format!("{}: {why}", to.slug)).collect();
    assert_eq!(
        told,
        [
            "zen: Also by Martin Kleppmann",
            "thinking-in-systems: Also in Beta",
            "thinking-fast-and-slow: A neighbour of Designing Data-Intensive Applications",
            "the-fifth-discipline: both learn",
        ]
    );
}

/// Of 1,000 titles begun with one or two slips, at least 950 are among the first five choices.
#[test]
fn slips_rarely_hide_the_right_title() {
    let works = synthetic(3000);
    let catalogue = catalogue(works.clone());
    let mut dice = Dice::new(3);
    let mut seen = 0;
    for i in 0..1000 {
        let wanted = &works[dice.below(works.len())];
        let words: Vec<&str> =
            wanted.title.split(' ').filter(|word| *word != "The").take(2 + i % 2).collect();
        let typed = with_slips(&words.join(" ").to_lowercase(), 1 + i % 2, &mut dice);
        seen += usize::from(
            catalogue.suggest(&typed, &[]).iter().take(5).any(|choice| choice.slug == wanted.slug),
        );
    }
    assert!(seen >= 950, "{seen} of 1000");
}
