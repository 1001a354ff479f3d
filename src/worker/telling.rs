//! Tells the log what waits beside it: lookups of hours that are over, and exports taken at the command line.
//!
//! Each is told under a key of its own and forgotten afterwards, so a kill between the two tells nothing twice.

use std::sync::Arc;

use crate::app::App;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::shelf::LookupsCounted;
use crate::domain::state::State;
use crate::store::looked_up::{self, Hour};
use crate::store::taken::{self, Taken};
use crate::store::{Result, Stop, missed};

/// In milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * HOUR;

/// How long after its end an hour is told: another process may be a little late with what it counted.
const LATE: i64 = 2 * 60 * 1_000;

/// Writes down, beside the log, what was looked up since the last time.
pub(super) async fn write_down(app: &Arc<App>) -> Result<()> {
    let counts = app.lookups.take();
    let now = app.clock.now();
    let found: Vec<_> = counts
        .found
        .into_iter()
        .flat_map(|(guild, slugs)| slugs.into_iter().map(move |(slug, times)| (guild, slug, times)))
        .collect();
    if !found.is_empty() {
        looked_up::add(&app.db, now.div_euclid(HOUR), &found).await?;
    }
    let missed: Vec<_> =
        counts.missed.into_iter().map(|((guild, text), times)| (guild, text, times)).collect();
    missed::add(&app.db, now.div_euclid(DAY), &missed).await
}

/// Makes an event of every hour that is over, also of one that ended while the bot was away.
pub(super) async fn lookups(app: &Arc<App>) -> Result<()> {
    let hour = (app.clock.now() - LATE).div_euclid(HOUR);
    for over in looked_up::before(&app.db, hour).await? {
        if told(app.log.write(CountLookups(over.clone())).await) {
            looked_up::forget(&app.db, &over).await?;
        }
    }
    Ok(())
}

/// Makes an event of every export taken at the command line.
pub(super) async fn exports(app: &Arc<App>) -> Result<()> {
    for export in taken::all(&app.db).await? {
        let id = export.id;
        if told(app.log.write(TellTaken(export)).await) {
            taken::forget(&app.db, id).await?;
        }
    }
    Ok(())
}

/// Whether the log knows of it.
fn told<T>(done: std::result::Result<T, Stop>) -> bool {
    match done {
        Ok(_) | Err(Stop::Before) => true,
        Err(stop) => {
            tracing::warn!(
                error = &stop as &dyn std::error::Error,
                "the log could not be told; it will be again"
            );
            false
        }
    }
}

struct CountLookups(Hour);

impl Act for CountLookups {
    fn guild(&self) -> GuildId {
        self.0.guild
    }

    fn key(&self) -> Key {
        Key::period(self.0.guild, "lookups", self.0.hour)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.0.hour * HOUR)
    }

    fn needs(&self, _people: &State) -> Needs {
        let tallies = self.0.counts.keys().map(|it| ResourceKey::shared(it.clone())).collect();
        Needs { tallies, ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        Ok(Decision::quiet().then(Happening::seen(LookupsCounted { counts: self.0.counts.clone() })))
    }
}

/// Nobody of the guild took it: the operator has no number in its log.
struct TellTaken(Taken);

impl Act for TellTaken {
    fn guild(&self) -> GuildId {
        self.0.guild
    }

    fn key(&self) -> Key {
        Key::noted(self.0.id)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.0.at)
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        Ok(Decision::quiet().then(Happening::seen(self.0.export.clone())))
    }
}
