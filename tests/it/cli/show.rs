//! `library show`: the card as Discord would show it, and the mistakes while they last.

use std::io::{BufRead as _, BufReader};

use super::Desk;

#[test]
fn a_page_is_shown_as_readers_would_see_it() {
    let desk = Desk::new();
    desk.write(
        "config/library/a-work.md",
        "+++\ntitle = \"A Work\"\nauthors = [\"B Writer\"]\nsummary = \"What it is about.\"\n+++\n\nIts description.\n",
    );
    let came = desk.does(&["library", "show", "a work"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    insta::assert_snapshot!(came.out, @r"
    ── The card, for everyone ──
    ┃ **A Work**
    ┃ B Writer
    ┃ What it is about.
    [Discuss] [Give feedback] [Read more]

    ── Read more, page 1 ──
    ┃ **A Work**
    ┃ Its description.
    [Share here]
    [Discuss] [Give feedback]
    (only you can see this)

    ── The opening of its discussion ──
    ┃ **A Work**
    ┃ B Writer
    ┃ What it is about.
    ┃
    ┃ Its description.
    [Give feedback] [Read more]

    ── Room left, in characters ──
    title     194 of  200 left
    summary   283 of  300 left
    ");
}

#[test]
fn the_configuration_makes_its_footer() {
    let desk = Desk::furnished();
    desk.write("config/athenaeum.toml", "[library]\nname = \"The Harbour Library\"\n");
    assert!(desk.does(&["library", "show", "deep work"]).out.contains("The Harbour Library"));
}

#[test]
fn a_page_with_mistakes_is_not_shown_but_told() {
    let desk = Desk::furnished();
    let page = desk.read("config/library/deep-work.md").replace("summary = ", "sumary = ");
    desk.write("config/library/deep-work.md", page);
    desk.write("config/library/other.md", "not a page");
    let came = desk.does(&["library", "show", "Deep Work"]);
    assert_eq!((came.code, came.out.as_str()), (1, ""));
    assert!(
        came.err.contains("unknown key `sumary`") && came.err.contains("`summary` is missing"),
        "{}",
        came.err
    );
    assert!(!came.err.contains("other.md"), "other files are another matter: {}", came.err);
}

#[test]
fn a_name_that_may_mean_several_is_asked_back() {
    let came = Desk::new().does(&["library", "show", "systems"]);
    assert_eq!((came.code, came.out.as_str()), (1, ""));
    assert!(came.err.contains("did you mean one of these?\n  "), "{}", came.err);
    assert!(came.err.contains("Thinking in Systems"), "{}", came.err);
}

#[test]
fn the_sample_cannot_be_watched() {
    let came = Desk::new().does(&["library", "show", "deep work", "--watch"]);
    assert!(came.err.contains("never changes"), "{came:?}");
}

#[test]
fn watching_shows_the_page_again_when_it_was_saved() {
    let desk = Desk::furnished();
    let mut process = desk.command(&["library", "show", "deep work", "--watch"]).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut until = |end: &str| -> Vec<String> {
        let mut read = Vec::new();
        while !read.last().is_some_and(|it: &String| it.starts_with(end)) {
            read.push(lines.next().expect("it goes on"));
        }
        read
    };
    until("longest provides");

    let page = desk.read("config/library/deep-work.md").replace("year = 2016", "year = 2017");
    desk.write("config/library/deep-work.md", page);
    assert!(until("longest provides").iter().any(|it| it.contains("book · 2017")));
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn watching_tells_a_mistake_when_it_is_saved_and_shows_the_page_when_it_is_mended() {
    let desk = Desk::furnished();
    let mut process = desk.command(&["library", "show", "deep work", "--watch"]).spawn().unwrap();
    let mut shown = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut told = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(shown.any(|it| it.contains("book · 2016")), "it ended");
    assert!(told.any(|it| it.starts_with("watching")), "it ended");

    let page = desk.read("config/library/deep-work.md");
    desk.write("config/library/deep-work.md", page.replace("summary = ", "sumary = "));
    assert!(told.any(|it| it.contains("unknown key `sumary`")), "it ended");
    assert!(told.any(|it| it.contains("config/library/deep-work.md:")), "it ended");
    assert!(told.any(|it| it.starts_with("watching")), "a mistake ended it");

    desk.write("config/library/deep-work.md", page.replace("year = 2016", "year = 2017"));
    assert!(shown.any(|it| it.contains("book · 2017")), "it ended");
    assert!(shown.any(|it| it.starts_with("longest provides")), "it ended");
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn watching_goes_on_when_the_folder_is_back() {
    let desk = Desk::furnished();
    let mut process = desk.command(&["library", "show", "deep work", "--watch"]).spawn().unwrap();
    let mut shown = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut told = BufReader::new(process.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(told.any(|it| it.starts_with("watching")), "it ended");

    let (here, elsewhere) = (desk.path("config/library"), desk.path("elsewhere"));
    std::fs::rename(&here, &elsewhere).unwrap();
    assert!(told.any(|it| it.contains("cannot read")), "it ended");
    assert!(told.any(|it| it.starts_with("watching")), "it ended");
    std::fs::rename(&elsewhere, &here).unwrap();
    assert!(told.any(|it| it.starts_with("watching")), "it ended");

    let page = desk.read("config/library/deep-work.md");
    desk.write("config/library/deep-work.md", page.replace("year = 2016", "year = 2017"));
    assert!(shown.any(|it| it.contains("book · 2017")), "it ended");
    process.kill().unwrap();
    process.wait().unwrap();
}
