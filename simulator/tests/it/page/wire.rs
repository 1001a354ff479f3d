//! The wire log and the host's notices.

use std::time::Duration;

use discord_simulator::page::Notice;
use serde_json::{Value, json};

use super::super::bot::{Bot, says, text, webhook};
use super::{Place, Tab};

/// All entries that a tab has heard of, up to the end of an ask of its own.
async fn entries(tab: &mut Tab, place: &Place) -> Vec<Value> {
    tab.done(json!({"type": "open", "channel": place.general})).await;
    tab.done(json!({"type": "dismiss", "message": "1"})).await;
    let wires = tab.heard.iter().filter(|it| it["type"] == "wire");
    wires.flat_map(|it| it["entries"].as_array().unwrap().clone()).collect()
}

async fn found(place: &mut Place, tab: &mut Tab, callback: Value) -> Value {
    let options = json!([{"name": "name", "type": 3, "value": "x"}]);
    let number = tab
        .begin(json!({"type": "command", "channel": place.general, "command": place.command("find"), "options": options}))
        .await;
    let interaction = place.bot.answers(callback).await;
    assert_eq!(tab.end(number).await["type"], "done");
    interaction
}

#[tokio::test]
async fn an_interaction_its_reply_and_the_calls_after_it_are_told() {
    let mut place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    let interaction = found(&mut place, &mut tab, json!({"type": 5})).await;
    let edit = webhook(&interaction, "/messages/@original");
    assert_eq!(place.bot.rest.patch(&edit, json!({"content": "There"})).await.status, 200);
    assert_eq!(place.bot.rest.patch(&edit, json!({"content": "x".repeat(2001)})).await.status, 400);
    let all = entries(&mut tab, &place).await;
    let of = |it: &&Value| it["interaction"] == interaction["id"];
    let told: Vec<(&str, &str, Option<u64>)> = all
        .iter()
        .filter(of)
        .map(|it| (text(&it["kind"]), text(&it["title"]), it["status"].as_u64()))
        .collect();
    let app = place.app.id();
    let (reply, patch) = (
        format!("POST /interactions/{}/…/callback", text(&interaction["id"])),
        format!("PATCH /webhooks/{app}/…/messages/@original"),
    );
    assert_eq!(
        told,
        [
            ("interaction", "/find", None),
            ("reply", reply.as_str(), Some(204)),
            ("rest", patch.as_str(), Some(200)),
            ("rest", patch.as_str(), Some(400)),
        ]
    );
    let asked = all.iter().find(|it| it["kind"] == "interaction").unwrap();
    assert_eq!((&asked["body"]["token"], &asked["body"]["data"]["name"]), (&json!("…"), &json!("find")));
    let edited = all.iter().find(|it| it["status"] == 200 && it["kind"] == "rest" && of(it)).unwrap();
    assert_eq!(edited["body"]["sent"], json!({"content": "There"}));
    let message = tab.done(json!({"type": "open", "channel": place.general})).await["messages"][0].clone();
    let numbers: Vec<Value> = all.iter().filter(of).map(|it| it["number"].clone()).collect();
    assert_eq!((&message["wire"], &edited["message"]), (&json!(numbers), &message["id"]));
}

#[tokio::test]
async fn no_token_crosses_to_a_page() {
    let mut place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    let secret = place.app.token();
    let interaction = found(&mut place, &mut tab, says(&format!("mine is {secret}"))).await;
    let gone = webhook(&interaction, "/messages/123");
    assert_eq!(place.bot.rest.patch(&gone, json!({"content": interaction["token"]})).await.status, 404);
    let all = format!("{:?}", entries(&mut tab, &place).await);
    assert!(all.contains("mine is …"), "{all}");
    for secret in [secret.as_str(), text(&interaction["token"])] {
        assert!(!all.contains(secret), "{all}");
    }
}

#[tokio::test]
async fn what_is_about_a_place_is_for_those_who_see_it() {
    let place = Place::set().await;
    let cellar = place.harbour.text_channel("cellar");
    place.harbour.overwrite("cellar", "@everyone", 0, discord_simulator::permissions::VIEW_CHANNEL);
    place.harbour.overwrite("cellar", "Athenaeum", discord_simulator::permissions::VIEW_CHANNEL, 0);
    place.harbour.overwrite("cellar", "mo", discord_simulator::permissions::VIEW_CHANNEL, 0);
    let said =
        place.bot.rest.post(&format!("/channels/{cellar}/messages"), json!({"content": "quiet"})).await;
    assert_eq!(said.status, 200, "{said:?}");
    place.bot.rest.post(&format!("/channels/{}/messages", place.general), json!({"content": "loud"})).await;
    for (who, hears) in [(&place.ann, false), (&place.mo, true)] {
        let mut tab = place.tab(who).await;
        let all = format!("{:?}", entries(&mut tab, &place).await);
        assert!(all.contains("loud"), "{all}");
        assert_eq!(all.contains("quiet"), hears, "{all}");
    }
}

#[tokio::test]
async fn a_fault_that_struck_is_told_beside_what_it_hit() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "fault", "name": "rate-limit", "on": true})).await;
    let messages = format!("/channels/{}/messages", place.general);
    assert_eq!(place.bot.rest.get(&messages).await.status, 429);
    place.discord.faults().fail("GET /channels/**", 1, 502);
    assert_eq!(place.bot.rest.get(&messages).await.status, 502);
    place.discord.faults().slow("GET /users/@me", 1, Duration::ZERO);
    let all = entries(&mut tab, &place).await;
    for (status, struck) in [(429, "rate limited for 2s"), (502, "failed on purpose")] {
        let hit = all.iter().find(|it| it["status"] == status).unwrap();
        let title = format!("GET {messages}");
        assert_eq!((text(&hit["title"]), &hit["body"]["fault"]), (title.as_str(), &json!(struck)));
    }
}

#[tokio::test]
async fn what_the_host_tells_is_for_the_one_who_asked_or_for_all() {
    let mut place = Place::set().await;
    let (mut ann, mut mo) = (place.tab(&place.ann).await, place.tab(&place.mo).await);
    let interaction = found(&mut place, &mut ann, says("There")).await;
    let id = text(&interaction["id"]).parse().unwrap();
    place.event("#1 LookedUp", Some(id));
    place.event("#2 Swept", None);
    let titles = |all: &[Value]| -> Vec<String> {
        let events = all.iter().filter(|it| it["kind"] == "event");
        events.map(|it| text(&it["title"]).to_owned()).collect()
    };
    assert_eq!(titles(&entries(&mut ann, &place).await), ["#1 LookedUp", "#2 Swept"]);
    assert_eq!(titles(&entries(&mut mo, &place).await), ["#2 Swept"]);
}

#[tokio::test]
async fn a_notice_stands_until_it_is_taken_back() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    place.page.notice(Notice::Library, "a.md: no title");
    let is_notice = |it: &Value| it["type"] == "notice";
    let told = tab.frame(is_notice).await;
    assert_eq!(told, json!({"type": "notice", "kind": "library", "text": "a.md: no title"}));
    let late = place.tab(&place.mo).await.frame(is_notice).await;
    assert_eq!(late, told);
    place.page.notice(Notice::Library, "");
    assert_eq!(tab.frame(is_notice).await["text"], "");
    place.page.notice(Notice::Bot, "stopped");
    assert_eq!(tab.frame(is_notice).await["kind"], "bot");
}

#[tokio::test]
async fn a_late_page_gets_what_is_kept_in_parts() {
    let place = Place::set().await;
    for number in 0..450 {
        place.event(&format!("#{number}"), None);
    }
    let mut tab = place.tab(&place.ann).await;
    let all = entries(&mut tab, &place).await;
    let parts: Vec<usize> = tab
        .heard
        .iter()
        .filter(|it| it["type"] == "wire")
        .map(|it| it["entries"].as_array().unwrap().len())
        .collect();
    assert!(parts.iter().all(|it| *it <= 200) && parts.len() >= 3, "{parts:?}");
    assert_eq!(all.iter().filter(|it| it["kind"] == "event").count(), 450);
    let numbers: Vec<u64> = all.iter().map(|it| it["number"].as_u64().unwrap()).collect();
    assert!(numbers.windows(2).all(|it| it[0] < it[1]), "in order, once each");
}

#[tokio::test]
async fn a_page_that_reads_nothing_of_thousands_of_changes_is_sent_away() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    let said = place.mo.says("general", "x").await;
    // More changes at one blow than are kept for anybody.
    let mo = place.mo.clone();
    let flood = std::thread::spawn(move || {
        for number in 0..9_000 {
            mo.try_edits(&said, &format!("{number}")).unwrap();
        }
    });
    flood.join().unwrap();
    let mut last = Ok(Value::Null);
    while last.is_ok() {
        last = tab.next().await;
    }
    assert_eq!(last, Err(Some(1013)));
    let _: Bot = place.bot;
}
