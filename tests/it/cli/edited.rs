//! `playground` while the files of its library change: folders that go and come back, mistakes, a bot that is away.

use std::fs;

use serde_json::{Value, json};

use super::Desk;
use super::playground::{Place, is_notice};
use super::tab::Tab;

const LIBRARY: &str = "config/library";
const WORK: &str = "config/library/deep-work.md";

fn title(tab: &mut Tab) -> String {
    tab.calls("resource", Some(("name", "Deep Work")))["embeds"][0]["title"].as_str().unwrap().to_owned()
}

fn told(tab: &mut Tab) -> String {
    tab.frame(is_notice)["text"].as_str().unwrap().to_owned()
}

/// Makes a mistake in a file and waits until it is told.
fn mistakes(place: &Place, reader: &mut Tab) {
    let page = place.desk.read(WORK);
    place.desk.write(WORK, page.replacen("title = ", "titel = ", 1));
    reader.frame(|it| is_notice(it) && it["text"].as_str().unwrap().contains("titel"));
    // Whatever was told before is not looked at any more.
    title(reader);
}

/// A mistake is told, and its mending, and both again: the files are watched, whatever became of their folder.
fn is_watched(place: &Place, reader: &mut Tab) {
    let page = place.desk.read(WORK);
    mistakes(place, reader);
    place.desk.write(WORK, page.replacen("Work\"", "Works\"", 1));
    assert_eq!(told(reader), "");
    assert!(title(reader).contains("Deep Works"));
    mistakes(place, reader);
    place.desk.write(WORK, page);
    assert_eq!(told(reader), "");
    assert!(!title(reader).contains("Deep Works"));
}

#[test]
fn a_folder_that_was_renamed_and_renamed_back_is_watched() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    for (from, to) in [(LIBRARY, "config/elsewhere"), ("config", "elsewhere")] {
        fs::rename(place.desk.path(from), place.desk.path(to)).unwrap();
        fs::rename(place.desk.path(to), place.desk.path(from)).unwrap();
        is_watched(&place, &mut reader);
    }
    place.close();
}

#[test]
fn a_folder_that_was_replaced_by_another_is_watched() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    let pages = place.desk.path(LIBRARY);
    let files: Vec<_> = fs::read_dir(&pages).unwrap().map(|it| it.unwrap().path()).collect();
    let files: Vec<_> = files.into_iter().map(|it| (fs::read(&it).unwrap(), it)).collect();
    fs::remove_dir_all(&pages).unwrap();
    fs::create_dir(&pages).unwrap();
    for (content, path) in files {
        fs::write(path, content).unwrap();
    }
    is_watched(&place, &mut reader);
    place.close();
}

#[test]
fn a_folder_that_is_away_is_told_and_is_watched_when_it_is_back() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    for (from, to) in [(LIBRARY, "config/elsewhere"), ("config", "elsewhere")] {
        fs::rename(place.desk.path(from), place.desk.path(to)).unwrap();
        let wrong = told(&mut reader);
        assert!(wrong.contains("cannot read") && wrong.contains("library"), "{wrong}");
        assert!(title(&mut reader).contains("Deep Work"), "what was served stays");
        fs::rename(place.desk.path(to), place.desk.path(from)).unwrap();
        assert_eq!(told(&mut reader), "");
        is_watched(&place, &mut reader);
    }
    place.close();
}

fn fault(name: &str, on: bool) -> Value {
    json!({"type": "fault", "name": name, "on": on})
}

#[test]
fn a_bot_is_not_killed_while_it_could_not_be_started_again() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    let page = place.desk.read(WORK);
    mistakes(&place, &mut reader);
    let why = reader.is_refused(fault("restart", true));
    assert!(why.starts_with("The bot was not killed: while a file has mistakes"), "{why}");
    assert!(why.contains("deep-work.md:") && why.contains("unknown key `titel`"), "{why}");
    assert!(title(&mut reader).contains("Deep Work"), "it goes on");

    reader.does(fault("kill", true));
    let why = reader.is_refused(fault("kill", false));
    assert!(why.starts_with("The bot stays away until its files are in order"), "{why}");
    assert!(why.contains("unknown key `titel`"), "{why}");
    assert!(is_killed(&place), "the switch tells what is");
    place.desk.write(WORK, page);
    assert_eq!(told(&mut reader), "");
    assert!(is_killed(&place), "mending is no switch");
    reader.does(fault("kill", false));
    assert!(title(&mut reader).contains("Deep Work"));
    place.close();
}

#[test]
fn a_killed_bot_stays_away_whatever_its_files_say() {
    let place = Place::open(Desk::furnished());
    let mut reader = place.tab();
    mistakes(&place, &mut reader);
    let page = place.desk.read(WORK);
    reader.does(fault("kill", true));
    let topics = place.desk.read("config/topics.toml");
    place.desk.write("config/topics.toml", topics.replacen("name = \"", "name = \"Renamed ", 1));
    place.desk.write(WORK, page.replacen("titel = ", "title = ", 1));
    assert_eq!(told(&mut reader), "");
    assert!(is_killed(&place));
    place.desk.write(WORK, page);
    assert!(told(&mut reader).contains("titel"), "mistakes are told all the same");
    place.desk.write(WORK, place.desk.read(WORK).replacen("titel = ", "title = ", 1));
    assert_eq!(told(&mut reader), "");
    reader.does(fault("kill", false));
    let card = reader.calls("resource", Some(("name", "Deep Work")));
    assert!(reader.presses(&card, "Read more").to_string().contains("Renamed"));
    place.close();
}

/// Whether the bot is killed, as a page that is opened now shows it.
fn is_killed(place: &Place) -> bool {
    let world = place.tab().world;
    let faults = world["faults"].as_array().unwrap();
    let switch = faults.iter().find(|it| it["name"] == "kill").unwrap();
    assert_eq!(world["application"]["online"], !switch["on"].as_bool().unwrap());
    switch["on"] == true
}
