//! Something does not move on: everybody else does, and memory stays bounded.

use std::time::Duration;

use athenaeum::store::{Stop, outbox};
use discord_simulator::permissions::VIEW_CHANNEL;
use tokio::task::JoinSet;

use super::shop::{Count, Shop};
use crate::stories::eventually::{pass, until};
use crate::support::Room;
use crate::support::home::is_on_a_server;

/// More acts than may wait.
const MANY: u64 = 6_000;
/// Reading connections, in a file and on a server.
const READERS: [usize; 2] = [4, 8];

#[tokio::test]
async fn more_acts_than_may_wait_are_refused_at_once_and_the_others_are_done() {
    let shop = Shop::open().await;
    // Whoever holds the head keeps everybody from writing, on either engine.
    let mut writer = shop.db.writer().await;
    let mut held = writer.begin().await.unwrap();
    held.execute("UPDATE log_head SET pos = pos WHERE one = 1", Vec::new()).await.unwrap();
    let mut waiting = JoinSet::new();
    for interaction in 0..MANY {
        let log = shop.log.clone();
        waiting.spawn(async move { (interaction, log.write(Count::new(interaction)).await) });
    }
    let mut busy = 0;
    // Whoever is refused hears it while nothing can be written.
    while busy < MANY - 4_096 - 512 {
        let (_, refused) = waiting.join_next().await.unwrap().unwrap();
        assert!(matches!(refused, Err(Stop::Busy)), "{refused:?}");
        busy += 1;
    }
    held.rollback().await.unwrap();
    drop(writer);
    let mut done = Vec::new();
    while let Some(ended) = waiting.join_next().await {
        let (interaction, answer) = ended.unwrap();
        match answer {
            Ok(_) => done.push(interaction),
            Err(Stop::Busy) => busy += 1,
            Err(stop) => panic!("{stop}"),
        }
    }
    assert_eq!(done.len() as u64 + busy, MANY);
    assert_eq!(shop.count("SELECT COUNT(*) FROM event").await, i64::try_from(done.len()).unwrap());
    assert_eq!(shop.broken(done).await, Vec::<String>::new());
}

#[tokio::test]
async fn while_every_reading_connection_is_taken_people_write_and_readers_are_answered_later() {
    let room = Room::open().await;
    room.ann.slash("general", "/feedback name:deep-work rating:4").await.text();
    let mut taken = Vec::new();
    for _ in 0..READERS[usize::from(is_on_a_server())] {
        taken.push(room.bot.app.db.read().await.unwrap());
    }
    let mine = room.ann.slash("general", "/my feedback").await;
    let given = room.bo.slash("general", "/feedback name:deep-work rating:5").await.text();
    assert!(given.contains("your feedback #"), "{given}");
    drop(taken);
    assert!(mine.settled().await.text().contains("Deep Work"));
    room.close().await;
}

#[tokio::test]
async fn one_discussion_that_hangs_holds_up_no_other() {
    let room = Room::open().await;
    room.guild.text_channel("hall");
    let hold = room.discord.faults().hold("POST /channels/*/messages");
    let stuck = room.ann.slash("general", "/discuss name:deep-work").await;
    hold.arrived().await;
    let works =
        ["accelerate", "thinking-in-systems", "team-topologies", "leverage-points", "simple-made-easy"];
    for work in works {
        // Elsewhere: within a channel calls go one after the other until its limit is known.
        let told = room.bo.slash("hall", &format!("/discuss name:{work}")).await.settled().await.text();
        assert!(told.contains("is discussed here"), "{work}: {told}");
    }
    assert_eq!(room.guild.threads().len(), works.len());
    hold.release();
    assert!(stuck.settled().await.text().contains("is discussed here"));
    room.guild.threads().iter().for_each(|it| drop(it.text()));
    room.ann.sees("general");
    room.ann.sees("hall");
    room.close().await;
}

#[tokio::test]
async fn a_channel_that_is_closed_to_the_bot_costs_a_few_calls_and_no_more() {
    let mut room = Room::open().await;
    room.bot.expect_logged(
        "no discussion can be opened in this channel until the bot is given what it lacks there",
    );
    room.bot.expect_logged("there is no channel in which moderators could be told what is parked");
    room.guild.text_channel("attic");
    room.guild.overwrite("attic", "Athenaeum", 0, VIEW_CHANNEL);
    room.discord.expect_error(50001);
    let before = room.discord.calls().len();
    let mut asked = Vec::new();
    let works =
        ["accelerate", "thinking-in-systems", "team-topologies", "leverage-points", "simple-made-easy"];
    for work in works {
        asked.push(room.ann.slash("attic", &format!("/discuss name:{work}")).await);
    }
    for answer in &asked {
        assert!(answer.settled().await.text().contains("attic"), "{}", answer.text());
    }
    let app = &room.bot.app;
    until("nothing is left to do", async || outbox::next_due(&app.db).await.unwrap().is_none()).await;
    let calls = room.discord.calls().len() - before;
    assert!(calls <= works.len() * 10, "{calls} calls for {} askers", works.len());
    let after = room.discord.calls().len();
    pass(&room, Duration::from_secs(2 * 60 * 60));
    let elsewhere = room.bo.slash("general", "/discuss name:deep-work").await.settled().await.text();
    assert!(elsewhere.contains("is discussed here"), "{elsewhere}");
    let later = room.discord.calls()[after..].join("\n");
    let attic =
        room.discord.calls()[before..after].iter().find(|it| it.contains("/channels/")).cloned().unwrap();
    assert!(!later.contains(attic.split_whitespace().nth(1).unwrap()), "it is tried again:\n{later}");
    room.guild.overwrite("attic", "Athenaeum", 0, 0);
    let again = room.ann.slash("attic", "/discuss name:accelerate").await.settled().await.text();
    assert!(again.contains("is discussed here"), "{again}");
    let granted = async || {
        let mut tx = app.db.read().await.unwrap();
        outbox::by_state(&mut tx).await.unwrap().iter().all(|(state, count)| state == "done" || *count == 1)
    };
    until("what was asked for is there", granted).await;
    assert_eq!(room.guild.threads().len(), works.len() + 1);
    room.guild.threads().iter().for_each(|it| drop(it.text()));
    room.ann.sees("general");
    room.ann.sees("attic");
    room.close().await;
}
