//! Which interactions this process has still to answer: an edit of a reply must not overtake the reply.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// How long an edit waits for the reply that it edits; then it goes ahead, and Discord has the last word.
const AT_MOST: Duration = Duration::from_secs(2);

/// Interactions that were taken but not answered yet.
#[derive(Debug, Default)]
pub struct Answered {
    open: Mutex<HashSet<u64>>,
    changed: Notify,
}

impl Answered {
    /// An interaction came in.
    pub fn taken(&self, interaction: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(interaction);
    }

    /// Its answer was delivered, or can no longer be.
    pub fn delivered(&self, interaction: u64) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&interaction);
        self.changed.notify_waiters();
    }

    /// Waits until an interaction was answered, if this process is to answer it.
    pub async fn wait(&self, interaction: u64) {
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
}
