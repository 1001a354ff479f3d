//! The shifts of a work as readers choose from them: in a list, while typing, or typed out.

use std::collections::BTreeSet;

use crate::domain::entry::NoticedShift;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Choice, SelectOption};
use crate::interactions::words::escape;
use crate::library::fold;
use crate::library::resource::{Resource, Shift, Side, cut_at_word, utf16};

/// Most options of a select and most choices while typing (Discord: Component Reference, String Select).
const MOST: usize = 25;
/// Longest label, in UTF-16 units.
const LABEL: usize = 100;
/// How much of a refusal the list may take, in UTF-16 units; a message takes 2,000.
const LIST: usize = 1_500;

/// The words before a shift.
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Away => "away from",
        Side::Toward => "toward",
    }
}

/// A shift as a line of ours says it.
pub fn line(shift: &NoticedShift) -> String {
    format!("{} {}", side(shift.side), escape(&shift.text))
}

/// The list of a panel, and whether it holds them all. The one noticed already is always in it.
pub fn options(resource: &Resource, noticed: Option<&NoticedShift>) -> (Vec<SelectOption>, bool) {
    let all = distinct(resource);
    let whole = all.len() <= MOST;
    let options = fair(all, noticed).into_iter().map(|it| SelectOption {
        label: cut_at_word(&it.text, LABEL),
        value: it.key(),
        note: Some(side(it.side).to_owned()),
        chosen: noticed.is_some_and(|noticed| noticed.key == it.key()),
    });
    (options.collect(), whole)
}

/// Choices while somebody types.
pub fn choices(resource: &Resource, typed: &str) -> Vec<Choice> {
    let typed = fold::key(typed);
    let fits = |it: &Shift| fold::key(&named(it)).contains(&typed);
    let fitting = distinct(resource).into_iter().filter(fits).take(MOST);
    fitting.map(|it| Choice { name: cut_at_word(&named(&it), LABEL), value: it.key() }).collect()
}

/// The shift that a choice or a typed text means.
///
/// # Errors
/// When the work has no such shift: says which it has.
pub fn find(resource: &Resource, typed: &str) -> Result<NoticedShift, Refusal> {
    let all = distinct(resource);
    let folded = fold::key(typed);
    let by_key = all.iter().find(|it| it.key() == typed.trim());
    let mut by_words =
        all.iter().filter(|it| fold::key(&it.text) == folded || fold::key(&named(it)) == folded);
    let found = by_key.or_else(|| {
        // The same words may stand on both sides; then the side has to be said.
        let first = by_words.next();
        first.filter(|_| by_words.next().is_none())
    });
    found.map(noticed).ok_or_else(|| unknown(resource, &all))
}

/// The shift of that key, from a select.
///
/// # Errors
/// When the work was rewritten since the select was drawn.
pub fn by_key(resource: &Resource, key: &str) -> Result<NoticedShift, Refusal> {
    let all = distinct(resource);
    all.iter().find(|it| it.key() == key).map(noticed).ok_or_else(|| unknown(resource, &all))
}

fn noticed(shift: &Shift) -> NoticedShift {
    NoticedShift { side: shift.side, key: shift.key(), text: shift.text.clone() }
}

fn named(shift: &Shift) -> String {
    format!("{} {}", side(shift.side), shift.text)
}

/// Each shift once: a list that says the same twice would give two options one value, which Discord refuses.
fn distinct(resource: &Resource) -> Vec<Shift> {
    let mut keys = BTreeSet::new();
    resource.shifts().into_iter().filter(|it| keys.insert(it.key())).collect()
}

/// At most [`MOST`], some of each side, in their order.
fn fair(all: Vec<Shift>, noticed: Option<&NoticedShift>) -> Vec<Shift> {
    let toward = all.iter().filter(|it| it.side == Side::Toward).count();
    let away = all.len() - toward;
    let most_away = away.min(MOST.saturating_sub(toward).max(MOST / 2));
    let most_toward = MOST - most_away;
    let (mut away, mut toward) = (0, 0);
    let kept = |it: &Shift| {
        let (seen, most) = match it.side {
            Side::Away => (&mut away, most_away),
            Side::Toward => (&mut toward, most_toward),
        };
        *seen += 1;
        *seen <= most
    };
    let (mut shown, hidden): (Vec<Shift>, Vec<Shift>) = all.into_iter().partition(kept);
    if let Some(one) = hidden.into_iter().find(|it| noticed.is_some_and(|noticed| noticed.key == it.key())) {
        shown.pop();
        shown.push(one);
    }
    shown
}

fn unknown(resource: &Resource, all: &[Shift]) -> Refusal {
    let title = escape(&resource.title);
    if all.is_empty() {
        return Refusal::new(format!(
            "No shifts are listed for **{title}**, so please leave that out. Nothing was saved."
        ));
    }
    let mut why = format!("**{title}** has no such shift, so nothing was saved. These it has:");
    for (at, shift) in all.iter().enumerate() {
        let line = format!("\n- {} {}", side(shift.side), escape(&shift.text));
        if utf16(&why) + utf16(&line) > LIST {
            why.push_str(&format!(
                "\n… and {} more, which come up while you type in `shift`.",
                all.len() - at
            ));
            break;
        }
        why.push_str(&line);
    }
    Refusal::new(why)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::library::resource::{Slug, Why, WhyPart};

    fn work(away: Vec<String>, toward: Vec<String>) -> Resource {
        let mut work = Resource::bare(Slug::try_from("a-b").unwrap(), "A *B*");
        work.why = Some(Why { parts: vec![WhyPart::Away(away), WhyPart::Toward(toward)] });
        work
    }

    fn many(count: usize, word: &str) -> Vec<String> {
        (0..count).map(|it| format!("{word} {it}")).collect()
    }

    #[test]
    fn a_long_list_keeps_both_sides_and_what_was_noticed() {
        let work = work(many(40, "old"), many(40, "new"));
        let chosen = find(&work, "new 39").unwrap();
        let (options, whole) = options(&work, Some(&chosen));
        assert_eq!(options.len(), MOST);
        assert!(!whole);
        assert_eq!(options.iter().filter(|it| it.note.as_deref() == Some("away from")).count(), 12);
        assert_eq!(
            options.iter().filter(|it| it.chosen).map(|it| &*it.label).collect::<Vec<_>>(),
            ["new 39"]
        );
    }

    #[test]
    fn one_long_side_takes_what_the_other_leaves() {
        let (options, _) = options(&work(many(40, "old"), many(2, "new")), None);
        assert_eq!(options.iter().filter(|it| it.note.as_deref() == Some("toward")).count(), 2);
        assert_eq!(options.len(), MOST);
    }

    #[test]
    fn a_long_shift_is_cut_in_its_label_and_whole_in_its_value() {
        let text = "a_word ".repeat(28);
        let work = work(vec![text.trim().to_owned()], Vec::new());
        let (options, _) = options(&work, None);
        assert!(utf16(&options[0].label) <= LABEL && options[0].label.ends_with("a_word…"));
        assert_eq!(by_key(&work, &options[0].value).unwrap().text, text.trim());
    }

    #[test]
    fn the_same_line_twice_is_one_option() {
        let (options, _) = options(&work(vec!["Same.".to_owned(), "same".to_owned()], Vec::new()), None);
        assert_eq!(options.len(), 1);
    }

    #[test]
    fn typed_words_are_found_whatever_their_dress() {
        let work = work(vec!["Linear pipelines".to_owned()], vec!["streams".to_owned()]);
        for typed in ["linear  PIPELINES.", "away from linear pipelines", "12bae38e297a"] {
            assert_eq!(find(&work, typed).unwrap().text, "Linear pipelines", "{typed}");
        }
        assert_eq!(choices(&work, "pipe")[0].name, "away from Linear pipelines");
        assert_eq!(choices(&work, "toward").len(), 1);
    }

    #[test]
    fn words_on_both_sides_need_their_side() {
        let work = work(vec!["trust".to_owned()], vec!["trust".to_owned()]);
        assert!(find(&work, "trust").is_err());
        assert_eq!(find(&work, "toward trust").unwrap().side, Side::Toward);
    }

    #[test]
    fn an_unknown_shift_is_refused_with_the_list() {
        let refusal = find(&work(vec!["old".to_owned()], vec!["new".to_owned()]), "blue").unwrap_err();
        assert_eq!(
            refusal.why,
            "**A \\*B\\*** has no such shift, so nothing was saved. These it has:\n- away from old\n- toward new"
        );
        let refusal = find(&work(many(90, &"x".repeat(80)), Vec::new()), "blue").unwrap_err();
        assert!(
            utf16(&refusal.why) < 2_000 && refusal.why.contains("more, which come up"),
            "{}",
            refusal.why
        );
        let refusal = find(&work(Vec::new(), Vec::new()), "blue").unwrap_err();
        assert!(refusal.why.contains("please leave that out"), "{}", refusal.why);
    }
}
