//! What leads on from an answer: buttons, selects, forms; suggestions, message commands, files.

use serde_json::{Value, json};
use tokio::join;

use crate::bot::{harbour, says, text, webhook};
use crate::interactions::commands;

#[tokio::test]
async fn suggestions_name_the_focused_option_and_the_others() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    guild.role("Moderator", discord_simulator::permissions::MANAGE_MESSAGES);
    let mo = guild.member_with("mo", &["Moderator"]);
    let offer = json!({"type": 8, "data": {"choices": [{"name": "Ten", "value": 10}]}});
    let (choices, asked) =
        join!(mo.type_in("general", "/moderate export resource:kl limit:te"), bot.answers(offer));
    assert_eq!((choices[0].name.as_str(), choices[0].value.as_str()), ("Ten", "10"));
    let options = &asked["data"]["options"][0]["options"];
    assert_eq!(options[0]["focused"], Value::Null);
    assert_eq!((&options[1]["focused"], &options[1]["value"]), (&json!(true), &json!("te")));
}

#[tokio::test]
async fn buttons_selects_and_forms_lead_on() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let rows = json!([
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Discuss", "custom_id": "d"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "r", "placeholder": "Related", "options": [{"label": "Systems", "value": "s"}]}]},
    ]);
    let card = json!({"type": 4, "data": {"content": "card", "components": rows}});
    let (card, _) = join!(ann.slash("general", "/resource name:x"), bot.answers(card));
    let form = json!({"type": 9, "data": {"title": "Say it", "custom_id": "f", "components": [
        {"type": 1, "components": [{"type": 4, "style": 2, "label": "What?", "custom_id": "w", "max_length": 5}]}]}});
    let (opened, pressed) = join!(card.press("Discuss"), bot.answers(form));
    assert_eq!((text(&pressed["data"]["custom_id"]), &pressed["message"]["content"]), ("d", &json!("card")));
    assert!(opened.form().fill("What?", "far too long").try_submit().await.is_err());
    let update = json!({"type": 7, "data": {"content": "card, discussed"}});
    let (changed, sent) = join!(opened.form().fill("What?", "words").submit(), bot.answers(update));
    assert_eq!(sent["data"]["components"][0]["components"][0]["value"], "words");
    assert_eq!(changed.json()["id"], card.json()["id"]);
    assert!(card.text().contains("card, discussed"));
    let (later, picked) = join!(card.pick("Related", "Systems"), bot.answers(json!({"type": 6})));
    assert_eq!(picked["data"]["values"], json!(["s"]));
    bot.rest.patch(&webhook(&picked, "/messages/@original"), json!({"content": "picked"})).await;
    assert!(later.settled().await.text().contains("picked"));
    let stuck = ann.try_press_on("general", "Nothing").await.err().unwrap().to_string();
    assert!(stuck.contains("no message in #general has Nothing"), "{stuck}");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_form_takes_choices_and_has_text_between_its_fields() {
    let (discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, bo) = (guild.member("ann"), guild.member("bo"));
    let select = json!({"type": 3, "custom_id": "k", "min_values": 1, "max_values": 2, "options": [
        {"label": "A question", "value": "q"}, {"label": "An idea", "value": "i", "default": true}]});
    let form = json!({"type": 9, "data": {"title": "Say it", "custom_id": "f", "components": [
        {"type": 10, "content": "What readers say is **kept**."},
        {"type": 18, "label": "What is it?", "component": select},
        {"type": 18, "label": "With whom?", "component": {"type": 5, "custom_id": "w", "required": false}},
        {"type": 18, "label": "In words", "component": {"type": 4, "style": 1, "custom_id": "t", "required": false}}]}});
    let (opened, _) = join!(ann.slash("general", "/resource name:x"), bot.answers(form));
    assert_eq!(opened.form().labels(), ["What is it?", "With whom?", "In words"]);
    assert!(opened.form().try_choose("What is it?", &["A poem"]).is_err());
    let (kept, sent) = join!(opened.form().submit(), bot.answers(says("Kept.")));
    assert!(kept.text().starts_with("Kept."));
    let sent = &sent["data"]["components"];
    assert_eq!((&sent[0]["type"], &sent[1]["component"]["values"]), (&json!(10), &json!(["i"])));
    assert_eq!(sent[2]["component"]["values"], json!([]));

    let form = opened.form().choose("What is it?", &["A question", "An idea"]).choose("With whom?", &["bo"]);
    let (kept, sent) = join!(form.submit(), bot.answers(says("Kept.")));
    assert!(kept.text().starts_with("Kept."));
    let (sent, bo) = (&sent["data"], bo.id().to_string());
    assert_eq!(sent["components"][1]["component"]["values"], json!(["q", "i"]));
    assert_eq!(sent["components"][2]["component"]["values"], json!([bo]));
    assert_eq!(sent["resolved"]["users"][&bo]["username"], "bo");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_message_command_shows_the_words_without_the_content_intent() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let (ann, mo) = (guild.member("ann"), guild.member("mo"));
    let said = ann.says("general", "this changed my mind").await;
    let (_, asked) = join!(mo.message_command("Log as feedback", &said), bot.answers(says("Kept.")));
    let target = text(&asked["data"]["target_id"]);
    assert_eq!(asked["data"]["resolved"]["messages"][target]["content"], "this changed my mind");
}

#[tokio::test]
async fn files_come_by_multipart_and_can_be_fetched() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let payload = json!({"content": "the export", "attachments": [{"id": 0, "filename": "feedback.csv"}]});
    let (answer, asked) = join!(
        ann.slash("general", "/resource name:x"),
        bot.answers(json!({"type": 5, "data": {"flags": 64}}))
    );
    let part =
        reqwest::multipart::Part::bytes(b"a,b\r\n".to_vec()).file_name("x").mime_str("text/csv").unwrap();
    let form =
        reqwest::multipart::Form::new().text("payload_json", payload.to_string()).part("files[0]", part);
    let request =
        bot.rest.request(reqwest::Method::PATCH, &webhook(&asked, "/messages/@original")).multipart(form);
    let edited = bot.rest.send(request).await;
    assert_eq!(edited.body["attachments"][0]["filename"], "feedback.csv");
    assert_eq!(answer.file(), ("feedback.csv".to_owned(), b"a,b\r\n".to_vec()));
    let fetched = reqwest::get(text(&edited.body["attachments"][0]["url"])).await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap().as_ref(), b"a,b\r\n");
}

#[tokio::test]
async fn a_select_of_channels_sends_their_ids() {
    let (_discord, app, guild, mut bot) = harbour().await;
    bot.registers(&app, commands()).await;
    let ann = guild.member("ann");
    let rows = json!([{"type": 1, "components": [{"type": 8, "custom_id": "c", "placeholder": "Where"}]}]);
    let panel = json!({"type": 4, "data": {"content": "panel", "components": rows}});
    let (panel, _) = join!(ann.slash("general", "/resource name:x"), bot.answers(panel));
    let (_, asked) = join!(panel.pick("Where", "#shelf"), bot.answers(says("There.")));
    let picked = text(&asked["data"]["values"][0]);
    assert_eq!(asked["data"]["resolved"]["channels"][picked]["name"], "shelf");
    assert_eq!(asked["data"]["resolved"]["channels"][picked]["type"], 15);
}
