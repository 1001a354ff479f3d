//! The host's clock jumps by an hour or by a year, ahead and back, beneath a bot that people are at and that is killed
//! now and then: the order of things is the log's, and nothing is done twice.

use std::time::Duration;

use tokio::time::sleep;

use crate::control::Word;
use crate::crowd::Crowd;
use crate::house::{Bot, House};
use crate::invariants::Moment;
use crate::lots::Lots;
use crate::points::works;
use crate::quiet;
use crate::table::Tally;

/// Lives of one seed, each with two jumps.
const LIVES: u32 = 8;
const HOUR: i64 = 60 * 60 * 1_000;
const YEAR: i64 = 365 * 24 * HOUR;
/// Where the clock jumps to, in milliseconds from what it should show.
const JUMPS: [i64; 5] = [HOUR, -HOUR, YEAR, -YEAR, 0];

/// A bot whose clock jumps, and whether all is well once it is right and things are quiet.
pub async fn round(seed: u64, tally: &mut Tally) {
    let mut lots = Lots::of(seed ^ 0xc10c);
    let house = House::new().await;
    let crowd = Crowd::of(house.guild("Harbour"));
    let works = works();
    for _ in 0..LIVES {
        let told = house.told();
        house.control.set(Word::ClockMs, lots.of_these(&JUMPS));
        let findings = match house.start().await {
            Ok(bot) => {
                let load = crowd.act(&house, &mut lots, &works);
                live(bot, &house, &mut lots).await;
                drop(load);
                house.mourn().await;
                house.broken(Moment::Amid).await
            }
            Err(status) => vec![format!("clock: the bot did not start: {status}\n{}", house.last_words())],
        };
        tally.acknowledged += house.told() - told;
        tally.count("the host's clock jumps by hours and years", seed, findings);
    }
    house.control.set(Word::ClockMs, 0);
    // To a bot whose clock is a year ahead whoever waits is gone, so it is not looked for who was forgotten.
    let findings =
        quiet::settle(&house).await.into_iter().filter(|it| !it.contains(quiet::NEVER_TOLD)).collect();
    tally.discussions += house.discord.threads_made_by(&house.application).len() as u64;
    tally.count("the clock is right again, once things are quiet", seed, findings);
}

/// Two jumps, and the end: half of the bots are killed, half are told to stop.
async fn live(bot: Bot, house: &House, lots: &mut Lots) {
    for _ in 0..2 {
        sleep(Duration::from_millis(lots.between(50, 400))).await;
        house.control.set(Word::ClockMs, lots.of_these(&JUMPS));
    }
    sleep(Duration::from_millis(lots.between(50, 400))).await;
    if lots.between(0, 2) == 0 {
        bot.kill().await;
    } else {
        bot.stop().await;
    }
}
