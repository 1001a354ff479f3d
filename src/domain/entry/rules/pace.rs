//! How fast entries may begin. Taps and edits of an entry are free.

use crate::domain::person::Person;
use crate::domain::refusal::Refusal;

use super::Reader;

const MINUTE: i64 = 60_000;
/// In milliseconds.
pub(super) const DAY: i64 = 24 * 60 * MINUTE;

/// New entries that a reader may begin within [`PACE_WINDOW`].
const PACE: usize = 3;
/// In milliseconds.
const PACE_WINDOW: i64 = 10 * MINUTE;
/// New entries a day for somebody who joined the guild less than a day ago.
const NEWCOMER_PACE: usize = 10;

/// Refuses a reader who has begun too many entries lately.
///
/// # Errors
/// When it is too soon for another one.
pub(super) fn check_pace(person: &Person, now: i64, reader: &Reader) -> Result<(), Refusal> {
    let since = |span: i64| person.memory.recent.iter().filter(|it| **it > now - span).count();
    if since(PACE_WINDOW) >= PACE {
        let oldest =
            person.memory.recent.iter().filter(|it| **it > now - PACE_WINDOW).min().copied().unwrap_or(now);
        let minutes = ((oldest + PACE_WINDOW - now).max(MINUTE) + MINUTE - 1) / MINUTE;
        return Err(Refusal::new(format!(
            "That is {PACE} new entries within ten minutes; the next one can begin in {minutes} min. \
             Nothing was saved. What you have given already can be changed at any time."
        )));
    }
    let newcomer = reader.joined_at.is_some_and(|it| now - it < DAY);
    if newcomer && since(DAY) >= NEWCOMER_PACE {
        return Err(Refusal::new(format!(
            "In their first day here members can begin {NEWCOMER_PACE} entries. Nothing was saved; \
             tomorrow there is room for more."
        )));
    }
    Ok(())
}
