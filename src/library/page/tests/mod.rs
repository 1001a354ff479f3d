//! Tests of reading and writing pages.

#![expect(clippy::unwrap_used, reason = "tests")]

mod mistakes;
mod properties;

use super::*;
use crate::library::resource::{Kind, WhyPart};

const FULL: &str = r##"+++
title = "Slow Rivers"
subtitle = "Notes on Delay"
authors = ["Ann Lee", "Bo de Vries"]
kind = "book"
year = 1999
publisher = "Harbour Press"
url = "https://rivers.example/book"
page = "http://site.example/rivers"
image = "https://rivers.example/cover.png"
image_alt = "A river, \"slow\""
portrait = "https://rivers.example/ann.png"
summary = "How water waits."
tagline = "Delay is a place."
question = "Where do you wait?"
domain = "thinking-systems"
topics = ["thinking-systems/metacognition"]
related = ["deep-work", { slug = "team-topologies", because = "both wait" }]
aliases = ["Rivers"]
retired = true
+++
A first paragraph,
wrapped in the file.

A second:
- with
- items

## Why this belongs here

It waits.

### Away from

- hurry
- a long item
  that is wrapped

It moves on.

### Toward

* patience

### Provides: grounds for systems that

- remember

It ends.

## About Ann Lee

Ann watches *rivers*.

## About Bo de Vries

Bo counts them.
"##;

fn file(text: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile::new("library/slow-rivers.md", text)
}

#[test]
fn a_full_page_is_read() {
    let (resource, warnings) = parse(&file(FULL)).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(resource.slug.as_str(), "slow-rivers");
    assert_eq!(resource.kind, Some(Kind::Book));
    assert_eq!(resource.image_alt.as_deref(), Some("A river, \"slow\""));
    assert_eq!(resource.related[1].because.as_deref(), Some("both wait"));
    assert!(resource.retired);
    let expected = ["A first paragraph, wrapped in the file.", "A second:\n- with\n- items"];
    assert_eq!(resource.description, expected);
    assert_eq!(resource.away().collect::<Vec<_>>(), ["hurry", "a long item that is wrapped"]);
    assert_eq!(resource.about[1].name.as_deref(), Some("Bo de Vries"));
    let parts = resource.why.unwrap().parts;
    assert_eq!(parts[2], WhyPart::Prose("It moves on.".into()));
    assert_eq!(parts[5], WhyPart::Prose("It ends.".into()));
}

#[test]
fn what_is_written_reads_back() {
    let (resource, _) = parse(&file(FULL)).unwrap();
    let written = write(&resource);
    assert_eq!(parse(&file(written.as_str())).unwrap().0, resource, "{written}");
}

#[test]
fn three_lines_are_enough_and_bring_no_warning() {
    let text = "+++\ntitle = \"A\"\nauthors = [\"B\"]\nsummary = \"C.\"\n+++\n";
    let (resource, warnings) = parse(&file(text)).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(write(&resource), text);
}
