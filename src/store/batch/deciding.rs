//! In which order a batch is decided, and what of it was done before.

use std::collections::HashMap;

use super::Batch;
use crate::domain::decision::Key;
use crate::domain::ids::GuildId;
use crate::domain::reply::Reply;
use crate::domain::state::State;
use crate::store::answers::Kept;
use crate::store::engine::{Tx, meanwhile};
use crate::store::error::{Error, Result};
use crate::store::events;
use crate::store::head::Before;
use crate::store::log::{Answer, Job, Outcome, Stop, guarded};

/// So many acts are decided while the events of those before them are being written.
const AT_ONCE: usize = 128;

/// Decides one act after the other, so that later ones see what earlier ones did.
///
/// # Errors
/// When the database fails, or the fold panics.
pub(in crate::store) async fn decide(
    batch: &mut Batch,
    (tx, state): (&mut Tx<'_>, &mut State),
    jobs: &[Job],
    before: &Before,
) -> Result<Vec<Outcome>> {
    let mut order = Order { jobs, before, done: HashMap::new(), outcomes: Vec::with_capacity(jobs.len()) };
    order.go_on(batch, state)?;
    while order.outcomes.len() < jobs.len() {
        let events = std::mem::take(&mut batch.written.events);
        let patience = tx.patience();
        let write = tx.insert(events::APPEND, events::values(events));
        meanwhile((write, patience), || order.go_on(batch, state)).await?;
    }
    Ok(order.outcomes)
}

struct Order<'a> {
    jobs: &'a [Job],
    before: &'a Before,
    /// Where in the batch a key was done first.
    done: HashMap<(GuildId, &'a Key), usize>,
    outcomes: Vec<Outcome>,
}

impl Order<'_> {
    /// Decides the next few acts.
    fn go_on(&mut self, batch: &mut Batch, state: &mut State) -> Result<()> {
        let jobs = self.jobs;
        for job in jobs.iter().skip(self.outcomes.len()).take(AT_ONCE) {
            let outcome = match self.repeated(job) {
                Some(repeated) => repeated,
                None => guarded(|| batch.decide(state, job)).map_err(Error::fold)?,
            };
            if outcome.is_ok() {
                self.done.entry((job.act.guild(), &job.key)).or_insert(self.outcomes.len());
            }
            self.outcomes.push(outcome);
        }
        Ok(())
    }

    /// The outcome of an act that was done before.
    fn repeated(&self, job: &Job) -> Option<Outcome> {
        let guild = job.act.guild();
        if let Some(first) = self.done.get(&(guild, &job.key)) {
            return Some(again_in_batch(&self.jobs[*first], &self.outcomes[*first], job));
        }
        // Hardly ever was anything done before, and a look copies the key.
        if self.before.is_empty() {
            return None;
        }
        let kept = self.before.get(&(guild, job.key.as_str().to_owned()))?;
        Some(again(kept, &job.request))
    }
}

/// The outcome of an act that this very batch has done already.
fn again_in_batch(first: &Job, outcome: &Outcome, job: &Job) -> Outcome {
    if first.request != job.request {
        return Err(Stop::Changed);
    }
    outcome.clone().map(|it| Answer { repeated: true, ..it })
}

/// The outcome of an act that was done before.
fn again(kept: &Kept, request: &str) -> Outcome {
    match (&kept.request, &kept.reply) {
        (Some(before), _) if before != request => Err(Stop::Changed),
        (_, Some(reply)) => Ok(Answer { reply: Reply::clone(reply), repeated: true }),
        (_, None) => Err(Stop::Before),
    }
}
