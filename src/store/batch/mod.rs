//! One batch: acts decided one after the other, and everything that this adds to the log.

mod deciding;

use std::collections::BTreeSet;

use crate::chance;
use crate::domain::decision::{Decision, Happening, Moment};
use crate::domain::effect::Planned;
use crate::domain::event::Recorded;
use crate::domain::fold::apply;
use crate::domain::ids::{ActorId, EffectId, GuildId, Pos};
use crate::domain::state::State;

use super::answers::{self, Fresh};
use super::chain;
use super::engine::{Arg, Joined, Tx, joined};
use super::error::{Error, Result};
use super::events::{self, Stored};
use super::head::{Head, RELEASE};
use super::log::{Answer, Job, Outcome, Stop, guarded};
use super::outbox::{self, Promise};
use super::rows::{self, Changed, Unwritten, Wanted};
use super::words;

pub(super) use deciding::decide;

/// What a batch adds besides the rows of the views and the head.
const OWN: usize = 4;

/// Everything that a batch adds.
const WRITE: &Joined =
    joined!([events::APPEND, words::KEEP, answers::KEEP, outbox::PROMISE], rows::WRITES, [RELEASE]);

/// Loads the rows that acts name.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub(super) async fn load(tx: &mut Tx<'_>, state: &mut State, jobs: &[Job]) -> Result<()> {
    let mut wanted = Wanted::default();
    let (known, unknown): (Vec<&Job>, Vec<&Job>) = jobs.iter().partition(|Job { act, .. }| {
        let (guild, people) = (act.guild(), act.people());
        let known = people.iter().all(|it| state.people.knows(&(guild, *it))) && state.guilds.knows(&guild);
        wanted.people(guild, people);
        known
    });
    rows::load_people(tx, state, &mut wanted, |state, wanted| add_needs(wanted, state, &known)).await?;
    add_needs(&mut wanted, state, &unknown);
    rows::load(tx, state, wanted).await
}

/// Adds what acts name whose guilds and people are known.
fn add_needs(wanted: &mut Wanted, state: &State, jobs: &[&Job]) {
    for Job { act, .. } in jobs {
        // A panic here comes again in `decide`, where it is caught and told.
        if let Ok(needs) = guarded(|| act.needs(state)) {
            wanted.needs(state, act.guild(), needs);
        }
    }
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

/// A batch as far as it was decided.
pub(super) struct Batch {
    now: i64,
    pub(super) head: Head,
    /// What each act draws by lot.
    lots: std::vec::IntoIter<[u64; 4]>,
    written: Written,
}

impl Batch {
    /// A batch of so many acts that begins where the log ends.
    pub(super) fn new(now: i64, head: Head, acts: usize) -> Self {
        Self { now, head, lots: chance::lots_each(acts).into_iter(), written: Written::default() }
    }

    /// Whether it adds nothing: all its acts were refused, or done before.
    pub(super) fn is_empty(&self) -> bool {
        self.written.answers.is_empty()
    }

    /// What is said to whoever asked.
    pub(super) fn answers(&self) -> &[Fresh] {
        &self.written.answers
    }

    /// Whether words are erased.
    pub(super) fn erases(&self) -> bool {
        !self.written.erase.is_empty()
    }

    /// Whether the worker has something to do.
    pub(super) fn promises(&self) -> bool {
        !self.written.promises.is_empty()
    }

    pub(super) fn decide(&mut self, state: &mut State, job: &Job) -> Outcome {
        let end = Pos::from_i64(self.head.pos);
        let lots = self.lots.next().expect("each act is decided once");
        let moment = Moment { now: self.now, end, lots };
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

    /// Writes everything that has not been written yet; which rows of the views changed.
    pub(super) async fn save(&mut self, tx: &mut Tx<'_>, state: &mut State) -> Result<Changed> {
        self.head.batch += 1;
        let unwritten = Unwritten::take(state);
        // Before what this batch answers is kept; what it erases may be its own, which has to be there by then.
        answers::clear_in(tx, &self.written.erased_in).await?;
        let events = std::mem::take(&mut self.written.events);
        let tables = self.own_values(events).chain(unwritten.values(state));
        let tables = tables.chain(std::iter::once_with(|| Ok(self.head.values())));
        if self.written.answers.len() == 1 {
            tx.insert_joined(WRITE, tables.collect::<Result<_>>()?).await?;
        } else {
            tx.insert_all(WRITE, tables).await?;
        }
        words::erase(tx, &self.written.erase).await?;
        outbox::settle(tx, &self.written.settled).await?;
        Ok(unwritten.changed)
    }

    /// The values that the first statements of [`WRITE`] take; put together when they are asked for.
    fn own_values(&self, events: Vec<Stored>) -> impl Iterator<Item = Result<Vec<Arg>>> {
        let mut events = Some(events);
        (0..OWN).map(move |table| match table {
            0 => Ok(events::values(events.take().unwrap_or_default())),
            1 => Ok(words::values(&self.written.words)),
            2 => Ok(answers::values(&self.written.answers, self.head.pos, self.now)),
            _ => outbox::values(&self.written.promises),
        })
    }
}
