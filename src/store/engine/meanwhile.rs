//! Waiting for an engine that answers within microseconds. SQLite works on a thread of its own: to fall asleep until it
//! is done and be woken takes longer than most of what it is asked for. A server's answers come from further away, and
//! through the very tasks that staying awake would hold up.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::Tx;
use crate::store::error::Result;

/// How long an answer is looked for before it is slept for.
const SOON: Duration = Duration::from_micros(60);

impl Tx<'_> {
    /// How long answers are worth staying awake for.
    pub(in crate::store) fn patience(&self) -> Duration {
        match self {
            Self::Sqlite(_) => SOON,
            Self::Postgres(_) => Duration::ZERO,
        }
    }
}

/// Waits for SQLite, awake for a moment.
pub(super) async fn soon<T>(answer: impl Future<Output = T>) -> T {
    awake(pin!(answer), SOON).await
}

/// Has an engine begin with something, does what there is to do meanwhile, and waits for the engine with this patience.
///
/// # Errors
/// What either says.
pub(in crate::store) async fn meanwhile<T, U>(
    (answer, patience): (impl Future<Output = Result<T>>, Duration),
    work: impl FnOnce() -> Result<U>,
) -> Result<(T, U)> {
    let mut answer = pin!(answer);
    let begun = poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await;
    let worked = work()?;
    let answered = match begun {
        Poll::Ready(answered) => answered,
        Poll::Pending => awake(answer, patience).await,
    };
    Ok((answered?, worked))
}

async fn awake<F: Future>(mut answer: Pin<&mut F>, patience: Duration) -> F::Output {
    let begun = Instant::now();
    poll_fn(|cx| {
        loop {
            let looked = answer.as_mut().poll(cx);
            if looked.is_ready() || begun.elapsed() >= patience {
                return looked;
            }
            // On a machine with little to spare the engine's thread may wait for this very core.
            std::thread::yield_now();
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::cell::Cell;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn the_engine_has_begun_before_the_work_is_done_and_is_waited_for_after() {
        for patience in [Duration::ZERO, SOON] {
            let (begun, (worked, work_is_done)) = (Cell::new(false), oneshot::channel());
            let answer = async {
                begun.set(true);
                work_is_done.await.unwrap();
                Ok("an answer")
            };
            let work = || {
                assert!(begun.get(), "the engine idles meanwhile");
                worked.send(()).unwrap();
                Ok(7)
            };
            assert_eq!(meanwhile((answer, patience), work).await.unwrap(), ("an answer", 7));
        }
    }

    #[tokio::test]
    async fn an_answer_that_takes_its_time_is_slept_for() {
        let (say, heard) = oneshot::channel();
        let task = tokio::spawn(soon(heard));
        // On one thread: it would never be said if whoever waits stayed awake.
        tokio::task::yield_now().await;
        say.send("at last").unwrap();
        assert_eq!(task.await.unwrap().unwrap(), "at last");
    }
}
