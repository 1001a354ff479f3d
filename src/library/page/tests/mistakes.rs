//! Every mistake that a page can have, with the words that a curator reads.

use super::{FULL, file};
use crate::library::diagnostic::{Diagnostic, Look};
use crate::library::page::{FILE_MAX, read};
use crate::library::source::SourceFile;

fn told(bytes: impl Into<Vec<u8>>) -> String {
    lines(&read(&file(bytes)).found)
}

fn lines(found: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| found.to_string().replace("library/slow-rivers.md:", "");
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The full page with one thing changed.
fn with(from: &str, to: &str) -> String {
    assert!(FULL.contains(from), "{from:?} is not in the page");
    told(FULL.replacen(from, to, 1))
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    let found = read(&file(FULL.replacen("tagline", "taglien", 1))).found;
    insta::assert_snapshot!(found[0].render(Look::Plain), @r#"
    error: unknown key `taglien`
      --> library/slow-rivers.md:14:1
       |
    14 | taglien = "Delay is a place."
       | ^^^^^^^
       |
       = help: did you mean `tagline`?
    "#);
}

#[test]
fn all_mistakes_of_a_file_are_told_in_one_run() {
    let text = FULL
        .replace("kind = \"book\"", "kind = \"boook\"")
        .replace("year = 1999", "year = \"1999\"")
        .replace("tagline = \"Delay is a place.\"", "tagline = \"Delay is a place.")
        .replace("### Toward", "### Towards")
        .replace("- remember", "");
    insta::assert_snapshot!(told(text), @r#"
    5:8: unknown kind `boook` (did you mean "book"?)
    6:8: `year` must be a whole number, this is a value of type string (write year = 2017, without quotes)
    14:29: invalid basic string, expected `"` (put the text between two " on one line; inside it write \" for a quote)
    41:1: unknown heading `Towards` (did you mean `### Toward`?)
    45:1: `Provides: grounds for systems that` has no list (write lines `- …` under it, or remove it)
    "#);
}

#[test]
fn bytes() {
    let mut latin = FULL.as_bytes().to_vec();
    let at = FULL.find("water").unwrap_or_default();
    latin[at] = 0xe4;
    insta::assert_snapshot!(told(latin), @"13:16: not UTF-8: byte 0xe4 (save the file as UTF-8)");
    insta::assert_snapshot!(told(format!("\u{feff}{FULL}")), @"1:1: the file begins with a byte order mark (save it as UTF-8 without BOM)");
    insta::assert_snapshot!(told(FULL.replace('\n', "\r\n")), @"1:4: lines end with CR LF (save the file with LF line ends)");
    insta::assert_snapshot!(with("water", "wa\u{7}ter"), @"13:18: invisible character U+0007 (remove it)");
    insta::assert_snapshot!(with("- hurry", "- hur\u{202e}ry"), @"35:6: invisible character U+202E (remove it)");
    insta::assert_snapshot!(with("water", "wa\u{202e}t\u{7}e\u{7}r"), @"13:18: invisible characters U+202E, U+0007 (remove it)");
    insta::assert_snapshot!(with("water", "wa\\u0007ter"), @"13:11: `summary` holds the invisible character U+0007 (remove it)");
    insta::assert_snapshot!(told(vec![b'x'; FILE_MAX + 1]), @"1:1: the file has 65537 bytes, at most 65536 are read (shorten it)");
    insta::assert_snapshot!(told(""), @"1:1: the file does not begin with +++ (begin the file with a line +++, then title, authors and summary, then a line +++)");
}

#[test]
fn truncation() {
    insta::assert_snapshot!(told(FULL.replacen("+++\nA first", "A first", 1)), @"1:1: the front matter never ends: the file may have been cut off (end the front matter with a line +++)");
    insta::assert_snapshot!(told(FULL.trim_end()), @"57:16: the last line has no end: the file may have been cut off (if this is all of it, end the last line with a line break)");
    insta::assert_snapshot!(told(&FULL[..FULL.find("Bo counts").unwrap_or_default()]), @"55:1: `About Bo de Vries` is empty (fill it or remove the heading)");
    insta::assert_snapshot!(told(&FULL[..FULL.find("- patience").unwrap_or(FULL.find("* patience").unwrap_or_default())]), @"41:1: `Toward` has no list (write lines `- …` under it, or remove it)");
    insta::assert_snapshot!(told("---\ntitle: A\n---\n"), @r#"1:1: the file does not begin with +++ (write +++ here and at the end of the front matter, and TOML between: title = "…")"#);
}

#[test]
fn required_parts() {
    insta::assert_snapshot!(told("+++\n+++\n"), @r#"
    1:1: `title` is missing (add the line title = "…")
    1:1: `authors` is missing (add the line authors = ["…"])
    1:1: `summary` is missing (add the line summary = "…")
    "#);
    insta::assert_snapshot!(with("authors = [\"Ann Lee\", \"Bo de Vries\"]", "authors = []"), @"4:11: `authors` is an empty list (fill it)");
    insta::assert_snapshot!(with("\"How water waits.\"", "\"  \""), @"13:11: `summary` is empty (fill it)");
}

#[test]
fn below_a_heading_that_is_misspelt() {
    let misspelt = FULL.replacen("## Why this belongs here", "## Why this belongs hear", 1);
    insta::assert_snapshot!(told(misspelt.replacen("### Toward", "### Towards", 1)), @"
    29:1: unknown heading `Why this belongs hear` (did you mean `## Why this belongs here`?)
    41:1: unknown heading `Towards` (did you mean `### Toward`?)
    ");
}

#[test]
fn names_and_keys() {
    let found = read(&SourceFile::new("library/Slow Rivers.md", FULL)).found;
    insta::assert_snapshot!(lines(&found), @"library/Slow Rivers.md:1:1: the file's name is not 1 to 64 of a-z, 0-9 and - (rename the file to slow-rivers.md)");
    insta::assert_snapshot!(lines(&read(&SourceFile::new("library/知識.md", FULL)).found), @"library/知識.md:1:1: the file's name is not 1 to 64 of a-z, 0-9 and - (name the file with 1 to 64 of a-z, 0-9 and -, then .md)");
    insta::assert_snapshot!(with("publisher", "colour"), @"7:1: unknown key `colour` (the keys are title, subtitle, authors, kind, year, publisher, url, page, image, image_alt, portrait, summary, tagline, question, domain, topics, related, aliases, retired)");
    insta::assert_snapshot!(with("year = 1999", "year = 1999\nyear = 2000"), @"7:1: duplicate key (keep one of the two lines)");
    insta::assert_snapshot!(with("\"deep-work\"", "\"Deep Work\""), @r#"18:12: `Deep Work` is not a slug (write "deep-work", the file's name without .md)"#);
    insta::assert_snapshot!(with("slug = \"team-topologies\"", "slgu = \"team-topologies\""), @r#"
    18:25: `slug` is missing (add the line slug = "…")
    18:27: unknown key `slgu` (did you mean `slug`?)
    "#);
    insta::assert_snapshot!(with("\"deep-work\",", "\"deep-work\", \"deep-work\", 7,"), @r#"
    18:25: `deep-work` is in `related` twice (remove one of the two)
    18:38: a related resource must be a slug (write related = ["slug", { slug = "slug", because = "…" }])
    "#);
    insta::assert_snapshot!(with("domain = \"thinking-systems\"", "domain = \"thinking-systems/metacognition\""), @r#"16:10: `thinking-systems/metacognition` is a practice area, not a domain (write domain = "thinking-systems" and put "thinking-systems/metacognition" into topics)"#);
    insta::assert_snapshot!(with("[\"thinking-systems/metacognition\"]", "[\"Metacognition\"]"), @r#"17:11: `Metacognition` is not a topic key (write "domain" or "domain/area", as in topics.toml)"#);
}

#[test]
fn limits() {
    let long = |key: &str, old: &str, length: usize| {
        with(&format!("{key} = \"{old}\""), &format!("{key} = \"{}\"", "x".repeat(length)))
    };
    assert_eq!(long("title", "Slow Rivers", 200), "");
    insta::assert_snapshot!(long("title", "Slow Rivers", 201), @"2:9: `title` has 201 characters, at most 200 are allowed (shorten it by 1 character)");
    assert_eq!(long("summary", "How water waits.", 300), "");
    insta::assert_snapshot!(long("summary", "How water waits.", 302), @"13:11: `summary` has 302 characters, at most 300 are allowed (shorten it by 2 characters)");
    let address = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
    assert_eq!(with("https://rivers.example/book", &address(512)), "");
    insta::assert_snapshot!(with("https://rivers.example/book", &address(513)), @"8:7: `url` has 513 characters, at most 512 are allowed (shorten it by 1 character)");
    assert_eq!(with("- hurry", &format!("- {}", "x".repeat(200))), "");
    insta::assert_snapshot!(with("- hurry", &format!("- {}", "🌊".repeat(101))), @"35:3: the item has 202 characters, at most 200 are allowed (shorten it by 2 characters)");
    let related: Vec<String> = (0..26).map(|i| format!("\"r-{i}\"")).collect();
    insta::assert_snapshot!(with("related = [", &format!("related = [{}, ", related[..24].join(", "))), @"18:11: `related` has 26 items, at most 25 are allowed (remove 1)");
    insta::assert_snapshot!(with("year = 1999", "year = 99999999999"), @"6:8: `year` is out of range (give a number from -3000 to 2100)");
}

#[test]
fn addresses() {
    for good in ["http://a.example", "https://a.example:8080/x?y=1#z", "https://xn--nxasmq6b.example/ä"] {
        assert_eq!(with("https://rivers.example/book", good), "", "{good} was refused");
    }
    for bad in [
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "a.example",
        "https://a b",
        "https://u:p@a.example",
        "https:///x",
        "HTTPS//x",
    ] {
        let told = with("https://rivers.example/book", bad);
        assert!(told.starts_with("8:7: `url` is not a web address"), "{bad}: {told}");
    }
}

#[test]
fn empty_lists() {
    insta::assert_snapshot!(with("aliases = [\"Rivers\"]", "aliases = []"), @"19:11: `aliases` is an empty list (fill it or remove the line `aliases`)");
    insta::assert_snapshot!(with("aliases = [\"Rivers\"]", "aliases = [\"\"]"), @"19:12: `aliases` is empty (fill it or remove it)");
    insta::assert_snapshot!(with("- hurry\n- a long item\n  that is wrapped\n", ""), @"33:1: `Away from` has no list (write lines `- …` under it, or remove it)");
    insta::assert_snapshot!(with("- hurry", "-"), @"35:1: an empty list item (fill it or remove it)");
    insta::assert_snapshot!(with("aliases = [\"Rivers\"]", "aliases = [\"Rivers\", \"Rivers\"]"), @"19:22: `Rivers` is in `aliases` twice (remove one of the two)");
}

#[test]
fn headings() {
    assert_eq!(with("## About Ann Lee", "## about the authors"), "");
    insta::assert_snapshot!(with("## Why this belongs here", "## Why this belong"), @"29:1: unknown heading `Why this belong` (did you mean `## Why this belongs here`?)");
    insta::assert_snapshot!(with("## About Ann Lee", "## Abuot Ann Lee"), @"51:1: unknown heading `Abuot Ann Lee` (use one of: `## Why this belongs here`, `## About the author`, `## About <name>`)");
    insta::assert_snapshot!(with("## About Ann Lee", "## About Anne Lee"), @"51:1: Anne Lee is not among the authors (did you mean Ann Lee?)");
    insta::assert_snapshot!(with("## About Bo de Vries", "## About Ann Lee"), @"55:1: `About Ann Lee` stands here twice (join the two)");
    insta::assert_snapshot!(with("It ends.", "## Why this belongs here\n\nAgain."), @"49:1: `Why this belongs here` stands here twice (join the two)");
    insta::assert_snapshot!(with("A second:", "### Toward"), @"25:1: a heading that has no meaning here (### stands only under `## Why this belongs here`; use a paragraph of its own)");
    insta::assert_snapshot!(with("A second:", "# Slow Rivers"), @"25:1: a heading of the first level (the title stands in the front matter; use ##)");
    insta::assert_snapshot!(with("### Toward", "#### Toward"), @"41:1: a heading of this level has no meaning here (use ## or ###)");
    insta::assert_snapshot!(with("* patience", "* patience\n* Patience!"), @"44:3: the same shift stands here twice (remove one of the two)");
    insta::assert_snapshot!(with("* patience", "* patience\n  * more"), @"44:5: a list within a list (move the item out to the others)");
}

#[test]
fn markdown_that_discord_does_not_show() {
    let prose = |text: &str| with("It ends.", text);
    insta::assert_snapshot!(prose("A <b>bold</b> word."), @"49:3: HTML, which Discord does not show (use Markdown: **bold**, *italic*, [words](https://…))");
    insta::assert_snapshot!(prose("![cover](https://a.example/c.png)"), @"49:1: a picture within the text (name it as `image` in the front matter)");
    insta::assert_snapshot!(prose("| a | b |"), @"49:1: a table, which Discord does not show (write it as a list or as prose)");
    insta::assert_snapshot!(prose("```\ncode\n```"), @r#"
    49:1: a code block (say it in words; `inline code` is fine)
    51:1: a code block (say it in words; `inline code` is fine)
    "#);
    insta::assert_snapshot!(prose("***"), @"49:1: a ruled line, which Discord does not show (remove it)");
    insta::assert_snapshot!(prose("[x](javascript:alert)"), @"49:5: a link that is not a web address (write [words](https://…))");
    assert_eq!(prose("1 < 2, <https://a.example>, `x`, **b** and [x](https://a.example/)."), "");
}
