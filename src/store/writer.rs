//! Group commit: many acts, one transaction, a handful of statements.
//!
//! Lock, then look: the batch takes the log's head before it reads anything that it decides on.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::Notify;

use crate::chance;
use crate::clock::Clock;
use crate::domain::decision::{Decision, Happening, Key, Moment};
use crate::domain::effect::Planned;
use crate::domain::event::Recorded;
use crate::domain::fold::apply;
use crate::domain::ids::{ActorId, EffectId, GuildId, Pos};
use crate::domain::reply::Reply;
use crate::domain::state::State;

use super::answers::{self, Fresh, Kept, and_find_answers};
use super::chain;
use super::engine::{Arg, Both, Db, Insert, Joined, Tx, args, insert, joined};
use super::error::{Error, Result};
use super::events::{self, Stored};
use super::log::{Answer, Job, Stop, guarded};
use super::outbox::{self, Promise};
use super::reached::{End, Reached};
use super::rows::{self, Changed, Wanted};
use super::{settle, words};

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

/// Answers given before, by guild and key.
type Before = HashMap<(GuildId, String), Kept>;

type Outcome = std::result::Result<Answer, Stop>;

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
        load(&mut tx, &mut state, jobs).await?;
        let mut batch = Batch { now: self.clock.now(), head, written: Written::default() };
        let outcomes = guarded(|| batch.decide(&mut state, jobs, &before)).map_err(Error::fold)?;
        if batch.written.answers.is_empty() {
            tx.rollback().await?;
            self.carried = Carried::from(batch.head.batch, state);
            return Ok(outcomes);
        }
        let changed = batch.save(&mut tx, &mut state).await?;
        if let Err(err) = tx.commit().await {
            drop(writer);
            settle::was_saved(&self.db, &batch.written.answers, err).await?;
        } else {
            if !batch.written.erase.is_empty() {
                writer.forget_history().await;
            }
            drop(writer);
        }
        self.reached.own(from.pos, batch.head.end(), &state, changed);
        if !batch.written.promises.is_empty() {
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

/// Proof that this transaction holds the log's head; made only by [`Head::hold`].
pub(super) struct Head {
    pos: i64,
    hash: String,
    effect: i64,
    /// Counts the batches of every process, so that each knows whether another one wrote since its last.
    batch: i64,
    /// Which log it is.
    epoch: String,
}

/// Takes the head's row, then finds the answers given before. An update that changes nothing takes the lock on every
/// engine; reading first would look before locking.
const HOLD: &Both = and_find_answers!(
    "UPDATE log_head SET pos = pos WHERE one = 1 RETURNING pos, hash, effect, batch, epoch"
);

/// Writes the head's row, which is always there.
const RELEASE: &Insert = insert!(
    "INSERT INTO log_head (one, epoch, pos, hash, effect, batch) VALUES ",
    6,
    " ON CONFLICT (one) DO UPDATE SET pos = excluded.pos, hash = excluded.hash, effect = excluded.effect, \
     batch = excluded.batch"
);

/// Everything that a batch adds, in the order of [`Batch::values`].
const WRITE: &Joined =
    joined!([events::APPEND, words::KEEP, answers::KEEP, outbox::PROMISE], rows::WRITES, [RELEASE]);

impl Head {
    /// Holds the head, and finds the answers given before under these keys.
    pub(super) async fn hold(tx: &mut Tx<'_>, keys: &[(GuildId, &Key)]) -> Result<(Self, Before)> {
        let (row, answers) = tx.fetch_after(HOLD, answers::wanted(keys)?).await?;
        let head = Self {
            pos: row.int(0)?,
            hash: row.text(1)?,
            effect: row.int(2)?,
            batch: row.int(3)?,
            epoch: row.text(4)?,
        };
        Ok((head, answers::read(&answers)?))
    }

    /// Where the log ends.
    fn end(&self) -> End {
        End { epoch: self.epoch.clone(), pos: self.pos, hash: self.hash.clone() }
    }

    /// The values that [`RELEASE`] takes.
    fn values(&self) -> Vec<Arg> {
        args![1, self.epoch.as_str(), self.pos, self.hash.as_str(), self.effect, self.batch]
    }
}

async fn load(tx: &mut Tx<'_>, state: &mut State, jobs: &[Job]) -> Result<()> {
    let mut wanted = Wanted::default();
    for Job { act, .. } in jobs {
        wanted.people(act.guild(), act.people());
    }
    rows::load_people(tx, state, &mut wanted).await?;
    for Job { act, .. } in jobs {
        // A panic here comes again in `decide`, where it is caught and told.
        if let Ok(needs) = guarded(|| act.needs(state)) {
            wanted.needs(act.guild(), needs);
        }
    }
    rows::load(tx, state, wanted).await
}

/// What a batch writes.
#[derive(Default)]
struct Written {
    events: Vec<Stored>,
    words: Vec<(i64, GuildId, String)>,
    erase: Vec<Pos>,
    /// Where.
    erased_in: BTreeSet<GuildId>,
    answers: Vec<Fresh>,
    promises: Vec<Promise>,
    settled: Vec<EffectId>,
}

struct Batch {
    now: i64,
    head: Head,
    written: Written,
}

impl Batch {
    /// Decides one act after the other, so that later ones see what earlier ones did.
    fn decide(&mut self, state: &mut State, jobs: &[Job], before: &Before) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
        let mut done: HashMap<(GuildId, &Key), usize> = HashMap::with_capacity(jobs.len());
        for job in jobs {
            let slot = (job.act.guild(), &job.key);
            let repeated = match done.get(&slot) {
                Some(first) => Some(again_in_batch(&jobs[*first], &outcomes[*first], job)),
                None => before.get(&(slot.0, job.key.as_str().to_owned())).map(|it| again(it, &job.request)),
            };
            let outcome = repeated.unwrap_or_else(|| self.decide_one(state, job));
            if outcome.is_ok() {
                done.entry(slot).or_insert(outcomes.len());
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    fn decide_one(&mut self, state: &mut State, job: &Job) -> Outcome {
        let end = Pos::from_i64(self.head.pos);
        let moment = Moment { now: self.now, end, lots: chance::lots() };
        state.minted.extend([moment.actor(0), moment.actor(1)]);
        let decision = guarded(|| job.act.decide(state, &moment))?.map_err(Stop::Refused)?;
        let reply = decision.reply.clone();
        let json = serde_json::to_string(&reply).map_err(Error::shape("reply"))?;
        self.record(state, job, decision);
        let (guild, key) = (job.act.guild(), job.key.clone());
        self.written.answers.push(Fresh { guild, key, said: Some((job.request.clone(), json)) });
        Ok(Answer { reply, repeated: false })
    }

    /// Puts a decision into what is written, and folds it into the state.
    fn record(&mut self, state: &mut State, job: &Job, decision: Decision) {
        let guild = job.act.guild();
        for (n, happening) in (0..).zip(decision.events) {
            self.append(state, job, n, happening);
        }
        if !decision.erase.is_empty() {
            self.erase(guild, decision.erase);
        }
        for person in decision.people {
            state.people.put((person.guild, person.user), person);
        }
        for planned in decision.effects {
            self.promise(guild, planned);
        }
        self.written.settled.extend(decision.settled);
    }

    /// Notes words to erase; replies of the guild that may quote them go too, also those of this very batch.
    fn erase(&mut self, guild: GuildId, words: Vec<Pos>) {
        self.written.erase.extend(words);
        self.written.erased_in.insert(guild);
        for answer in self.written.answers.iter_mut().filter(|it| it.guild == guild) {
            answer.said = None;
        }
    }

    fn append(&mut self, state: &mut State, Job { act, key, .. }: &Job, n: i64, happening: Happening) {
        let Happening { event, actor, words, unlinked } = happening;
        let guild = act.guild();
        self.head.pos += 1;
        let mut stored = Stored {
            pos: self.head.pos,
            guild: guild.as_i64(),
            guild_seq: state.guilds.find(&guild).map_or(0, |it| it.seq) + 1,
            subject: event.subject().0,
            kind: event.kind().to_owned(),
            ver: event.version(),
            actor: actor.map(ActorId::as_i64),
            key: (!unlinked).then(|| key.as_str().to_owned()),
            n,
            cause: act.cause().map(Pos::as_i64),
            // An interaction's own moment is its id's: it would join the event to it as the key does.
            at_source: act.at_source().filter(|_| !unlinked).unwrap_or(self.now),
            at: self.now,
            body: event.body().expect("an event of plain values can be written as JSON"),
            content_ref: words.as_ref().map(|_| self.head.pos),
            hash: String::new(),
        };
        stored.hash = chain::link(&self.head.hash, &stored);
        self.head.hash.clone_from(&stored.hash);
        let recorded = Recorded {
            pos: Pos::from_i64(stored.pos),
            guild,
            actor,
            at: self.now,
            has_words: words.is_some(),
            event,
        };
        apply(state, &recorded);
        self.written.events.push(stored);
        if let Some(words) = words {
            self.written.words.push((self.head.pos, guild, words));
        }
    }

    fn promise(&mut self, guild: GuildId, planned: Planned) {
        self.head.effect += 1;
        let id = EffectId::from_i64(self.head.effect);
        self.written.promises.push(Promise { id, guild, planned, cause: self.head.pos, at: self.now });
    }

    async fn save(&mut self, tx: &mut Tx<'_>, state: &mut State) -> Result<Changed> {
        self.head.batch += 1;
        let (changed, rows) = rows::changed(state)?;
        // Before what this batch answers is kept; what it erases may be its own, which has to be there by then.
        answers::clear_in(tx, &self.written.erased_in).await?;
        tx.insert_all(WRITE, self.values(rows)?).await?;
        words::erase(tx, &self.written.erase).await?;
        outbox::settle(tx, &self.written.settled).await?;
        Ok(changed)
    }

    /// The values that [`WRITE`] takes, with those of the views' rows.
    fn values(&mut self, rows: [Vec<Arg>; rows::WRITES.len()]) -> Result<Vec<Vec<Arg>>> {
        let written = &mut self.written;
        let mut values = vec![
            events::values(std::mem::take(&mut written.events)),
            words::values(&written.words),
            answers::values(&written.answers, self.head.pos, self.now),
            outbox::values(&written.promises)?,
        ];
        values.extend(rows);
        values.push(self.head.values());
        Ok(values)
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
