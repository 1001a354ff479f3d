//! `feedback export`: the same rows as on Discord, from a database that a bot is serving.

use std::io::Write as _;
use std::time::Duration;

use futures_util::future::join_all;

use super::Desk;
use super::files::record_the_sample;
use crate::stories::eventually::{log, until};
use crate::stories::moderate::giving::Giving;
use crate::support::Room;

const HEAD: &str = "number,given_at,edited_at,resource,title,kind,rating,rating_words,shift_side,shift,comment,author,\
                    anonymous,source,message_url,status";

#[test]
fn a_guild_without_entries_gets_the_columns() {
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    let came = desk.does(&["feedback", "export", "--guild", "7"]);
    assert_eq!((came.code, came.out.trim_end()), (0, HEAD));
    insta::assert_snapshot!(came.err, @r"
    wrote 0 entries to stdout, from the beginning until now
    left out: 0 withdrawn, 0 removed
    ");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let desk = Desk::new().with_a_database();
    record_the_sample(&desk);
    let refused = |more: &[&str]| {
        let came = desk.does(&[&["feedback", "export", "--guild", "7"], more].concat());
        assert_eq!((came.code, came.out.as_str()), (1, ""));
        came.err
    };
    assert!(refused(&["--since", "yesterday"]).contains("understands a day such as `2026-11-01`"));
    assert!(refused(&["--since", "1d", "--until", "2d"]).contains("there is no day between them"));
    assert!(refused(&["--resource", "systems"]).contains("did you mean one of these?"));
    assert!(refused(&["--out", "nowhere/at/all.csv"]).contains("cannot write nowhere/at/all.csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serving_bots_entries_are_written_to_a_file() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:5 comment:=1+1").await.text();
    room.bo.slash("general", "/feedback name:deep-work rating:2").await.text();
    let desk = Desk::new().set("DATABASE_URL", &room.database());
    let guild = room.guild.id().to_string();

    let came = desk.does(&["feedback", "export", "--guild", &guild, "--out", "all.csv"]);
    assert_eq!((came.code, came.out.as_str()), (0, ""), "{came:?}");
    insta::assert_snapshot!(came.err, @r"
    wrote 2 entries to DESK/all.csv, from the beginning until now
    left out: 0 withdrawn, 0 removed
    1 text that a spreadsheet would take for a formula begins with an apostrophe; --format jsonl has it as it was given
    ");
    let file = desk.read("all.csv");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(file.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][3], &rows[0][6], &rows[0][10]), ("deep-work", "5", "'=1+1"));

    let json =
        desk.does(&["feedback", "export", "--guild", &guild, "--format", "jsonl", "--resource", "deep work"]);
    assert_eq!((json.code, json.out.lines().count()), (0, 2), "{json:?}");
    assert!(json.out.contains(r#""=1+1""#), "{}", json.out);
    assert!(!json.err.contains("apostrophe"), "{}", json.err);
    let other = desk.does(&["feedback", "export", "--guild", "7"]);
    assert_eq!(other.out.trim_end(), HEAD, "another guild sees nothing of it");

    let told = async || log(&room).await.iter().filter(|it| *it == "export.made").count();
    assert_eq!(told().await, 0, "only the bot writes to its log");
    room.advance(Duration::from_secs(61));
    until("both exports of the guild are in the log", async || told().await == 2).await;
    until("no note is left", async || room.count("SELECT COUNT(*) FROM taken").await == 0).await;
    let room = room.crash().await;
    desk.does(&["feedback", "export", "--guild", &guild]);
    room.advance(Duration::from_secs(61));
    until("the third is there, too", async || room.count("SELECT COUNT(*) FROM taken").await == 0).await;
    assert_eq!(log(&room).await.iter().filter(|it| *it == "export.made").count(), 3);
    room.close().await;
}

/// What a terminal shows of a command. `script` makes the terminal; every Linux has it, other systems' is another one.
fn on_a_terminal(desk: &Desk, arguments: &[&str]) -> Option<String> {
    let line = format!("{} {}", env!("CARGO_BIN_EXE_athenaeum"), arguments.join(" "));
    let mut script = std::process::Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(desk.path("")).env_clear().envs(&desk.environment);
    let shown = script.env("TERM", "xterm").env("PATH", "/usr/bin:/bin").output();
    match shown {
        Ok(shown) => {
            assert!(shown.status.success(), "{shown:?}");
            Some(String::from_utf8_lossy(&shown.stdout).into_owned())
        }
        Err(err) => {
            // Straight to the terminal: what a passing test prints is not shown.
            let _ = writeln!(std::io::stderr(), "not tried: no progress bar is seen: script: {err}");
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_an_export_shows_how_far_it_is_and_leaves_nothing_of_that_behind() {
    let room = Room::open().await;
    let entries = 300;
    let given = (0..entries).map(|user| {
        let entry = Giving::by((room.guild.id().0, user), "somebody", "It held.");
        let log = room.bot.app.log.clone();
        async move { log.write(entry).await.unwrap() }
    });
    join_all(given).await;
    let desk = Desk::new().set("DATABASE_URL", &room.database());
    let guild = room.guild.id().to_string();
    let export = ["feedback", "export", "--guild", &guild, "--out", "all.csv"];
    if let Some(shown) = on_a_terminal(&desk, &export) {
        assert!(shown.contains("256 of 300 entries"), "{shown:?}");
        let last = shown.rsplit('\r').next().unwrap_or_default();
        assert!(!last.contains("of 300"), "the bar is taken away: {shown:?}");
        assert!(shown.contains("wrote 300 entries to"), "{shown:?}");
    }
    let quiet = desk.does(&export);
    assert!(!quiet.err.contains("of 300"), "{quiet:?}");
    room.close().await;
}
