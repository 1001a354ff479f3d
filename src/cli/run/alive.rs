//! Tells a service manager that the bot serves, that it still lives, and that it is stopping (systemd: `sd_notify`). Where
//! there is none, nothing is told.

use sd_notify::NotifyState;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::store::Db;

/// The beat of a bot that is watched.
pub(super) struct Beat {
    every: Interval,
    db: Db,
}

/// Tells that the bot serves; gives the beat at which it is to tell that it lives, if somebody watches.
pub(super) fn begin(db: &Db) -> Option<Beat> {
    tell(NotifyState::Ready);
    let within = sd_notify::watchdog_enabled()?;
    let half = within / 2;
    let mut every = interval_at(Instant::now() + half, half);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Some(Beat { every, db: db.clone() })
}

/// Waits for the next beat and tells that the bot lives, if its database can be read: a process that only turns in its
/// sleep is of no use. Never ends where nobody watches.
pub(super) async fn beat(beat: &mut Option<Beat>) {
    let Some(beat) = beat else { return std::future::pending().await };
    beat.every.tick().await;
    match beat.db.read().await {
        Ok(_) => tell(NotifyState::Watchdog),
        Err(err) => tracing::warn!(error = &err as &dyn std::error::Error, "the database cannot be read"),
    }
}

/// Tells that the bot is stopping.
pub(super) fn stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(err) = sd_notify::notify(&[state]) {
        tracing::warn!(
            error = &err as &dyn std::error::Error,
            "the service manager cannot be told how it stands"
        );
    }
}
