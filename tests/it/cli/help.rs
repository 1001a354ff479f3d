//! What the binary says of itself.

use super::Desk;

const FAMILIES: [&[&str]; 23] = [
    &["demo"],
    &["database"],
    &["database", "move"],
    &["effects"],
    &["feedback"],
    &["playground"],
    &["init"],
    &["run"],
    &["library"],
    &["library", "check"],
    &["library", "new"],
    &["library", "show"],
    &["library", "export"],
    &["database", "rebuild"],
    &["database", "backup"],
    &["database", "verify"],
    &["effects", "list"],
    &["effects", "retry"],
    &["effects", "drop"],
    &["feedback", "export"],
    &["doctor"],
    &["database", "restore"],
    &["completions"],
];

#[test]
fn every_help_says_what_it_is_for_and_shows_an_example() {
    let desk = Desk::new();
    for family in FAMILIES {
        let came = desk.does(&[family, &["--help"]].concat());
        assert_eq!((came.code, came.err.as_str()), (0, ""), "{family:?}");
        let example = came.out.split("Example").nth(1).unwrap_or_else(|| panic!("no example: {}", came.out));
        assert!(example.contains(&format!("athenaeum {}", family.join(" "))), "{family:?}: {example}");
        assert!(came.out.lines().next().unwrap().len() > 20, "{family:?}: {}", came.out);
    }
}

#[test]
fn wrong_usage_ends_with_2_and_names_the_right_one() {
    let desk = Desk::new();
    let came = desk.refuses(&["runn"]);
    assert_eq!(came.code, 2);
    assert!(came.err.contains("similar subcommand exists: 'run'"), "{}", came.err);
    assert_eq!(desk.refuses(&[]).code, 2);
    assert_eq!(desk.refuses(&["feedback", "export"]).code, 2, "the guild is missing");
    assert_eq!(desk.refuses(&["feedback", "export", "--guild", "0"]).code, 2);
    assert_eq!(desk.refuses(&["feedback", "export", "--guild", "1", "--format", "xls"]).code, 2);
}

#[test]
fn completions_know_the_commands() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let came = desk.does(&["completions", shell]);
        assert_eq!((came.code, came.err.as_str()), (0, ""), "{shell}");
        assert!(came.out.contains("athenaeum") && came.out.contains("verify"), "{shell}");
    }
}

#[test]
fn no_colour_reaches_a_pipe() {
    let desk = Desk::furnished();
    desk.write("config/library/a.md", "+++\ntilte = \"A\"\n+++\n");
    let came = desk.does(&["library", "check"]);
    assert!(!came.err.contains('\u{1b}') && !came.out.contains('\u{1b}'), "{came:?}");
    assert!(!desk.does(&["library", "show", "deep work"]).out.contains('\u{1b}'));
}
