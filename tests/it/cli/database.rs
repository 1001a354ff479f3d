//! `database`: what is whole is said to be whole, what is not is named.

use super::Desk;
use super::files::record_the_sample;
use super::library::tamper;
use crate::support::home::is_on_a_server;

fn recorded() -> Desk {
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    desk
}

#[test]
fn a_missing_database_is_never_made() {
    let desk = Desk::new();
    for arguments in
        [&["database", "verify"][..], &["database", "rebuild"], &["database", "backup", "copy.db"]]
    {
        let came = desk.refuses(arguments);
        assert_eq!(came.code, 1);
        assert!(came.err.contains("there is no database at DESK/data/athenaeum.db"), "{}", came.err);
    }
    let came = desk.refuses(&["database", "verify", "--database", "mysql://me:secret@host/db"]);
    assert!(came.err.contains("must begin with sqlite:") && !came.err.contains("secret"), "{}", came.err);
}

#[test]
fn a_whole_log_is_said_to_be_whole() {
    let came = recorded().does(&["database", "verify"]);
    assert_eq!(
        (came.code, came.out.as_str(), came.err.as_str()),
        (0, "28 events, each as it was written\n", "")
    );
}

#[test]
fn the_first_event_that_was_changed_is_named() {
    let desk = recorded();
    tamper(&desk, "UPDATE event SET at = at + 1 WHERE pos IN (9, 12)");
    let came = desk.does(&["database", "verify"]);
    assert_eq!((came.code, came.out.as_str()), (1, ""));
    assert!(came.err.starts_with("error: event 9 is not what it was when it was written;"), "{}", came.err);

    if is_on_a_server() {
        return;
    }
    let copied = desk.does(&["database", "backup", "copy.db"]);
    assert_eq!(copied.code, 1, "a copy of a broken log is not trusted");
    assert!(copied.err.contains("event 9 is not"), "{}", copied.err);
}

#[test]
fn a_rebuild_of_what_is_right_changes_nothing() {
    let came = recorded().does(&["database", "rebuild"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert_eq!(came.out, "folded 28 events\neverything was as the log says\n");
}

#[test]
fn a_rebuild_mends_what_is_not_as_the_log_says_and_names_it() {
    let desk = recorded();
    tamper(&desk, "DELETE FROM resource WHERE slug = 'deep-work'");
    let came = desk.does(&["database", "rebuild"]);
    assert_eq!((came.code, came.out.as_str()), (1, "folded 28 events\n"));
    assert_eq!(came.err, "mended what was not as the log says: resource\n");
    assert_eq!(desk.does(&["database", "rebuild"]).code, 0);
    assert!(desk.does(&["library", "export", "rescued"]).out.starts_with("wrote 28 resources"));
}

#[test]
fn a_copy_overwrites_nothing() {
    if is_on_a_server() {
        return;
    }
    let desk = recorded();
    desk.write("copy.db", "mine");
    let came = desk.does(&["database", "backup", "copy.db"]);
    assert_eq!(came.code, 1);
    assert!(came.err.contains("copy.db is there already"), "{}", came.err);
    assert_eq!(desk.read("copy.db"), "mine");
}

#[test]
fn a_copy_is_put_back_and_what_was_there_is_kept() {
    if is_on_a_server() {
        return;
    }
    let desk = recorded();
    assert_eq!(desk.does(&["database", "backup", "copy.db"]).code, 0);
    tamper(&desk, "DELETE FROM resource WHERE slug = 'deep-work'");
    let refused = desk.refuses(&["database", "restore", "copy.db"]);
    assert!(refused.err.contains("with --replace the copy takes its place"), "{}", refused.err);
    let before = desk.read_bytes("copy.db");

    let came = desk.does(&["database", "restore", "copy.db", "--replace"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert!(
        came.out.starts_with("28 events of DESK/copy.db are now at DESK/data/athenaeum.db"),
        "{}",
        came.out
    );
    assert_eq!(desk.read_bytes("copy.db"), before, "the copy stays as it is");
    for left in ["copy.db-wal", "copy.db-shm", "copy.db.lock"] {
        assert!(!desk.path(left).exists(), "{left} lies about");
    }
    assert_eq!(
        desk.does(&["database", "verify"]).out,
        "29 events, each as it was written\n",
        "and one that says so"
    );
    assert_eq!(desk.does(&["database", "rebuild"]).code, 0, "the resource is back");

    let kept = came.out.lines().find_map(|it| it.strip_prefix("what was there is kept at DESK/")).unwrap();
    let kept = format!("sqlite:{kept}");
    let old = desk.does(&["database", "verify", "--database", &kept]);
    assert_eq!(old.out, "28 events, each as it was written\n");
    let doctor = desk.does(&["doctor"]).out;
    assert!(doctor.contains("the log went on from a copy"), "{doctor}");
}

#[test]
fn a_copy_that_is_not_as_it_was_written_is_never_put_in_place() {
    if is_on_a_server() {
        return;
    }
    let desk = recorded();
    assert_eq!(desk.does(&["database", "backup", "data/copy.db"]).code, 0);
    std::fs::rename(desk.path("data/athenaeum.db"), desk.path("data/mine.db")).unwrap();
    std::fs::rename(desk.path("data/copy.db"), desk.path("data/athenaeum.db")).unwrap();
    tamper(&desk, "UPDATE event SET at = at + 1 WHERE pos = 9");
    std::fs::rename(desk.path("data/athenaeum.db"), desk.path("bad.db")).unwrap();
    std::fs::rename(desk.path("data/mine.db"), desk.path("data/athenaeum.db")).unwrap();
    let mine = desk.read_bytes("data/athenaeum.db");
    let came = desk.does(&["database", "restore", "bad.db", "--replace"]);
    assert_eq!((came.code, desk.read_bytes("data/athenaeum.db") == mine), (1, true), "nothing was moved");
    assert!(came.err.contains("event 9 is not what it was"), "{}", came.err);
    desk.write("empty.db", "not a database");
    assert_eq!(desk.refuses(&["database", "restore", "empty.db", "--replace"]).code, 1);
    assert!(
        desk.refuses(&["database", "restore", "none.db"]).err.contains("there is no copy at DESK/none.db")
    );
    let same = desk.refuses(&["database", "restore", "data/athenaeum.db", "--replace"]);
    assert!(same.err.contains("is the database itself"), "{}", same.err);
}

#[test]
fn half_of_a_log_is_told_and_never_read() {
    let desk = recorded();
    tamper(&desk, "UPDATE log_head SET epoch = 'unfinished ' || epoch");
    for arguments in [&["effects", "list"][..], &["database", "verify"], &["library", "export", "rescued"]] {
        let came = desk.does(arguments);
        assert_eq!((came.code, came.out.as_str()), (1, ""), "{arguments:?}");
        assert!(came.err.contains("holds half of a log"), "{}", came.err);
    }
    let doctor = desk.does(&["doctor"]);
    assert!(
        doctor.out.lines().any(|it| it.starts_with("wrong    database") && it.contains("half of a log")),
        "{doctor:?}"
    );
    assert!(doctor.out.contains("→ run the same `athenaeum database move` again"), "{doctor:?}");
}

#[test]
fn a_database_is_not_moved_to_itself() {
    let desk = recorded();
    let at = desk.database();
    let came = desk.does(&["database", "move", "--from", &at, "--to", &at]);
    assert_eq!((came.code, came.out.as_str()), (1, ""));
    assert!(came.err.contains("--from and --to are the same database"), "{}", came.err);
}

#[test]
fn a_copy_is_put_where_nothing_is() {
    if is_on_a_server() {
        return;
    }
    let desk = recorded();
    assert_eq!(desk.does(&["database", "backup", "copy.db"]).code, 0);
    let came = desk.does(&["database", "restore", "copy.db", "--database", "sqlite:new/place.db"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert!(!came.out.contains("is kept at"), "{}", came.out);
    assert_eq!(desk.does(&["database", "verify", "--database", "sqlite:new/place.db"]).code, 0);
}

#[test]
fn what_only_a_servers_own_tools_can_do_is_left_to_them_by_name() {
    if !is_on_a_server() {
        return;
    }
    let desk = recorded();
    let backup = desk.refuses(&["database", "backup", "copy.dump"]);
    let (address, _) =
        desk.database().split_once("?").map(|(it, rest)| (it.to_owned(), rest.to_owned())).unwrap();
    let name = address.rsplit('/').next().unwrap();
    assert!(
        backup.err.contains("pg_dump --format=custom --file=copy.dump 'postgres://athenaeum@/"),
        "{}",
        backup.err
    );
    assert!(backup.err.contains(&format!("/{name}?host=")), "{}", backup.err);
    desk.write("copy.dump", "a copy");
    for arguments in
        [&["database", "restore", "copy.dump"][..], &["database", "restore", "copy.dump", "--replace"]]
    {
        let restore = desk.refuses(arguments);
        assert!(restore.err.contains("for a server use its own tools (pg_restore)"), "{}", restore.err);
    }
    assert_eq!(desk.does(&["database", "verify"]).code, 0, "nothing happened to it");
}

#[test]
fn nothing_is_made_of_a_servers_database_that_is_empty() {
    if !is_on_a_server() {
        return;
    }
    let desk = Desk::new().with_a_database();
    for arguments in [
        &["database", "verify"][..],
        &["database", "rebuild"],
        &["effects", "list"],
        &["effects", "retry", "1"],
    ] {
        let came = desk.refuses(arguments);
        assert_eq!(came.code, 1);
        assert!(came.err.contains("there is nothing of an athenaeum at postgres://"), "{}", came.err);
    }
}
