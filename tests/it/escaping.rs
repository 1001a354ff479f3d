//! Whatever people type is shown as they typed it: it formats nothing, links nothing, pings nobody.

use athenaeum::interactions::words::{copied, escape, fenced, to_copy};
use discord_simulator::text::markdown::{Node, parse};
use proptest::prelude::*;

/// Texts that have broken out of other bots' messages.
const HOSTILE: &[&str] = &[
    "@everyone",
    "@here <@80351110224678912> <@&165511591545143296> <#103735883630395392>",
    "[free nitro](https://evil.example/)",
    "https://evil.example/ and <https://evil.example/>",
    "**bold** *it* __under__ ~~strike~~ ||spoiler|| `code`",
    "```\nfence\n```",
    "# heading\n## two\n-# small\n> quote\n>>> quotes\n- list\n1. one",
    "<t:1618953630:R> <:name:41771983429993937> </airhorn:816437322781949972>",
    "\\*not bold\\* \\\\ \\",
    "discord.gg/abc www.evil.example mail@evil.example",
    "a_b_c *a* _b_ __c__ ***d***",
    "https://a*b*c https:\\//x",
];

fn shows_as_typed(text: &str) -> Result<(), TestCaseError> {
    let expected: String =
        text.chars().filter(|it| *it == '\n' || !it.is_control()).filter(|it| !turns_around(*it)).collect();
    if expected.is_empty() {
        return Ok(());
    }
    let shown = parse(&escape(text));
    prop_assert_eq!(shown, vec![Node::Text(expected)], "escaped as {:?}", escape(text));
    Ok(())
}

fn turns_around(it: char) -> bool {
    matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[test]
fn hostile_texts_show_as_typed() {
    for text in HOSTILE {
        shows_as_typed(text).unwrap();
    }
}

#[test]
fn a_text_cannot_leave_its_fence() {
    for text in HOSTILE.iter().chain(&["``````", "`````", "a```b```c", "```"]) {
        let nodes = parse(&fenced(text));
        assert!(matches!(nodes.as_slice(), [Node::CodeBlock { .. }]), "{text:?} became {nodes:?}");
    }
}

/// What is handed back is read from there when its reader goes on with it.
fn comes_back_whole(text: &str) -> Result<(), TestCaseError> {
    let expected: String =
        text.chars().filter(|it| *it == '\n' || !it.is_control()).filter(|it| !turns_around(*it)).collect();
    let embed = to_copy(text);
    prop_assert_eq!(copied(&embed.title.unwrap(), &embed.text.unwrap()), Some(expected));
    Ok(())
}

#[test]
fn words_handed_back_are_read_back_whole_or_not_at_all() {
    for text in HOSTILE.iter().chain(&["``````", "`````", "a```b```c", "```"]) {
        comes_back_whole(text).unwrap();
    }
    let beginning = to_copy(&"`".repeat(2_100));
    assert_eq!(copied(&beginning.title.unwrap(), &beginning.text.unwrap()), None);
}

proptest! {
    #[test]
    fn any_text_comes_back_whole(text in "[`a\\PC\n]{0,60}") {
        comes_back_whole(&text)?;
    }

    #[test]
    fn any_text_shows_as_typed(text in "\\PC{0,60}") {
        shows_as_typed(&text)?;
    }

    #[test]
    fn any_mix_of_marks_shows_as_typed(text in "[*_~`|>#\\-+.()\\[\\]<:@!/\\\\ a1\n]{0,24}") {
        shows_as_typed(&text)?;
    }
}
