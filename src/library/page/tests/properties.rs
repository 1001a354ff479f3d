//! What holds for every page.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{FULL, file};
use crate::library::page::{parse, write};
use crate::library::resource::{About, Kind, Related, Resource, Slug, Why, WhyPart, utf16};
use crate::library::source::unprintable;
use crate::library::topics::TopicKey;

/// Words that front matter, headings and lists could trip over.
fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zA-Zäß]{1,8}",
        1 => Just("\"quoted\"".to_owned()), 1 => Just("back\\\\slash".to_owned()), 1 => Just("+++".to_owned()),
        1 => Just("#1".to_owned()), 1 => Just("🌊".to_owned()), 1 => Just("a=b".to_owned()), 1 => Just("[x]".to_owned()),
        1 => Just("{y}".to_owned()), 1 => Just("12".to_owned()), 1 => Just("'single'".to_owned()), 1 => Just("知識".to_owned()),
    ];
    vec(word, 1..8).prop_map(|words| words.join(" "))
}

/// A paragraph begins with a word, or it would be a heading or a list.
fn paragraph() -> impl Strategy<Value = String> {
    let more = prop_oneof![
        line().prop_map(|text| format!(" {text}")),
        line().prop_map(|text| format!("\n- {text}")),
        line().prop_map(|text| format!("\nso {text}"))
    ];
    (line(), vec(more, 0..4)).prop_map(|(first, more)| format!("So {first}{}", more.concat()))
}

fn slug() -> impl Strategy<Value = Slug> {
    "[a-z0-9-]{1,64}"
        .prop_map(|text| Slug::try_from(text).unwrap_or_else(|_| unreachable!("the pattern is a slug's")))
}

fn topic() -> impl Strategy<Value = TopicKey> {
    "[a-z]{1,9}(/[a-z]{1,9})?"
        .prop_map(|text| TopicKey::try_from(text).unwrap_or_else(|_| unreachable!("likewise")))
}

fn address() -> impl Strategy<Value = String> {
    "https?://[a-z]{1,9}\\.example/[a-z0-9/?=&#-]{0,20}"
}

/// Numbers make the items of a list differ, which they must.
fn items() -> impl Strategy<Value = Vec<String>> {
    vec(line(), 1..4)
        .prop_map(|items| items.iter().enumerate().map(|(i, item)| format!("w{i} {item}")).collect())
}

fn distinct<T: Clone + PartialEq>(items: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

fn why() -> impl Strategy<Value = Why> {
    let away = of(items()).prop_map(|items| items.map(WhyPart::Away));
    let toward = of(items()).prop_map(|items| items.map(WhyPart::Toward));
    let provides = of((prop_oneof![Just(String::new()), line()], items()))
        .prop_map(|part| part.map(|(lead_in, items)| WhyPart::Provides { lead_in, items }));
    let prose = || of(paragraph().prop_map(WhyPart::Prose));
    (paragraph(), away, prose(), toward, prose(), provides, prose()).prop_map(|(first, a, b, c, d, e, f)| {
        let rest = [a, b, c, d, e, f].into_iter().flatten();
        Why { parts: std::iter::once(WhyPart::Prose(first)).chain(rest).collect() }
    })
}

fn about() -> impl Strategy<Value = Vec<About>> {
    let one = (of("[A-Z][a-z]{1,9} Lee"), vec(paragraph(), 1..3))
        .prop_map(|(name, paragraphs)| About { name, paragraphs });
    vec(one, 0..3).prop_map(|all| {
        let mut kept: Vec<About> = Vec::new();
        for about in all {
            if !kept.iter().any(|other| other.name == about.name) {
                kept.push(about);
            }
        }
        kept
    })
}

fn related() -> impl Strategy<Value = Vec<Related>> {
    vec((slug(), of(line())), 0..4).prop_map(|links| {
        let mut kept: Vec<Related> = Vec::new();
        for (slug, because) in links {
            if !kept.iter().any(|link| link.slug == slug) {
                kept.push(Related { slug, because });
            }
        }
        kept
    })
}

fn resource() -> impl Strategy<Value = Resource> {
    let work =
        (line(), of(line()), vec(line(), 1..4), of(0usize..8), of(-3000i32..2101), of(line()), of(address()));
    let more = (of(address()), of(address()), of(line()), of(address()), line(), of(line()), of(line()));
    let place = (of("[a-z]{1,9}"), vec(topic(), 0..3), related(), vec(line(), 0..3), any::<bool>());
    let body = (vec(paragraph(), 0..4), of(why()), about());
    (slug(), work, more, place, body).prop_map(|(slug, work, more, place, body)| {
        let (title, subtitle, authors, kind, year, publisher, url) = work;
        let (page, image, image_alt, portrait, summary, tagline, question) = more;
        let (domain, topics, related, aliases, retired) = place;
        let (description, why, about) = body;
        Resource {
            slug,
            title,
            subtitle,
            authors: distinct(authors),
            kind: kind.map(|at| Kind::ALL[at]),
            year,
            publisher,
            url,
            page,
            image,
            image_alt,
            portrait,
            summary,
            tagline,
            question,
            domain: domain.and_then(|key| TopicKey::try_from(key).ok()),
            topics: distinct(topics),
            related,
            aliases: distinct(aliases),
            retired,
            description,
            why,
            about,
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(resource in resource()) {
        let text = write(&resource);
        let name = format!("library/{}.md", resource.slug);
        let read = parse(&crate::library::source::SourceFile::new(name, text.as_str()));
        let (read, _) = read.map_err(|found| TestCaseError::fail(format!("{found:#?}\n{text}")))?;
        prop_assert_eq!(read, resource, "{}", text);
    }

    #[test]
    fn flipped_bits_never_panic_and_never_pass_as_something_unfit(flips in vec((0..FULL.len(), 0..8u8), 1..6)) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (at, bit) in flips {
            bytes[at] ^= 1 << bit;
        }
        if let Ok((resource, _)) = parse(&file(bytes)) {
            check_fit(&resource)?;
        }
    }

    #[test]
    fn noise_never_panics(bytes in vec(any::<u8>(), 0..400), fenced in any::<bool>()) {
        let mut text = if fenced { b"+++\n".to_vec() } else { Vec::new() };
        text.extend(bytes);
        if let Ok((resource, _)) = parse(&file(text)) {
            check_fit(&resource)?;
        }
    }
}

/// What every accepted resource promises to those who show it.
fn check_fit(resource: &Resource) -> Result<(), TestCaseError> {
    prop_assert!(!resource.title.is_empty() && utf16(&resource.title) <= 200);
    prop_assert!(!resource.summary.is_empty() && utf16(&resource.summary) <= 300);
    prop_assert!(!resource.authors.is_empty() && resource.related.len() <= 25);
    let links = [&resource.url, &resource.page, &resource.image, &resource.portrait];
    for link in links.into_iter().flatten() {
        prop_assert!(link.starts_with("https://") || link.starts_with("http://"), "{}", link);
    }
    prop_assert!(resource.shifts().iter().all(|shift| (1..=200).contains(&utf16(&shift.text))));
    let all = serde_json::to_string(resource).unwrap_or_default();
    prop_assert!(!all.contains("\\u00") && !all.chars().any(unprintable), "{}", all);
    Ok(())
}

/// A cut within a line or the front matter is always noticed; one between two lines of the body leaves
/// what stands before it as it was.
#[test]
fn a_file_cut_anywhere_is_refused_or_read_up_to_the_cut() {
    let whole = parse(&file(FULL)).map(|(resource, _)| resource).unwrap_or_else(|found| panic!("{found:?}"));
    let mut accepted = 0;
    for end in 0..FULL.len() {
        let Ok((cut, _)) = parse(&file(&FULL.as_bytes()[..end])) else { continue };
        accepted += 1;
        assert!(FULL[..end].ends_with('\n'), "a cut within a line was accepted at {end}");
        let front = Resource { description: vec![], why: None, about: vec![], ..cut.clone() };
        assert_eq!(front, Resource { description: vec![], why: None, about: vec![], ..whole.clone() });
        assert!(is_start(&cut.description, &whole.description), "{:?}", cut.description);
        assert!(cut.about.len() <= whole.about.len());
    }
    assert!((1..40).contains(&accepted), "{accepted} cuts were accepted");
}

/// The last paragraph may be cut at a line.
fn is_start(cut: &[String], whole: &[String]) -> bool {
    cut.len() <= whole.len() && cut.iter().zip(whole).all(|(cut, whole)| whole.starts_with(cut.as_str()))
}
