//! Given what happened, when somebody acts, then this is decided, or refused in these words.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::needless_pass_by_value, reason = "what is given and done reads better without borrows")]

mod anonymous;
mod messages;

use std::collections::BTreeSet;

use super::*;
use crate::domain::event::Recorded;
use crate::domain::fold::apply;
use crate::domain::ids::ChannelId;
use crate::domain::shelf::Shelved;
use crate::library::resource::Slug;

const GUILD: GuildId = GuildId::new(7);
const MINUTE: i64 = 60_000;
const PANEL: MessageId = MessageId::new(900);
const LONG_AGO: i64 = -400 * DAY;

/// A guild and what has happened in it.
struct Given {
    state: State,
    now: i64,
    turn: u64,
    log: Vec<Recorded>,
    erased: BTreeSet<Pos>,
}

fn given() -> Given {
    let mut state = State::empty();
    for slug in ["tides", "currents"] {
        state.shelf.put(work(slug), shelved(OFFERED));
    }
    Given { state, now: 1_000 * DAY, turn: 0, log: Vec::new(), erased: BTreeSet::new() }
}

impl Given {
    /// Decides, and folds the decision as the log does.
    fn when<T>(
        &mut self,
        act: impl FnOnce(&State, &Moment, &mut Decision) -> Result<T, Refusal>,
    ) -> Result<T, String> {
        self.turn += 1;
        let lots = std::array::from_fn(|at| (self.turn * 10 + at as u64) << 16);
        let moment = Moment { now: self.now, end: Pos::from_i64(0), lots };
        let mut decision = Decision::quiet();
        let done = act(&self.state, &moment, &mut decision).map_err(|refusal| refusal.why)?;
        for happening in decision.events {
            let recorded = Recorded {
                pos: Pos::new(self.log.len() as u64 + 1),
                guild: GUILD,
                actor: happening.actor,
                at: self.now,
                has_words: happening.words.is_some(),
                event: happening.event,
            };
            apply(&mut self.state, &recorded);
            self.log.push(recorded);
        }
        for person in decision.people {
            self.state.people.put((person.guild, person.user), person);
        }
        self.erased.extend(decision.erase);
        Ok(done)
    }

    fn fill(&mut self, who: &Reader, target: Target, filling: Filling) -> Result<Entry, String> {
        self.when(|state, moment, decision| fill(state, moment, who, (&target, &filling), decision))
    }

    fn rate(&mut self, who: &Reader, target: Target, rating: Rating) -> Result<EntryNumber, String> {
        self.fill(who, target, Filling { rating: Some(rating), ..Filling::default() }).map(|it| it.number)
    }

    fn say(&mut self, who: &Reader, target: Target, words: &str) -> Result<EntryNumber, String> {
        let filling = Filling { comment: Some(words.to_owned()), ..Filling::default() };
        self.fill(who, target, filling).map(|it| it.number)
    }

    fn withdraw(&mut self, who: &Reader, number: EntryNumber) -> Result<Entry, String> {
        self.when(|state, _, decision| withdraw(state, who, number, decision))
    }

    fn hide(&mut self, who: &Reader, number: EntryNumber) -> Result<Entry, String> {
        let words_at = self.entry(number).words;
        let words = words_at.map(|_| "words".to_owned());
        let hiding = Hiding { number, words_at, words, lots: draw([number.get() + 5, 6, 7]) };
        self.when(|state, moment, decision| hide(state, moment, who, hiding, decision))
    }

    fn remove(&mut self, number: EntryNumber) -> Result<Entry, String> {
        let by = (GUILD, ActorId::new(99));
        self.when(|state, _, decision| remove(state, by, (number, "Not about this work."), decision))
    }

    fn entry(&self, number: EntryNumber) -> Entry {
        self.state.entries.find(&(GUILD, number)).unwrap().clone()
    }

    fn ratings(&self, slug: &str) -> [u64; 5] {
        self.state.tallies.find(&(GUILD, work(slug))).unwrap().ratings
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.log.iter().map(|it| it.event.kind()).collect()
    }
}

const OFFERED: bool = false;
const RETIRED: bool = true;

fn shelved(retired: bool) -> Shelved {
    Shelved { revision: 1, hash: String::new(), file_hash: None, retired, resource: None }
}

fn work(slug: &str) -> ResourceKey {
    ResourceKey::shared(Slug::try_from(slug).unwrap())
}

fn reader(user: u64) -> Reader {
    Reader { guild: GUILD, user: UserId::new(user), name: format!("reader{user}"), joined_at: Some(LONG_AGO) }
}

fn beginning(slug: &str) -> Beginning {
    Beginning {
        resource: work(slug),
        title: slug.to_owned(),
        anonymous: false,
        source: Source::Panel,
        message: None,
        panel: None,
        lots: draw([1, 2, 3]),
    }
}

fn fresh(slug: &str) -> Target {
    Target::Fresh(beginning(slug))
}

fn on_panel(slug: &str, panel: MessageId) -> Target {
    Target::Fresh(Beginning { panel: Some(panel), ..beginning(slug) })
}

fn veiled(slug: &str, lots: u64) -> Target {
    Target::Fresh(Beginning { anonymous: true, lots: draw([lots, lots, lots]), ..beginning(slug) })
}

fn message(id: u64) -> MessagePlace {
    MessagePlace { channel: ChannelId::new(5), message: MessageId::new(id) }
}

fn from_message(id: u64, source: Source) -> Target {
    Target::Fresh(Beginning { message: Some(message(id)), source, ..beginning("tides") })
}

#[test]
fn taps_on_one_panel_fill_one_entry() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap();
    let again = it.rate(&ann, on_panel("tides", PANEL), Rating::VeryUseful).unwrap();
    assert_eq!(again, number);
    assert_eq!(it.kinds(), ["entry.given", "entry.revised"]);
    assert_eq!(it.ratings("tides"), [0, 0, 0, 1, 0]);
}

#[test]
fn another_panel_another_work_or_another_reader_begins_another_entry() {
    let (mut it, ann, bo) = (given(), reader(1), reader(2));
    let first = it.rate(&ann, on_panel("tides", PANEL), Rating::Useful).unwrap();
    let elsewhere = it.rate(&ann, on_panel("currents", PANEL), Rating::Useful).unwrap();
    let other_panel = it.rate(&ann, on_panel("tides", MessageId::new(901)), Rating::Useful).unwrap();
    let other_reader = it.rate(&bo, on_panel("tides", PANEL), Rating::Useful).unwrap();
    let numbers = BTreeSet::from([first, elsewhere, other_panel, other_reader]);
    assert_eq!(numbers.len(), 4);
}

#[test]
fn the_newest_rating_of_a_reader_stands_whichever_entry_holds_it() {
    let (mut it, ann) = (given(), reader(1));
    let first = it.rate(&ann, fresh("tides"), Rating::NotForMe).unwrap();
    it.now += MINUTE;
    it.rate(&ann, fresh("tides"), Rating::ChangedMyThinking).unwrap();
    assert_eq!(it.ratings("tides"), [0, 0, 0, 0, 1]);
    it.now += MINUTE;
    it.rate(&ann, Target::Entry(first), Rating::Useful).unwrap();
    assert_eq!(it.ratings("tides"), [0, 0, 1, 0, 0]);
    it.withdraw(&ann, first).unwrap();
    assert_eq!(it.ratings("tides"), [0, 0, 0, 0, 1]);
}

#[test]
fn what_does_not_count_leaves_the_readers_standing_unwritten() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    assert_eq!(it.state.standings.take_changed().len(), 1);
    it.fill(&ann, Target::Entry(number), Filling { kind: Some(EntryKind::Question), ..Filling::default() })
        .unwrap();
    assert_eq!(it.state.standings.take_changed(), []);
    it.rate(&ann, Target::Entry(number), Rating::NotForMe).unwrap();
    assert_eq!(it.state.standings.take_changed().len(), 1);
}

#[test]
fn a_new_comment_erases_the_old_one_in_the_same_act() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, fresh("tides"), "first").unwrap();
    let old = it.entry(number).words.unwrap();
    it.say(&ann, Target::Entry(number), "second").unwrap();
    assert_eq!(it.erased, BTreeSet::from([old]));
    let new = it.entry(number).words.unwrap();
    it.withdraw(&ann, number).unwrap();
    assert_eq!(it.erased, BTreeSet::from([old, new]));
}

#[test]
fn the_same_choice_again_changes_nothing() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.rate(&ann, Target::Entry(number), Rating::Useful).unwrap();
    assert_eq!(it.kinds(), ["entry.given"]);
}

#[test]
fn what_is_not_yours_reads_as_if_it_were_not_there() {
    let (mut it, ann, bo) = (given(), reader(1), reader(2));
    let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.rate(&bo, fresh("tides"), Rating::Useful).unwrap();
    let words = "There is no entry #1 of yours here.";
    assert_eq!(it.rate(&bo, Target::Entry(number), Rating::NotForMe).unwrap_err(), words);
    assert_eq!(it.withdraw(&bo, number).unwrap_err(), words);
    assert_eq!(it.hide(&bo, number).unwrap_err(), words);
    let absent = it.withdraw(&bo, EntryNumber::new(41)).unwrap_err();
    assert_eq!(absent, words.replace("#1", "#41"));
}

#[test]
fn an_ended_entry_is_left_alone() {
    let (mut it, ann) = (given(), reader(1));
    let first = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    let second = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.withdraw(&ann, first).unwrap();
    it.remove(second).unwrap();
    let withdrawn = "Feedback #1 has been withdrawn already.";
    assert_eq!(it.rate(&ann, Target::Entry(first), Rating::Useful).unwrap_err(), withdrawn);
    assert_eq!(it.withdraw(&ann, first).unwrap_err(), withdrawn);
    let removed = "A moderator has removed your feedback #2; `/my feedback` says why.";
    assert_eq!(it.say(&ann, Target::Entry(second), "words").unwrap_err(), removed);
    assert_eq!(it.hide(&ann, second).unwrap_err(), removed);
    assert_eq!(it.remove(second).unwrap_err(), "Entry #2 has been removed already.");
    assert_eq!(it.remove(first).unwrap_err(), "The reader has withdrawn entry #1.");
    assert_eq!(it.ratings("tides"), [0; 5]);
}

#[test]
fn a_work_that_left_the_library_takes_no_new_entries_but_old_ones_change() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.state.shelf.put(work("tides"), shelved(RETIRED));
    let gone = "**tides** is no longer in the library, so nothing was saved.";
    assert_eq!(it.rate(&ann, fresh("tides"), Rating::Useful).unwrap_err(), gone);
    assert_eq!(
        it.rate(&ann, fresh("unknown"), Rating::Useful).unwrap_err(),
        gone.replace("tides", "unknown")
    );
    it.rate(&ann, Target::Entry(number), Rating::NotForMe).unwrap();
}

#[test]
fn three_entries_within_ten_minutes_are_enough() {
    let (mut it, ann, bo) = (given(), reader(1), reader(2));
    let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.now += 4 * MINUTE;
    it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
    let refusal = it.say(&ann, fresh("currents"), "words").unwrap_err();
    assert!(
        refusal.starts_with("That is 3 new entries within ten minutes; the next one can begin in 6 min.")
    );
    it.rate(&ann, Target::Entry(number), Rating::NotForMe).unwrap();
    it.rate(&bo, fresh("tides"), Rating::Useful).unwrap();
    it.now += 6 * MINUTE;
    it.say(&ann, fresh("currents"), "words").unwrap();
}

#[test]
fn withdrawing_gives_no_room_for_more() {
    let (mut it, ann) = (given(), reader(1));
    for _ in 0..3 {
        let number = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
        it.withdraw(&ann, number).unwrap();
    }
    it.rate(&ann, fresh("tides"), Rating::Useful).unwrap_err();
}

#[test]
fn newcomers_begin_ten_entries_on_their_first_day() {
    let mut it = given();
    let ann = Reader { joined_at: Some(it.now - MINUTE), ..reader(1) };
    for _ in 0..10 {
        it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
        it.now += 11 * MINUTE;
    }
    let refusal = it.rate(&ann, fresh("tides"), Rating::Useful).unwrap_err();
    assert!(refusal.starts_with("In their first day here members can begin 10 entries."), "{refusal}");
    it.now += DAY;
    it.rate(&ann, fresh("tides"), Rating::Useful).unwrap();
}

#[test]
fn a_comment_longer_than_its_room_is_refused() {
    let (mut it, ann) = (given(), reader(1));
    // Four bytes and two units each: counted as Discord counts.
    let refusal = it.say(&ann, fresh("tides"), &"🌊".repeat(1_001)).unwrap_err();
    assert_eq!(refusal, "That has 2002 characters; up to 2000 fit. Nothing was saved.");
    let number = it.say(&ann, fresh("tides"), &"🌊".repeat(1_000)).unwrap();
    it.say(&ann, Target::Entry(number), &"a".repeat(2_001)).unwrap_err();
    let message = it.say(&ann, from_message(1, Source::Message), &"a".repeat(4_000)).unwrap();
    it.say(&ann, Target::Entry(message), &"a".repeat(4_000)).unwrap();
    it.say(&ann, from_message(2, Source::Message), &"a".repeat(4_001)).unwrap_err();
}
