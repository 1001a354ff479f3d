//! What can happen to the log itself.

use serde::{Deserialize, Serialize};

/// An older copy of the database took its place, and the log went on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRestored {
    /// When the last event of the copy was recorded, in epoch milliseconds: what was done on Discord after that may be
    /// missing here.
    pub since: i64,
}
