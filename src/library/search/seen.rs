//! Which entries a search has already looked at, without clearing 100,000 marks before each.

use std::cell::RefCell;

/// One mark per entry; an entry is marked if its number is the current round's.
#[derive(Default)]
pub(super) struct Seen {
    rounds: Vec<u32>,
    round: u32,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
}

/// Runs with nothing marked among so many entries.
pub(super) fn with_none<R>(entries: usize, run: impl FnOnce(&mut Seen) -> R) -> R {
    SEEN.with_borrow_mut(|seen| {
        seen.begin(entries);
        run(seen)
    })
}

impl Seen {
    /// Marks an entry; tells whether it was not marked before.
    pub(super) fn first_time(&mut self, entry: u32) -> bool {
        let mark = &mut self.rounds[entry as usize];
        std::mem::replace(mark, self.round) != self.round
    }

    fn begin(&mut self, entries: usize) {
        if self.rounds.len() < entries {
            self.rounds.resize(entries, 0);
        }
        self.round = self.round.checked_add(1).unwrap_or_else(|| {
            self.rounds.fill(0);
            1
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_starts_fresh_even_after_the_last_number() {
        let mut seen = Seen { rounds: vec![], round: u32::MAX - 1 };
        for _ in 0..3 {
            seen.begin(2);
            assert!(seen.first_time(1));
            assert!(!seen.first_time(1));
            assert!(seen.first_time(0));
        }
    }
}
