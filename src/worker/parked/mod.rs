//! What cannot be done until people mend something: their moderators are told once, not once for each, and it goes on by
//! itself when they have.

mod knock;
mod notice;

use std::sync::Arc;

use crate::app::App;
use crate::domain::decision::{Act, Decision, Key, Moment};
use crate::domain::effect::{Effect, Planned};
use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::store::{Result, parked};

pub(super) use knock::perform as knock;
pub(super) use notice::perform as tell;

/// Between two notices to the moderators of a guild lies at least as long, in milliseconds.
const DAY: i64 = 24 * 60 * 60_000;

/// Has those guilds told in which something is parked and nobody was. A sweep: what parks within a minute is one notice.
pub(super) async fn look_after(app: &Arc<App>) -> Result<()> {
    for guild in parked::untold(&app.db).await? {
        let act = Tell { guild, day: app.clock.now().div_euclid(DAY) };
        if let Err(stop) = app.log.write(act).await {
            tracing::warn!(
                error = &stop as &dyn std::error::Error,
                "moderators could not be told what is parked"
            );
        }
    }
    Ok(())
}

/// Goes on with what waits at a door that was found open.
pub(super) async fn opened(app: &App, door: (GuildId, ChannelId)) -> Result<()> {
    app.doors.open(door.1);
    if parked::open(&app.db, door, app.clock.now()).await? > 0 {
        app.log.promised().notify_waiters();
    }
    Ok(())
}

/// Promises a notice, and to look after what is parked. The latter stays for a day at least, so that a day has one
/// notice; and whatever happens on either side of midnight, processes that do this at once agree on the day.
struct Tell {
    guild: GuildId,
    day: i64,
}

impl Act for Tell {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::period(self.guild, "parked", self.day)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let notice = format!("notice:{}", self.guild);
        for (effect, order) in [(Effect::TellModerators, notice), (Effect::Knock, parked::order(self.guild))]
        {
            decision.effects.push(Planned { effect, order, reply_to: None });
        }
        Ok(decision)
    }
}
