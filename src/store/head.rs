//! The log's head: one row, whose lock is the right to append.

use std::collections::HashMap;

use super::answers::{self, Kept, and_find_answers};
use super::engine::{Arg, Both, Insert, Tx, args, insert};
use super::error::Result;
use super::reached::End;
use crate::domain::decision::Key;
use crate::domain::ids::GuildId;

/// Answers given before, by guild and key.
pub(super) type Before = HashMap<(GuildId, String), Kept>;

/// Proof that this transaction holds the log's head; made only by [`Head::hold`].
pub(super) struct Head {
    pub(super) pos: i64,
    pub(super) hash: String,
    pub(super) effect: i64,
    /// Counts the batches of every process, so that each knows whether another one wrote since its last.
    pub(super) batch: i64,
    /// Which log it is.
    epoch: String,
}

/// Takes the head's row, then finds the answers given before. An update that changes nothing takes the lock on every
/// engine; reading first would look before locking.
const HOLD: &Both = and_find_answers!(
    "UPDATE log_head SET pos = pos WHERE one = 1 RETURNING pos, hash, effect, batch, epoch"
);

/// Writes the head's row, which is always there.
pub(super) const RELEASE: &Insert = insert!(
    "INSERT INTO log_head (one, epoch, pos, hash, effect, batch) VALUES ",
    6,
    " ON CONFLICT (one) DO UPDATE SET pos = excluded.pos, hash = excluded.hash, effect = excluded.effect, \
     batch = excluded.batch"
);

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
    pub(super) fn end(&self) -> End {
        End { epoch: self.epoch.clone(), pos: self.pos, hash: self.hash.clone() }
    }

    /// The values that [`RELEASE`] takes.
    pub(super) fn values(&self) -> Vec<Arg> {
        args![1, self.epoch.as_str(), self.pos, self.hash.as_str(), self.effect, self.batch]
    }
}
