//! What the parser makes of texts, and the proof that escaping holds.

use proptest::prelude::*;

use super::*;

fn plain(words: &str) -> Node {
    Node::Text(words.to_owned())
}

fn styled(style: Style, words: &str) -> Node {
    Node::Styled(style, vec![plain(words)])
}

#[test]
fn styles() {
    assert_eq!(parse("**a** b"), [styled(Style::Bold, "a"), plain(" b")]);
    assert_eq!(parse("*a* _b_"), [styled(Style::Italic, "a"), plain(" "), styled(Style::Italic, "b")]);
    assert_eq!(
        parse("__a__~~b~~||c||"),
        [styled(Style::Underline, "a"), styled(Style::Strike, "b"), styled(Style::Spoiler, "c"),]
    );
    assert_eq!(parse("***a***"), [Node::Styled(Style::Bold, vec![styled(Style::Italic, "a")])]);
    assert_eq!(
        parse("**a *b***"),
        [Node::Styled(Style::Bold, vec![plain("a "), styled(Style::Italic, "b")])]
    );
    assert_eq!(parse("||a\nb||"), [styled(Style::Spoiler, "a\nb")]);
}

#[test]
fn what_only_looks_like_a_style() {
    for words in ["2 * 3 * 4", "snake_case_name", "**", "****", "a ** b", "~~", "||", "_a", "*a", "**a*"] {
        let found = parse(words);
        assert!(!found.iter().any(|node| matches!(node, Node::Styled(Style::Bold, _))), "{words}: {found:?}");
    }
    assert_eq!(parse("2 * 3 * 4"), [plain("2 * 3 * 4")]);
    assert_eq!(parse("snake_case_name"), [plain("snake_case_name")]);
}

#[test]
fn code() {
    assert_eq!(parse("`a*b*`"), [Node::Code("a*b*".into())]);
    assert_eq!(parse("``a`b``"), [Node::Code("a`b".into())]);
    let block = |language: Option<&str>, code: &str| Node::CodeBlock {
        language: language.map(str::to_owned),
        code: code.into(),
    };
    assert_eq!(parse("```rust\nlet a;\n```"), [block(Some("rust"), "let a;")]);
    assert_eq!(parse("```\n# not a heading\n```\nafter"), [block(None, "# not a heading"), plain("after")]);
    assert_eq!(parse("```a```"), [block(None, "a")]);
    assert_eq!(parse("`` a"), [plain("`` a")]);
}

#[test]
fn lines() {
    assert_eq!(parse("# A\nb"), [Node::Heading(1, vec![plain("A")]), plain("b")]);
    assert_eq!(parse("a\n### B ##"), [plain("a\n"), Node::Heading(3, vec![plain("B")])]);
    assert_eq!(parse("-# a"), [Node::Subtext(vec![plain("a")])]);
    for words in ["#a", "#### a", "a # b", "-#a", "-a", "1.a", ">a", "#", "# "] {
        assert_eq!(parse(words), [plain(words)], "{words}");
    }
    let item = |depth, number, words| Node::Item { depth, number, content: vec![plain(words)] };
    assert_eq!(parse("- a\n  - b\n3. c"), [item(0, None, "a"), item(1, None, "b"), item(0, Some(3), "c")]);
}

#[test]
fn quotes() {
    assert_eq!(parse("> a\n> b\nc"), [Node::Quote(vec![plain("a\nb")]), plain("c")]);
    assert_eq!(
        parse("x\n>>> a\n# b"),
        [plain("x\n"), Node::Quote(vec![plain("a\n"), Node::Heading(1, vec![plain("b")])]),]
    );
    assert_eq!(parse("> > a"), [Node::Quote(vec![plain("> a")])]);
}

#[test]
fn links() {
    let url = |address: &str| Node::Url(address.into());
    assert_eq!(parse("see https://a.org/b, ok"), [plain("see "), url("https://a.org/b"), plain(", ok")]);
    assert_eq!(parse("(https://a.org/b_(c))"), [plain("("), url("https://a.org/b_(c)"), plain(")")]);
    assert_eq!(parse("<https://a.org>"), [url("https://a.org")]);
    let masked = |label: Vec<Node>| Node::Link { label, url: "https://a.org".into() };
    assert_eq!(parse("[a [b]](https://a.org)"), [masked(vec![plain("a [b]")])]);
    assert_eq!(parse("[**a**](<https://a.org> \"t\")"), [masked(vec![styled(Style::Bold, "a")])]);
    assert_eq!(parse("[a](page)"), [plain("[a](page)")]);
    assert_eq!(parse("[a] (https://a.org)"), [plain("[a] ("), url("https://a.org"), plain(")")]);
}

#[test]
fn a_label_takes_backslashes_as_they_are() {
    let label = vec![plain(r"a\*b")];
    assert_eq!(parse(r"[a\*b](https://a.org)"), [Node::Link { label, url: "https://a.org".into() }]);
}

#[test]
fn mentions_moments_and_emoji() {
    let cases = [
        ("<@12>", Node::Mention(Mention::User("12".into()))),
        ("<@!12>", Node::Mention(Mention::User("12".into()))),
        ("<@&12>", Node::Mention(Mention::Role("12".into()))),
        ("<#12>", Node::Mention(Mention::Channel("12".into()))),
        ("</my feedback:12>", Node::Mention(Mention::Command("my feedback".into()))),
        ("@everyone", Node::Mention(Mention::Everyone)),
        ("@here", Node::Mention(Mention::Here)),
        ("<t:86400>", Node::Timestamp(86400, 'f')),
        ("<t:-5:R>", Node::Timestamp(-5, 'R')),
        ("<:owl:12>", Node::Emoji("owl".into())),
        ("<a:owl:12>", Node::Emoji("owl".into())),
    ];
    for (words, node) in cases {
        assert_eq!(parse(words), [node], "{words}");
    }
    for words in ["<@x>", "<@>", "<#1", "<t:x>", "<t:1:Q>", "<:owl>", "@nobody", "< @1>"] {
        assert_eq!(parse(words), [plain(words)], "{words}");
    }
}

#[test]
fn a_backslash_takes_the_meaning_away() {
    for words in ["*a*", "# a", "-# a", "> a", "1. a", "<@1>", "@here", "`a`", "||a||", "[a](https://a.org)"]
    {
        assert_eq!(parse(&escaped(words)), [plain(words)], "{words}");
    }
    assert_eq!(parse(r"\a \\"), [plain(r"\a \")]);
    assert_eq!(parse(r"¯\_(ツ)_/¯"), [plain(r"¯\_(ツ)_/¯")]);
}

fn escaped(words: &str) -> String {
    let sign = |c: char| {
        if c.is_ascii_punctuation() { format!("\\{c}") } else { c.into() }
    };
    words.chars().map(sign).collect()
}

proptest! {
    #[test]
    fn whatever_is_escaped_reads_as_one_text(words in "\\PC{1,60}|[-#>*_~|`\\\\<@!&:t0-9.a\n \\[\\]()/h]{1,60}") {
        prop_assert_eq!(parse(&escaped(&words)), [plain(&words)]);
    }

    #[test]
    fn anything_can_be_read(words in "[-#>*_~|`\\\\<@!&:t0-9.a\n \\[\\]()/https]{0,200}|\\PC{0,100}") {
        let nodes = parse(&words);
        prop_assert_eq!(nodes.is_empty(), words.is_empty());
        let doubled = nodes.windows(2).any(|pair| matches!(pair, [Node::Text(_), Node::Text(_)]));
        prop_assert!(!doubled);
    }
}

#[test]
fn hostile_depth_is_cut_off() {
    for sign in ["*", "_", "[", "||", "> ", "`", "~~", "<"] {
        assert!(!parse(&sign.repeat(2000)).is_empty());
    }
    let nested = format!("{}a{}", "**||".repeat(400), "||**".repeat(400));
    assert!(!parse(&nested).is_empty());
}
