//! The steps in the README by which an operator forgets a person, taken as they stand there.

use std::fs;
use std::path::Path;

use athenaeum::store::{backup, open, rebuild, verify};
use discord_simulator::Id;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

use crate::support::Room;
use crate::support::home::needs_a_file;

const README: &str = include_str!("../../../README.md");
const NAME: &str = "Thinking in Systems · Donella H. Meadows";

#[tokio::test]
async fn nothing_is_left_of_somebody_who_is_forgotten() {
    if !needs_a_file("nothing_is_left_of_somebody_who_is_forgotten", "the README's steps are SQLite's") {
        return;
    }
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:thinking in systems").await.settled().await.text();
    room.ann.says(NAME, "A bathtub, really").await;
    room.ann.slash("general", "/feedback name:deep-work rating:4 comment:Said in my name").await.text();
    let hidden = "/feedback name:team-topologies comment:Said behind a veil anonymous:true";
    room.ann.slash("general", hidden).await.text();
    let said = room.ann.says("general", "Said to everyone about Thinking in Systems").await;
    let asked = room.mo.message_command("Log as feedback", &said).await;
    asked.pick("Choose a work", "Thinking in Systems · Meadows").await.text();
    room.bo.slash("general", "/feedback name:deep-work comment:Said by another one").await.text();
    room.ann.sees("general");
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    backup::make(&room.bot.app.db, &copy).await.unwrap();
    let (guild, ann) = (room.guild.id(), room.ann.id());
    room.close().await;

    let words = ["Said in my name", "Said behind a veil", "Said to everyone"];
    let before = fs::read(&copy).unwrap();
    assert!(words.iter().all(|it| holds(&before, it.as_bytes())) && holds(&before, &ann.0.to_be_bytes()));
    forget(&copy, guild, ann).await;

    let after = fs::read(&copy).unwrap();
    for left in words {
        assert!(!holds(&after, left.as_bytes()), "{left:?} is still there");
    }
    assert!(!holds(&after, &ann.0.to_be_bytes()), "the account is still there");
    assert!(!holds(&after, ann.0.to_string().as_bytes()), "the account is still there, as text");
    assert!(holds(&after, b"Said by another one"), "what others said is theirs");
    let db = open::open(&format!("sqlite:{}", copy.display())).await.unwrap().db;
    assert_eq!(verify::run(&db, |_| {}).await.unwrap().fault, None);
    assert_eq!(rebuild::run(&db, |_| {}).await.unwrap().differed, [""; 0]);
}

async fn forget(copy: &Path, guild: Id, user: Id) {
    let steps = README.split("```sql\n").nth(1).and_then(|it| it.split("```").next()).unwrap();
    let steps = steps.replace(":guild", &guild.0.to_string()).replace(":user", &user.0.to_string());
    let mut db = SqliteConnection::connect(&format!("sqlite:{}", copy.display())).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(steps)).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

fn holds(file: &[u8], what: &[u8]) -> bool {
    file.windows(what.len()).any(|it| it == what)
}
