//! Stopped and started again and again while people are at it: what they were told is done lasts, and nothing is left
//! behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use athenaeum::domain::decision::Key;
use discord_simulator::{Answer, Member};
use tokio::task::JoinSet;

use crate::support::Room;
use crate::support::invariants::Acknowledged;

/// How often the bot is stopped under load; `scripts/torture` does it far more often.
const ROUNDS: usize = 8;
const RATINGS: [&str; 2] = ["Useful", "Not for me"];

/// Taps until it is told to stop or nobody answers; what was acknowledged.
async fn tap(member: Member, stop: Arc<AtomicBool>) -> Vec<u64> {
    let mut told = Vec::new();
    let Ok(panel) = member.try_slash("general", "/feedback name:deep-work").await else { return told };
    for n in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let Ok(answer) = panel.try_press(RATINGS[n % RATINGS.len()]).await else { break };
        let shown = |it: &Answer| it.said().map(|said| said.id);
        if shown(&answer) != shown(&panel) || !answer.text().contains("your feedback #") {
            break;
        }
        told.extend(answer.interaction().map(|it| it.0));
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_stopped_under_load_has_all_that_it_acknowledged() {
    let mut room = Room::open().await;
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    let guild = room.guild.id().0.cast_signed();
    for round in 0..ROUNDS {
        let stop = Arc::new(AtomicBool::new(false));
        let mut people = JoinSet::new();
        for n in 0..6 {
            let member = room.guild.member(&format!("p{round}-{n}"));
            people.spawn(tap(member, Arc::clone(&stop)));
        }
        room.bot.app.log.write(super::shop::Count::new(round as u64 + 1)).await.unwrap();
        let (next, findings) = room.restart().await;
        room = next;
        assert_eq!(findings, Vec::<String>::new(), "round {round}");
        stop.store(true, Ordering::SeqCst);
        for told in people.join_all().await {
            let key = |it: u64| (guild, Key::interaction(it).as_str().to_owned());
            acknowledged.extend(told.into_iter().map(key));
        }
    }
    assert!(!acknowledged.is_empty(), "nobody was told anything");
    assert_eq!(room.broken_after(&acknowledged).await, Vec::<String>::new());
}
