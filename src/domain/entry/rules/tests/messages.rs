//! Entries made from messages, and the drafts before them.

use super::*;
use crate::domain::draft::{self, Author, KEPT_FOR, Logged};
use crate::domain::event::Event;
use crate::domain::ids::DraftNumber;

const TAKEN_BACK: &str =
    "What was kept of that message has been taken back; only its author can log it again.";
const REMOVED: &str = "A moderator has removed what was kept of that message, so it cannot be logged again.";

fn logged(id: u64, author: &Reader) -> Logged {
    let author = Author { user: author.user, name: author.name.clone() };
    Logged { place: message(id), author, text: "what was said".to_owned() }
}

#[test]
fn a_message_is_kept_once_until_it_is_taken_back() {
    let (mut it, ann) = (given(), reader(1));
    let number = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    let refusal = it.say(&ann, from_message(1, Source::Moderator), "words").unwrap_err();
    assert_eq!(refusal, "That message is kept already, as feedback #1.");
    it.withdraw(&ann, number).unwrap();
    let again = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    let refusal = it.say(&ann, from_message(1, Source::Message), "words").unwrap_err();
    assert_eq!(refusal, format!("That message is kept already, as feedback #{again}."), "the newest stands");
}

#[test]
fn what_was_taken_back_only_its_author_logs_again() {
    let (mut it, mo, ann) = (given(), reader(3), reader(1));
    for (id, door) in [(1, Source::Message), (2, Source::Moderator)] {
        let number = it.say(&ann, from_message(id, door), "words").unwrap();
        it.withdraw(&ann, number).unwrap();
        assert_eq!(it.say(&ann, from_message(id, Source::Moderator), "words").unwrap_err(), TAKEN_BACK);
        let draft = it.when(|state, moment, it| draft::keep(state, moment, &mo, &logged(id, &ann), it));
        assert_eq!(draft.unwrap_err(), TAKEN_BACK);
        it.when(|state, moment, it| draft::keep(state, moment, &ann, &logged(id, &ann), it)).unwrap();
        it.say(&ann, from_message(id, Source::Message), "words").unwrap();
    }
}

#[test]
fn what_a_moderator_removed_nobody_logs_again() {
    let (mut it, mo, ann) = (given(), reader(3), reader(1));
    let number = it.say(&ann, from_message(1, Source::Message), "words").unwrap();
    it.remove(number).unwrap();
    for door in [Source::Message, Source::Moderator] {
        assert_eq!(it.say(&ann, from_message(1, door), "words").unwrap_err(), REMOVED);
    }
    for logger in [&mo, &ann] {
        let draft = it.when(|state, moment, it| draft::keep(state, moment, logger, &logged(1, &ann), it));
        assert_eq!(draft.unwrap_err(), REMOVED);
    }
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
