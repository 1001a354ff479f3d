//! Each check, from the sound state with one thing broken.

use serenity::model::Permissions;

use super::super::found::{Absent, Discord, Found, GuildFound, PlaceFound, Process, Said};
use super::super::{Finding, Verdict, examine};
use crate::domain::guild::Guild;
use crate::domain::ids::GuildId;
use crate::store::checkup::Checkup;
use crate::store::engine::Durability;
use crate::store::promises::Open;
use crate::store::rebuild::Rebuilt;
use crate::store::verify::{Fault, Verdict as LogVerdict};

const NOW: i64 = 1_790_000_000_000;

fn place() -> PlaceFound {
    PlaceFound::There {
        called: "#books".to_owned(),
        missing: Permissions::empty(),
        suits: true,
        absent_tags: Vec::new(),
        untaggable: false,
    }
}

/// A deployment in which nothing is wrong.
fn sound() -> Found {
    let mut checkup = Checkup::of_promises(Vec::new());
    checkup.settings =
        vec![Durability { name: "journal_mode", is: "wal".to_owned(), wanted: "wal", is_safe: true }];
    Found {
        now: NOW,
        discord: Ok(Discord {
            name: "Athenaeum".to_owned(),
            flags: 1 << 23,
            endpoint: None,
            answers_posts: false,
            key_is_foreign: false,
            code_grant: false,
            registered: true,
            date: Some(NOW - 900),
        }),
        database: Ok(checkup),
        library: Ok((28, 0)),
        processes: Ok(vec![process(Ok(Said { log: Some(9), followed: 9, reasons: Vec::new() }))]),
        guilds: vec![GuildFound {
            id: GuildId::new(7),
            name: "Harbour".to_owned(),
            settings: Guild::default(),
            place: Ok(place()),
            role_there: Some(true),
        }],
    }
}

fn process(said: Result<Said, String>) -> Process {
    Process { called: "10.0.0.7:8080".to_owned(), said }
}

fn parked(id: u64) -> Open {
    Open {
        id,
        guild: "7".to_owned(),
        kind: "tidy".to_owned(),
        state: "parked".to_owned(),
        reason: Some("Missing Permissions".to_owned()),
        attempts: 1,
        planned_at: NOW,
        due_at: NOW,
    }
}

/// What is not fine after breaking something: where, how bad, what is told.
fn broken(breaking: impl FnOnce(&mut Found)) -> Vec<(&'static str, Verdict, String)> {
    let mut found = sound();
    breaking(&mut found);
    let bad: Vec<Finding> = examine(&found).into_iter().filter(|it| it.verdict != Verdict::Fine).collect();
    let unmended = bad.iter().filter(|it| it.verdict > Verdict::Unknown && it.mend.is_none()).count();
    assert_eq!(unmended, 0, "every problem has its mending: {bad:?}");
    bad.into_iter().map(|it| (it.about, it.verdict, it.told)).collect()
}

#[track_caller]
fn one(found: &[(&'static str, Verdict, String)], about: &str, verdict: Verdict, words: &str) {
    let [(its, how, told)] = found else { panic!("not one: {found:?}") };
    assert_eq!((*its, *how), (about, verdict), "{told}");
    assert!(told.contains(words), "{told}");
}

fn discord(found: &mut Found) -> &mut Discord {
    found.discord.as_mut().expect("it is sound")
}

fn database(found: &mut Found) -> &mut Checkup {
    found.database.as_mut().expect("it is sound")
}

#[test]
fn nothing_is_wrong_with_what_is_sound() {
    assert_eq!(broken(|_| {}), []);
}

#[test]
fn what_cannot_be_looked_at_is_said_and_the_rest_is_looked_at() {
    let found = broken(|it| it.discord = Err(Absent::wrong("there is none", "set it")));
    one(&found, "token", Verdict::Wrong, "there is none");
    one(&broken(|it| it.database = Err(Absent::unasked("no"))), "database", Verdict::Unknown, "no");
    one(&broken(|it| it.library = Err(Absent::wrong("bad", "mend"))), "library", Verdict::Wrong, "bad");
}

#[test]
fn an_application_that_keeps_interactions_or_people_away() {
    let posted = |it: &mut Found| discord(it).endpoint = Some("https://a.example".to_owned());
    one(&broken(posted), "application", Verdict::Wrong, "none reaches this bot");
    one(
        &broken(|it| discord(it).answers_posts = true),
        "application",
        Verdict::Doubtful,
        "posts interactions nowhere",
    );
    let both = |it: &mut Found| {
        posted(it);
        discord(it).answers_posts = true;
    };
    assert_eq!(broken(both), []);
    one(&broken(|it| discord(it).code_grant = true), "application", Verdict::Wrong, "code grant");
}

#[test]
fn every_privileged_intent_is_seen() {
    for flag in [12, 13, 14, 15, 18, 19] {
        one(&broken(|it| discord(it).flags |= 1 << flag), "intents", Verdict::Doubtful, "privileged");
    }
}

#[test]
fn commands_of_another_release() {
    one(&broken(|it| discord(it).registered = false), "commands", Verdict::Wrong, "others than this release");
}

#[test]
fn a_clock_that_is_off_in_either_direction() {
    for (apart, verdict) in [(30_000, Verdict::Doubtful), (400_000, Verdict::Wrong)] {
        for date in [NOW - apart, NOW + apart] {
            one(
                &broken(|it| discord(it).date = Some(date)),
                "clock",
                verdict,
                &format!("{} s away", apart / 1_000),
            );
        }
    }
}

#[test]
fn a_library_that_is_empty_or_doubtful() {
    one(&broken(|it| it.library = Ok((0, 0))), "library", Verdict::Doubtful, "no resource");
    one(&broken(|it| it.library = Ok((3, 2))), "library", Verdict::Doubtful, "2 warnings");
}

#[test]
fn a_key_of_another_application() {
    one(
        &broken(|it| discord(it).key_is_foreign = true),
        "application",
        Verdict::Wrong,
        "not the key of this",
    );
}

#[test]
fn a_setting_without_which_writes_can_be_lost() {
    let found = broken(|it| {
        let setting = &mut database(it).settings[0];
        (setting.is, setting.is_safe) = ("delete".to_owned(), false);
    });
    one(&found, "durability", Verdict::Wrong, "journal_mode is delete, not wal");
}

#[test]
fn a_log_that_is_not_whole() {
    let fault = LogVerdict { events: 9, fault: Some(Fault::Changed { pos: 4 }) };
    one(&broken(|it| database(it).log = Ok(fault)), "log", Verdict::Wrong, "event 4 is not what it was");
    one(&broken(|it| database(it).log = Err("torn".to_owned())), "log", Verdict::Wrong, "torn");
    one(
        &broken(|it| database(it).damage = Some("page 3".to_owned())),
        "log",
        Verdict::Wrong,
        "damaged: page 3",
    );
}

#[test]
fn views_that_differ_or_are_behind() {
    let views = |skipped: &[i64], differed: &[&'static str]| {
        Ok(Rebuilt { events: 3, skipped: skipped.to_vec(), differed: differed.to_vec() })
    };
    one(
        &broken(|it| database(it).views = views(&[], &["tally"])),
        "views",
        Verdict::Wrong,
        "not as the log says: tally",
    );
    one(
        &broken(|it| database(it).views = views(&[5, 6], &[])),
        "views",
        Verdict::Wrong,
        "behind since event 5: 2 events",
    );
    let unread = broken(|it| database(it).views = Err("event 4 is torn".to_owned()));
    one(&unread, "views", Verdict::Wrong, "could not be folded anew: event 4 is torn");
}

#[test]
fn promises_that_are_stuck_or_late() {
    let found = broken(|it| database(it).open = vec![parked(3)]);
    one(
        &found,
        "promises",
        Verdict::Wrong,
        "surplus post away could not be done (number 3): Missing Permissions",
    );
    let many = broken(|it| database(it).open = (1..=13).map(parked).collect());
    assert_eq!(many.len(), 11, "ten, and how many more");
    assert_eq!(many[10].2, "3 more are stuck");
    let late = |it: &mut Found| {
        database(it).open = vec![Open { state: "planned".to_owned(), due_at: NOW - 300_001, ..parked(1) }];
    };
    one(&broken(late), "promises", Verdict::Doubtful, "1 have been due");
}

#[test]
fn a_place_that_is_gone_of_another_kind_or_closed() {
    let set = |place| broken(|it: &mut Found| it.guilds[0].place = Ok(place));
    one(&set(PlaceFound::Gone { called: "#old".to_owned() }), "permissions", Verdict::Wrong, "#old, where");
    let PlaceFound::There { called, .. } = place() else { unreachable!("it is there") };
    let there = |missing, suits, absent_tags: &[&str], untaggable| PlaceFound::There {
        called: called.clone(),
        missing,
        suits,
        absent_tags: absent_tags.iter().map(|&it| it.to_owned()).collect(),
        untaggable,
    };
    one(
        &set(there(Permissions::empty(), false, &[], false)),
        "permissions",
        Verdict::Wrong,
        "neither a text channel",
    );
    let two = set(there(Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS, true, &[], false));
    let told: Vec<&str> = two.iter().map(|it| it.2.as_str()).collect();
    assert_eq!(told, ["I lack Send Messages in #books", "I lack Embed Links in #books"]);
    one(
        &set(there(Permissions::all(), true, &[], false)),
        "permissions",
        Verdict::Wrong,
        "I lack View Channel",
    );
    one(
        &set(there(Permissions::empty(), true, &["Loops"], false)),
        "tags",
        Verdict::Doubtful,
        "not have every tag",
    );
    one(&set(there(Permissions::empty(), true, &["Loops"], true)), "tags", Verdict::Wrong, "requires a tag");
}

#[test]
fn a_role_that_was_deleted() {
    one(&broken(|it| it.guilds[0].role_there = Some(false)), "moderators", Verdict::Wrong, "was deleted");
}

#[test]
fn a_process_that_is_behind_or_silent() {
    let said = |said| broken(|it: &mut Found| it.processes = Ok(vec![process(said)]));
    let behind = Said { log: Some(900), followed: 9, reasons: vec!["memory is behind the log".to_owned()] };
    one(&said(Ok(behind)), "followers", Verdict::Wrong, "up to event 9 of 900, and cannot serve: memory is");
    one(&said(Err("connection refused".to_owned())), "followers", Verdict::Doubtful, "connection refused");
    let unasked = broken(|it| it.processes = Err(Absent::unasked("no address is known")));
    one(&unasked, "followers", Verdict::Unknown, "no address");
}
