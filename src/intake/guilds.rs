//! Guilds that take the bot in or put it out (Discord: Gateway Events, Guilds).

use std::collections::HashSet;
use std::sync::Arc;

use serenity::model::guild::{Guild, UnavailableGuild};

use crate::app::App;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment};
use crate::domain::guild::{GuildJoined, GuildLeft};
use crate::domain::ids::GuildId;
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::hand_in;

/// Comes with every new session and names every guild that the bot is in, also those that cannot be reached (Discord:
/// Gateway Events, Ready): whoever put it out while it was away is not among them.
pub(super) fn listed(app: &Arc<App>, guilds: &[UnavailableGuild]) {
    let there: HashSet<u64> = guilds.iter().map(|it| it.id.get()).collect();
    for guild in app.views.present().into_iter().filter(|it| !there.contains(&it.get())) {
        note(app, guild, Presence::Left);
    }
}

/// Comes for every guild at each start, and when the bot is taken into one.
pub(super) fn seen(app: &Arc<App>, guild: &Guild) {
    if !guild.unavailable {
        note(app, GuildId::new(guild.id.get()), Presence::Joined);
    }
}

/// Comes also when a guild cannot be reached for a while, which changes nothing.
pub(super) fn gone(app: &Arc<App>, guild: UnavailableGuild) {
    if !guild.unavailable {
        note(app, GuildId::new(guild.id.get()), Presence::Left);
    }
}

fn note(app: &Arc<App>, guild: GuildId, presence: Presence) {
    let settings = app.views.guild(guild).settings();
    if settings.present != presence.is_present() {
        // A guild can take the bot in many times: each time is known by what was there before it.
        hand_in(app, Change { guild, seq: settings.seq, presence });
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Joined,
    Left,
}

impl Presence {
    fn is_present(self) -> bool {
        self == Self::Joined
    }
}

/// The bot came or went.
struct Change {
    guild: GuildId,
    seq: i64,
    presence: Presence,
}

impl Act for Change {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::period(self.guild, if self.presence.is_present() { "joined" } else { "left" }, self.seq)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let present = state.guild(self.guild).present;
        Ok(match self.presence {
            Presence::Joined if !present => Decision::quiet().then(Happening::seen(GuildJoined {})),
            Presence::Left if present => Decision::quiet().then(Happening::seen(GuildLeft {})),
            _ => Decision::quiet(),
        })
    }
}
