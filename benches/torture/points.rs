//! Points at which a bot dies or its disk fails, and what must hold after each.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::control::{Call, Word};
use crate::crowd::Crowd;
use crate::house::{Bot, House, was_killed};
use crate::invariants::Moment;
use crate::lots::Lots;
use crate::power::{self, Cut};
use crate::quiet;
use crate::table::Tally;

/// How long a call that is to kill the bot is waited for; after that the bot is killed all the same.
const COMES_WITHIN: Duration = Duration::from_secs(3);

/// How long writing may take to go on when there is room again, on a machine that has much else to do.
const RESUMES_WITHIN: Duration = Duration::from_secs(15);

/// The calls at which a bot is killed.
const CALLS: [Call; 7] =
    [Call::Write, Call::HalfWrite, Call::Sync, Call::Synced, Call::Truncate, Call::Unlink, Call::Open];

/// One thing that happens to a bot.
#[derive(Clone, Copy, Debug)]
pub enum Point {
    /// Killed after so many milliseconds under load.
    Kill(u64),
    /// Killed at the n-th of these calls.
    At(Call, i64),
    /// Killed before the n-th sync, and what was not synced is lost.
    Power(i64, Cut),
    /// The disk is full for a while.
    Full(u64),
    /// Syncing fails.
    SyncFails(u64),
}

impl Point {
    /// Draws a point: mostly kills, of all kinds alike.
    pub fn draw(lots: &mut Lots) -> Self {
        let after = lots.between(80, 700);
        match lots.between(0, 10) {
            0..=2 => Self::Kill(after),
            3..=5 => Self::At(lots.of_these(&CALLS), lots.between(1, 60).cast_signed()),
            6..=7 => Self::Power(
                lots.between(1, 40).cast_signed(),
                lots.of_these(&[Cut::All, Cut::Some, Cut::Scribbled]),
            ),
            8 => Self::Full(after),
            _ => Self::SyncFails(after),
        }
    }

    /// The row of the table that it counts in.
    pub fn row(self) -> &'static str {
        match self {
            Self::Kill(_) => "kill -9 at a random moment",
            Self::At(..) => "kill -9 at a call on the database's files",
            Self::Power(..) => "power cut: unsynced writes lost, torn or scribbled on",
            Self::Full(_) => "disk full for a while",
            Self::SyncFails(_) => "fsync fails with EIO",
        }
    }
}

/// Lets a bot live and meet a point; what does not hold afterwards.
pub async fn meet(
    point: Point,
    house: &House,
    crowd: &Crowd,
    (lots, tally): (&mut Lots, &mut Tally),
) -> Vec<String> {
    let works = works();
    house.control.calm();
    let sets_at_start = matches!(point, Point::At(Call::Open | Call::Truncate, _));
    if let (true, Point::At(call, _)) = (sets_at_start, point) {
        house.control.kill_at(call, lots.between(1, 4).cast_signed());
    }
    let told = house.told();
    let mut findings = Vec::new();
    match house.start().await {
        Ok(bot) => {
            tally.slowest_start = tally.slowest_start.max(bot.took);
            let load = crowd.act(house, lots, &works);
            findings.extend(strike(point, bot, house).await);
            drop(load);
        }
        Err(status) if was_killed(status) => {}
        Err(status) => findings.push(format!("the bot did not start: {status}")),
    }
    house.mourn().await;
    if let Point::Power(_, how) = point {
        tally.writes_lost += power::cut(house.folder(), &house.undo(), how, lots);
    }
    house.control.calm();
    tally.acknowledged += house.told() - told;
    findings.extend(house.broken(Moment::Amid).await);
    findings
}

/// Does to a serving bot what the point says, until it has ended.
async fn strike(point: Point, bot: Bot, house: &House) -> Vec<String> {
    match point {
        Point::Kill(after) => {
            sleep(Duration::from_millis(after)).await;
            bot.kill().await;
        }
        Point::Power(nth, _) => {
            house.control.kill_at(Call::Sync, nth);
            bot.dies_within(COMES_WITHIN).await;
        }
        Point::At(call, nth) => {
            if !matches!(call, Call::Open | Call::Truncate) {
                house.control.kill_at(call, if call == Call::Unlink { 1 } else { nth });
            }
            if call == Call::Unlink {
                sleep(Duration::from_millis(80)).await;
                // Files are unlinked when a bot leaves.
                bot.ask_to_stop();
            }
            bot.dies_within(COMES_WITHIN).await;
        }
        Point::Full(after) => return full(after, bot, house).await,
        Point::SyncFails(after) => return sync_fails(after, bot, house).await,
    }
    Vec::new()
}

/// Nothing is acknowledged while the disk is full, the bot goes on, and so does writing once there is room.
async fn full(after: u64, mut bot: Bot, house: &House) -> Vec<String> {
    sleep(Duration::from_millis(after)).await;
    house.control.set(Word::Full, 1);
    // What was written before may still be synced; whoever asked for it may hear of it later still.
    sleep(Duration::from_millis(200)).await;
    let before = quiet::length(house).await;
    sleep(Duration::from_millis(300)).await;
    let mut findings = Vec::new();
    let grown = quiet::length(house).await - before;
    if grown != 0 {
        findings.push(format!("full: {grown} events were written without room"));
    }
    let before = house.told();
    house.control.set(Word::Full, 0);
    let resumed = Instant::now();
    let ended = loop {
        if house.told() > before {
            break None;
        }
        if resumed.elapsed() > RESUMES_WITHIN {
            findings.push("full: writing did not resume".to_owned());
            break None;
        }
        if let Ok(status) = timeout(Duration::from_millis(20), bot.ended()).await {
            break Some(status);
        }
    };
    match ended {
        Some(status) => findings.push(format!("full: the bot ended: {status}\n{}", house.last_words())),
        None => bot.kill().await,
    }
    findings
}

/// The bot stops by itself, and says that it failed.
async fn sync_fails(after: u64, mut bot: Bot, house: &House) -> Vec<String> {
    sleep(Duration::from_millis(after)).await;
    house.control.set(Word::SyncFails, 1);
    match timeout(RESUMES_WITHIN, bot.ended()).await {
        Ok(status) if !status.success() => Vec::new(),
        Ok(_) => vec!["fsync: the bot left as if all were well".to_owned()],
        Err(_) => {
            bot.kill().await;
            vec![format!("fsync: the bot went on\n{}", house.last_words())]
        }
    }
}

/// The works of the sample, by their ids.
pub fn works() -> Vec<String> {
    let library = athenaeum::library::load::load(&athenaeum::library::load::LibrarySource::Sample).unwrap();
    library.resources.iter().map(|it| it.slug.as_str().to_owned()).collect()
}
