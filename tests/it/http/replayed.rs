//! Requests that somebody captured and sends again while they are good: they get nothing that was not public.

use discord_simulator::Id;
use serde_json::{Value, json};

use super::Porch;
use crate::stories::eventually::until;

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_export_takes_nothing_home_and_is_one_event() {
    let mut porch = Porch::open().await;
    porch
        .room
        .ann
        .slash("general", "/feedback name:deep-work comment:A secret.")
        .await
        .settled()
        .await
        .text();
    // The second answer finds that there is one.
    porch.room.discord.expect_error(40060);
    porch.room.bot.expect_logged("an answer was not delivered");
    porch.room.discord.faults().replay_post(1);
    let export = porch.room.mo.slash("general", "/moderate export").await.settled().await;
    assert!(String::from_utf8_lossy(&export.file().1).contains("A secret."));
    until_replayed(&porch, 1).await;
    assert_eq!(porch.room.discord.replays(), [(202, String::new())]);
    let made = "SELECT COUNT(*) FROM event WHERE kind = 'export.made'";
    while porch.room.count(made).await == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(porch.room.count(made).await, 1);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_asker_sees_is_in_no_response() {
    let mut porch = Porch::open().await;
    porch.room.discord.expect_error(40060);
    porch.room.bot.expect_logged("an answer was not delivered");
    let lines = [
        "/resource name:deep-work private:true",
        "/feedback name:deep-work comment:Mine.",
        "/my feedback",
        "/help",
        "/discuss",
    ];
    porch.room.discord.faults().replay_post(6);
    let mut panel = None;
    for line in lines {
        let answer = porch.room.ann.slash("general", line).await;
        assert!(answer.settled().await.is_private(), "{line}");
        panel = Some(answer).filter(|_| line.starts_with("/feedback")).or(panel);
    }
    panel.unwrap().press("Very useful").await.settled().await.text();
    until_replayed(&porch, 6).await;
    assert_eq!(porch.room.discord.replays(), vec![(202, String::new()); 6]);
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_everybody_sees_comes_in_the_response() {
    let porch = Porch::open().await;
    porch.room.discord.faults().replay_post(2);
    let card = porch.room.ann.slash("general", "/resource name:deep-work").await;
    assert!(card.text().contains("Deep Work"));
    let suggested = porch.room.ann.type_in("general", "/resource name:deep").await;
    assert!(!suggested.is_empty());
    until_replayed(&porch, 2).await;
    let replays = porch.room.discord.replays();
    let kinds: Vec<u64> = replays.iter().map(|(_, body)| kind(body)).collect();
    assert_eq!(kinds, [4, 8]);
    assert!(porch.room.discord.calls().iter().all(|it| !it.ends_with("/callback")), "no call was needed");
    porch.room.close().await;
}

/// An interaction of ann's that has come before, with another rating in it.
fn forged(porch: &Porch, id: Id) -> Value {
    let (guild, user) = (porch.room.guild.id(), porch.room.ann.id());
    json!({
        "id": id, "application_id": porch.room.application.id(), "type": 2, "token": "t", "version": 1,
        "guild_id": guild, "channel_id": "4", "locale": "en-US", "entitlements": [], "attachment_size_limit": 1,
        "member": {
            "user": {"id": user, "username": "ann", "discriminator": "0", "avatar": null, "global_name": null},
            "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0,
            "permissions": "0", "guild_id": guild,
        },
        "data": {"id": "9", "name": "feedback", "type": 1, "options": [
            {"name": "name", "type": 3, "value": "deep-work"}, {"name": "rating", "type": 4, "value": 1},
        ]},
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interaction_that_comes_again_with_another_content_is_refused_and_counted() {
    let mut porch = Porch::open().await;
    let given = porch.room.ann.slash("general", "/feedback name:deep-work rating:5").await;
    given.text();
    // Whom it is answered to is not there.
    porch.room.discord.expect_error(10062);
    porch.room.bot.expect_logged("an answer was not delivered");
    porch.room.bot.expect_logged("the act's key was used for something else before");
    let told = porch.room.discord.calls().len();
    let again = porch.signed(forged(&porch, given.interaction().unwrap()).to_string().as_bytes()).await;
    assert_eq!((again.status().as_u16(), again.text().await.unwrap()), (202, String::new()));
    let counted = async || porch.counted("athenaeum_acts_contradicted_total").await == 1.0;
    until("it is counted", counted).await;
    let refused = "athenaeum_interactions_total{command=\"feedback\",outcome=\"undelivered\"}";
    until("it is answered", async || porch.counted(refused).await == 1.0).await;
    assert_eq!(porch.room.discord.calls().len(), told + 1, "the refusal is all that was sent");
    let ratings = "SELECT COUNT(*) FROM entry WHERE rating = 5";
    assert_eq!(
        (porch.room.count(ratings).await, porch.room.count("SELECT COUNT(*) FROM entry").await),
        (1, 1)
    );
    porch.room.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_signature_now_and_then_changes_nothing() {
    let porch = Porch::open().await;
    porch.room.discord.faults().forge_post(2);
    for name in ["deep-work", "accelerate"] {
        porch.room.ann.slash("general", &format!("/resource name:{name}")).await.text();
    }
    porch.room.close().await;
}

fn kind(body: &str) -> u64 {
    serde_json::from_str::<Value>(body).unwrap()["type"].as_u64().unwrap()
}

async fn until_replayed(porch: &Porch, times: usize) {
    let replayed = async {
        while porch.room.discord.replays().len() < times {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(discord_simulator::scene::PATIENCE, replayed).await.unwrap();
}
