//! Given what happened, when somebody acts, then this is decided, or refused in these words.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::needless_pass_by_value, reason = "what is given and done reads better without borrows")]

use std::collections::BTreeSet;

use super::*;
use crate::domain::draft::{self, Author, KEPT_FOR, Logged};
use crate::domain::event::{Event, Recorded};
use crate::domain::fold::apply;
use crate::domain::ids::{ChannelId, DraftNumber};
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
        let lots = std::array::from_fn(|at| (self.turn * 10 + at as u64) << 2);
        let moment = Moment { now: self.now, lots };
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

fn logged(id: u64, author: &Reader) -> Logged {
    let author = Author { user: author.user, name: author.name.clone() };
    Logged { place: message(id), author, text: "what was said".to_owned() }
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

#[test]
fn a_message_is_kept_once_until_it_is_taken_back() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    let refusal = it.say(&ann, from_message(1, Source::Moderator), "words").unwrap_err();
    assert_eq!(refusal, "That message is kept already, as feedback #1.");
    it.withdraw(&ann, number).unwrap();
    it.say(&ann, from_message(1, Source::Message), "words").unwrap();
}

#[test]
fn what_moderators_keep_neither_uses_nor_needs_the_authors_pace() {
    let (mut it, ann) = (given(), reader(1));
    for id in 1..=5 {
        it.say(&ann, from_message(id, Source::Moderator), "words").unwrap();
    }
    it.say(&ann, from_message(6, Source::Message), "words").unwrap();
}

#[test]
fn moderators_give_back_what_moderators_kept_and_nothing_else() {
    let (mut it, ann) = (given(), reader(1));
    let by = (GUILD, ActorId::new(99));
    let kept = it.say(&ann, from_message(1, Source::Moderator), "words").unwrap();
    let own = it.say(&ann, fresh("tides"), "words").unwrap();
    it.when(|state, _, decision| give_back(state, by, kept, decision)).unwrap();
    assert_eq!(it.entry(kept).status, Status::Withdrawn);
    assert_eq!(it.erased.len(), 1);
    let refused = |it: &mut Given, number| {
        it.when(|state, _, decision| give_back(state, by, number, decision)).unwrap_err()
    };
    assert_eq!(refused(&mut it, kept), "Feedback #1 has been taken back already.");
    assert_eq!(refused(&mut it, own), "There is no entry #2 of yours here.");
}

#[test]
fn a_deleted_message_takes_the_words_along_and_leaves_the_rest() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    for _ in 0..2 {
        it.when(|state, _, decision| {
            erase(state, GUILD, MessageId::new(1), decision);
            erase(state, GUILD, MessageId::new(2), decision);
            Ok(())
        })
        .unwrap();
    }
    let entry = it.entry(number);
    assert_eq!((entry.words, entry.status), (None, Status::Given));
    assert_eq!(it.kinds(), ["entry.given", "entry.erased"]);
}

#[test]
fn readers_log_their_own_messages_and_moderators_anyones() {
    let [ann, bo] = [UserId::new(1), UserId::new(2)];
    assert_eq!(draft::door(ann, ann, false).unwrap(), Source::Message);
    assert_eq!(draft::door(ann, ann, true).unwrap(), Source::Message);
    assert_eq!(draft::door(ann, bo, true).unwrap(), Source::Moderator);
    let refusal = draft::door(ann, bo, false).unwrap_err();
    assert!(refusal.why.starts_with("You can log your own messages."), "{refusal}");
}

#[test]
fn a_draft_is_spent_once_by_its_logger_within_its_time() {
    let (mut it, mo, ann) = (given(), reader(3), reader(1));
    let keep = |it: &mut Given, id| {
        it.when(|state, moment, decision| draft::keep(state, moment, &mo, &logged(id, &ann), decision))
    };
    let spend = |it: &mut Given, who: &Reader, number| {
        it.when(|state, moment, decision| draft::spend(state, moment, who, number, decision))
    };
    let number = keep(&mut it, 1).unwrap();
    let words = it.state.drafts.find(&(GUILD, number)).unwrap().words.unwrap();
    let too_late = draft::too_late().why;
    assert_eq!(spend(&mut it, &ann, number).unwrap_err(), too_late, "another one's");
    assert_eq!(spend(&mut it, &mo, DraftNumber::new(9)).unwrap_err(), too_late, "not there");
    it.now += KEPT_FOR;
    spend(&mut it, &mo, number).unwrap();
    assert_eq!(it.erased, BTreeSet::from([words]));
    assert_eq!(spend(&mut it, &mo, number).unwrap_err(), too_late, "spent");
    let number = keep(&mut it, 2).unwrap();
    it.now += KEPT_FOR + 1;
    assert_eq!(spend(&mut it, &mo, number).unwrap_err(), too_late, "too late");
}

#[test]
fn two_people_met_in_one_act_are_two_people() {
    let (mut it, mo, ann) = (given(), reader(3), reader(1));
    it.when(|state, moment, it| draft::keep(state, moment, &mo, &logged(1, &ann), it)).unwrap();
    let actor = |it: &Given, user| it.state.people.find(&(GUILD, user)).unwrap().actor;
    let Event::DraftKept(kept) = &it.log[0].event else { panic!("{:?}", it.log) };
    assert_eq!(kept.author, actor(&it, ann.user));
    assert_eq!(it.log[0].actor, Some(actor(&it, mo.user)));
    assert_ne!(kept.author, actor(&it, mo.user));
}

#[test]
fn a_kept_message_makes_no_second_draft() {
    let (mut it, ann) = (given(), reader(1));
    it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    let refusal = it.when(|state, moment, it| draft::keep(state, moment, &ann, &logged(1, &ann), it));
    assert_eq!(refusal.unwrap_err(), "That message is kept already, as feedback #1.");
}
