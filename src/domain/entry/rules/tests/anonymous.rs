//! Entries whose readers stay unnamed.

use super::*;
use crate::domain::state::Rows;
use crate::library::resource::Side;

#[test]
fn an_anonymous_entry_has_an_actor_and_a_number_that_tell_nothing() {
    let (mut it, ann) = (given(), reader(1));
    let named = it.say(&ann, fresh("tides"), "words").unwrap();
    let veiled_one = it.rate(&ann, veiled("tides", 1), Rating::Useful).unwrap();
    let elsewhere = it.rate(&ann, veiled("currents", 2), Rating::Useful).unwrap();
    let actors = [named, veiled_one, elsewhere].map(|number| it.entry(number).actor);
    assert_eq!(BTreeSet::from(actors).len(), 3);
    assert!(LOTS.contains(&veiled_one.get()) && LOTS.contains(&elsewhere.get()));
    assert_eq!(it.state.guild(GUILD).next_entry().get(), 2);
}

#[test]
fn a_taken_lot_is_drawn_again_and_none_at_all_is_said() {
    let (mut it, ann) = (given(), reader(1));
    it.rate(&ann, veiled("tides", 1), Rating::Useful).unwrap();
    let spare = Beginning { anonymous: true, lots: draw([1, 1, 8]), ..beginning("tides") };
    let number = it.rate(&ann, Target::Fresh(spare), Rating::Useful).unwrap();
    assert_eq!([number], [draw([8, 8, 8])[0]]);
    let refusal = it.rate(&ann, veiled("tides", 1), Rating::Useful).unwrap_err();
    assert_eq!(refusal, "That did not work out this time; nothing was saved. Please try once more.");
}

#[test]
fn lots_are_asked_for_by_whoever_may_need_one() {
    let (mut it, ann) = (given(), reader(1));
    let drawn = |state: &State, target: &Target| needs(state, &ann, target).entries;
    assert_eq!(drawn(&it.state, &veiled("tides", 1)).len(), 3);
    assert!(drawn(&it.state, &on_panel("tides", PANEL)).is_empty());
    it.when(|state, moment, decision| veil(state, moment, &ann, (PANEL, &work("tides")), decision)).unwrap();
    assert_eq!(drawn(&it.state, &on_panel("tides", PANEL)).len(), 3);
    assert!(drawn(&it.state, &on_panel("tides", MessageId::new(901))).is_empty());
}

#[test]
fn a_tap_decided_together_with_its_veil_gives_no_name_and_takes_no_number_unseen() {
    let (mut it, ann) = (given(), reader(1));
    it.state.entries = Rows::default();
    it.when(|state, moment, decision| veil(state, moment, &ann, (PANEL, &work("tides")), decision)).unwrap();
    let refusal = it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap_err();
    assert_eq!(refusal, "That did not work out this time; nothing was saved. Please try once more.");
    assert!(it.log.is_empty());
}

#[test]
fn hiding_withdraws_the_named_entry_and_gives_it_anew() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, on_panel("tides", PANEL), "words").unwrap();
    it.rate(&ann, Target::Entry(number), Rating::Useful).unwrap();
    let old = it.entry(number).words.unwrap();
    let hidden = it.hide(&ann, number).unwrap();
    assert_eq!(it.entry(number).status, Status::Withdrawn);
    assert_eq!(it.erased, BTreeSet::from([old]));
    let hidden = it.entry(hidden.number);
    assert!(hidden.anonymous && hidden.words.is_some() && hidden.rating == Some(Rating::Useful));
    assert_ne!(hidden.actor, it.entry(number).actor);
    assert_eq!(it.ratings("tides"), [0, 0, 1, 0, 0]);
    // A tap on the panel as it was drawn before.
    assert_eq!(it.rate(&ann, on_panel("tides", PANEL), Rating::NotForMe).unwrap(), hidden.number);
}

#[test]
fn hiding_one_entry_leaves_the_panel_of_another_alone() {
    let (mut it, ann) = (given(), reader(1));
    let first = it.say(&ann, fresh("tides"), "words").unwrap();
    let second = it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap();
    it.hide(&ann, first).unwrap();
    assert_eq!(it.rate(&ann, on_panel("tides", PANEL), Rating::NotForMe).unwrap(), second);
}

#[test]
fn hiding_needs_the_words_as_they_are() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, fresh("tides"), "first").unwrap();
    let read_at = it.entry(number).words;
    it.say(&ann, Target::Entry(number), "second").unwrap();
    let lots = draw([1, 2, 3]);
    let hiding = Hiding { number, words_at: read_at, words: Some("first".to_owned()), lots };
    let refusal = it.when(|state, moment, decision| hide(state, moment, &ann, hiding, decision)).unwrap_err();
    assert_eq!(refusal, "Your comment has just changed. Please press once more.");
    let hidden = it.hide(&ann, number).unwrap().number;
    assert_eq!(it.hide(&ann, hidden).unwrap().number, hidden, "twice is once");
}

#[test]
fn a_message_that_shows_its_author_cannot_hide_them() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    let refusal = it.hide(&ann, number).unwrap_err();
    assert!(refusal.starts_with("That entry was made from a message that shows its author"), "{refusal}");
}

#[test]
fn a_tap_that_overtakes_the_veiled_panel_gives_no_name() {
    let (mut it, ann) = (given(), reader(1));
    it.when(|state, moment, decision| veil(state, moment, &ann, (PANEL, &work("tides")), decision)).unwrap();
    let number = it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap();
    assert!(it.entry(number).anonymous);
    let elsewhere = it.say(&ann, on_panel("tides", MessageId::new(901)), "words").unwrap();
    assert!(!it.entry(elsewhere).anonymous);
}

#[test]
fn a_veil_that_comes_after_a_tap_is_asked_for_again() {
    let (mut it, ann) = (given(), reader(1));
    it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap();
    let refusal = it.when(|state, moment, it| veil(state, moment, &ann, (PANEL, &work("tides")), it));
    let words = "Your tap has just been recorded. Please press Stay anonymous once more.";
    assert_eq!(refusal.unwrap_err(), words);
}

const NAMED: &str = "With your name you have already said what this work gave you, as feedback #1, and nobody counts \
                     twice. Change that, or take it back first, under `/my feedback`. Nothing was saved.";

fn noticed() -> Filling {
    let shift = NoticedShift { side: Side::Toward, key: "12bae38e297a".to_owned(), text: "loops".to_owned() };
    Filling { shift: Some(shift), ..Filling::default() }
}

#[test]
fn nobody_counts_a_second_time_without_a_name() {
    let (mut it, ann, bo) = (given(), reader(1), reader(2));
    let named = it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap();
    assert_eq!(it.rate(&ann, veiled("tides", 1), Rating::Useful).unwrap_err(), NAMED);
    assert_eq!(it.fill(&ann, veiled("tides", 1), noticed()).unwrap_err(), NAMED);
    it.rate(&bo, veiled("tides", 1), Rating::Useful).unwrap();
    it.rate(&ann, veiled("currents", 2), Rating::Useful).unwrap();
    assert_eq!(it.ratings("tides"), [1, 0, 1, 0, 0]);
    it.withdraw(&ann, named).unwrap();
    it.rate(&ann, veiled("tides", 3), Rating::Useful).unwrap();
    assert_eq!(it.ratings("tides"), [0, 0, 2, 0, 0]);
}

#[test]
fn nobody_counts_a_second_time_by_name() {
    let (mut it, ann) = (given(), reader(1));
    let hidden = it.fill(&ann, veiled("tides", 1), noticed()).unwrap().number;
    let words = NAMED.replace("With your name", "Anonymously").replace("#1", &format!("#{hidden}"));
    assert_eq!(it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap_err(), words);
    assert_eq!(it.fill(&ann, fresh("tides"), noticed()).unwrap_err(), words);
    it.remove(hidden).unwrap();
    it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap();
}

#[test]
fn words_and_kinds_count_nobody_and_are_never_refused_for_another_face() {
    let (mut it, ann) = (given(), reader(1));
    let named = it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap();
    let hidden = it.say(&ann, veiled("tides", 1), "words").unwrap();
    let question = Filling { kind: Some(EntryKind::Question), ..Filling::default() };
    it.fill(&ann, Target::Entry(hidden), question).unwrap();
    it.rate(&ann, Target::Entry(named), Rating::Useful).unwrap();
    // What was begun with words cannot be rated later either.
    assert_eq!(it.rate(&ann, Target::Entry(hidden), Rating::Useful).unwrap_err(), NAMED);
    it.withdraw(&ann, named).unwrap();
    it.rate(&ann, Target::Entry(hidden), Rating::Useful).unwrap();
}

#[test]
fn hiding_one_of_two_that_count_would_count_twice() {
    let (mut it, ann) = (given(), reader(1));
    let first = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    let second = it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap();
    let words_alone = it.say(&ann, fresh("tides"), "words").unwrap();
    assert_eq!(it.hide(&ann, second).unwrap_err(), NAMED);
    it.hide(&ann, words_alone).unwrap();
    it.withdraw(&ann, first).unwrap();
    it.hide(&ann, second).unwrap();
    assert_eq!(it.ratings("tides"), [1, 0, 0, 0, 0]);
}

#[test]
fn the_other_face_is_asked_for_by_whoever_may_need_it() {
    let (mut it, ann) = (given(), reader(1));
    let asked = |it: &Given, target: &Target| needs(&it.state, &ann, target).standings;
    let named = it.say(&ann, fresh("tides"), "words").unwrap();
    assert_eq!(asked(&it, &Target::Entry(named)), [], "one face alone stands for itself");
    let hidden = it.say(&ann, veiled("tides", 1), "words").unwrap();
    let both = [named, hidden].map(|number| (work("tides"), it.entry(number).actor));
    for target in [Target::Entry(named), Target::Entry(hidden), fresh("tides"), veiled("tides", 2)] {
        assert_eq!(asked(&it, &target), both, "{target:?}");
    }
}
