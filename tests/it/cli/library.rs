//! `library check`: every mistake with its place and its mend, and what hangs on files that are gone.

use sqlx::{Connection as _, PgConnection, SqliteConnection};

use super::files::record_the_sample;
use super::{Desk, apart};

/// Runs statements on a desk's database, as whoever gets at the file, or owns the server, could: events can be changed.
pub(super) fn tamper(desk: &Desk, statements: &'static str) {
    let address = desk.database();
    apart(async {
        if address.starts_with("sqlite:") {
            let mut db = SqliteConnection::connect(&address).await.unwrap();
            let changeable = "DROP TRIGGER IF EXISTS event_is_never_updated";
            sqlx::raw_sql(changeable).execute(&mut db).await.unwrap();
            sqlx::raw_sql(statements).execute(&mut db).await.unwrap();
            db.close().await.unwrap();
        } else {
            let mut db = PgConnection::connect(&address).await.unwrap();
            let changeable = "ALTER TABLE event DISABLE TRIGGER USER";
            sqlx::raw_sql(changeable).execute(&mut db).await.unwrap();
            sqlx::raw_sql(statements).execute(&mut db).await.unwrap();
            db.close().await.unwrap();
        }
    });
}

#[test]
fn all_mistakes_of_all_files_are_told_in_one_run() {
    let desk = Desk::new();
    desk.write(
        "config/topics.toml",
        "[[domain]]\nkey = \"learning\"\nname = \"Learning\"\nline = \"How.\"\ncolour = \"#000000\"\nemojy = \"x\"\n",
    );
    desk.write("config/library/a.md", "+++\ntilte = \"A\"\nauthors = [\"B\"]\nsummary = \"S.\"\n+++\n");
    desk.write(
        "config/library/b.md",
        "+++\ntitle = \"B\"\nauthors = [\"B\"]\nsummary = \"S.\"\nrelated = [\"c\"]\n+++\n",
    );
    let came = desk.does(&["library", "check"]);
    assert_eq!(came.code, 1);
    assert_eq!(came.out, "2 resources in DESK/config/library: not served as long as there are errors\n");
    insta::assert_snapshot!(came.err, @r#"
    error: unknown key `emojy`
     --> config/topics.toml:6:1
      |
    6 | emojy = "x"
      | ^^^^^
      |
      = help: did you mean `emoji`?

    error: `title` is missing
     --> config/library/a.md:1:1
      |
    1 | +++
      | ^^^
      |
      = help: add the line title = "…"

    error: unknown key `tilte`
     --> config/library/a.md:2:1
      |
    2 | tilte = "A"
      | ^^^^^
      |
      = help: did you mean `title`?

    error: unknown resource `c`
     --> config/library/b.md:5:12
      |
    5 | related = ["c"]
      |            ^^^
      |
      = help: did you mean `a`?

    4 errors
    "#);
}

#[test]
fn a_warning_is_no_error() {
    let desk = Desk::new();
    desk.write(
        "config/library/a.md",
        "+++\ntitle = \"A\"\nauthors = [\"B\"]\nsummary = \"S.\"\nrelated = [\"b\"]\n+++\n",
    );
    desk.write("config/library/b.md", "+++\ntitle = \"B\"\nauthors = [\"B\"]\nsummary = \"S.\"\n+++\n");
    let came = desk.does(&["library", "check"]);
    assert_eq!(came.code, 0, "{came:?}");
    assert!(
        came.err.contains("warning: `b` does not point back") && came.err.ends_with("1 warning\n"),
        "{}",
        came.err
    );
}

#[test]
fn without_a_folder_the_sample_is_checked() {
    let came = Desk::new().does(&["library", "check"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""));
    assert!(came.out.starts_with("28 resources in the sample that athenaeum carries"), "{}", came.out);
}

#[test]
fn a_missing_folder_is_named() {
    let desk = Desk::new().set("ATHENAEUM_LIBRARY", "elsewhere");
    let came = desk.refuses(&["library", "check"]);
    assert!(came.err.starts_with("error: cannot read elsewhere\n  because "), "{}", came.err);
}

#[test]
fn what_readers_spoke_about_must_not_vanish_with_its_file() {
    let desk = Desk::furnished();
    record_the_sample(&desk);
    tamper(
        &desk,
        "INSERT INTO discussion (guild, owner, slug, thread, body) VALUES (7, 0, 'leverage-points', 5, '{}');
         INSERT INTO entry (guild, number, owner, slug, actor, kind, anonymous, source, given_at, status)
         VALUES (7, 1, 0, 'leverage-points', 3, 'insight', 0, 'panel', 0, 'given'),
                (7, 2, 0, 'leverage-points', 3, 'insight', 0, 'panel', 0, 'withdrawn'),
                (7, 3, 0, 'deep-work', 3, 'insight', 0, 'panel', 0, 'given');",
    );
    let came = desk.does(&["library", "check"]);
    assert_eq!(came.code, 1, "{came:?}");
    insta::assert_snapshot!(came.err, @r#"
    error: no file has `leverage-points`, but 1 entry and a discussion hang on it
     --> config/library/leverage-points.md:1:1
      |
    1 |
      | ^
      |
      = help: if the file was renamed, add aliases = ["leverage-points"] to the new one; otherwise bring leverage-points.md back, with retired = true if it should no longer be offered

    1 error
    "#);

    let renamed = desk
        .read("config/library/deep-work.md")
        .replace("+++\ntitle", "+++\naliases = [\"leverage-points\"]\ntitle");
    desk.write("config/library/deep-work.md", renamed);
    let came = desk.does(&["library", "check"]);
    assert_eq!((came.code, came.err.as_str()), (0, ""), "an alias says where it went");
}
