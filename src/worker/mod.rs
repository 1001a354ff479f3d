//! Performs what was promised to Discord, and does what time calls for.
//!
//! Woken by the log when effects are promised, and looking anyway: a wake-up can be lost, a row cannot.

pub mod discuss;
mod edit_reply;
mod examine;
mod parked;
mod send_export;
mod show_settings;
mod sweeps;
mod telling;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::domain::effect::Effect;
use crate::domain::ids::EffectId;
use crate::store::Error;
use crate::store::outbox::{self, Leased, Outcome};

/// How often the worker looks without being woken.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often a process that only counts asks whether a minute is over.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// How often a worker shows that it is still at what it has taken. Three may be lost until somebody else takes over.
const SHOW_LIFE_EVERY: Duration = Duration::from_secs(4);

/// How often the sweeps run, in milliseconds.
const SWEEP_EVERY: i64 = 60_000;

/// What came of a group of effects of one order.
pub type Outcomes = Vec<(EffectId, Outcome)>;

/// Works until `stop`; what is in hand is finished by the app's tasks, and [`settle`] writes down what they counted.
///
/// # Errors
/// When the disk fails beneath a write: the process must stop, and knows at its next start what was saved.
pub async fn run(app: Arc<App>, stop: CancellationToken) -> Result<(), Error> {
    let mut swept_at = None;
    let mut seen_at = app.clock.now();
    while !stop.is_cancelled() {
        // Listening begins before looking, or a promise made between the two would wait a whole period.
        let promised = app.log.promised().notified();
        let before = std::mem::replace(&mut seen_at, app.clock.now());
        if seen_at < before {
            forestall(&app, seen_at).await;
        }
        let busy = take(&app).await?;
        let now = app.clock.now();
        if swept_at.is_none_or(|it| is_past(now, it, SWEEP_EVERY)) {
            swept_at = Some(now);
            sweeps::run(&app).await;
        }
        if busy {
            continue;
        }
        tokio::select! {
            () = promised => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
    Ok(())
}

/// Whether a period is over. A clock that was set back ends it as well, or the next would be as long as the jump.
fn is_past(now: i64, since: i64, period: i64) -> bool {
    !(0..period).contains(&(now - since))
}

/// After the clock was set back: what was put off by seconds must not wait for as long as the jump.
async fn forestall(app: &App, now: i64) {
    tracing::info!("the clock was set back; what was put off is done now");
    if let Err(err) = outbox::forestall(&app.db, now).await {
        tracing::error!(error = &err as &dyn std::error::Error, "what was put off stays put off");
    }
}

/// Only counts, for a process that leaves the rest to others: every process looks things up in its own memory.
///
/// # Errors
/// None: counting can wait for the next time.
pub async fn count(app: Arc<App>, stop: CancellationToken) -> Result<(), Error> {
    let mut counted_at = app.clock.now();
    while !stop.is_cancelled() {
        tokio::select! {
            () = tokio::time::sleep(ASK_EVERY) => {}
            () = stop.cancelled() => return Ok(()),
        }
        let now = app.clock.now();
        if now - counted_at >= SWEEP_EVERY {
            counted_at = now;
            write_down(&app).await;
        }
    }
    Ok(())
}

/// Writes down what is still counted in memory: the last thing before the process leaves.
pub async fn settle(app: &Arc<App>) {
    write_down(app).await;
    sweeps::remember(app).await;
}

async fn write_down(app: &Arc<App>) {
    if let Err(err) = telling::write_down(app).await {
        tracing::warn!(error = &err as &dyn std::error::Error, "the last lookups could not be counted");
    }
}

/// Takes what is due and starts on it; whether there was anything.
///
/// # Errors
/// When the disk fails beneath it; whatever else goes wrong is logged and tried again.
pub async fn take(app: &Arc<App>) -> Result<bool, Error> {
    match outbox::lease(&app.db, app.clock.now(), &app.in_hand.orders()).await {
        Ok(groups) if groups.is_empty() => Ok(false),
        Ok(groups) => {
            know(app, &groups).await;
            for group in groups {
                let worker = Arc::clone(app);
                let held = group.first().map(|it| app.in_hand.hold(&it.order));
                app.tasks.spawn(async move {
                    let life = Alive::show(&worker, &group);
                    perform(&worker, group).await;
                    drop(life);
                    drop(held);
                    // What was promised in this order meanwhile had to wait for this, and nobody else tells that the wait
                    // is over.
                    worker.log.promised().notify_waiters();
                });
            }
            Ok(true)
        }
        Err(err @ Error::Disk(_)) => Err(err),
        Err(err) => {
            tracing::error!(error = &err as &dyn std::error::Error, "promised work cannot be looked up");
            Ok(false)
        }
    }
}

/// Catches up with what was in the log when these were promised: another process may have written it a moment ago, and
/// what is done on Discord goes by what the views say.
async fn know(app: &Arc<App>, groups: &[Vec<Leased>]) {
    let promised = groups.iter().flatten().map(|it| it.cause.as_i64()).max();
    if promised.is_none_or(|it| it <= app.log.followed()) {
        return;
    }
    if let Err(err) = app.following.catch_up().await {
        let error = &err as &dyn std::error::Error;
        tracing::warn!(error, "the log could not be followed; what is to be done may go by older settings");
    }
}

/// Renews the leases of a group until it is dropped: an attempt may take long, and a process that is killed is not to
/// be waited for.
struct Alive(JoinHandle<()>);

impl Alive {
    fn show(app: &Arc<App>, group: &[Leased]) -> Self {
        let (app, group) = (Arc::clone(app), group.to_vec());
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(SHOW_LIFE_EVERY).await;
                if let Err(err) = outbox::keep(&app.db, &group, app.clock.now()).await {
                    let error = &err as &dyn std::error::Error;
                    tracing::warn!(error, "what is being done for Discord could not be held");
                }
            }
        }))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Performs the effects of one order, oldest first, and notes what came of them.
async fn perform(app: &Arc<App>, group: Vec<Leased>) {
    let mut rest = &group[..];
    while let Some(first) = rest.first() {
        // Effects of one kind that wait together are performed together: everyone who asked for a discussion
        // meanwhile is answered by one look at Discord.
        let kind = first.effect.kind();
        let many = rest.iter().take_while(|it| it.effect.kind() == kind).count();
        let (now, later) = rest.split_at(many);
        let outcomes = match &first.effect {
            Effect::SendExport(_) => send_export::perform(app, now).await,
            Effect::ShowSettings(_) => show_settings::perform(app, now).await,
            Effect::Examine => examine::perform(app, now).await,
            Effect::Discuss(_) => discuss::perform(app, now).await,
            Effect::Tidy(_) => discuss::tidy(app, now).await,
            Effect::TellModerators => parked::tell(app, now).await,
            Effect::Knock => parked::knock(app, now).await,
        };
        for (id, outcome) in &outcomes {
            if let Outcome::Parked(reason) = outcome {
                tracing::error!(effect.id = %id, effect.kind = kind, reason, "a promise to Discord cannot be kept");
            }
        }
        if let Err(err) = outbox::note(&app.db, &outcomes, app.clock.now()).await {
            tracing::error!(
                error = &err as &dyn std::error::Error,
                "what came of an effect could not be noted"
            );
        }
        rest = later;
    }
}
