//! Several processes over one Postgres: the server is ended at once under load, given up for its standby, and processes
//! are killed while a thousand discussions are opened. All that is posted goes to one of two doors, or to both at once.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use discord_simulator::Guild;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::sleep;

use crate::crowd::Crowd;
use crate::fleet::Fleet;
use crate::house::House;
use crate::invariants::Moment;
use crate::lots::Lots;
use crate::points::works;
use crate::quiet;
use crate::server::Cluster;
use crate::table::Tally;

/// How often a server is ended in a round.
const RESTARTS: u32 = 6;
/// Guilds of a round; with every work of the sample in each, that makes a thousand discussions and a few.
const GUILDS: usize = 36;
/// Between two kills of a process, in milliseconds.
const BETWEEN_KILLS: (u64, u64) = (1_500, 5_000);
/// How long discussions may take to be opened while processes are killed; what is left is opened when things are quiet.
const OPENS_WITHIN: Duration = Duration::from_secs(150);
/// How long writing may take to go on once the server is back.
const RESUMES_WITHIN: Duration = Duration::from_secs(30);

/// A round with a server of its own.
pub async fn round(seed: u64, programs: PathBuf, tally: &mut Tally) {
    let mut lots = Lots::of(seed ^ 0x9057);
    let mut cluster = block_in_place(|| Cluster::start(programs));
    let house = House::over(Some(cluster.url())).await;
    let guilds: Vec<Guild> = (0..GUILDS).map(|n| house.guild(&format!("Harbour {n}"))).collect();
    // The files are read by one process alone, before the others serve.
    match house.start().await {
        Ok(bot) => _ = bot.stop().await,
        Err(status) => return tally.count(RESTARTED, seed, vec![format!("the bot did not start: {status}")]),
    }
    house.mourn().await;
    let crowd = Crowd::of(guilds[0].clone());
    restarts(seed, &cluster, (&house, &crowd), (&mut lots, tally)).await;
    discussions(seed, (&house, &guilds), (&mut lots, tally)).await;
    given_up(seed, &mut cluster, (&house, &crowd), (&mut lots, tally)).await;
    tally.count("replicas, once things are quiet", seed, quiet::settle_patiently(&house).await);
    tally.discussions +=
        house.discord.threads_made_by(&house.application).iter().filter(|it| !it.archived).count() as u64;
}

const RESTARTED: &str = "Postgres ended at once under load";

async fn restarts(
    seed: u64,
    cluster: &Cluster,
    (house, crowd): (&House, &Crowd),
    (lots, tally): (&mut Lots, &mut Tally),
) {
    let told = house.told();
    let fleet = Fleet::start(house).await;
    let load = crowd.act(house, lots, &works());
    for _ in 0..RESTARTS {
        sleep(Duration::from_millis(lots.between(200, 1_500))).await;
        block_in_place(|| cluster.restart());
        tally.count(RESTARTED, seed, resumes(house).await);
    }
    drop(load);
    tally.doubled += fleet.die(house).await;
    tally.acknowledged += house.told() - told;
    tally.count("all processes killed together", seed, house.broken(Moment::Amid).await);
}

async fn given_up(
    seed: u64,
    cluster: &mut Cluster,
    (house, crowd): (&House, &Crowd),
    (lots, tally): (&mut Lots, &mut Tally),
) {
    let told = house.told();
    let fleet = Fleet::start(house).await;
    let load = crowd.act(house, lots, &works());
    cluster.add_standby().await;
    sleep(Duration::from_millis(lots.between(500, 2_000))).await;
    block_in_place(|| cluster.fail_over());
    let mut findings = resumes(house).await;
    drop(load);
    tally.doubled += fleet.die(house).await;
    tally.acknowledged += house.told() - told;
    findings.extend(house.broken(Moment::Amid).await);
    tally.count("Postgres given up for its standby", seed, findings);
}

/// Whether members are told again that something is done.
async fn resumes(house: &House) -> Vec<String> {
    let before = house.told();
    let begun = Instant::now();
    while house.told() == before {
        if begun.elapsed() > RESUMES_WITHIN {
            return vec![format!("writing did not resume\n{}", house.last_words())];
        }
        sleep(Duration::from_millis(10)).await;
    }
    Vec::new()
}

/// Every work is asked for in every guild while processes die.
async fn discussions(seed: u64, (house, guilds): (&House, &[Guild]), (lots, tally): (&mut Lots, &mut Tally)) {
    let mut fleet = Fleet::start(house).await;
    let works = works();
    let mut asking = JoinSet::new();
    for (n, guild) in guilds.iter().enumerate() {
        for who in ["asker", "another"].map(|it| guild.member(it)) {
            let lines: Vec<_> = works.iter().map(|it| format!("/discuss name:{it}")).collect();
            let begins = Duration::from_millis(100 * n as u64);
            asking.spawn(async move {
                sleep(begins).await;
                for line in lines {
                    let _ = who.try_slash("general", &line).await;
                }
            });
        }
    }
    let begun = Instant::now();
    while begun.elapsed() < OPENS_WITHIN && opened(house) < guilds.len() * works.len() {
        sleep(Duration::from_millis(lots.between(BETWEEN_KILLS.0, BETWEEN_KILLS.1))).await;
        fleet.strike(house, lots).await;
        tally.count("a process killed while discussions open", seed, Vec::new());
    }
    tally.doubled += fleet.die(house).await;
    asking.shutdown().await;
    tally.count("all processes killed together", seed, house.broken(Moment::Amid).await);
}

fn opened(house: &House) -> usize {
    house.discord.threads_made_by(&house.application).len()
}
