//! What time calls for. Sweeps take no input and may run at any time, any number of times.

use std::sync::Arc;

use crate::app::App;
use crate::domain::decision::{Act, Decision, Key, Moment, Needs};
use crate::domain::draft;
use crate::domain::ids::{DraftNumber, GuildId};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::store::{Result, answers, drafts, outbox, restore};

use super::edit_reply::TOKEN_LIVES;
use super::{parked, telling};

/// Runs every sweep; one that fails is logged and runs again next time.
pub(super) async fn run(app: &Arc<App>) {
    for (what, swept) in [
        ("old answers", clear_answers(app).await),
        ("dead tokens", forget_tokens(app).await),
        ("expired drafts", close_drafts(app).await),
        ("what is parked", parked::look_after(app).await),
        ("counting lookups", telling::write_down(app).await),
        ("telling of lookups", telling::lookups(app).await),
        ("telling of exports", telling::exports(app).await),
        ("older states of the database", forget_history(app).await),
        ("how far the log has come", restore::remember(&app.db).await),
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

/// Notes beside the database how far the log has come, by which a copy in its place is recognised.
pub(super) async fn remember(app: &Arc<App>) {
    if let Err(err) = restore::remember(&app.db).await {
        tracing::warn!(error = &err as &dyn std::error::Error, "how far the log has come could not be noted");
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
