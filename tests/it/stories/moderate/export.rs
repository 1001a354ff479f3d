//! A moderator takes home what was said.

use std::collections::BTreeSet;
use std::time::Duration;

use athenaeum::domain::entry::{EntryKind, Rating};
use athenaeum::domain::ids::{ChannelId, MessageId, MessagePlace};
use athenaeum::export::COLUMNS;
use discord_simulator::permissions;
use futures_util::future::join_all;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};

use super::file::{asked, column, exported, put_off, read, remembered};
use super::giving::Giving;
use crate::support::Room;
use crate::support::home::is_on_a_server;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test]
async fn an_export_holds_what_counts_and_says_what_it_left_out() {
    let room = Room::open().await;
    let kept = Giving::of(&room.guild, &room.ann, "Shut the door, then think.")
        .rated(Rating::VeryUseful, EntryKind::Experience)
        .give(&room)
        .await;
    let gone = Giving::of(&room.guild, &room.bo, "He said it, he there!").give(&room).await;
    room.mo
        .slash("general", &format!("/moderate remove number:{gone} reason:It names a person."))
        .await
        .text();

    let (text, rows) = exported(&room.mo, "").await;
    assert!(
        text.contains("**1 entry** · the whole library · every kind · from the beginning until now"),
        "{text}"
    );
    assert!(
        text.contains("Left out: 0 withdrawn, 1 removed.\nAuthors go by pseudonyms (`reader-…`).\n"),
        "{text}"
    );
    assert!(!text.contains("apostrophe"), "no text of the file has one: {text}");
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row["number"], kept.to_string());
    assert_eq!((row["resource"].as_str(), row["title"].as_str()), ("deep-work", "Deep Work"));
    assert_eq!((row["rating"].as_str(), row["rating_words"].as_str()), ("4", "Very useful"));
    assert_eq!((row["kind"].as_str(), row["status"].as_str()), ("experience", "given"));
    assert_eq!(row["comment"], "Shut the door, then think.");
    assert_eq!((row["anonymous"].as_str(), row["source"].as_str()), ("false", "panel"));
    assert!(row["author"].starts_with("reader-"), "{}", row["author"]);
    assert!(row["given_at"].ends_with('Z') && row["given_at"].len() == 20, "{}", row["given_at"]);
    assert_eq!(remembered(&room, 1).await, [1]);
    room.close().await;
}

#[tokio::test]
async fn what_the_command_asked_for_came_by_the_command() {
    let room = Room::open().await;
    let question = room.ann.slash("general", "/feedback comment:By the select rating:4").await;
    question.pick("Choose a work", "Thinking in Systems · Meadows").await.text();
    let question = room.ann.slash("general", "/feedback name:thinking rating:5").await;
    question.press("Thinking in Systems · Meadows").await.text();
    let refused =
        room.bo.slash("general", "/feedback name:deep-work shift:none such comment:By the form").await;
    refused.press("Try again").await.form().submit().await.text();
    let panel = room.bo.slash("general", "/feedback name:deep-work").await;
    panel.press("Useful").await.text();
    let (_, rows) = exported(&room.mo, "").await;
    let sources: Vec<_> = rows.iter().map(|it| it["source"].as_str()).collect();
    assert_eq!(sources, ["command", "command", "command", "panel"]);
    room.close().await;
}

#[tokio::test]
async fn the_columns_stand_in_their_order_in_both_formats() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "=1+1 \"as, it\r\nwas\"").give(&room).await;
    let csv = asked(&room.mo, "format:csv").await;
    let text = String::from_utf8(csv.file().1).unwrap();
    assert_eq!(text.split("\r\n").next().unwrap(), COLUMNS.join(","));
    assert!(text.ends_with("\r\n"));
    let told = "(`reader-…`). 1 text that a spreadsheet would take for a formula begins with an apostrophe; `format:JSON Lines` \
                has it as it was given.\n";
    assert!(csv.text().contains(told), "{}", csv.text());

    let lines = asked(&room.mo, "format:jsonl").await;
    let (name, content) = lines.file();
    assert!(name.ends_with(".jsonl"), "{name}");
    let row: serde_json::Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(row["comment"], "=1+1 \"as, it\r\nwas\"", "JSON Lines are exact");
    assert!(row["rating"].is_null() && row["edited_at"].is_null());
    assert_eq!(row.as_object().unwrap().len(), COLUMNS.len());
    assert!(!lines.text().contains("apostrophe"), "{}", lines.text());
    room.close().await;
}

#[tokio::test]
async fn no_cell_of_a_file_begins_like_a_formula() {
    let room = Room::open().await;
    room.guild.open_command("moderate");
    let formulas = [
        "=HYPERLINK(\"http://example.org\",\"see\")",
        "+1",
        "-1+1",
        "@SUM(A1:A9)",
        "\t=1",
        "\r\n=1",
        "  =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "=cmd|' /C calc'!A0",
        "\u{feff}=1",
        "\u{a0}-1",
    ];
    for (at, formula) in formulas.iter().enumerate() {
        let reader = (room.guild.id().0, 900 + at as u64);
        Giving::by(reader, "=1+1", formula).give(&room).await;
    }
    let (text, rows) = exported(&room.gil, "authors:names").await;
    let told = format!(
        "Authors are named. {} texts that a spreadsheet would take for a formula begin with an apostrophe; `format:JSON Lines` \
         has them as they were given.\n",
        formulas.len()
    );
    assert!(text.contains(&told), "{text}");
    let comments = column(&rows, "comment");
    assert_eq!(comments.len(), formulas.len());
    for formula in formulas {
        assert!(comments.contains(&format!("'{formula}").as_str()), "{formula:?} is not guarded");
    }
    let triggers = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    for cell in rows.iter().flat_map(|it| it.values()) {
        assert!(!cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).starts_with(triggers), "{cell:?}");
    }
    room.close().await;
}

#[tokio::test]
async fn an_anonymous_entry_tells_its_day_and_nothing_that_leads_to_its_reader() {
    let room = Room::open().await;
    room.guild.open_command("moderate");
    Giving::of(&room.guild, &room.ann, "With my name.").give(&room).await;
    let hidden = Giving::of(&room.guild, &room.ann, "Without it.").anonymous().give(&room).await;
    let (_, rows) = exported(&room.gil, "authors:names").await;
    let row = |comment: &str| rows.iter().find(|it| it["comment"] == comment).unwrap();
    let (named, secret) = (row("With my name."), row("Without it."));
    assert_eq!(named["author"], format!("{} ann", room.ann.id()));
    assert!(secret["author"].starts_with("reader-"), "{}", secret["author"]);
    assert_eq!(secret["given_at"].len(), "2026-11-22".len(), "{}", secret["given_at"]);
    assert_eq!((secret["anonymous"].as_str(), secret["message_url"].as_str()), ("true", ""));
    assert_eq!(secret["edited_at"], "");

    let (_, rows) = exported(&room.mo, "").await;
    let authors: BTreeSet<_> = column(&rows, "author").into_iter().collect();
    assert_eq!(authors.len(), 2, "the anonymous pseudonym is its own");

    let shown = room.gil.slash("general", &format!("/moderate show number:{hidden}")).await;
    assert!(!shown.text().contains("ann"), "{}", shown.text());
    assert!(!shown.text().contains("<t:"), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn pseudonyms_hold_within_a_guild_and_mean_nothing_in_another() {
    let room = Room::open().await;
    let pier = room.discord.guild("Pier");
    pier.text_channel("general");
    pier.install(&room.application, crate::support::BOT_PERMISSIONS);
    pier.role("Moderator", permissions::MANAGE_MESSAGES);
    let ann_there = pier.welcomes(&room.ann);
    let pia = pier.member_with("pia", &["Moderator"]);
    Giving::of(&room.guild, &room.ann, "First.").give(&room).await;
    Giving::of(&room.guild, &room.ann, "Second.").about("team-topologies").give(&room).await;
    let other = Giving::of(&pier, &ann_there, "Elsewhere.").give(&room).await;
    assert_eq!(other.get(), 1, "numbers are a guild's own");

    let (_, here) = exported(&room.mo, "").await;
    let (_, there) = exported(&pia, "").await;
    assert_eq!(column(&here, "comment"), ["First.", "Second."]);
    assert_eq!(column(&there, "comment"), ["Elsewhere."]);
    assert_eq!(here[0]["author"], here[1]["author"]);
    assert_ne!(here[0]["author"], there[0]["author"]);

    let shown = pia.slash("general", "/moderate show number:2").await;
    assert!(shown.text().contains("There is no entry #2 here."), "{}", shown.text());
    let removed = pia.slash("general", "/moderate remove number:2 reason:Not mine to see.").await;
    assert!(removed.text().contains("There is no entry #2 here."), "{}", removed.text());
    assert_eq!(exported(&room.mo, "").await.1.len(), 2);
    room.close().await;
}

#[tokio::test]
async fn filters_and_days_leave_the_rest_at_home() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Old.").give(&room).await;
    room.advance(HOUR * 24 * 10);
    Giving::of(&room.guild, &room.ann, "New question.")
        .rated(Rating::Useful, EntryKind::Question)
        .give(&room)
        .await;
    Giving::of(&room.guild, &room.bo, "New elsewhere.").about("team-topologies").give(&room).await;

    let comments = async |options: &str| -> Vec<String> {
        let (_, rows) = exported(&room.mo, options).await;
        rows.into_iter().map(|mut it| it.remove("comment").unwrap()).collect()
    };
    assert_eq!(comments("since:7d").await, ["New question.", "New elsewhere."]);
    assert_eq!(comments("until:1w").await, ["Old."]);
    assert_eq!(comments("kind:question").await, ["New question."]);
    assert_eq!(comments("resource:team-topologies").await, ["New elsewhere."]);
    assert_eq!(comments("resource:Deep Work since:2w until:0d").await, ["Old.", "New question."]);

    let none = asked(&room.mo, "resource:Deep Work since:2d kind:correction").await;
    assert!(none.files().is_empty());
    let text = none.text();
    assert!(text.contains("There is nothing to export"), "{text}");
    assert!(text.contains("**Deep Work** · only “Something is wrong here” · from "), "{text}");
    room.close().await;
}

#[tokio::test]
async fn an_unclear_work_is_asked_about_and_the_rest_is_not_forgotten() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "A question.")
        .about("thinking-in-systems")
        .rated(Rating::Useful, EntryKind::Question)
        .give(&room)
        .await;
    Giving::of(&room.guild, &room.bo, "An insight.").about("thinking-in-systems").give(&room).await;

    let typed = room.mo.type_in("general", "/moderate export resource:thinking").await;
    assert!(typed.iter().any(|it| it.value == "thinking-in-systems"), "{typed:?}");

    let question =
        room.mo.slash("general", "/moderate export resource:thinking kind:question format:jsonl").await;
    assert!(question.text().contains("Did you mean"), "{}", question.text());
    let answer = question.press("Thinking in Systems · Meadows").await.settled().await;
    let (name, content) = answer.file();
    assert!(name.ends_with(".jsonl"), "{name}");
    let row: serde_json::Value = serde_json::from_slice(&content).unwrap();
    assert_eq!(row["comment"], "A question.");
    assert!(answer.text().contains("**1 entry**"), "{}", answer.text());
    room.close().await;
}

#[tokio::test]
async fn what_cannot_be_understood_is_answered_with_what_can() {
    let room = Room::open().await;
    for (options, words) in [
        ("since:yesterday", "`since` understands a day such as `2026-11-01`"),
        ("until:7", "`until` understands a day such as `2026-11-01`"),
        ("since:1d until:2w", "there is no day between them"),
        ("authors:names", "needs the permission Manage Server"),
    ] {
        let answer = room.mo.slash("general", &format!("/moderate export {options}")).await;
        assert!(answer.text().contains(words), "{options}: {}", answer.text());
        assert!(answer.is_private());
    }
    assert!(remembered(&room, 0).await.is_empty());
    room.close().await;
}

#[tokio::test]
async fn a_message_is_led_back_to_by_its_address() {
    let room = Room::open().await;
    let said = room.ann.says("general", "I read it twice.").await;
    let place = MessagePlace { channel: ChannelId::new(said.channel.0), message: MessageId::new(said.id.0) };
    let number = Giving::of(&room.guild, &room.ann, "I read it twice.").made_from(place).give(&room).await;
    let (_, rows) = exported(&room.mo, "").await;
    let address = format!("https://discord.com/channels/{}/{}/{}", room.guild.id(), said.channel, said.id);
    assert_eq!((rows[0]["message_url"].as_str(), rows[0]["source"].as_str()), (address.as_str(), "message"));
    let shown = room.mo.slash("general", &format!("/moderate show number:{number}")).await;
    assert!(shown.text().contains(&address), "{}", shown.text());
    room.close().await;
}

#[tokio::test]
async fn entries_given_while_the_file_travels_are_in_the_next_one() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Before.").give(&room).await;
    let faults = room.discord.faults();
    let hold = faults.hold("PATCH /webhooks/*/*/messages/@original");
    let answer = room.mo.slash("general", "/moderate export").await;
    hold.arrived().await;
    // Nothing of the database is held while the network is slow.
    Giving::of(&room.guild, &room.bo, "Meanwhile.").give(&room).await;
    hold.release();
    let answer = answer.settled().await;
    assert_eq!(column(&read(&answer.file().1), "comment"), ["Before."]);
    assert!(answer.text().contains("**1 entry**"), "{}", answer.text());
    assert_eq!(column(&exported(&room.mo, "").await.1, "comment"), ["Before.", "Meanwhile."]);
    assert_eq!(remembered(&room, 2).await, [1, 2]);
    room.close().await;
}

#[tokio::test]
async fn a_lost_answer_leaves_one_file_and_one_memory_of_it() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Once.").give(&room).await;
    room.discord.faults().lose_response("PATCH /webhooks/*/*/messages/@original", 1);
    let answer = room.mo.slash("general", "/moderate export").await.settled().await;
    // The call was made, its answer never came: the second attempt sends the same file in place of the first.
    put_off(&room).await;
    room.advance(Duration::from_secs(60));
    assert_eq!(remembered(&room, 1).await, [1]);
    assert_eq!(answer.files().len(), 1, "{}", answer.text());
    let sent = room.discord.calls().into_iter().filter(|it| it.starts_with("PATCH /webhooks/"));
    assert_eq!(sent.count(), 2, "it was sent twice");
    room.close().await;
}

/// The transactions of the bot that are open on a server, by who has each and since when.
async fn open_on_the_server(room: &Room) -> BTreeSet<String> {
    let mut other = PgConnection::connect(&room.database()).await.unwrap();
    let open = "SELECT pid || ' since ' || xact_start FROM pg_stat_activity WHERE datname = current_database() \
                AND xact_start IS NOT NULL AND pid <> pg_backend_pid()";
    let open: Vec<String> = sqlx::query_scalar(open).fetch_all(&mut other).await.unwrap();
    other.close().await.unwrap();
    open.into_iter().collect()
}

/// Whether somebody still reads a file: that would keep all that was written since in its write-ahead log.
async fn is_file_being_read(room: &Room) -> bool {
    let path = room.bot.app.db.address();
    let mut other = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let emptied = "PRAGMA wal_checkpoint(TRUNCATE)";
    let (busy, ..): (i64, i64, i64) = sqlx::query_as(emptied).fetch_one(&mut other).await.unwrap();
    other.close().await.unwrap();
    busy != 0
}

#[tokio::test]
async fn a_stalled_upload_holds_nothing_of_the_database() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Before.").give(&room).await;
    let faults = room.discord.faults();
    let hold = faults.hold("PATCH /webhooks/*/*/messages/@original");
    let answer = room.mo.slash("general", "/moderate export").await;
    hold.arrived().await;
    if is_on_a_server() {
        let before = open_on_the_server(&room).await;
        heap(&room, 100).await;
        let after = open_on_the_server(&room).await;
        assert_eq!(before.intersection(&after).next(), None, "something is still being read");
    } else {
        heap(&room, 100).await;
        assert!(!is_file_being_read(&room).await, "something is still being read");
    }
    hold.release();
    assert_eq!(answer.settled().await.files().len(), 1);
    answer.text();
    remembered(&room, 1).await;
    room.close().await;
}

#[tokio::test]
async fn a_file_that_discord_does_not_take_leads_to_the_command_line() {
    let room = Room::open().await;
    heap(&room, 10_000).await;
    let answer = asked(&room.mo, "since:4w").await;
    let text = answer.text();
    assert!(answer.files().is_empty());
    assert!(text.contains("larger than the 10 MiB"), "{text}");
    let line = format!("athenaeum feedback export --guild {} --format csv --since ", room.guild.id());
    assert!(text.contains(&line), "{text}");
    assert!(remembered(&room, 0).await.is_empty(), "nobody took anything");
    room.close().await;
}

#[tokio::test]
async fn more_exports_than_there_are_places_for_all_arrive() {
    let room = Room::open().await;
    Giving::of(&room.guild, &room.ann, "Once.").give(&room).await;
    let faults = room.discord.faults();
    let holds: Vec<_> = (0..4).map(|_| faults.hold("PATCH /webhooks/*/*/messages/@original")).collect();
    let mut answers = Vec::new();
    for hold in &holds {
        answers.push(room.mo.slash("general", "/moderate export").await);
        hold.arrived().await;
    }
    answers.push(room.mo.slash("general", "/moderate export").await);
    put_off(&room).await;
    drop(holds);
    remembered(&room, 4).await;
    room.advance(Duration::from_secs(2));
    for answer in answers {
        assert_eq!(answer.settled().await.files().len(), 1);
        answer.text();
    }
    assert_eq!(remembered(&room, 5).await, [1; 5]);
    room.close().await;
}

/// More words than Discord takes in one file, by as many readers as there are entries.
async fn heap(room: &Room, first: u64) {
    let (guild, words) = (room.guild.id().0, "字".repeat(2_000));
    // In small batches, between which the write-ahead log can be cleared if nobody reads in it.
    for batch in 0..20 {
        let readers = first + batch * 90..first + (batch + 1) * 90;
        join_all(readers.map(|user| {
            let entry = Giving::by((guild, user), "somebody", &words);
            let log = room.bot.app.log.clone();
            async move { log.write(entry).await.unwrap() }
        }))
        .await;
    }
}
