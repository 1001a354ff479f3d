//! `/resource`: works are looked up, read and passed on.

use std::fs;
use std::path::Path;
use std::time::Duration;

use athenaeum::library::load::LibrarySource;
use athenaeum::worker;
use discord_simulator::Answer;
use serde_json::Value;

use super::eventually::until;
use super::feedback::refused::Retire;
use crate::support::Room;

const DDIA: &str = "Designing Data-Intensive Applications";

#[tokio::test]
async fn a_card_comes_for_a_typed_title() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:designing data-intensive applications").await;
    assert!(!card.is_private());
    let text = card.text();
    for part in [
        DDIA,
        "Martin Kleppmann · book · 2017",
        "every copy of the truth lags",
        "Away from:",
        "request and response as the model",
        "Toward:",
        "a log of events as the record",
        "The Harbour Library",
        "[Discuss]",
        "[Give feedback]",
        "[Read more]",
    ] {
        assert!(text.contains(part), "{part:?} is missing:\n{text}");
    }
    assert_eq!(card.link("Go to the book").as_deref(), Some("https://dataintensive.net/"));
    assert!(room.bo.sees("general").contains(DDIA), "others do not see it");
    room.close().await;
}

#[tokio::test]
async fn the_way_to_a_work_is_named_after_its_kind() {
    let room = Room::open().await;
    for (name, label, url) in [
        ("Simple Made Easy", "Watch the talk", "https://www.infoq.com/presentations/Simple-Made-Easy/"),
        (DDIA, "Go to the book", "https://dataintensive.net/"),
    ] {
        let card = room.ann.slash("general", &format!("/resource name:{name}")).await;
        assert_eq!(card.link(label).as_deref(), Some(url), "{}", card.text());
        let other = if label == "Watch the talk" { "Go to the book" } else { "Watch the talk" };
        assert_eq!(card.link(other), None);
    }
    room.close().await;
}

#[tokio::test]
async fn suggestions_lead_to_the_card_they_name() {
    let room = Room::open().await;
    for (typed, first) in [
        ("klepp", "Kleppmann"),
        ("desining data", DDIA),
        ("thinking in sys", "Thinking in Systems · Meadows"),
    ] {
        let choices = room.ann.type_in("general", &format!("/resource name:{typed}")).await;
        assert!(choices[0].name.contains(first), "{typed:?} leads to {choices:?}");
        let card = room.ann.slash("general", &format!("/resource name:{}", choices[0].value)).await;
        let title = choices[0].name.split(" · ").next().unwrap();
        assert!(card.text().contains(title), "{}", card.text());
    }
    let all = room.ann.type_in("general", "/resource name:").await;
    assert_eq!(all.len(), 25, "nothing typed offers as much as Discord takes");
    assert!(!room.ann.type_in("general", "/resource name:zzqxv").await.is_empty(), "an empty hand");
    room.close().await;
}

#[tokio::test]
async fn a_text_that_could_be_several_asks_back_and_keeps_what_was_wished() {
    let room = Room::open().await;
    let asked = room.ann.slash("general", "/resource name:thinking private:true").await;
    assert!(asked.is_private() && asked.text().contains("Did you mean one of these?"), "{}", asked.text());
    let card = asked.press("Thinking in Systems · Meadows").await;
    assert!(card.is_private() && card.text().contains("Donella H. Meadows"), "{}", card.text());
    let asked = room.ann.slash("general", "/resource name:thinking for:@bo").await;
    assert!(asked.is_private());
    assert!(asked.pings().is_empty(), "a question to ann pings somebody");
    let card = asked.press("Thinking in Systems · Meadows").await;
    assert!(!card.is_private());
    assert_eq!(card.pings(), ["bo"]);
    for nonsense in ["zzqxv", "@everyone", "**", "x".repeat(300).as_str()] {
        let asked = room.ann.slash("general", &format!("/resource name:{nonsense}")).await;
        assert!(asked.text().contains("Did you mean"), "{nonsense:?}: {}", asked.text());
        assert!(asked.is_private() && asked.pings().is_empty());
    }
    room.close().await;
}

#[tokio::test]
async fn a_card_for_someone_mentions_them_and_nobody_else() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:deep-work for:@bo").await;
    assert!(card.text().starts_with("For @bo:"), "{}", card.text());
    assert_eq!(card.pings(), ["bo"]);
    let refused = room.ann.slash("general", "/resource name:deep-work for:@bo private:true").await;
    assert!(refused.is_private() && refused.pings().is_empty());
    assert!(refused.text().contains("cannot be shown to somebody else"), "{}", refused.text());
    room.close().await;
}

#[tokio::test]
async fn a_private_card_stays_private_until_it_is_shared() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:deep-work private:true").await;
    assert!(card.is_private());
    assert!(!room.bo.sees("general").contains("Deep Work"));
    let shared = card.press("Share here").await;
    assert!(!shared.is_private() && shared.pings().is_empty());
    assert!(shared.text().starts_with("Shared by ann:\n"), "it carries nothing private: {}", shared.text());
    assert!(room.bo.sees("general").contains("Deep Work"));
    room.close().await;
}

#[tokio::test]
async fn pages_are_turned_by_the_presser_alone_and_shared_on_purpose() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:ddia").await;
    let before = card.text();
    let first = room.bo.press_on("general", "Read more").await;
    assert!(first.is_private() && first.text().contains("What a system remembers"), "{}", first.text());
    assert!(first.try_press("Back").await.is_err(), "there is nothing before the first page");
    let second = first.press("Next").await;
    assert!(second.text().contains("Why this belongs here"), "{}", second.text());
    assert_eq!(second.said().unwrap().id, first.said().unwrap().id, "a page is a message of its own");
    assert_eq!(card.text(), before, "somebody turned a page for everybody");
    let shared = second.press("Share here").await;
    assert!(!shared.is_private() && shared.text().starts_with("Shared by bo:\n"), "{}", shared.text());
    assert!(shared.text().contains("Why this belongs here") && shared.pings().is_empty());
    let anew = room.ann.press_on("general", "Read more").await;
    assert!(anew.is_private() && anew.text().contains("What a system remembers"));
    let first = second.press("Back").await;
    assert!(first.text().contains("Page 1 of"), "{}", first.text());
    room.close().await;
}

#[tokio::test]
async fn a_related_work_opens_for_the_one_who_picked_it() {
    let room = Room::open().await;
    let card = room.ann.slash("general", "/resource name:ddia").await;
    let reason = "why mixing a value with its moment costs so much later";
    assert!(card.json().to_string().contains(reason), "a related work comes without its reason");
    let picked = room.bo.try_pick_on("general", "Related", "Simple Made Easy · Hickey").await.unwrap();
    assert!(picked.is_private() && picked.text().contains("Rich Hickey · talk · 2011"), "{}", picked.text());
    assert!(!room.ann.sees("general").contains("Rich Hickey"), "others see what bo picked");
    room.close().await;
}

#[tokio::test]
async fn buttons_work_after_a_crash_and_old_ones_say_so() {
    let room = Room::open().await;
    let said = room.ann.slash("general", "/resource name:ddia").await.said().unwrap();
    let room = room.crash().await;
    assert!(room.bo.press_on("general", "Read more").await.text().contains("What a system remembers"));
    let gone = room.bo.forges_press(&said, "card.more:1:no-such-work").await;
    assert!(gone.is_private() && gone.text().contains("no longer in the library"), "{}", gone.text());
    let beyond = room.bo.forges_press(&said, "card.page:1:deep-work:999").await;
    assert!(beyond.is_private() && beyond.text().contains("Related"), "{}", beyond.text());
    room.close().await;
}

#[tokio::test]
async fn what_three_readers_made_of_it_stands_on_the_card() {
    let room = Room::open().await;
    let line = "Changed how 2 of 3 readers think · most noticed: away from pipelines drawn as straight lines";
    let shown = async || room.ann.slash("general", "/resource name:ddia private:true").await.text();
    for (reader, rating) in
        [(&room.ann, "Changed how I think"), (&room.bo, "Changed how I think"), (&room.mo, "Useful")]
    {
        assert!(!shown().await.contains("readers think"), "so few are pointed at");
        let options = format!("name:ddia rating:{rating} shift:pipelines drawn as straight lines");
        reader.slash("general", &format!("/feedback {options}")).await.settled().await.text();
    }
    let card = shown().await;
    assert!(card.contains(line), "{card}");
    assert_eq!(room.ann.type_in("general", "/resource name:").await[0].name, format!("{DDIA} · Kleppmann"));
    room.close().await;
}

#[tokio::test]
async fn what_is_looked_up_and_missed_is_counted() {
    let room = Room::open().await;
    room.ann.slash("general", "/resource name:deep-work").await.text();
    room.bo.slash("general", "/resource name:deep work").await.text();
    room.bo.slash("general", "/resource name:Zzqxv").await.text();
    // Whichever process counted them writes them down within the minute.
    room.advance(Duration::from_secs(61));
    let found = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM looked_up WHERE slug = 'deep-work'";
    let missed = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM missed WHERE text_key = 'zzqxv'";
    until("both are written down", async || {
        worker::settle(&room.bot.app).await;
        (room.count(found).await, room.count(missed).await) == (2, 1)
    })
    .await;
    assert_eq!(room.count("SELECT COUNT(*) FROM looked_up").await, 1);
    assert_eq!(room.count("SELECT COUNT(*) FROM missed").await, 1);
    room.close().await;
}

/// The sample as files in a folder, each as `edit` leaves it; `None` leaves it out.
pub(super) fn library(folder: &Path, edit: impl Fn(&str, String) -> Option<String>) -> LibrarySource {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let library = folder.join("library");
    fs::create_dir(&library).unwrap();
    fs::copy(config.join("topics.toml"), folder.join("topics.toml")).unwrap();
    for file in fs::read_dir(config.join("library")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if let Some(text) = edit(name, fs::read_to_string(&path).unwrap()) {
            fs::write(library.join(name), text).unwrap();
        }
    }
    LibrarySource::Folder(library)
}

/// The sample, with a file of Designing Data-Intensive Applications that has every part.
fn fullest(folder: &Path) -> LibrarySource {
    let more = "page = \"https://library.example/ddia\"\n\
                image = \"https://library.example/boar.png\"\n\
                image_alt = \"A boar in black ink\"\n\
                portrait = \"https://library.example/martin.png\"\n\
                summary = ";
    library(folder, |name, text| {
        let is_ddia = name == "designing-data-intensive-applications.md";
        Some(if is_ddia { text.replacen("summary = ", more, 1) } else { text })
    })
}

/// Everything that a reader sees of a card and of the pages behind it.
async fn all_that_is_shown(card: Answer) -> String {
    let mut shown = vec![card.text(), card.json().to_string()];
    let mut page = card.press("Read more").await;
    loop {
        shown.extend([page.text(), page.json().to_string()]);
        let Ok(next) = page.try_press("Next").await else { break };
        page = next;
    }
    shown.join("\n")
}

/// The embeds of the pages behind a card, in their order.
async fn pages_of(card: Answer) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut page = card.press("Read more").await;
    loop {
        assert!(page.is_private(), "{}", page.text());
        pages.push(page.json()["embeds"][0].clone());
        let Ok(next) = page.try_press("Next").await else { break };
        page = next;
    }
    pages
}

#[tokio::test]
async fn every_part_of_a_full_file_is_reachable() {
    let folder = tempfile::tempdir().unwrap();
    let room = Room::open_with(fullest(folder.path())).await;
    let card = room.ann.slash("general", "/resource name:DDIA").await;
    assert_eq!(card.link("Library page").as_deref(), Some("https://library.example/ddia"));
    let shown = all_that_is_shown(card).await;
    let file = folder.path().join("library/designing-data-intensive-applications.md");
    let text = fs::read_to_string(file).unwrap();
    let (_, front, body) = split(&text);
    for line in body.lines().map(|it| it.trim_start_matches(['#', ' ', '-'])).filter(|it| !it.is_empty()) {
        let told = line.strip_prefix("Provides: ").unwrap_or(line);
        assert!(shown.contains(told), "the body's {told:?} is not shown");
    }
    let quoted = front.split('"').skip(1).step_by(2);
    // An alias is how the card was found; a topic's key stands there as its name, a related work's as its title.
    let named = |it: &str| it != "DDIA" && it.contains([' ', ':', '\'']);
    for value in quoted.filter(|it| named(it)) {
        assert!(shown.contains(value), "the front matter's {value:?} is not shown");
    }
    for name in [
        "Patterns & Temporal Intelligence",
        "Designing Temporal Intelligence",
        "Dynamic Patterns",
        "Turning the Database Inside-Out",
        "Building Event-Driven Microservices",
        "Thinking in Systems",
        "Simple Made Easy",
        "book",
        "2017",
    ] {
        assert!(shown.contains(name), "{name:?} is not shown");
    }
    room.close().await;
}

#[tokio::test]
async fn pages_stand_in_the_order_of_a_library_page_on_the_web() {
    let folder = tempfile::tempdir().unwrap();
    let room = Room::open_with(fullest(folder.path())).await;
    let card = room.ann.slash("general", "/resource name:DDIA").await;
    let pages = pages_of(card).await;
    let parts = [
        "Open almost any modern service",
        "## Why this belongs here",
        "**Away from**",
        "request and response as the model",
        "**Toward**",
        "a log of events as the record",
        "**Provides** a footing for building systems that",
        "can tell how they came to be as they are",
        "## About the author",
        "Martin Kleppmann works on distributed data",
        "## Related",
        "**Thinking in Systems** · Meadows",
    ];
    let whole = pages.iter().map(|it| it["description"].as_str().unwrap()).collect::<Vec<_>>().join("\n");
    let places = parts.map(|it| whole.find(it).unwrap_or_else(|| panic!("{it:?} is missing:\n{whole}")));
    assert!(places.is_sorted(), "{parts:?} stand at {places:?}:\n{whole}");
    let pictured = |kind: &str, url: &str| -> Vec<&str> {
        let shown = pages.iter().filter(|it| it[kind]["url"] == url);
        shown.map(|it| it["description"].as_str().unwrap().lines().next().unwrap()).collect()
    };
    assert_eq!(pictured("thumbnail", "https://library.example/martin.png"), ["## About the author"]);
    assert_eq!(
        pictured("image", "https://library.example/boar.png"),
        ["**What a system remembers, and how its parts come to agree on it.**"]
    );
    room.close().await;
}

#[tokio::test]
async fn a_whole_title_is_suggested_before_longer_ones_that_begin_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let titled = |name: &str, text: String| {
        let (was, is) = match name {
            "accelerate.md" => ("Accelerate", "Systems Thinking"),
            "deep-work.md" => ("Deep Work", "Systems"),
            "team-topologies.md" => ("Team Topologies", "Systems Around Us"),
            _ => return Some(text),
        };
        Some(text.replacen(&format!("title = \"{was}\""), &format!("title = \"{is}\""), 1))
    };
    let room = Room::open_with(library(folder.path(), titled)).await;
    for typed in ["systems", "Systems", "the SYSTEMS"] {
        let choices = room.ann.type_in("general", &format!("/resource name:{typed}")).await;
        let titles: Vec<&str> =
            choices.iter().map(|it| it.name.split(" · ").next().unwrap()).take(3).collect();
        assert_eq!(titles, ["Systems", "Systems Thinking", "Systems Around Us"], "{typed:?}: {choices:?}");
        assert!(choices.iter().skip(3).any(|it| it.name.starts_with("Thinking in Systems")), "{choices:?}");
    }
    let card = room.ann.slash("general", "/resource name:systems").await;
    assert!(card.text().contains("Cal Newport"), "{}", card.text());
    room.close().await;
}

#[tokio::test]
async fn a_retired_work_is_found_by_name_and_no_longer_offered() {
    let folder = tempfile::tempdir().unwrap();
    let retired = |name: &str, text: String| {
        let is_it = name == "deep-work.md";
        Some(if is_it { text.replacen("summary = ", "retired = true\nsummary = ", 1) } else { text })
    };
    let room = Room::open_with(library(folder.path(), retired)).await;
    let offered = room.ann.type_in("general", "/resource name:deep work").await;
    assert!(offered.iter().all(|it| it.value != "deep-work"), "{offered:?}");
    let card = room.ann.slash("general", "/resource name:Deep Work").await;
    assert!(card.text().contains("No longer offered in this library."), "{}", card.text());
    // A button that would be refused is none.
    for (button, line) in [("Give feedback", "/feedback"), ("Discuss", "/discuss")] {
        assert!(card.try_press(button).await.is_err(), "{}", card.text());
        let refused = room.ann.slash("general", &format!("{line} name:Deep Work")).await.settled().await;
        assert!(refused.text().contains("is no longer in the library"), "{}", refused.text());
    }
    room.close().await;
}

#[tokio::test]
async fn the_card_of_a_retired_work_leads_to_the_discussion_that_it_has() {
    let room = Room::open().await;
    room.ann.slash("general", "/discuss name:deep-work").await.settled().await;
    room.ann.sees("general");
    room.ann.sees("Deep Work · Cal Newport");
    room.bot.app.log.write(Retire).await.unwrap();
    let card = room.bo.slash("general", "/resource name:Deep Work").await;
    assert!(card.text().contains("No longer offered in this library."), "{}", card.text());
    assert!(card.try_press("Give feedback").await.is_err(), "{}", card.text());
    let answer = card.press("Discuss").await.settled().await;
    assert!(answer.text().contains("**Deep Work** is discussed here"), "{}", answer.text());
    room.close().await;
}

#[tokio::test]
async fn an_empty_library_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let room = Room::open_with(library(folder.path(), |_, _| None)).await;
    assert!(room.ann.type_in("general", "/resource name:").await.is_empty());
    for line in ["/resource name:deep work", "/help"] {
        let answer = room.ann.slash("general", line).await;
        assert!(answer.text().contains("There is nothing in the library yet."), "{}", answer.text());
    }
    room.close().await;
}

/// A page's front matter and body.
fn split(text: &str) -> (&str, &str, &str) {
    let mut parts = text.splitn(3, "+++\n");
    (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
}
