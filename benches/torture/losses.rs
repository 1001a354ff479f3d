//! Discussions, set-ups and exports by the hundred while half of what the bot calls loses its answer in one way or
//! another and the bot is killed now and then.

use std::time::Duration;

use discord_simulator::{Guild, Member};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::house::House;
use crate::lots::Lots;
use crate::points::works;
use crate::quiet;
use crate::table::Tally;

/// Every call that an effect makes and that changes something.
const ROUTES: [&str; 6] = [
    "POST /channels/*/messages",
    "POST /channels/*/messages/*/threads",
    "POST /channels/*/threads",
    "PATCH /webhooks/**",
    "PATCH /channels/*",
    "DELETE /channels/**",
];
/// The share of these calls that lose their answer.
const SHARE: f64 = 0.5;
/// Guilds of one round, every other one with a forum as its place.
const GUILDS: usize = 2;
/// How many people ask for each work. Discord's limit of fifty calls a second does not hold for their answers.
const ASKERS: usize = 16;
/// How often the bot is killed in a round.
const KILLS: u64 = 3;

/// A round: every work is discussed in every guild, whatever is lost.
pub async fn round(seed: u64, tally: &mut Tally) {
    let mut lots = Lots::of(seed ^ 0x105e);
    let house = House::new().await;
    let guilds: Vec<Guild> = (0..GUILDS).map(|n| house.guild(&format!("Harbour {n}"))).collect();
    let faults = house.discord.faults();
    faults.shake(&ROUTES, SHARE, seed);
    let mut asking = JoinSet::new();
    let works = works();
    for part in 0..=KILLS {
        let bot = match house.start().await {
            Ok(bot) => bot,
            Err(status) => {
                tally.count("lost answers", seed, vec![format!("the bot did not start: {status}")]);
                return;
            }
        };
        tally.slowest_start = tally.slowest_start.max(bot.took);
        if part == 0 {
            places(&guilds).await;
        }
        let from = works.len() * usize::try_from(part).unwrap() / usize::try_from(KILLS + 1).unwrap();
        let to = works.len() * usize::try_from(part + 1).unwrap() / usize::try_from(KILLS + 1).unwrap();
        for guild in &guilds {
            ask(guild, &works[from..to], &mut asking);
        }
        sleep(Duration::from_millis(lots.between(300, 1_200))).await;
        quiet::a_while(&house).await;
        bot.kill().await;
        house.mourn().await;
        tally.count(
            "killed while answers are lost",
            seed,
            house.broken(crate::invariants::Moment::Amid).await,
        );
    }
    tally.ambiguous += faults.lost();
    asking.shutdown().await;
    let findings = quiet::settle(&house).await;
    tally.discussions +=
        house.discord.threads_made_by(&house.application).iter().filter(|it| !it.archived).count() as u64;
    tally.count("lost answers, once things are quiet", seed, findings);
}

/// In every other guild discussions are opened in the forum.
async fn places(guilds: &[Guild]) {
    for guild in guilds.iter().step_by(2) {
        let steward = guild.member_with("gil", &["Steward"]);
        let _ = steward.try_slash("general", "/settings discussions channel:reading").await;
    }
}

/// People ask for each work, and a steward looks at the settings and takes an export.
fn ask(guild: &Guild, works: &[String], asking: &mut JoinSet<()>) {
    let askers: Vec<Member> = (0..ASKERS).map(|n| guild.member(&format!("asker {n}"))).collect();
    let mo = guild.member_with("mo", &["Steward"]);
    for work in works {
        for who in &askers {
            let line = format!("/discuss name:{work}");
            asking.spawn(say(who.clone(), line));
        }
    }
    asking.spawn(say(mo.clone(), "/settings show".to_owned()));
    asking.spawn(say(mo, "/moderate export".to_owned()));
}

async fn say(who: Member, line: String) {
    let _ = who.try_slash("general", &line).await;
}
