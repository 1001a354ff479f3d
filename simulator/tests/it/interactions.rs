//! Commands and their answers: early, late, twice, put off, and for one alone.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::join;

use crate::bot::{harbour, says, text, webhook};

pub fn commands() -> Value {
    json!([
        {"name": "resource", "description": "Look a work up", "options": [
            {"name": "name", "description": "Title", "type": 3, "required": true, "autocomplete": true},
            {"name": "private", "description": "Only for you", "type": 5},
            {"name": "for", "description": "For whom", "type": 6}]},
        {"name": "moderate", "description": "Staff", "default_member_permissions": "8192", "options": [
            {"name": "export", "description": "Export", "type": 1, "options": [
                {"name": "resource", "description": "Which", "type": 3, "autocomplete": true},
                {"name": "limit", "description": "How many", "type": 4, "autocomplete": true}]}]},
        {"name": "Log as feedback", "type": 3},
        {"name": "Greet", "type": 2},
        {"name": "read", "description": "Read a paper", "options": [
            {"name": "paper", "description": "Which", "type": 11, "required": true}]},
    ])
}

#[tokio::test]
async fn a_command_goes_round_with_every_key() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let (answer, asked) = join!(
        ann.slash("general", "/resource name:designing data private:true for:@bo"),
        bot.answers(says("Here it is."))
    );
    assert_eq!(answer.text(), "Here it is.");
    for key in [
        "locale",
        "entitlements",
        "attachment_size_limit",
        "authorizing_integration_owners",
        "app_permissions",
    ] {
        assert!(!asked[key].is_null(), "{key} is missing");
    }
    assert_eq!(asked["data"]["options"][0]["value"], "designing data");
    assert_eq!(asked["data"]["options"][1]["value"], true);
    assert_eq!(asked["data"]["options"][2]["value"], json!(bo.id()));
    assert_eq!(asked["data"]["resolved"]["users"][bo.id().to_string()]["username"], "bo");
    assert!(text(&asked["member"]["permissions"]).parse::<u64>().unwrap() > 0);
    assert_eq!(asked["channel"]["type"], 0);
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_file_in_an_option_comes_resolved_and_can_be_fetched() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let id = ann.chooses("general", "my notes.txt", b"Read me").unwrap();
    let (answer, asked) =
        join!(ann.slash("general", "/read paper:my notes.txt"), bot.answers(says("I have read it.")));
    assert_eq!(answer.text(), "I have read it.");
    assert_eq!(asked["data"]["options"], json!([{"name": "paper", "type": 11, "value": id}]));
    let file = &asked["data"]["resolved"]["attachments"][id.to_string()];
    assert_eq!(
        (text(&file["filename"]), &file["size"], &file["ephemeral"]),
        ("my_notes.txt", &json!(7), &json!(true))
    );
    let fetched = reqwest::get(text(&file["url"])).await.unwrap().text().await.unwrap();
    assert_eq!(fetched, "Read me");
    let others = bo.try_slash("general", "/read paper:my notes.txt").await.err().unwrap();
    assert_eq!(others.to_string(), "paper: `my notes.txt` is no file that was chosen");
    assert_eq!(ann.try_slash("general", "/read").await.err().unwrap().to_string(), "paper is required");
    let large = ann.chooses("general", "large", &vec![0; 10 * 1024 * 1024 + 1]).unwrap_err();
    assert_eq!(large.to_string(), "Request entity too large (code 40005)");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_file_of_another_type_than_the_option_asks_for_is_refused_by_its_name() {
    let (discord, app, guild, mut bot) = harbour().await;
    let read = |types: Value| {
        let paper = json!({"type": 11, "name": "paper", "description": "Which", "required": true, "file_types": types});
        json!([{"name": "read", "description": "Reads a file", "options": [paper]}])
    };
    bot.registers(&app, read(json!([".txt", "image"]))).await;
    let ann = guild.member("ann");
    ann.chooses("general", "notes.pdf", b"Read me").unwrap();
    let refused = ann.try_slash("general", "/read paper:notes.pdf").await.err().unwrap();
    assert_eq!(refused.to_string(), "paper: `notes.pdf` is none of these: .txt, image");
    ann.chooses("general", "NOTES.TXT", b"Read me").unwrap();
    let (answer, _) =
        join!(ann.slash("general", "/read paper:NOTES.TXT"), bot.answers(says("I have read it.")));
    assert_eq!(answer.text(), "I have read it.");

    discord.expect_error(50035);
    let path = format!("/applications/{}/commands", app.id());
    let wrong = bot.rest.put(&path, read(json!(["text"]))).await;
    assert_eq!(wrong.status, 400, "{wrong:?}");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_command_on_a_person_names_them() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let (answer, asked) = join!(ann.user_command("general", "Greet", "bo"), bot.answers(says("Hello, bo.")));
    let data = &asked["data"];
    assert_eq!((&data["type"], &data["target_id"]), (&json!(2), &json!(bo.id())));
    assert_eq!(data["resolved"]["users"][bo.id().to_string()]["username"], "bo");
    assert!(data["resolved"]["members"][bo.id().to_string()]["permissions"].is_string());
    let original = bot.rest.get(&webhook(&asked, "/messages/@original")).await.body;
    assert_eq!(original["type"], 23);
    assert_eq!(original["interaction_metadata"]["target_user"]["username"], "bo");
    assert!(original["interaction_metadata"]["target_message_id"].is_null());
    assert_eq!(answer.text(), "Hello, bo.");
    let nobody = ann.try_user_command("general", "Greet", "zoe").await.err().unwrap();
    assert_eq!(nobody.to_string(), "nobody here is called zoe");
    let unknown = ann.try_user_command("general", "Log as feedback", "bo").await.err().unwrap();
    assert_eq!(unknown.to_string(), "there is no user command Log as feedback here");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn an_ephemeral_answer_is_seen_by_one_alone() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let whisper = json!({"type": 4, "data": {"content": "psst", "flags": 64}});
    let (answer, _) = join!(ann.slash("general", "/resource name:x"), bot.answers(whisper));
    assert!(answer.text().contains("only you can see this") && answer.is_private());
    assert!(ann.sees("general").contains("psst"));
    assert!(!bo.sees("general").contains("psst"));
}

#[tokio::test]
async fn a_deferred_answer_settles_when_it_is_edited() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (answer, asked) = join!(
        ann.slash("general", "/resource name:x"),
        bot.answers(json!({"type": 5, "data": {"flags": 64}}))
    );
    assert_eq!(answer.text(), "… is thinking\n(only you can see this)");
    assert!(discord.finish().join("").contains("no final answer"));
    let edit = bot.rest.patch(&webhook(&asked, "/messages/@original"), json!({"content": "at last"})).await;
    assert_eq!(edit.status, 200);
    assert!(answer.settled().await.text().contains("at last"));
    assert!(answer.is_private());
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_follow_up_right_after_deferring_fills_the_loading_message() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (answer, asked) = join!(ann.slash("general", "/resource name:x"), bot.answers(json!({"type": 5})));
    bot.rest.post(&webhook(&asked, ""), json!({"content": "one", "flags": 64})).await;
    assert_eq!((answer.text().as_str(), answer.is_private()), ("one", false));
    bot.rest.post(&webhook(&asked, ""), json!({"content": "two"})).await;
    assert_eq!(answer.follow_ups()[0].text(), "two");
}

#[tokio::test]
async fn a_second_callback_is_40060_and_a_late_one_10062() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (_, asked) = join!(ann.slash("general", "/resource name:x"), bot.answers(says("first")));
    assert_eq!(bot.rest.callback(&asked, says("second")).await.refusal(), (400, 40060));
    let (answer, late) = join!(ann.slash("general", "/resource name:y"), async {
        let asked = bot.interaction().await;
        discord.clock().advance(Duration::from_secs(4));
        bot.rest.callback(&asked, says("late")).await
    });
    assert_eq!(late.refusal(), (404, 10062));
    assert_eq!(answer.text(), "The application did not respond");
}

#[tokio::test]
async fn a_token_dies_after_fifteen_minutes() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (_, asked) = join!(ann.slash("general", "/resource name:x"), bot.answers(says("now")));
    let original = webhook(&asked, "/messages/@original");
    assert_eq!(bot.rest.get(&original).await.status, 200);
    discord.clock().advance(Duration::from_mins(16));
    assert_eq!(bot.rest.get(&original).await.refusal(), (401, 50027));
}

#[tokio::test]
async fn before_the_first_answer_the_webhook_is_unknown() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (_, early) = join!(ann.slash("general", "/resource name:x"), async {
        let asked = bot.interaction().await;
        let early = bot.rest.get(&webhook(&asked, "/messages/@original")).await;
        bot.rest.callback(&asked, says("now")).await;
        early
    });
    assert_eq!(early.refusal(), (404, 10015));
}

#[tokio::test]
async fn each_kind_of_interaction_takes_its_own_answers() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (_, refused) = join!(ann.slash("general", "/resource name:x"), async {
        let asked = bot.interaction().await;
        let mut refused = Vec::new();
        for kind in [1, 6, 7, 8] {
            refused.push(
                bot.rest.callback(&asked, json!({"type": kind, "data": {"content": "x"}})).await.refusal(),
            );
        }
        bot.rest.callback(&asked, says("fine")).await;
        refused
    });
    assert_eq!(refused, [(400, 50035); 4]);
}

#[tokio::test]
async fn who_may_not_use_a_command_does_not_get_to_it() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let refused = ann.try_slash("general", "/moderate export").await.err().unwrap();
    assert_eq!(refused.to_string(), "ann may not use moderate here");
    guild.open_command("moderate");
    let (answer, _) = join!(ann.slash("general", "/moderate export"), bot.answers(says("No.")));
    assert_eq!(answer.text(), "No.");
}

#[tokio::test]
async fn nobody_answers_for_a_bot_that_is_away() {
    let (discord, app, guild, bot) = harbour().await;
    bot.registers(&app, commands()).await;
    discord.drop_gateway();
    let ann = guild.member("ann");
    assert_eq!(ann.slash("general", "/resource name:x").await.text(), "The application did not respond");
}

#[tokio::test]
async fn with_response_tells_the_message_and_whose_it_is() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let (answer, got) = join!(ann.slash("general", "/resource name:x"), async {
        let asked = bot.interaction().await;
        let (id, token) = (text(&asked["id"]), text(&asked["token"]));
        let path = format!("/interactions/{id}/{token}/callback?with_response=true");
        bot.rest.post(&path, json!({"type": 4, "data": {"content": "psst", "flags": 64}})).await
    });
    assert_eq!((got.status, &got.body["interaction"]["response_message_ephemeral"]), (200, &json!(true)));
    assert_eq!(got.body["resource"]["message"]["id"], answer.json()["id"]);
    let metadata = &answer.json()["interaction_metadata"];
    assert_eq!((metadata["type"].as_u64(), text(&metadata["user"]["username"])), (Some(2), "ann"));
}

#[tokio::test]
async fn an_ephemeral_message_is_nobody_elses_over_rest() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let whisper = json!({"type": 4, "data": {"content": "psst", "flags": 64}});
    let (answer, asked) = join!(ann.slash("general", "/resource name:x"), bot.answers(whisper));
    let place = format!("/channels/{}/messages", text(&asked["channel_id"]));
    assert_eq!(bot.rest.get(&place).await.body, json!([]));
    let path = format!("{place}/{}", text(&answer.json()["id"]));
    assert_eq!(bot.rest.get(&path).await.refusal(), (404, 10008));
    let edit = bot.rest.patch(&path, json!({"content": "louder"})).await;
    assert_eq!(edit.refusal(), (404, 10008));
    assert_eq!(bot.rest.delete(&webhook(&asked, "/messages/@original")).await.status, 204);
    assert_eq!(answer.text(), "(the message was deleted)");
}

#[tokio::test]
async fn in_a_locked_and_archived_thread_even_the_callback_fails() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let said = ann.says("general", "words").await;
    let path = format!("/channels/{}/messages/{}/threads", said.channel, said.id);
    assert_eq!(bot.rest.post(&path, json!({"name": "Talk"})).await.status, 201);
    guild.overwrite("general", "Athenaeum", 0, discord_simulator::permissions::MANAGE_THREADS);
    let (_, refused) = join!(ann.slash("Talk", "/resource name:x"), async {
        let asked = bot.interaction().await;
        let thread = guild.thread("Talk");
        thread.archive();
        thread.lock();
        let refused = bot.rest.callback(&asked, says("hello?")).await.refusal();
        thread.unlock();
        bot.rest.callback(&asked, says("hello!")).await;
        refused
    });
    assert_eq!(refused, (403, 50083));
    assert!(!guild.thread("Talk").archived());
    guild.thread("Talk").archive();
    let stuck = ann.try_slash("Talk", "/resource name:x").await.err().unwrap();
    assert_eq!(stuck.to_string(), "#Talk is archived");
    let stuck = ann.try_slash("shelf", "/resource name:x").await.err().unwrap();
    assert_eq!(stuck.to_string(), "#shelf is a forum: commands are used in its posts");
}

#[tokio::test]
async fn a_bot_that_is_back_hears_although_its_old_connection_lingers() {
    let (discord, app, guild, old) = harbour().await;
    old.registers(&app, commands()).await;
    let mut new = crate::bot::Bot::online(&discord, &app).await;
    let ann = guild.member("ann");
    let (answer, _) = join!(ann.slash("general", "/resource name:x"), new.answers(says("Back.")));
    assert_eq!(answer.text(), "Back.");
}
