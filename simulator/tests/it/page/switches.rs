//! Faults that are switched on beside the page, and what people see of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use discord_simulator::Stuck;
use discord_simulator::page::{Host, Switch};
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::{Value, json};

use super::super::bot::{says, text};
use super::{Place, Tab};

fn fault<'a>(world: &'a Value, name: &str) -> &'a Value {
    world["faults"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()
}

async fn switch(tab: &mut Tab, name: &str, on: bool) {
    tab.done(json!({"type": "fault", "name": name, "on": on})).await;
}

fn find(place: &Place) -> Value {
    let options = json!([{"name": "name", "type": 3, "value": "x"}]);
    json!({"type": "command", "channel": place.general, "command": place.command("find"), "options": options})
}

#[tokio::test]
async fn a_fault_is_on_until_it_is_switched_off() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    for name in ["rate-limit", "slow", "no-answer", "server-error", "lost-response"] {
        assert_eq!(fault(&tab.world, name)["on"], false);
        switch(&mut tab, name, true).await;
        tab.world(|it| fault(it, name)["on"] == true).await;
        switch(&mut tab, name, false).await;
        tab.world(|it| fault(it, name)["on"] == false).await;
    }
    assert_eq!(place.bot.rest.get("/users/@me").await.status, 200, "nothing has struck");
    let wrong = json!({"type": "fault", "name": "earthquake", "on": true});
    assert_eq!(tab.stuck(wrong).await, "there is no fault earthquake");
}

#[tokio::test]
async fn a_fault_that_strikes_once_is_off_afterwards() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    switch(&mut tab, "server-error", true).await;
    assert_eq!(place.bot.rest.get("/users/@me").await.status, 200, "answers alone meet it");
    for status in [502, 502, 404] {
        assert_eq!(
            place.bot.rest.post("/interactions/1/token/callback", json!({"type": 5})).await.status,
            status
        );
    }
    tab.world(|it| fault(it, "server-error")["on"] == false).await;
    switch(&mut tab, "rate-limit", true).await;
    let messages = format!("/channels/{}/messages", place.general);
    let limited = place.bot.rest.get(&messages).await;
    assert_eq!((limited.status, &limited.body["retry_after"]), (429, &json!(2.0)));
    assert_eq!(place.bot.rest.get(&messages).await.status, 200);
}

#[tokio::test]
async fn a_dropped_connection_can_be_resumed() {
    let mut place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    switch(&mut tab, "gateway-drop", true).await;
    while place.bot.socket.frame().await.is_ok() {}
    tab.world(|it| it["application"]["online"] == false && fault(it, "gateway-drop")["on"] == false).await;
}

#[tokio::test]
async fn who_gets_no_answer_is_told_so_alone() {
    let mut place = Place::set().await;
    let (mut ann, mut mo) = (place.tab(&place.ann).await, place.tab(&place.mo).await);
    for tab in [&mut ann, &mut mo] {
        tab.done(json!({"type": "open", "channel": place.general})).await;
    }
    let number = ann.begin(find(&place)).await;
    place.bot.interaction().await;
    place.discord.clock().advance(Duration::from_secs(4));
    assert_eq!(ann.end(number).await["type"], "done");
    let note = ann.frame(|it| it["message"]["failed"].is_string()).await["message"].clone();
    assert_eq!(
        (&note["failed"], &note["only_you"]),
        (&json!("The application did not respond"), &json!(true))
    );
    assert_eq!(note["interaction_metadata"]["name"], "find");
    assert_eq!(note["author"]["username"], "Athenaeum");
    ann.done(json!({"type": "dismiss", "message": note["id"]})).await;
    mo.done(json!({"type": "say", "channel": place.general, "words": "end"})).await;
    assert!(!mo.heard.iter().any(|it| it["message"]["failed"].is_string()));
}

#[tokio::test]
async fn what_fails_on_a_message_is_told_below_it_and_a_form_stays_open() {
    let mut place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    let number = tab.begin(find(&place)).await;
    let button = json!({"type": 2, "style": 1, "custom_id": "go", "label": "Go"});
    let mut panel = says("Press");
    panel["data"]["components"] = json!([{"type": 1, "components": [button]}]);
    place.bot.answers(panel).await;
    tab.end(number).await;
    let message = tab.message("Press").await;
    let press =
        json!({"type": "press", "channel": place.general, "message": message["id"], "custom_id": "go"});
    let number = tab.begin(press.clone()).await;
    place.bot.interaction().await;
    place.discord.clock().advance(Duration::from_secs(4));
    tab.end(number).await;
    let failed = tab.frame(|it| it["message"]["failed"].is_string()).await["message"].clone();
    assert_eq!((&failed["id"], text(&failed["failed"])), (&message["id"], "This interaction failed"));
    let number = tab.begin(press).await;
    let field = json!({"type": 4, "custom_id": "words", "style": 1, "label": "Words"});
    let rows = json!([{"type": 1, "components": [field]}]);
    place.bot.answers(json!({"type": 9, "data": {"custom_id": "f", "title": "t", "components": rows}})).await;
    tab.end(number).await;
    let form = tab.frame(|it| it["type"] == "form").await;
    let submit = json!({"type": "submit", "interaction": form["interaction"], "fields": {"words": "hello"}});
    let number = tab.begin(submit.clone()).await;
    place.bot.interaction().await;
    place.discord.clock().advance(Duration::from_secs(4));
    assert_eq!(tab.end(number).await["why"], "Something went wrong. Try again.");
    let number = tab.begin(submit).await;
    place.bot.answers(says("Thank you")).await;
    assert_eq!(tab.end(number).await["type"], "done");
}

#[tokio::test]
async fn a_bot_that_is_away_answers_nobody() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    place.discord.end_sessions();
    drop(place.bot.socket);
    place.app.disconnected().await;
    let options = json!([{"name": "name", "type": 3, "value": "x", "focused": true}]);
    let find = place.app.commands().into_iter().find(|it| it["name"] == "find").unwrap();
    let mut ask =
        json!({"type": "suggest", "channel": place.general, "command": find["id"], "options": options});
    assert_eq!(tab.stuck(ask.clone()).await, "Loading options failed");
    ask["type"] = json!("command");
    tab.done(ask).await;
    tab.frame(|it| it["message"]["failed"] == "The application did not respond").await;
}

/// A host whose one switch stays as it was put.
struct House(Arc<AtomicBool>);

impl Host for House {
    fn switches(&self) -> Vec<Switch> {
        let on = self.0.load(Ordering::SeqCst);
        vec![Switch { name: "restart", label: "Restart", about: "As kill -9 would", on, once: true }]
    }

    fn switch<'a>(&'a self, name: &'a str, on: bool) -> BoxFuture<'a, Result<(), Stuck>> {
        async move {
            if name != "restart" {
                return Err(Stuck("not mine".to_owned()));
            }
            self.0.store(on, Ordering::SeqCst);
            Ok(())
        }
        .boxed()
    }

    fn watches_library(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_host_adds_switches_of_its_own() {
    let on = Arc::new(AtomicBool::new(false));
    let place = Place::set_by(House(Arc::clone(&on))).await;
    let mut tab = place.tab(&place.ann).await;
    assert_eq!(tab.world["control"], json!({"restart": true, "library": true}));
    switch(&mut tab, "restart", true).await;
    assert!(on.load(Ordering::SeqCst));
    tab.world(|it| fault(it, "restart")["on"] == true).await;
    assert_eq!(tab.stuck(json!({"type": "fault", "name": "flood", "on": true})).await, "not mine");
}
