//! Waiting until nothing is left to do on Discord.

use std::collections::HashSet;
use std::time::Duration;

use athenaeum::store::{open, outbox, verify};
use tokio::time::sleep;

use crate::house::House;
use crate::invariants::Moment;

/// A step of the clocks, and how long the bot has for it.
const STEP: Duration = Duration::from_secs(1);
const TURN: Duration = Duration::from_millis(200);
/// Steps until most is done: Discord takes fifty calls a second, and members can be told for a quarter of an hour.
const STEPS: u32 = 300;
/// What still waits then waits for somebody whom Discord has never told of an answer: until their token is dead.
const LONG_STEP: Duration = Duration::from_secs(10);
const LONG_STEPS: u32 = 90;

/// Steps for those who have a thousand discussions to open, which takes Discord a while: with clocks that run as they do
/// elsewhere, for other processes' leases end by the server's clock.
const PATIENT: (Duration, u32) = (TURN, 900);

/// What is found of members who wait in vain.
pub const NEVER_TOLD: &str = "members were told \"later\" and never what came of it";

/// The same as [`settle`] after more was promised than can be done in a minute.
pub async fn settle_patiently(house: &House) -> Vec<String> {
    settle_in(house, &[PATIENT, (STEP, STEPS), (LONG_STEP, LONG_STEPS)]).await
}

/// Starts the bot, lets it finish what it promised while the clocks run fast, stops it, and says what does not hold.
pub async fn settle(house: &House) -> Vec<String> {
    settle_in(house, &[(STEP, STEPS), (LONG_STEP, LONG_STEPS)]).await
}

async fn settle_in(house: &House, waits: &[(Duration, u32)]) -> Vec<String> {
    house.control.calm();
    house.discord.faults().clear();
    let bot = match house.start().await {
        Ok(bot) => bot,
        Err(status) => return vec![format!("the bot did not start: {status}\n{}", house.last_words())],
    };
    for steps in waits {
        wait(house, *steps).await;
    }
    let mut findings = Vec::new();
    let status = bot.stop().await;
    if !status.success() {
        findings.push(format!("the bot left with {status}\n{}", house.last_words()));
    }
    house.mourn().await;
    findings.extend(house.broken(Moment::Quiet).await);
    findings.extend(forgotten(house).await);
    findings
}

/// Who was told "later" and never what came of it. Who was told so because the database took its time, by a bot that was
/// killed before it had saved what they asked for, is promised nothing: they ask again.
async fn forgotten(house: &House) -> Vec<String> {
    let thinking: HashSet<String> =
        house.discord.thinking().into_iter().map(|it| format!("i:{}", it.0)).collect();
    if thinking.is_empty() {
        return Vec::new();
    }
    let db = open::look(house.database()).await.unwrap();
    let rows = db.read().await.unwrap().fetch_all("SELECT key FROM answer", Vec::new()).await.unwrap();
    let keys = rows.iter().map(|it| it.text(0).unwrap());
    let saved = keys.filter(|it| thinking.contains(&of_interaction(it))).count();
    db.close().await;
    let unsaved = thinking.len() - saved;
    if unsaved > 0 {
        println!("  {unsaved} members were told \"later\" before what they asked for was saved");
    }
    if saved == 0 {
        return Vec::new();
    }
    vec![format!("I4: {saved} {NEVER_TOLD}")]
}

/// An act's key without its step.
fn of_interaction(key: &str) -> String {
    key.splitn(3, ':').take(2).collect::<Vec<_>>().join(":")
}

/// Moves the clocks a little while the bot works.
pub async fn a_while(house: &House) {
    wait(house, (STEP, 15)).await;
}

/// Moves the clocks step by step until nothing waits, for so many steps at most.
async fn wait(house: &House, (step, steps): (Duration, u32)) {
    for _ in 0..steps {
        if is_quiet(house).await {
            return;
        }
        house.advance(step);
        sleep(TURN).await;
    }
}

/// How many events the log holds, beside a bot that serves it.
pub async fn length(house: &House) -> i64 {
    let db = open::look(house.database()).await.unwrap();
    let length = verify::length(&db).await.unwrap();
    db.close().await;
    length
}

async fn is_quiet(house: &House) -> bool {
    // A server that others keep busy is asked again at the next step.
    let Ok(db) = open::look(house.database()).await else { return false };
    let mut tx = db.read().await.unwrap();
    let states = outbox::by_state(&mut tx).await.unwrap();
    drop(tx);
    db.close().await;
    states.iter().all(|(state, _)| state == "done")
}
