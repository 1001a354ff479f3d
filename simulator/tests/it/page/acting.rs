//! What a person does on the page, and what comes of it.

use discord_simulator::permissions;
use serde_json::{Value, json};

use super::super::bot::{says, webhook};
use super::{Place, Tab, origin, text};

fn button(custom_id: &str, label: &str) -> Value {
    json!({"type": 2, "style": 1, "custom_id": custom_id, "label": label})
}

fn panel(words: &str, components: &Value) -> Value {
    json!({"type": 4, "data": {"content": words, "components": [{"type": 1, "components": components}]}})
}

fn form(custom_id: &str) -> Value {
    let field = json!({"type": 4, "custom_id": "words", "style": 2, "label": "Words", "max_length": 5});
    json!({"type": 9, "data": {"custom_id": custom_id, "title": "Say it", "components": [{"type": 1, "components": [field]}]}})
}

/// A place, ann's tab with #general open in it.
async fn at_general() -> (Place, Tab) {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    (place, tab)
}

fn find(place: &Place, name: &str) -> Value {
    let options = json!([{"name": "name", "type": 3, "value": name}]);
    json!({"type": "command", "channel": place.general, "command": place.command("find"), "options": options})
}

fn on(place: &Place, kind: &str, message: &Value, more: &Value) -> Value {
    let mut ask = json!({"type": kind, "channel": place.general, "message": message["id"]});
    ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask
}

/// Ann calls /find, and the bot answers with this.
async fn found(place: &mut Place, tab: &mut Tab, callback: Value) -> Value {
    let words = text(&callback["data"]["content"]).to_owned();
    let number = tab.begin(find(place, "meadows")).await;
    place.bot.answers(callback).await;
    let message = tab.message(&words).await;
    assert_eq!(tab.end(number).await["type"], "done");
    message
}

#[tokio::test]
async fn a_command_is_called_and_its_answer_comes_before_the_end() {
    let (mut place, mut tab) = at_general().await;
    let number = tab.begin(find(&place, "meadows")).await;
    let interaction = place.bot.answers(says("Found it")).await;
    assert_eq!(interaction["data"]["options"], json!([{"name": "name", "type": 3, "value": "meadows"}]));
    assert_eq!(tab.end(number).await["type"], "done");
    let heard = tab.heard.iter().find(|it| it["type"] == "message").expect("it came before `done`");
    assert_eq!(heard["message"]["content"], "Found it");
    assert_eq!(heard["message"]["interaction_metadata"]["name"], "find");
}

#[tokio::test]
async fn subcommands_nest_and_values_are_held_to_what_is_registered() {
    let (mut place, mut tab) = at_general().await;
    let list = |count: Value| {
        let inner = json!([{"name": "count", "type": 4, "value": count}]);
        let options = json!([{"name": "top", "type": 1, "options": inner}]);
        json!({"type": "command", "channel": place.general, "command": place.command("list"), "options": options})
    };
    assert_eq!(tab.stuck(list(json!(6))).await, "count: 6 is out of range");
    assert_eq!(tab.stuck(list(json!("many"))).await, "count: `many` is no whole number");
    let number = tab.begin(list(json!(5))).await;
    let interaction = place.bot.answers(says("Five")).await;
    let sent = json!([{"name": "top", "type": 1, "options": [{"name": "count", "type": 4, "value": 5}]}]);
    assert_eq!(interaction["data"]["options"], sent);
    tab.end(number).await;
    assert_eq!(tab.message("Five").await["interaction_metadata"]["name"], "list top");
    let bare = json!({"type": "command", "channel": place.general, "command": place.command("find")});
    assert_eq!(tab.stuck(bare).await, "name is required");
}

#[tokio::test]
async fn what_is_being_typed_is_completed() {
    let (mut place, mut tab) = at_general().await;
    let mut ask = find(&place, "mead");
    ask["type"] = json!("suggest");
    ask["options"][0]["focused"] = json!(true);
    let number = tab.begin(ask.clone()).await;
    let choices = json!([{"name": "Thinking in Systems", "value": "thinking-in-systems"}]);
    let interaction = place.bot.answers(json!({"type": 8, "data": {"choices": choices}})).await;
    let typed = json!([{"name": "name", "type": 3, "value": "mead", "focused": true}]);
    assert_eq!(interaction["data"]["options"], typed);
    assert_eq!(tab.end(number).await["choices"], choices);
    ask["options"][0]["focused"] = json!(false);
    assert_eq!(tab.stuck(ask).await, "no option is being typed");
}

#[tokio::test]
async fn a_button_changes_its_message() {
    let (mut place, mut tab) = at_general().await;
    let message = found(&mut place, &mut tab, panel("Press", &json!([button("go", "Go")]))).await;
    let number = tab.begin(on(&place, "press", &message, &json!({"custom_id": "go"}))).await;
    let interaction = place.bot.answers(json!({"type": 7, "data": {"content": "Pressed"}})).await;
    assert_eq!(interaction["data"]["custom_id"], "go");
    let changed = tab.message("Pressed").await;
    assert_eq!((&changed["id"], changed["edited_timestamp"].is_string()), (&message["id"], true));
    assert_eq!(tab.end(number).await["type"], "done");
    let gone = on(&place, "press", &message, &json!({"custom_id": "stop"}));
    assert_eq!(tab.stuck(gone).await, "this button is not there any more");
}

#[tokio::test]
async fn options_are_picked_by_their_values() {
    let (mut place, mut tab) = at_general().await;
    // The same label twice: only the value says which is meant.
    let options = json!([{"label": "Part", "value": "one"}, {"label": "Part", "value": "two"}]);
    let select = json!([{"type": 3, "custom_id": "which", "options": options}]);
    let message = found(&mut place, &mut tab, panel("Pick", &select)).await;
    let pick = |values: Value| on(&place, "pick", &message, &json!({"custom_id": "which", "values": values}));
    assert_eq!(tab.stuck(pick(json!(["one", "two"]))).await, "this select takes 1 to 1 choices");
    assert!(tab.stuck(pick(json!(["three"]))).await.starts_with("the select does not offer three"));
    let number = tab.begin(pick(json!(["two"]))).await;
    let interaction = place.bot.answers(json!({"type": 6})).await;
    assert_eq!(interaction["data"]["values"], json!(["two"]));
    assert_eq!(tab.end(number).await["type"], "done");
}

#[tokio::test]
async fn a_form_opens_is_held_to_its_limits_and_is_sent() {
    let (mut place, mut tab) = at_general().await;
    let message = found(&mut place, &mut tab, panel("Write", &json!([button("open", "Open")]))).await;
    let number = tab.begin(on(&place, "press", &message, &json!({"custom_id": "open"}))).await;
    place.bot.answers(form("said")).await;
    tab.end(number).await;
    let opened = tab.frame(|it| it["type"] == "form").await;
    assert_eq!((&opened["form"]["title"], &opened["form"]["custom_id"]), (&json!("Say it"), &json!("said")));
    let submit =
        |fields: Value| json!({"type": "submit", "interaction": opened["interaction"], "fields": fields});
    assert_eq!(
        tab.stuck(submit(json!({"words": "much too long"}))).await,
        "Words: 13 characters, but 0 to 5 fit"
    );
    assert_eq!(tab.stuck(submit(json!({"other": "x"}))).await, "the form has no field other");
    let number = tab.begin(submit(json!({"words": "hello"}))).await;
    let interaction = place.bot.answers(says("Thank you")).await;
    assert_eq!(interaction["data"]["components"][0]["components"][0]["value"], "hello");
    assert_eq!(tab.end(number).await["type"], "done");
    tab.message("Thank you").await;
    let mut other = place.tab(&place.mo).await;
    assert_eq!(other.stuck(submit(json!({"words": "hello"}))).await, "this form is not open");
}

#[tokio::test]
async fn a_message_command_is_used_on_what_somebody_wrote() {
    let (mut place, mut tab) = at_general().await;
    tab.done(json!({"type": "say", "channel": place.general, "words": "Worth keeping"})).await;
    let message = tab.message("Worth keeping").await;
    let number =
        tab.begin(on(&place, "message_command", &message, &json!({"command": place.command("Keep")}))).await;
    let interaction = place.bot.answers(says("Kept")).await;
    assert_eq!(interaction["data"]["target_id"], message["id"]);
    tab.end(number).await;
    assert_eq!(text(&tab.message("Kept").await["author"]["username"]), "Athenaeum");
}

#[tokio::test]
async fn a_user_command_is_used_on_somebody() {
    let (mut place, mut tab) = at_general().await;
    let greet = |user: Value| json!({"type": "user_command", "channel": place.general, "user": user, "command": place.command("Greet")});
    assert_eq!(tab.stuck(greet(json!("5"))).await, "nobody here is called 5");
    let ask = greet(json!(place.mo.id()));
    let number = tab.begin(ask).await;
    let interaction = place.bot.answers(says("Hello, mo")).await;
    assert_eq!(interaction["data"]["target_id"], json!(place.mo.id()));
    tab.end(number).await;
    assert_eq!(tab.message("Hello, mo").await["interaction_metadata"]["target_user"]["username"], "mo");
}

#[tokio::test]
async fn a_file_is_handed_over_and_named_by_the_command() {
    let (mut place, mut tab) = at_general().await;
    let here = format!("{}file", place.page.url());
    let hand = async |channel: &str, bytes: Vec<u8>, origin: &str| {
        let ann = place.ann.id().to_string();
        let query = [("as", ann.as_str()), ("channel", channel), ("name", "notes.txt")];
        let url = reqwest::Url::parse_with_params(&here, &query).unwrap();
        let request = reqwest::Client::new().post(url).header("content-type", "text/plain");
        let got = request.header("origin", origin).body(bytes).send().await.unwrap();
        (got.status().as_u16(), got.text().await.unwrap())
    };
    let (general, own) = (place.general.to_string(), origin(&place.page));
    assert_eq!(hand(&general, b"x".to_vec(), "https://example.org").await.0, 403, "not for other pages");
    assert_eq!(hand("5", b"x".to_vec(), &own).await, (409, "Unknown Channel (code 10003)".to_owned()));
    assert_eq!(hand(&general, vec![0; 10 * 1024 * 1024 + 1], &own).await.0, 413);
    let (status, told) = hand(&general, b"Read me".to_vec(), &own).await;
    assert_eq!(status, 200, "{told}");
    let file = serde_json::from_str::<Value>(&told).unwrap()["file"].clone();
    let options = json!([{"name": "paper", "type": 11, "value": file}]);
    let read = json!({"type": "command", "channel": place.general, "command": place.command("read"), "options": options});
    let mut other = place.tab(&place.mo).await;
    assert!(other.stuck(read.clone()).await.ends_with("is no file that was chosen"));
    let number = tab.begin(read).await;
    let interaction = place.bot.answers(says("I have read it")).await;
    let resolved = &interaction["data"]["resolved"]["attachments"][text(&file)];
    assert_eq!((text(&resolved["filename"]), text(&resolved["content_type"])), ("notes.txt", "text/plain"));
    assert_eq!(tab.end(number).await["type"], "done");
    tab.message("I have read it").await;
}

#[tokio::test]
async fn people_write_change_and_delete_what_is_theirs() {
    let (place, mut tab) = at_general().await;
    let mut other = place.tab(&place.mo).await;
    other.done(json!({"type": "open", "channel": place.general})).await;
    tab.done(json!({"type": "say", "channel": place.general, "words": "Hello @mo"})).await;
    let said = other.message(&format!("Hello <@{}>", place.mo.id())).await;
    assert_eq!(said["author"]["username"], "ann");
    tab.done(on(&place, "edit", &said, &json!({"words": "Hello all"}))).await;
    assert!(other.message("Hello all").await["edited_timestamp"].is_string());
    let foreign = on(&place, "edit", &said, &json!({"words": "Hello me"}));
    assert_eq!(other.stuck(foreign).await, "Cannot edit a message authored by another user (code 50005)");
    other.done(on(&place, "delete", &said, &json!({}))).await;
    tab.frame(|it| it["type"] == "gone" && it["message"] == said["id"]).await;
    assert_eq!(tab.stuck(on(&place, "delete", &said, &json!({}))).await, "Unknown Message (code 10008)");
    let long = json!({"type": "say", "channel": place.general, "words": "x".repeat(2001)});
    assert!(tab.stuck(long).await.contains("2000"));
    let empty = json!({"type": "say", "channel": place.general, "words": "  "});
    assert_eq!(tab.stuck(empty).await, "Cannot send an empty message (code 50006)");
}

#[tokio::test]
async fn a_post_is_opened_in_a_forum_and_nowhere_else() {
    let (place, mut tab) = at_general().await;
    let shelf = tab.world["channels"].as_array().unwrap().iter().find(|it| it["kind"] == "forum").unwrap();
    let post = |forum, title: &str| {
        let tags = json!([shelf["tags"][0]["id"]]);
        json!({"type": "post", "forum": forum, "title": title, "words": "When?", "tags": tags})
    };
    let (fine, empty, astray) =
        (post(place.shelf, "On time"), post(place.shelf, " "), post(place.general, "On time"));
    let done = tab.done(fine).await;
    assert!(tab.stuck(empty).await.starts_with("name: "));
    assert_eq!(tab.stuck(astray).await, "Cannot execute action on this channel type (code 50024)");
    let is_there = |it: &Value| {
        let thread = it["channels"].as_array().unwrap().iter().find(|it| it["id"] == done["channel"]);
        thread.is_some_and(|it| it["kind"] == "thread" && it["name"] == "On time" && it["tags"] == json!([]))
    };
    tab.world(is_there).await;
    let opened = tab.done(json!({"type": "open", "channel": done["channel"]})).await;
    assert_eq!(opened["messages"][0]["content"], "When?");
}

#[tokio::test]
async fn what_was_put_off_is_thinking_until_it_comes() {
    let (mut place, mut tab) = at_general().await;
    let number = tab.begin(find(&place, "meadows")).await;
    let interaction = place.bot.answers(json!({"type": 5, "data": {"flags": 64}})).await;
    assert_eq!(tab.end(number).await["type"], "done");
    let thinking = tab.frame(|it| it["message"]["thinking"] == true).await["message"].clone();
    assert_eq!(thinking["only_you"], true);
    let edit = webhook(&interaction, "/messages/@original");
    assert_eq!(place.bot.rest.patch(&edit, json!({"content": "There"})).await.status, 200);
    let there = tab.message("There").await;
    assert_eq!((&there["id"], &there["thinking"]), (&thinking["id"], &Value::Null));
}

#[tokio::test]
async fn what_only_one_sees_can_be_dismissed_and_stays_away() {
    let (mut place, mut tab) = at_general().await;
    let private = json!({"type": 4, "data": {"content": "For you", "flags": 64}});
    let message = found(&mut place, &mut tab, private).await;
    tab.done(json!({"type": "dismiss", "message": message["id"]})).await;
    tab.frame(|it| it["type"] == "gone" && it["message"] == message["id"]).await;
    let opened = tab.done(json!({"type": "open", "channel": place.general})).await;
    assert_eq!(opened["messages"], json!([]));
    assert_eq!(tab.stuck(on(&place, "delete", &message, &json!({}))).await, "Unknown Message (code 10008)");
    tab.done(json!({"type": "say", "channel": place.general, "words": "For all"})).await;
    let public = tab.message("For all").await;
    let refused = json!({"type": "dismiss", "message": public["id"]});
    assert_eq!(tab.stuck(refused).await, "only what only you see can be dismissed");
}

#[tokio::test]
async fn a_thread_is_locked_and_deleted_by_those_who_may_and_nothing_else_is() {
    let (place, mut tab) = at_general().await;
    let post = json!({"type": "post", "forum": place.shelf, "title": "On time", "words": "When?"});
    let thread = tab.done(post).await["channel"].clone();
    let may = |it: &Value, key: &str| {
        let all = it["channels"].as_array().unwrap();
        all.iter().find(|it| it["id"] == thread).map(|it| it[key].clone())
    };
    tab.world(|it| may(it, "may_tend") == Some(json!(false))).await;
    let lock = json!({"type": "tend", "channel": thread, "locked": true});
    let remove = json!({"type": "remove_thread", "channel": thread});
    assert_eq!(tab.stuck(lock.clone()).await, "Missing Permissions (code 50013)");
    assert_eq!(tab.stuck(remove.clone()).await, "Missing Permissions (code 50013)");

    let keeper = place.harbour.role("Keeper", permissions::MANAGE_THREADS | permissions::MANAGE_CHANNELS);
    let kay = place.harbour.member_with("kay", &["Keeper"]);
    let mut keeping = place.tab(&kay).await;
    assert_eq!(may(&keeping.world, "may_tend"), Some(json!(true)), "{keeper:?}");
    keeping.done(lock).await;
    tab.world(|it| may(it, "locked") == Some(json!(true)) && may(it, "may_write") == Some(json!(false)))
        .await;
    let general = json!({"type": "remove_thread", "channel": place.general});
    assert_eq!(keeping.stuck(general).await, "this is no thread");
    keeping.done(remove.clone()).await;
    tab.world(|it| may(it, "locked").is_none()).await;
    assert_eq!(keeping.stuck(remove).await, "Unknown Channel (code 10003)");
}
