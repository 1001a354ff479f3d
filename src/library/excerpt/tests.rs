//! Tests of cutting.

use proptest::prelude::*;

use super::*;

fn cut(text: &str, max: usize) -> (String, String) {
    let excerpt = excerpt(text, max);
    (excerpt.shown, excerpt.rest.unwrap_or_default())
}

fn parts(shown: &str, rest: &str) -> (String, String) {
    (shown.to_owned(), rest.to_owned())
}

#[test]
fn what_fits_is_left_alone() {
    assert_eq!(excerpt(" One. Two. ", 9), Excerpt { shown: "One. Two.".into(), rest: None });
    assert_eq!(excerpt("", 0), Excerpt { shown: String::new(), rest: None });
}

#[test]
fn it_cuts_at_a_sentence_then_a_word_then_anywhere() {
    assert_eq!(cut("One two. Three four. Five.", 22), parts("One two. Three four.", "Five."));
    assert_eq!(
        cut("No. Then comes a long sentence without end", 20),
        parts("No. Then comes a…", "long sentence without end")
    );
    assert_eq!(cut("Unbreakablenonsense", 6), parts("Unbre…", "akablenonsense"));
    assert_eq!(cut("He asked \"why?\" and then went on", 18), parts("He asked \"why?\"", "and then went on"));
    assert_eq!(cut("By Frederick P. Brooks of old", 20), parts("By Frederick P.…", "Brooks of old"));
}

#[test]
fn it_never_cuts_within_a_mark() {
    assert_eq!(cut("See **the two words** here", 12), parts("See…", "**the two words** here"));
    assert_eq!(
        cut("Go to [a page](https://a.example/b c) now", 20),
        parts("Go to…", "[a page](https://a.example/b c) now")
    );
    assert_eq!(cut("All `is. Not over` yet, no", 12), parts("All…", "`is. Not over` yet, no"));
    assert_eq!(cut("**all of it is bold**", 14), parts("**all of it…**", "**is bold**"));
}

#[test]
fn characters_are_counted_as_discord_does_and_never_torn() {
    assert_eq!(cut("🌊🌊🌊", 5), parts("🌊🌊…", "🌊"));
    assert_eq!(cut("ae\u{301}o", 2), parts("a…", "e\u{301}o"));
    assert_eq!(cut("👩\u{200d}🚀x👩\u{200d}🚀", 7), parts("👩\u{200d}🚀x…", "👩\u{200d}🚀"));
}

#[test]
fn the_first_sentence_ends_where_a_reader_would_say() {
    assert_eq!(first_sentence("See e.g. Ann P. Lee. Then more."), "See e.g. Ann P. Lee.");
    assert_eq!(first_sentence("Version 2.0 is out! Really."), "Version 2.0 is out!");
    assert_eq!(first_sentence("No end here"), "No end here");
    assert_eq!(first_sentence("*Stop. Now.* Go on."), "*Stop. Now.*");
    assert_eq!(first_sentence("A list:\n- one"), "A list:");
}

#[test]
fn pages_hold_whole_paragraphs_while_they_fit() {
    let paragraphs = ["One.", "Two.", "Three is a sentence. Four is another.", "", "Five."];
    assert_eq!(pages(&paragraphs, 24), ["One.\n\nTwo.", "Three is a sentence.", "Four is another.\n\nFive."]);
    assert_eq!(pages::<&str>(&[], 24), Vec::<String>::new());
}

/// Words, punctuation, marks, links, emoji: what pages are made of.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zé]{1,9}",
        Just(". ".to_owned()),
        Just(" ".to_owned()),
        Just("? ".to_owned()),
        Just("🌊".to_owned()),
        Just("**bold words** ".to_owned()),
        Just("*it* ".to_owned()),
        Just("`a b`".to_owned()),
        Just("[x y](https://a.example/) ".to_owned()),
        Just("*".to_owned()),
        Just("[".to_owned()),
        Just("\n".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("👩\u{200d}🚀".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Without what cutting may add or take.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '…' | '*')).collect()
}

proptest! {
    #[test]
    fn nothing_is_lost_and_the_limit_holds(text in prose(), max in 30usize..200) {
        let whole = pages(&[text.as_str()], max);
        for page in &whole {
            prop_assert!(utf16(page) <= max, "{page:?} is longer than {max}");
        }
        // Stars may have been added, where a mark was closed and opened again.
        prop_assert_eq!(squeezed(&whole.concat()), squeezed(&text));
    }

    #[test]
    fn even_the_smallest_limit_comes_to_an_end(text in prose(), max in 0usize..12) {
        let whole = pages(&[text.as_str()], max);
        prop_assert!(whole.len() <= 2 * text.len() + 1);
    }
}
