//! The negative control: on a disk that is not told to sync the write-ahead log, as with `synchronous = NORMAL`, a power
//! cut loses what was acknowledged. If that is not found, nothing that this program says can be believed.

use std::time::Duration;

use tokio::time::sleep;

use crate::control::Word;
use crate::crowd::Crowd;
use crate::house::House;
use crate::invariants::Moment;
use crate::lots::Lots;
use crate::points::works;
use crate::power::{self, Cut};
use crate::table::Tally;

/// A checkpoint right before the cut would leave nothing to lose.
const TRIES: u64 = 3;

/// Cuts the power of a bot whose log was never synced.
pub async fn run(seed: u64, tally: &mut Tally) {
    let mut lost = 0;
    for again in 0..TRIES {
        lost = lose(seed + again).await;
        if lost > 0 {
            break;
        }
    }
    let failed = (lost == 0).then(|| "nothing was lost on a disk that does not sync".to_owned());
    tally.count("negative control: without syncs acts are lost", seed, failed.into_iter().collect());
}

/// How many acknowledged acts a cut loses.
async fn lose(seed: u64) -> usize {
    let mut lots = Lots::of(seed);
    let house = House::new().await;
    let crowd = Crowd::of(house.guild("Harbour"));
    let Ok(bot) = house.start().await else { return 0 };
    house.control.set(Word::NoWalSync, 1);
    let load = crowd.act(&house, &mut lots, &works());
    sleep(Duration::from_millis(1_500)).await;
    bot.kill().await;
    drop(load);
    house.mourn().await;
    let undone = power::cut(house.folder(), &house.undo(), Cut::All, &mut lots);
    let lost = house.broken(Moment::Amid).await.iter().filter(|it| it.starts_with("I1")).count();
    println!(
        "negative control: {lost} of {} acknowledged acts lost without syncs ({undone} writes undone)",
        house.told()
    );
    lost
}
