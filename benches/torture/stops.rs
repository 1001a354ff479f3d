//! Stopped as an operator stops it, again and again, while people are at it: it finishes what is in hand and leaves.

use std::time::Duration;

use athenaeum::clock::Clock;
use athenaeum::store::open;
use tokio::time::{Instant, sleep};

use crate::crowd::Crowd;
use crate::house::{Bot, House};
use crate::invariants::Moment;
use crate::lots::Lots;
use crate::points::works;
use crate::quiet;
use crate::table::Tally;

/// Stops of one seed, on one database: what must hold is looked for in all of it after each of them.
const STOPS: u32 = 50;
/// What is in hand takes ten seconds at most; the rest is for a machine that has much else to do.
const LEAVES_WITHIN: Duration = Duration::from_secs(12);
/// What the bot logs of a part that did not end.
const LEFT_BEHIND: &str = "is left behind";

/// A bot that is started and stopped under load, and whether all is well once things are quiet.
pub async fn round(seed: u64, tally: &mut Tally) {
    let mut lots = Lots::of(seed ^ 0x5709);
    let house = House::new().await;
    let crowd = Crowd::of(house.guild("Harbour"));
    let works = works();
    for _ in 0..STOPS {
        let told = house.told();
        let findings = match house.start().await {
            Ok(bot) => {
                tally.slowest_start = tally.slowest_start.max(bot.took);
                let load = crowd.act(&house, &mut lots, &works);
                sleep(Duration::from_millis(lots.between(0, 300))).await;
                let findings = stop(bot, &house, tally).await;
                drop(load);
                findings
            }
            Err(status) => vec![format!("stop: the bot did not start: {status}\n{}", house.last_words())],
        };
        tally.acknowledged += house.told() - told;
        tally.count("stopped under load", seed, findings);
    }
    tally.discussions += house.discord.threads_made_by(&house.application).len() as u64;
    tally.count("stopped again and again, once things are quiet", seed, quiet::settle(&house).await);
}

/// Stops a bot; what does not hold afterwards.
async fn stop(bot: Bot, house: &House, tally: &mut Tally) -> Vec<String> {
    let begun = Instant::now();
    let status = bot.stop().await;
    let took = begun.elapsed();
    house.mourn().await;
    tally.slowest_stop = tally.slowest_stop.max(took);
    let mut findings = house.broken(Moment::Amid).await;
    if !status.success() {
        findings.push(format!("stop: the bot left with {status}\n{}", house.last_words()));
    }
    if took > LEAVES_WITHIN {
        findings.push(format!("stop: the bot took {:.1} s to leave", took.as_secs_f64()));
    }
    if house.has_said(LEFT_BEHIND) {
        findings.push(format!("stop: something did not end\n{}", house.last_words()));
    }
    let held = held(house).await;
    if held > 0 {
        findings.push(format!("stop: {held} effects are held by a bot that has left"));
    }
    findings
}

/// How many effects nobody else could take up now.
async fn held(house: &House) -> i64 {
    let db = open::look(house.database()).await.unwrap();
    let sql = "SELECT COUNT(*) FROM effect WHERE state = 'planned' AND lease_until > $1";
    let now = vec![Clock::system().now().into()];
    let held = db.read().await.unwrap().fetch_one(sql, now).await.unwrap().int(0).unwrap();
    db.close().await;
    held
}
