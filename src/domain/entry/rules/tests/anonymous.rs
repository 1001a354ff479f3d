//! Entries whose readers stay unnamed.

use super::*;
use crate::domain::state::Rows;

#[test]
fn an_anonymous_entry_has_an_actor_and_a_number_that_tell_nothing() {
    let (mut it, ann) = (given(), reader(1));
    let named = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
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
    let first = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
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
    let elsewhere = it.rate(&ann, on_panel("tides", MessageId::new(901)), Rating::Useful).unwrap();
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
