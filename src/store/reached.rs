//! How far the views in memory have come, and in which log. They are handed rows from two sides: this process's own
//! batches, before their members are answered, and what other processes wrote, once it was read.
//!
//! Rows come whole, so all that matters is that no older row follows a newer one: positions decide.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::state::State;

use super::error::{Error, Result};
use super::log::Follower;
use super::rows::Changed;

/// The end of a log: which log, how long, and its last event's hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Which log it is; another one after a copy was put in place.
    pub epoch: String,
    /// The number of the last event.
    pub pos: i64,
    /// The last event's hash.
    pub hash: String,
}

/// What the views in memory reflect.
pub(super) struct Reached {
    views: Arc<dyn Follower>,
    place: Mutex<Place>,
}

#[derive(Default)]
struct Place {
    /// Everything up to here; unknown as long as nobody has loaded anything.
    end: Option<End>,
    /// Rows of own batches beyond it, by the end of each batch: others wrote in between, which is yet to be read.
    own: Vec<(i64, Changed)>,
    /// When they last came further, or were found to be at the log's end; unknown where nobody looks, because nobody
    /// else writes.
    moved: Option<Instant>,
}

impl Reached {
    pub(super) fn new(views: Arc<dyn Follower>) -> Self {
        Self { views, place: Mutex::default() }
    }

    /// The views were loaded as of this end.
    pub(super) fn begin(&self, end: End) {
        *self.place() = Place { end: Some(end), own: Vec::new(), moved: None };
    }

    /// From now on somebody looks for what others write; or has just looked, and there was nothing.
    pub(super) fn is_at_the_end(&self) {
        self.place().moved = Some(Instant::now());
    }

    /// How long the views have stood where they are without being known to be at the log's end.
    pub(super) fn stood_still(&self) -> Duration {
        self.place().moved.map_or(Duration::ZERO, |it| it.elapsed())
    }

    /// Everything up to here is in the views.
    pub(super) fn end(&self) -> Option<End> {
        self.place().end.clone()
    }

    /// Refuses an end that the log, as far as it was followed, cannot have: whoever went on from there would write
    /// over, or answer from, what is no more.
    pub(super) fn check(&self, found: &End) -> Result<()> {
        self.end().map_or(Ok(()), |was| found.check_after(&was))
    }

    /// Hands over the rows of an own batch that began at a position.
    pub(super) fn own(&self, from: i64, to: End, state: &State, changed: Changed) {
        let mut place = self.place();
        let at = place.end.as_ref().map_or(from, |it| it.pos);
        // Somebody has read beyond it already, and its rows with that.
        if to.pos < at {
            return;
        }
        self.views.follow(state, &changed);
        if from <= at {
            place.comes_to(to);
        } else {
            place.own.push((to.pos, changed));
        }
    }

    /// Hands over rows as they were at an end, save those that an own batch changed after it.
    pub(super) fn others(&self, to: End, state: &State, mut changed: Changed) {
        let mut place = self.place();
        if place.end.as_ref().is_some_and(|it| it.pos >= to.pos) {
            return;
        }
        place.own.retain(|(at, _)| *at > to.pos);
        place.own.iter().for_each(|(_, own)| changed.leave_out(own));
        self.views.follow(state, &changed);
        place.comes_to(to);
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        // It changes last: a panic while rows are handed over leaves it where it was.
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn comes_to(&mut self, end: End) {
        self.end = Some(end);
        self.moved = self.moved.map(|_| Instant::now());
    }
}

impl End {
    /// Refuses to be where a log ends that ended at `was` before.
    pub(super) fn check_after(&self, was: &Self) -> Result<()> {
        let is_later = self.pos > was.pos || self.pos == was.pos && self.hash == was.hash;
        if self.epoch == was.epoch && is_later {
            return Ok(());
        }
        Err(Error::behind(was.clone(), self.clone()))
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| text.chars().take(8).collect::<String>();
        write!(f, "event {} (hash {}) of log {}", self.pos, short(&self.hash), short(&self.epoch))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::guild::Guild;
    use crate::domain::ids::GuildId;

    /// Notes each guild's counter as it is handed over.
    #[derive(Default)]
    struct Told(Mutex<Vec<(u64, i64)>>);

    impl Follower for Told {
        fn follow(&self, state: &State, changed: &Changed) {
            let told = changed.guilds.iter().map(|it| (it.get(), state.guild(*it).seq));
            self.0.lock().unwrap().extend(told);
        }
    }

    fn end(pos: i64) -> End {
        End { epoch: "one".to_owned(), pos, hash: pos.to_string() }
    }

    fn rows(guilds: &[(u64, i64)]) -> (State, Changed) {
        let mut state = State::default();
        for (guild, seq) in guilds {
            state.guilds.load(GuildId::new(*guild), Some(Guild { seq: *seq, ..Guild::default() }));
        }
        let guilds = guilds.iter().map(|it| GuildId::new(it.0)).collect();
        (state, Changed { guilds, ..Changed::default() })
    }

    fn begun() -> (Arc<Told>, Reached) {
        let told = Arc::<Told>::default();
        let reached = Reached::new(told.clone());
        reached.begin(end(10));
        (told, reached)
    }

    fn own(reached: &Reached, (from, to): (i64, i64), guilds: &[(u64, i64)]) {
        let (state, changed) = rows(guilds);
        reached.own(from, end(to), &state, changed);
    }

    fn others(reached: &Reached, to: i64, guilds: &[(u64, i64)]) {
        let (state, changed) = rows(guilds);
        reached.others(end(to), &state, changed);
    }

    #[test]
    fn an_own_batch_that_follows_on_is_all_there_is_to_know() {
        let (told, reached) = begun();
        own(&reached, (10, 12), &[(1, 5)]);
        assert_eq!(reached.end(), Some(end(12)));
        others(&reached, 11, &[(1, 4)]);
        assert_eq!(*told.0.lock().unwrap(), [(1, 5)], "an older reading changes nothing");
    }

    #[test]
    fn rows_of_an_own_batch_outlast_an_older_reading() {
        let (told, reached) = begun();
        own(&reached, (12, 13), &[(1, 5)]);
        assert_eq!(reached.end(), Some(end(10)), "11 and 12 are yet to be read");
        others(&reached, 12, &[(1, 4), (2, 7)]);
        assert_eq!(*told.0.lock().unwrap(), [(1, 5), (2, 7)]);
        others(&reached, 14, &[(1, 6)]);
        assert_eq!(*told.0.lock().unwrap(), [(1, 5), (2, 7), (1, 6)], "a newer one counts");
    }

    #[test]
    fn an_own_batch_that_comes_after_a_newer_reading_changes_nothing() {
        let (told, reached) = begun();
        others(&reached, 13, &[(1, 6)]);
        own(&reached, (11, 12), &[(1, 5)]);
        assert_eq!(*told.0.lock().unwrap(), [(1, 6)]);
        assert_eq!(reached.end(), Some(end(13)));
    }

    #[test]
    fn a_log_that_is_behind_or_is_another_one_is_refused() {
        let (_, reached) = begun();
        assert!(reached.check(&end(10)).is_ok());
        assert!(reached.check(&end(11)).is_ok());
        let shorter = reached.check(&end(9)).unwrap_err().to_string();
        assert!(shorter.contains("event 10") && shorter.contains("event 9"), "{shorter}");
        assert!(reached.check(&End { hash: "other".to_owned(), ..end(10) }).is_err());
        assert!(reached.check(&End { epoch: "two".to_owned(), ..end(12) }).is_err());
    }
}
