//! What time calls for. Sweeps take no input and may run at any time, any number of times.

use std::sync::Arc;

use crate::app::App;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use crate::domain::draft;
use crate::domain::ids::{DraftNumber, GuildId};
use crate::domain::refusal::Refusal;
use crate::domain::shelf::LookupsCounted;
use crate::domain::state::State;
use crate::store::{Result, answers, drafts, missed, outbox};

use super::edit_reply::TOKEN_LIVES;

/// Milliseconds of an hour: lookups are written down once per guild and hour.
const HOUR: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * HOUR;

/// Runs every sweep; one that fails is logged and runs again next time.
pub(super) async fn run(app: &Arc<App>) {
    for (what, swept) in [
        ("old answers", clear_answers(app).await),
        ("dead tokens", forget_tokens(app).await),
        ("expired drafts", close_drafts(app).await),
        ("older states of the database", forget_history(app).await),
    ] {
        if let Err(err) = swept {
            tracing::error!(sweep = what, error = &err as &dyn std::error::Error, "a sweep failed");
        }
    }
}

async fn clear_answers(app: &Arc<App>) -> Result<()> {
    let mut writer = app.db.writer().await;
    let mut tx = writer.begin().await?;
    answers::clear_before(&mut tx, app.clock.now() - answers::KEPT_FOR).await?;
    tx.commit().await
}

async fn forget_tokens(app: &Arc<App>) -> Result<()> {
    let mut writer = app.db.writer().await;
    let mut tx = writer.begin().await?;
    outbox::forget_tokens(&mut tx, app.clock.now() - TOKEN_LIVES).await?;
    tx.commit().await
}

/// What the sweeps cleared is to be unreadable, too, and what an erasing act could not forget because somebody read.
async fn forget_history(app: &Arc<App>) -> Result<()> {
    app.db.writer().await.forget_history().await;
    Ok(())
}

async fn close_drafts(app: &Arc<App>) -> Result<()> {
    let expired = {
        let mut tx = app.db.read().await?;
        drafts::expired(&mut tx, app.clock.now() - draft::KEPT_FOR).await?
    };
    for (guild, number) in expired {
        let act = CloseDraft { guild, number };
        if let Err(stop) = app.log.write(act).await {
            tracing::warn!(error = &stop as &dyn std::error::Error, "an expired draft could not be closed");
        }
    }
    Ok(())
}

/// Writes down what was looked up since the last time.
pub(super) async fn flush_lookups(app: &Arc<App>) {
    let counts = app.lookups.take();
    let now = app.clock.now();
    for (guild, counts) in counts.found {
        let act = CountLookups { guild, at: now, event: LookupsCounted { counts } };
        if let Err(stop) = app.log.write(act).await {
            tracing::warn!(error = &stop as &dyn std::error::Error, "lookups could not be counted");
        }
    }
    if counts.missed.is_empty() {
        return;
    }
    let missed: Vec<_> =
        counts.missed.into_iter().map(|((guild, text), times)| (guild, text, times)).collect();
    if let Err(err) = missed::add(&app.db, now.div_euclid(DAY), &missed).await {
        tracing::warn!(error = &err as &dyn std::error::Error, "missed searches could not be counted");
    }
}

struct CloseDraft {
    guild: GuildId,
    number: DraftNumber,
}

impl Act for CloseDraft {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::period(self.guild, "draft", self.number.as_i64())
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { drafts: vec![self.number], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        draft::close(state, (self.guild, self.number), &mut decision);
        Ok(decision)
    }
}

struct CountLookups {
    guild: GuildId,
    at: i64,
    event: LookupsCounted,
}

impl Act for CountLookups {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::period(self.guild, "lookups", self.at)
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        let tallies =
            self.event.counts.keys().map(|it| crate::domain::ids::ResourceKey::shared(it.clone())).collect();
        Needs { tallies, ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> std::result::Result<Decision, Refusal> {
        Ok(Decision::quiet().then(Happening::seen(self.event.clone())))
    }
}
