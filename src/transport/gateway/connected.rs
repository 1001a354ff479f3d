//! Which shards are connected, for whoever asks how the process is.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The shards that are connected now. Clones show the same.
#[derive(Clone, Debug, Default)]
pub struct Connected(Arc<Mutex<BTreeSet<u32>>>);

impl Connected {
    /// How many.
    pub fn connected(&self) -> u32 {
        u32::try_from(self.shards().len()).unwrap_or(u32::MAX)
    }

    /// A shard's session was opened or taken up again.
    pub(super) fn up(&self, shard: u32) {
        self.shards().insert(shard);
    }

    /// These are, and no others.
    pub(super) fn are(&self, shards: BTreeSet<u32>) {
        *self.shards() = shards;
    }

    fn shards(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
