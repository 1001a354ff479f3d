//! Which interactions this process has still to answer: an edit of a reply must not overtake the reply. Of those that
//! another process answers it only knows how long an answer takes.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How long an edit waits for the reply that it edits; then it goes ahead, and Discord has the last word.
const AT_MOST: Duration = Duration::from_secs(2);

/// How long an edit waits for a reply that another process gives: an answer is one call. Discord refuses an edit that
/// came too early after all, and it is made again.
const ELSEWHERE: Duration = Duration::from_millis(400);

/// Answered interactions remembered; then all are forgotten, and an edit may wait in vain.
const MOST_REMEMBERED: usize = 4_096;

/// Interactions that were taken but not answered yet.
#[derive(Debug, Default)]
pub struct Answered {
    open: Mutex<HashSet<u64>>,
    /// Own ones that were answered, where there are others.
    own: Option<Mutex<HashSet<u64>>>,
    changed: Notify,
}

impl Answered {
    /// Nothing has come in yet; where several processes share the work, others answer, too.
    pub fn among(others: bool) -> Self {
        Self { own: others.then(Mutex::default), ..Self::default() }
    }

    /// An interaction came in.
    pub fn taken(&self, interaction: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(interaction);
    }

    /// Its answer was delivered, or can no longer be.
    pub fn delivered(&self, interaction: u64) {
        if let Some(own) = &self.own {
            let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
            if own.len() >= MOST_REMEMBERED {
                own.clear();
            }
            own.insert(interaction);
        }
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&interaction);
        self.changed.notify_waiters();
    }

    /// Waits until an interaction was answered, or until another process has had the time to.
    pub async fn wait(&self, interaction: u64) {
        if self.is_elsewhere(interaction) {
            return tokio::time::sleep(ELSEWHERE).await;
        }
        let answered = async {
            loop {
                // Listening begins before looking, or the news could come between the two.
                let changed = self.changed.notified();
                if !self.open.lock().unwrap_or_else(PoisonError::into_inner).contains(&interaction) {
                    return;
                }
                changed.await;
            }
        };
        // Whether it was answered or the time is over, the edit goes ahead.
        let _ = tokio::time::timeout(AT_MOST, answered).await;
    }

    fn is_elsewhere(&self, interaction: u64) -> bool {
        let holds = |set: &Mutex<HashSet<u64>>| {
            set.lock().unwrap_or_else(PoisonError::into_inner).contains(&interaction)
        };
        self.own.as_ref().is_some_and(|own| !holds(&self.open) && !holds(own))
    }
}
