//! What each person sees on the page, and what they do not.

use discord_simulator::permissions;
use serde_json::{Value, json};

use super::super::bot::text;
use super::{Place, Tab};

fn channel<'a>(world: &'a Value, name: &str) -> Option<&'a Value> {
    world["channels"].as_array().unwrap().iter().find(|it| it["name"] == name)
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| text(&it["name"])).collect()
}

#[tokio::test]
async fn the_world_is_that_of_the_one_who_looks() {
    let place = Place::set().await;
    let ann = place.tab(&place.ann).await.world;
    assert_eq!(ann["me"], json!(place.ann.id()));
    assert_eq!(ann["guild"], json!(place.harbour.id()));
    assert_eq!(ann["application"], json!({"id": place.app.id(), "name": "Athenaeum", "online": true}));
    assert_eq!(names(&ann["channels"]), ["general", "shelf"]);
    assert_eq!(names(&ann["commands"]), ["find", "list", "read", "Greet", "Keep"]);
    assert_eq!(channel(&ann, "shelf").unwrap()["kind"], "forum");
    assert_eq!(names(&channel(&ann, "shelf").unwrap()["tags"]), ["Time"]);
    let people = ann["guilds"][0]["members"].as_array().unwrap();
    assert_eq!(names(&ann["guilds"][0]["members"]), ["Athenaeum", "ann", "mo", "owner of Harbour"]);
    let role = |name: &str| &people.iter().find(|it| it["name"] == name).unwrap()["role"];
    assert_eq!([role("ann"), role("mo"), role("owner of Harbour")], ["reader", "moderator", "administrator"]);
    assert_eq!(people.iter().filter(|it| it["bot"] == true).count(), 1);
    let mo = place.tab(&place.mo).await.world;
    assert_eq!(names(&mo["commands"]), ["find", "list", "staff", "read", "Greet", "Keep"]);
    assert_eq!(mo["control"], json!({"restart": false, "library": false}));
}

#[tokio::test]
async fn the_world_comes_again_when_anything_in_it_changes() {
    let place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    place.harbour.text_channel("attic");
    tab.world(|it| channel(it, "attic").is_some_and(|it| it["may_write"] == true)).await;
    place.harbour.overwrite("attic", "@everyone", 0, permissions::SEND_MESSAGES);
    tab.world(|it| channel(it, "attic").is_some_and(|it| it["may_write"] == false)).await;
    place.harbour.overwrite("attic", "@everyone", 0, permissions::VIEW_CHANNEL);
    tab.world(|it| channel(it, "attic").is_none()).await;
    place.harbour.delete_channel("general");
    tab.world(|it| channel(it, "general").is_none()).await;
    drop(place.bot);
    tab.world(|it| it["application"]["online"] == false).await;
}

#[tokio::test]
async fn who_is_not_there_is_taken_for_the_first_who_is() {
    let place = Place::set().await;
    let orchard = place.discord.guild("Orchard");
    orchard.install(&place.app, permissions::ORDINARY);
    let neighbour = orchard.member("neighbour");
    let (ann, harbour) = (place.ann.id().to_string(), place.harbour.id().to_string());
    let (cy, orchard) = (neighbour.id().to_string(), orchard.id().to_string());
    let app = place.app.id().to_string();
    let cases = [
        (String::new(), &ann, &harbour),
        ("?as=1".to_owned(), &ann, &harbour),
        ("?as=x&guild=%00".to_owned(), &ann, &harbour),
        (format!("?as={app}"), &ann, &harbour),
        (format!("?guild={orchard}"), &cy, &orchard),
        (format!("?as={cy}"), &cy, &orchard),
        (format!("?as={cy}&guild={harbour}"), &cy, &orchard),
        (format!("?as={ann}&guild={orchard}"), &ann, &harbour),
    ];
    for (query, person, guild) in cases {
        let world = Tab::open(&place.page, &query).await.world;
        assert_eq!((text(&world["me"]), text(&world["guild"])), (person.as_str(), guild.as_str()), "{query}");
    }
}

#[tokio::test]
async fn what_only_one_sees_reaches_nobody_else() {
    let mut place = Place::set().await;
    let (mut ann, mut mo) = (place.tab(&place.ann).await, place.tab(&place.mo).await);
    for tab in [&mut ann, &mut mo] {
        tab.done(json!({"type": "open", "channel": place.general})).await;
    }
    let options = json!([{"name": "name", "type": 3, "value": "my own secret"}]);
    let number = ann
        .begin(json!({"type": "command", "channel": place.general, "command": place.command("find"), "options": options}))
        .await;
    let button =
        json!([{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]);
    let secret = json!({"type": 4, "data": {"content": "only for ann", "flags": 64, "components": button}});
    place.bot.answers(secret).await;
    ann.end(number).await;
    let own = ann.message("only for ann").await;
    assert_eq!(own["only_you"], true);
    // Nor does what answers it for everybody carry it along; what answers it for her does.
    for (flags, words) in [(0, "for all"), (64, "for her")] {
        let press =
            json!({"type": "press", "channel": place.general, "message": own["id"], "custom_id": "go"});
        let number = ann.begin(press).await;
        place.bot.answers(json!({"type": 4, "data": {"content": words, "flags": flags}})).await;
        ann.end(number).await;
        let answer = ann.message(words).await;
        assert_eq!(answer["referenced_message"]["content"] == "only for ann", flags == 64, "{answer}");
    }
    let answer = mo.message("for all").await;
    assert_eq!((&answer["type"], &answer["referenced_message"]), (&json!(19), &Value::Null));
    ann.done(json!({"type": "dismiss", "message": own["id"]})).await;
    mo.done(json!({"type": "say", "channel": place.general, "words": "after that"})).await;
    mo.message("after that").await;
    // Every frame so far, the wire's among them.
    let everything = format!("{:?} {}", mo.heard, mo.world);
    for secret in ["only for ann", "my own secret", "for her"] {
        assert!(!everything.contains(secret), "{everything}");
    }
    let opened = mo.done(json!({"type": "open", "channel": place.general})).await;
    assert_eq!(opened["messages"].as_array().unwrap().len(), 2);
    assert!(!opened.to_string().contains("only for ann"), "{opened}");
    let again = ann.done(json!({"type": "open", "channel": place.general})).await;
    assert_eq!(again["messages"].as_array().unwrap().len(), 3, "what was dismissed stays away");
}

#[tokio::test]
async fn only_channels_that_are_open_are_told_of() {
    let place = Place::set().await;
    place.harbour.text_channel("attic");
    let mut tab = place.tab(&place.ann).await;
    place.mo.says("attic", "unheard").await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    place.mo.says("attic", "unheard, too").await;
    place.mo.says("general", "heard").await;
    tab.message("heard").await;
    tab.done(json!({"type": "say", "channel": place.general, "words": "end"})).await;
    assert!(!tab.heard.iter().any(|it| it["type"] == "message" && it.to_string().contains("unheard")));
}

#[tokio::test]
async fn a_channel_is_read_from_its_end_part_by_part() {
    let place = Place::set().await;
    for number in 0..5 {
        place.mo.says("general", &format!("word {number}")).await;
    }
    let mut tab = place.tab(&place.ann).await;
    let words = |done: &Value| -> Vec<String> {
        let all = done["messages"].as_array().unwrap().iter();
        all.map(|it| text(&it["content"]).to_owned()).collect()
    };
    let last = tab.done(json!({"type": "open", "channel": place.general, "before": null, "limit": 2})).await;
    assert_eq!((words(&last), &last["more"]), (vec!["word 3".to_owned(), "word 4".to_owned()], &json!(true)));
    let before = &last["messages"][0]["id"];
    let rest =
        tab.done(json!({"type": "open", "channel": place.general, "before": before, "limit": 3})).await;
    assert_eq!((words(&rest).len(), &rest["more"]), (3, &json!(false)));
    assert_eq!(words(&rest)[0], "word 0");
}

#[tokio::test]
async fn what_somebody_may_not_see_does_not_exist_for_them() {
    let place = Place::set().await;
    let cellar = place.harbour.text_channel("cellar");
    let said = place.mo.says("cellar", "quiet").await;
    place.harbour.overwrite("cellar", "@everyone", 0, permissions::VIEW_CHANNEL);
    let orchard = place.discord.guild("Orchard").text_channel("trees");
    let mut tab = place.tab(&place.ann).await;
    assert!(channel(&tab.world, "cellar").is_none());
    let asks = [
        json!({"type": "open", "channel": cellar}),
        json!({"type": "say", "channel": cellar, "words": "x"}),
        json!({"type": "delete", "channel": cellar, "message": said.id}),
        json!({"type": "edit", "channel": cellar, "message": said.id, "words": "x"}),
        json!({"type": "message_command", "channel": cellar, "message": said.id, "command": place.command("Keep")}),
        json!({"type": "command", "channel": cellar, "command": place.command("find")}),
    ];
    for ask in asks {
        assert_eq!(tab.stuck(ask.clone()).await, "Missing Access (code 50001)", "{ask}");
    }
    let elsewhere = json!({"type": "open", "channel": orchard});
    assert_eq!(tab.stuck(elsewhere).await, "Unknown Channel (code 10003)");
    let staff = json!({"type": "command", "channel": place.general, "command": place.command("staff")});
    assert_eq!(tab.stuck(staff).await, "ann may not use staff here");
}
