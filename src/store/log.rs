//! The log as the rest of the bot sees it: hand in an act, get its answer once it lasts.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::domain::decision::{Act, Key};
use crate::domain::refusal::Refusal;
use crate::domain::reply::Reply;
use crate::domain::state::State;

use super::chain;
use super::engine::Db;
use super::error::Error;
use super::following::Following;
use super::reached::{End, Reached};
use super::rows::Changed;
use super::writer::Batches;

/// How many acts may wait; beyond that members are told to try again, because memory is not a queue.
const WAITING: usize = 4_096;

/// The most acts that are committed together.
const TOGETHER: usize = 512;

/// What an act led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What the member is told.
    pub reply: Reply,
    /// Whether the act had been done before, and this is what was said then.
    pub repeated: bool,
}

/// Why an act was not done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// The member can mend it.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Too many acts are waiting.
    #[error("too many acts are waiting")]
    Busy,
    /// The same key came with another request.
    #[error("the act's key was used for something else before")]
    Changed,
    /// It was done before, but what was said then has been cleared.
    #[error("the act was done before")]
    Before,
    /// Deciding panicked; nothing was written.
    #[error("deciding panicked: {0}")]
    Panicked(String),
    /// The database failed.
    #[error("the act could not be written")]
    Failed(#[source] Arc<Error>),
    /// The log is closed.
    #[error("the log is closed")]
    Closed,
}

impl From<Error> for Stop {
    fn from(err: Error) -> Self {
        Self::Failed(Arc::new(err))
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Something that follows the log within the process: it sees each batch before its members get their answers.
pub trait Follower: Send + Sync + 'static {
    /// Takes over the rows that a batch changed.
    fn follow(&self, state: &State, changed: &Changed);
}

/// A handle to the log. Cloning is cheap.
#[derive(Clone)]
pub struct Log {
    acts: mpsc::Sender<Job>,
    promised: Arc<Notify>,
    reached: Arc<Reached>,
}

/// What comes of an act.
pub(super) type Outcome = Result<Answer, Stop>;

/// An act and who waits for it. What can be told without the log is told where the act comes from: there is one writer,
/// and many who wait for it.
pub(super) struct Job {
    pub(super) act: Box<dyn Act>,
    pub(super) key: Key,
    /// The digest of what is asked.
    pub(super) request: String,
    pub(super) answer: oneshot::Sender<Outcome>,
}

/// What keeps the log: the one writing task of the process.
pub struct Writing {
    /// Ends when every [`Log`] handle is dropped, or with the error that must stop the process.
    pub task: JoinHandle<Result<(), Arc<Error>>>,
}

impl Log {
    /// Starts the writing task.
    pub fn start(db: Db, clock: Clock, follower: Arc<dyn Follower>) -> (Self, Writing) {
        let (acts, waiting) = mpsc::channel(WAITING);
        let promised = Arc::new(Notify::new());
        let reached = Arc::new(Reached::new(follower));
        let batches = Batches {
            db,
            clock,
            promised: Arc::clone(&promised),
            reached: Arc::clone(&reached),
            carried: None,
        };
        let task = tokio::spawn(write(batches, waiting));
        (Self { acts, promised, reached }, Writing { task })
    }

    /// Does an act: when this returns `Ok`, what it led to lasts. Dropping the future cancels nothing.
    ///
    /// # Errors
    /// See [`Stop`]; nothing was written then, save for [`Stop::Before`].
    pub async fn write(&self, act: impl Act) -> Result<Answer, Stop> {
        self.write_boxed(Box::new(act)).await
    }

    /// The same for an act of a kind not known at compile time.
    ///
    /// # Errors
    /// See [`Stop`].
    pub async fn write_boxed(&self, act: Box<dyn Act>) -> Result<Answer, Stop> {
        let (answer, answered) = oneshot::channel();
        let (key, request) = (act.key(), chain::digest(&act.fingerprint()));
        self.acts.try_send(Job { act, key, request, answer }).map_err(|err| match err {
            TrySendError::Full(_) => Stop::Busy,
            TrySendError::Closed(_) => Stop::Closed,
        })?;
        answered.await.unwrap_or(Err(Stop::Closed))
    }

    /// The follower was loaded as of this end of the log; what brings it up to what other processes write from there on.
    pub fn follows_from(&self, db: &Db, end: End) -> Following {
        self.reached.begin(end);
        Following { db: db.clone(), reached: Arc::clone(&self.reached), promised: Arc::clone(&self.promised) }
    }

    /// How far the follower has come.
    pub fn followed(&self) -> i64 {
        self.reached.end().map_or(0, |it| it.pos)
    }

    /// How long the follower has stood where it is without being known to be at the log's end.
    pub fn stood_still(&self) -> Duration {
        self.reached.stood_still()
    }

    /// Whether acts can still be written.
    pub fn is_open(&self) -> bool {
        !self.acts.is_closed()
    }

    /// Wakes whoever waits on it when effects were promised.
    pub fn promised(&self) -> &Notify {
        &self.promised
    }
}

/// The writing task: takes what is waiting and commits it together, never waiting for more to come.
async fn write(mut batches: Batches, mut waiting: mpsc::Receiver<Job>) -> Result<(), Arc<Error>> {
    let mut jobs = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
        batches.commit(std::mem::take(&mut jobs)).await?;
        let_speak(&waiting).await;
    }
    Ok(())
}

/// Lets tasks run that are ready, as long as that brings more acts: those who were just answered often have the next
/// one, and a batch that begins before they can speak leaves them to wait for a whole other one. Nothing is waited for.
async fn let_speak(waiting: &mpsc::Receiver<Job>) {
    let mut before = usize::MAX;
    while waiting.len() != before && waiting.len() < TOGETHER {
        before = waiting.len();
        tokio::task::yield_now().await;
    }
}

/// Runs `decide` so that a panic in one act costs nobody else theirs.
pub(super) fn guarded<T>(decide: impl FnOnce() -> T) -> Result<T, Stop> {
    std::panic::catch_unwind(AssertUnwindSafe(decide)).map_err(|panic| {
        let text = panic
            .downcast_ref::<&str>()
            .map(|it| (*it).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Stop::Panicked(text)
    })
}
