//! `playground` as a visitor meets it: the built binary, its page, a person who acts there.

use std::fs;
use std::net::TcpListener;

use serde_json::{Value, json};

use super::Desk;
use super::serving::Serving;
use super::tab::Tab;

const BOOK: &str = "Designing Data-Intensive Applications";

/// An open playground with what it leaves on the disk in a folder of its own.
pub(super) struct Place {
    pub(super) desk: Desk,
    serving: Serving,
    pub(super) url: String,
}

impl Place {
    pub(super) fn open(desk: Desk) -> Self {
        fs::create_dir(desk.path("tmp")).unwrap();
        let temporary = desk.path("tmp").display().to_string();
        let desk = desk.set("TMPDIR", &temporary);
        let mut serving = Serving::of(&desk, &["playground"]);
        let told = serving.until("Ctrl-C ends it.");
        let url = told.split_whitespace().find(|it| it.starts_with("http://")).unwrap().to_owned();
        Self { desk, serving, url }
    }

    pub(super) fn tab(&self) -> Tab {
        Tab::open(&self.url, "")
    }

    /// Ctrl-C: it ends in good order and leaves nothing behind.
    pub(super) fn close(self) {
        self.serving.signal("-INT");
        let (status, told, err) = self.serving.end();
        assert_eq!((status.code(), told.as_str(), err.as_str()), (Some(0), "closed; nothing is kept", ""));
        assert_eq!(fs::read_dir(self.desk.path("tmp")).unwrap().count(), 0, "something is left behind");
    }
}

/// A notice of the library, whatever it says.
pub(super) fn is_notice(frame: &Value) -> bool {
    frame["type"] == "notice" && frame["kind"] == "library"
}

#[test]
fn a_newcomer_looks_up_discusses_gives_feedback_and_exports() {
    let place = Place::open(Desk::new());
    let mut reader = place.tab();
    let card = reader.calls("resource", Some(("name", "desining data")));
    assert!(card["embeds"][0]["title"].as_str().unwrap().contains(BOOK), "{card}");
    let discussed = reader.presses(&card, "Discuss");
    assert!(discussed["content"].as_str().unwrap().contains("is discussed here"), "{discussed}");
    let mut thread = Value::Null;
    while thread.is_null() {
        let channels = reader.world["channels"].as_array().unwrap();
        thread = channels.iter().find(|it| it["kind"] == "thread").map_or(Value::Null, |it| it["id"].clone());
        if thread.is_null() {
            reader.frame(|it| it["type"] == "world");
        }
    }
    reader.does(json!({"type": "say", "channel": thread, "words": "So much of it is about time."}));
    let panel = reader.presses(&card, "Give feedback");
    assert_eq!(panel["only_you"], true);
    let kept = reader.presses(&panel, "Changed how I think");
    assert!(kept.to_string().contains("#1"), "{kept}");
    let given = reader.frame(|it| {
        let entries = it["entries"].as_array().into_iter().flatten();
        it["type"] == "wire" && entries.into_iter().any(|it| it["title"].as_str().unwrap().contains("entry"))
    });
    assert!(given.to_string().contains(r#""kind":"event""#), "{given}");
    let mut moderator = reader.switch(&place.url, "moderator");
    let exported = moderator.calls("moderate export", None);
    let file = &exported["attachments"][0];
    assert!(file["filename"].as_str().unwrap().ends_with(".csv"), "{file}");
    place.close();
}

#[test]
fn the_bot_is_killed_and_goes_on() {
    let place = Place::open(Desk::new());
    let mut reader = place.tab();
    let card = reader.calls("resource", Some(("name", BOOK)));
    let panel = reader.presses(&card, "Give feedback");
    let kept = reader.presses(&panel, "Very useful");
    reader.does(json!({"type": "fault", "name": "restart", "on": true}));
    let again = reader.presses(&kept, "Changed how I think");
    assert_eq!(again["id"], kept["id"], "the panel of before still works");
    let mine = reader.calls("my feedback", None);
    assert!(mine.to_string().contains(BOOK), "{mine}");
    place.close();
}

#[test]
fn a_curator_sees_a_work_change_and_what_is_wrong_with_it() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    assert_eq!(reader.world["control"]["library"], true);
    let file = "config/library/deep-work.md";
    let page = place.desk.read(file);
    let title =
        |tab: &mut Tab| tab.calls("resource", Some(("name", "Deep Work")))["embeds"][0]["title"].clone();
    let before = title(&mut reader);
    place.desk.write(file, page.replacen("title = \"Deep Work\"", "title = \"Deeper Work\"", 1));
    assert_eq!(reader.frame(is_notice)["text"], "");
    let changed = title(&mut reader);
    assert!(changed != before && changed.as_str().unwrap().contains("Deeper Work"), "{changed}");
    place.desk.write(file, page.replacen("title = \"Deep Work\"", "titel = \"Deep Work\"", 1));
    let wrong = reader.frame(is_notice)["text"].as_str().unwrap().to_owned();
    assert!(wrong.contains("deep-work.md") && wrong.contains("titel"), "{wrong}");
    assert_eq!(title(&mut reader), changed, "what was served stays");
    place.desk.write(file, &page);
    assert_eq!(reader.frame(is_notice)["text"], "");
    assert_eq!(title(&mut reader), before);
    place.close();
}

#[test]
fn another_taxonomy_is_served_too() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    let topics = place.desk.read("config/topics.toml");
    place.desk.write("config/topics.toml", topics.replacen("name = \"", "name = \"Renamed ", 1));
    assert_eq!(reader.frame(is_notice)["text"], "");
    let card = reader.calls("resource", Some(("name", "Deep Work")));
    let more = reader.presses(&card, "Read more");
    assert!(more.to_string().contains("Renamed"), "{more}");
    place.close();
}

#[test]
fn ctrl_c_waits_for_no_restart() {
    let place = Place::open(Desk::new());
    let mut reader = place.tab();
    reader.does(json!({"type": "fault", "name": "slow", "on": true}));
    let restart = reader.begins(json!({"type": "fault", "name": "restart", "on": true}));
    reader.frame(|it| it["type"] == "world" && it["application"]["online"] == false);
    place.close();
    let ends: Vec<_> = reader.rest().into_iter().filter(|it| it["ask"] == restart).collect();
    assert!(ends.iter().all(|it| it["type"] == "stuck"), "it was waited for: {ends:?}");
}

#[test]
fn a_place_that_cannot_be_is_refused_in_words() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let came = desk.refuses(&["playground", "--listen", &address]);
    assert_eq!(came.code, 1);
    assert!(
        came.err.contains(&format!("cannot listen on {address}; --listen names another")),
        "{}",
        came.err
    );
    for address in ["0.0.0.0:0", "8.8.8.8:80"] {
        let came = desk.refuses(&["playground", "--listen", address]);
        assert_eq!(came.code, 1);
        assert!(came.err.contains(&format!("{address} is not a loopback address")), "{}", came.err);
        assert!(
            came.err.contains("--listen takes a loopback address, such as 127.0.0.1:8123"),
            "{}",
            came.err
        );
    }
    for address in ["8123", "localhost:7900", "127.0.0.1", ""] {
        let came = desk.refuses(&["playground", "--listen", address]);
        assert_eq!(came.code, 2);
        assert!(came.err.contains("127.0.0.1:8123, or 127.0.0.1:0 for any free port"), "{}", came.err);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let desk = Desk::new();
    for arguments in [&["playground"][..], &["library", "show", "deep work", "--watch"]] {
        let came = desk.refuses(&[arguments, &["--library", "nowhere"]].concat());
        assert_eq!(came.code, 1);
        assert_eq!(
            came.err,
            "error: there is no folder DESK/nowhere; --library names the folder of the library\n"
        );
    }
}

#[test]
fn a_library_with_mistakes_is_told_with_its_lines() {
    let desk = Desk::furnished();
    let page = desk.read("config/library/deep-work.md");
    desk.write("config/library/deep-work.md", page.replacen("title = ", "titel = ", 1));
    let came = desk.refuses(&["playground"]);
    assert!(came.err.contains("deep-work.md") && came.err.contains("titel"), "{}", came.err);
}

#[test]
fn the_administrator_and_a_member_of_another_guild_can_be_acted_too() {
    let place = Place::open(Desk::new());
    let reader = place.tab();
    let mut steward = reader.switch(&place.url, "steward");
    let panel = steward.calls("settings show", None);
    assert_eq!(panel["only_you"], true, "{panel}");

    let mut neighbour = reader.switch(&place.url, "neighbour");
    let guild = |tab: &Tab| tab.world["guild"].as_str().unwrap().to_owned();
    assert_ne!(guild(&neighbour), guild(&reader));
    let names = |tab: &Tab| -> Vec<String> {
        let commands = tab.world["commands"].as_array().unwrap().iter();
        commands.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&steward).contains(&"moderate".to_owned()), "{:?}", names(&steward));
    assert!(!names(&neighbour).contains(&"moderate".to_owned()), "{:?}", names(&neighbour));
    let card = neighbour.calls("resource", Some(("name", BOOK)));
    assert!(card["embeds"][0]["title"].as_str().unwrap().contains(BOOK), "{card}");
    place.close();
}

/// Something that opens addresses, and only notes which.
#[cfg(target_os = "linux")]
#[test]
fn the_page_is_opened_where_addresses_are_opened() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    let opener = desk.path("bin/xdg-open");
    desk.write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened.part && /bin/mv opened.part opened\n");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = desk.path("bin").display().to_string();
    let desk = desk.set("PATH", &path);
    let mut serving = Serving::of(&desk, &["playground", "--open"]);
    let told = serving.until("Ctrl-C ends it.");
    let url = told.split_whitespace().find(|it| it.starts_with("http://")).unwrap().to_owned();
    while !desk.path("opened").exists() {
        std::thread::yield_now();
    }
    assert_eq!(desk.read("opened"), url);
    serving.signal("-INT");
    assert!(serving.end().0.success());

    let desk = desk.set("PATH", "/nowhere");
    let mut serving = Serving::of(&desk, &["playground", "--open"]);
    serving.until("Ctrl-C ends it.");
    serving.signal("-INT");
    let (status, _, err) = serving.end();
    assert!(status.success() && err.contains("no browser could be started"), "{err}");
}
