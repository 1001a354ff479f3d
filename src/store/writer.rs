//! Group commit: many acts, one transaction, a handful of statements.
//!
//! Lock, then look: the batch takes the log's head before it reads anything that it decides on.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::domain::decision::Key;
use crate::domain::ids::GuildId;
use crate::domain::state::State;

use super::batch::{self, Batch};
use super::engine::Db;
use super::error::{Error, Result};
use super::head::Head;
use super::log::{Job, Outcome, Stop};
use super::reached::Reached;
use super::settle;

/// Commits batches of acts.
pub(super) struct Batches {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) promised: Arc<Notify>,
    pub(super) carried: Option<Carried>,
    /// How far the views in memory have come.
    pub(super) reached: Arc<Reached>,
}

/// What the batch before knew at its end. It still holds when no other batch was committed since, which only a look
/// under the lock can tell.
pub(super) struct Carried {
    batch: i64,
    state: State,
}

/// Beyond so many rows the next batch begins with none: memory is not a copy of the database.
const MOST_CARRIED: usize = 16_384;

impl Carried {
    fn from(batch: i64, mut state: State) -> Option<Self> {
        state.settle();
        (state.held() <= MOST_CARRIED).then_some(Self { batch, state })
    }
}

impl Batches {
    /// Commits a batch and answers everyone in it.
    ///
    /// # Errors
    /// Only what must stop the process: after a failing disk, what lasts is known at the next start.
    pub(super) async fn commit(&mut self, jobs: Vec<Job>) -> std::result::Result<(), Arc<Error>> {
        // A work list instead of recursion: a batch that fails is halved until the one act at fault stands alone.
        let mut parts = vec![jobs];
        let mut once_more = true;
        while let Some(mut jobs) = parts.pop() {
            match self.try_commit(&jobs).await {
                Ok(outcomes) => tell(jobs, outcomes),
                // Nothing was written. What is tried again looks all keys up first.
                Err(Error::Gone(_)) if std::mem::take(&mut once_more) => parts.push(jobs),
                Err(err) if jobs.len() > 1 && err.is_of_one_act() => {
                    tracing::warn!(
                        error = &err as &dyn std::error::Error,
                        acts = jobs.len(),
                        "a batch failed; halving it"
                    );
                    let second = jobs.split_off(jobs.len() / 2);
                    parts.extend([second, jobs]);
                }
                Err(err) => {
                    let err = Arc::new(err);
                    let outcomes = jobs.iter().map(|_| Err(Stop::Failed(Arc::clone(&err)))).collect();
                    tell(jobs, outcomes);
                    if err.is_fatal() {
                        return Err(err);
                    }
                }
            }
        }
        Ok(())
    }

    async fn try_commit(&mut self, jobs: &[Job]) -> Result<Vec<Outcome>> {
        // Taken out: after a failure nothing is known.
        let carried = self.carried.take();
        let keys: Vec<(GuildId, &Key)> = jobs.iter().map(|it| (it.act.guild(), &it.key)).collect();
        let mut writer = self.db.writer().await;
        let mut tx = writer.begin().await?;
        let (head, before) = Head::hold(&mut tx, &keys).await?;
        let from = head.end();
        self.reached.check(&from)?;
        let carried = carried.filter(|it| it.batch == head.batch);
        let mut state = carried.map_or_else(State::default, |it| it.state);
        batch::load(&mut tx, &mut state, jobs).await?;
        let mut batch = Batch::new(self.clock.now(), head, jobs.len());
        let outcomes = batch::decide(&mut batch, (&mut tx, &mut state), jobs, &before).await?;
        if batch.is_empty() {
            tx.rollback().await?;
            self.carried = Carried::from(batch.head.batch, state);
            return Ok(outcomes);
        }
        let changed = batch.save(&mut tx, &mut state).await?;
        if let Err(err) = tx.commit().await {
            drop(writer);
            settle::was_saved(&self.db, batch.answers(), err).await?;
        } else {
            if batch.erases() {
                writer.forget_history().await;
            }
            drop(writer);
        }
        self.reached.own(from.pos, batch.head.end(), &state, changed);
        if batch.promises() {
            self.promised.notify_waiters();
        }
        self.carried = Carried::from(batch.head.batch, state);
        Ok(outcomes)
    }
}

fn tell(jobs: Vec<Job>, outcomes: Vec<Outcome>) {
    for (job, outcome) in jobs.into_iter().zip(outcomes) {
        // Whoever asked may be gone; what was decided lasts all the same.
        let _ = job.answer.send(outcome);
    }
}
