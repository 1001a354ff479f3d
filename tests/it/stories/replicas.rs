//! Several processes behind one address, whatever door the other stories come in by: what comes to two of them at once
//! is done once.

use futures_util::future::join_all;

use super::eventually::{log, until};
use crate::support::home::is_on_a_server;
use crate::support::{Door, Room};

const WORKS: [&str; 4] = ["thinking-in-systems", "deep-work", "accelerate", "the-mythical-man-month"];

#[tokio::test]
async fn an_interaction_that_comes_to_two_of_them_is_done_once() {
    if !is_on_a_server() {
        return;
    }
    let mut room = Room::open_behind(Door::Replicas).await;
    let panel = room.ann.slash("general", "/feedback name:deep-work").await;
    // The second answer finds that there is one, whichever process gives it.
    room.discord.expect_error(40060);
    room.bot.expect_logged("an answer was not delivered");
    room.discord.faults().replay_post(1);
    panel.press("Very useful").await.settled().await.text();
    until("it came again", async || room.discord.replays().len() == 1).await;
    let lines = room.bot.logged();
    until("it was answered again", async || !lines.lines().is_empty()).await;
    assert_eq!(log(&room).await, ["guild.joined", "entry.given"]);
    room.close().await;
}

#[tokio::test]
async fn a_discussion_that_all_of_them_are_asked_for_is_opened_once() {
    if !is_on_a_server() {
        return;
    }
    let room = Room::open_behind(Door::Replicas).await;
    let askers: Vec<_> = (0..16).map(|it| room.guild.member(&format!("reader{it}"))).collect();
    let asked = askers.iter().zip(WORKS.iter().cycle()).map(|(who, work)| async move {
        who.slash("general", &format!("/discuss name:{work}")).await.settled().await.text()
    });
    join_all(asked).await;
    assert_eq!(room.guild.threads().len(), WORKS.len());
    let opened = log(&room).await.into_iter().filter(|it| it == "discussion.opened").count();
    assert_eq!(opened, WORKS.len());
    room.ann.sees("general");
    room.close().await;
}
