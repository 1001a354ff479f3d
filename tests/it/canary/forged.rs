//! What no client would send: texts of every size, numbers of every sign, buttons and values that nobody offered. Each
//! is answered in words, and none is a failure of ours.

use discord_simulator::{Answer, Member, Said, ThreadHandle};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::Room;

/// Texts that are long, deep, invisible or turned around.
fn texts() -> Vec<String> {
    vec![
        "🦉".repeat(4_000),
        "`".repeat(4_000),
        "*".repeat(2_000),
        "`".repeat(2_000),
        format!("a{}", "\u{301}".repeat(3_999)),
        "before\0after".to_owned(),
        "\0".to_owned(),
        "\u{202e}\u{2066}turned\u{200f}".to_owned(),
        "\u{202e}".to_owned(),
        "../../etc/passwd".to_owned(),
        "' OR 1=1; --\" NEAR(*) %_\\".to_owned(),
        "=1+1\r\n\u{2028}\u{85}".to_owned(),
        "@everyone <@&1> <#1> </resource:1>".to_owned(),
    ]
}

/// `custom_id`s that no message of the bot carries.
fn ids() -> Vec<String> {
    let kinds = [
        "card.more",
        "card.page",
        "card.share",
        "card.show",
        "discuss.ask",
        "feedback.open",
        "feedback.rate",
    ];
    let more =
        ["feedback.shift", "feedback.words", "feedback.anonymous", "keep.pick", "keep.take", "keep.withdraw"];
    let staff = [
        "my.page",
        "my.pick",
        "my.edit",
        "moderate.export",
        "moderate.remove",
        "moderate.reason",
        "settings.role",
    ];
    let arguments = [
        "",
        ":1",
        ":-1:1",
        ":1:..",
        ":1:../../etc/passwd:1",
        ":1:18446744073709551616:5",
        ":1:18446744073709551615:deep-work",
        ":1:9223372036854775808",
        ":1:-9223372036854775808",
        ":1:entry:9223372036854775808:3",
        ":1:new:deep-work:-1",
        ":1:deep-work:18446744073709551615",
        ":4294967295:deep-work",
        ":1:\0:\u{202e}",
        ":1:deep-work:cp9:zzzz:",
        "::::::::::",
    ];
    let kinds = kinds.into_iter().chain(more).chain(staff);
    let ours = kinds.flat_map(|kind| arguments.iter().map(move |it| format!("{kind}{it}")));
    ours.chain([":", "::", "verify", "{\"a\":1}", "🦉:1:🦉"].map(str::to_owned)).collect()
}

#[tokio::test]
async fn buttons_of_nobody_s_are_answered_in_words() {
    let room = Room::open().await;
    let on = a_message(&room.gil).await;
    for id in ids() {
        fine(&room.gil.forges_press(&on, &id).await, &id).await;
        fine(&room.gil.forges_pick(&on, &id, (3, &["never offered"])).await, &id).await;
        fine(&room.gil.forges_pick(&on, &id, (6, &["18446744073709551615"])).await, &id).await;
        fine(&room.gil.forges_pick(&on, &id, (3, &[])).await, &id).await;
    }
    look_around(&room);
    room.close().await;
}

#[tokio::test]
async fn forms_take_any_text() {
    let room = Room::open().await;
    let on = a_message(&room.gil).await;
    room.ann.slash("general", "/feedback name:deep-work rating:3").await.text();
    for text in texts() {
        let forms = [
            (&room.ann, "feedback.words:1:entry:1", "comment"),
            (&room.bo, "feedback.words:1:new:deep-work", "comment"),
            (&room.ann, "keep.search:1:1", "work"),
            (&room.mo, "moderate.reason:1:1", "nothing-of-the-kind"),
        ];
        for (who, id, field) in forms {
            let shown: String = text.escape_unicode().take(60).collect();
            fine(&who.forges_form(&on, id, &[(field, &text)]).await, &format!("{id} {shown}")).await;
        }
        fine(&room.mo.slash("general", "/moderate show number:1").await, "show").await;
        fine(&room.ann.slash("general", "/my feedback").await, "my").await;
    }
    for text in texts() {
        let entry =
            room.guild.member("cy").slash("general", "/feedback name:deep-work comment:Words.").await.text();
        let number = entry.split("feedback #").nth(1).and_then(|it| it.lines().next()).unwrap().to_owned();
        fine(
            &room.mo.forges_form(&on, &format!("moderate.reason:1:{number}"), &[("reason", &text)]).await,
            &text,
        )
        .await;
        fine(&room.mo.slash("general", &format!("/moderate show number:{number}")).await, "show").await;
    }
    for format in ["csv", "jsonl"] {
        fine(&room.mo.slash("general", &format!("/moderate export format:{format}")).await, format).await;
    }
    look_around(&room);
    room.close().await;
}

#[tokio::test]
async fn options_take_any_value() {
    let room = Room::open().await;
    for text in texts() {
        for (name, option) in
            [("resource", "name"), ("discuss", "name"), ("feedback", "name"), ("feedback", "shift")]
        {
            let options = json!([{"name": option, "type": 3, "value": text}]);
            sends(&room.ann, name, options).await;
            let typing = json!([{"name": option, "type": 3, "value": text, "focused": true}]);
            let choices = room.ann.forges_typing("general", name, typing).await.unwrap();
            assert!(!choices.is_empty() || option == "shift", "{name} {option}: an empty hand for {text:?}");
        }
        let told = json!([{"name": "name", "type": 3, "value": "deep-work"}, {"name": "comment", "type": 3, "value": text}]);
        sends(&room.ann, "feedback", told).await;
        for option in ["since", "until", "kind", "format", "authors", "resource"] {
            let inner = json!([{"name": option, "type": 3, "value": text}]);
            sends(&room.mo, "moderate", json!([{"name": "export", "type": 1, "options": inner}])).await;
        }
    }
    for number in [0, -1, 99, i64::MAX, i64::MIN] {
        for (sub, name) in [("show", "moderate"), ("remove", "moderate")] {
            let inner = json!([{"name": "number", "type": 4, "value": number}, {"name": "reason", "type": 3, "value": "x"}]);
            sends(&room.mo, name, json!([{"name": sub, "type": 1, "options": inner}])).await;
        }
        let rating = json!([{"name": "name", "type": 3, "value": "deep-work"}, {"name": "rating", "type": 4, "value": number}]);
        sends(&room.bo, "feedback", rating).await;
    }
    for name in ["resource", "discuss", "feedback", "my", "moderate", "settings", "help"] {
        sends(&room.gil, name, json!([])).await;
        sends(&room.gil, name, json!([{"name": "no-such", "type": 1, "options": []}])).await;
    }
    look_around(&room);
    room.close().await;
}

#[tokio::test]
async fn a_flood_is_answered_to_the_last_and_leaves_little() {
    let room = Room::open().await;
    let line = "/feedback name:deep-work comment:Again.";
    let answers = join_all((0..200).map(|_| room.ann.slash("general", line))).await;
    let answers = join_all(answers.iter().map(Answer::settled)).await;
    let kept = answers.iter().filter(|it| it.text().contains("your feedback #")).count();
    let refused = answers.iter().filter(|it| it.text().contains("within ten minutes")).count();
    assert_eq!((kept, refused), (3, 197));
    let mut tx = room.bot.app.db.read().await.unwrap();
    let row = tx.fetch_one("SELECT COUNT(*) FROM event WHERE guild <> 0", Vec::new()).await.unwrap();
    assert!(row.int(0).unwrap() <= 12, "{} events", row.int(0).unwrap());
    drop(tx);
    let looks =
        join_all((0..200).map(|_| room.ann.slash("general", "/resource name:deep-work private:true"))).await;
    assert!(looks.iter().all(|it| it.text().contains("Deep Work")));
    room.close().await;
}

#[tokio::test]
async fn names_and_messages_do_nothing_but_be_read() {
    let room = Room::open().await;
    room.discord.insist_on_allowed_mentions();
    room.guild.open_command("moderate");
    for name in ["@everyone", "<@&1>", "**[loud](https://example.org)**", "\u{202e}eno-on", "```"] {
        let somebody = room.guild.member(name);
        let page = somebody.slash("general", "/resource name:deep-work private:true").await;
        fine(&page.press("Share here").await, name).await;
        let said = somebody.says("general", &format!("{name} ||# said it||")).await;
        let question = somebody.message_command("Log as feedback", &said).await;
        fine(&question.pick("Choose a work", "Deep Work · Newport").await, name).await;
        let kept = room.mo.message_command("Log as feedback", &said).await;
        assert!(kept.text().contains("already"), "{}", kept.text());
    }
    for unseen in ["\u{202e}\u{2066}", "\u{200f}"] {
        let said = room.ann.says("general", unseen).await;
        let refused = room.ann.message_command("Log as feedback", &said).await.text();
        assert!(refused.contains("no text that could be kept"), "{refused}");
    }
    fine(&room.gil.slash("general", "/moderate export authors:names").await, "names").await;
    assert_eq!(room.discord.pings(), Vec::new());
    look_around(&room);
    room.close().await;
}

async fn sends(who: &Member, name: &str, options: Value) {
    let shown: String = options.to_string().chars().take(200).collect();
    let answer = who.forges_command("general", name, options).await.unwrap();
    fine(&answer, &format!("/{name} {shown}")).await;
}

/// Answered in words, and not as a failure.
async fn fine(answer: &Answer, what: &str) {
    answer.try_settled().await.unwrap_or_else(|stuck| panic!("{what}: {stuck}"));
    let text = answer.text();
    assert!(!text.contains("did not respond") && !text.contains("not your doing"), "{what}: {text}");
}

async fn a_message(who: &Member) -> Said {
    let shown = who.slash("general", "/settings show").await;
    shown.text();
    shown.said().unwrap()
}

fn look_around(room: &Room) {
    for person in [&room.ann, &room.bo, &room.mo, &room.gil] {
        for place in room.guild.threads().iter().map(ThreadHandle::name).chain(["general".to_owned()]) {
            person.sees(&place);
        }
    }
}
