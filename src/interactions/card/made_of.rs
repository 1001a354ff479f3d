//! What a community made of a work, in words: never a mean, never stars, and nothing while so few have spoken that
//! the words would point at one of them.

use crate::domain::entry::Rating;
use crate::domain::tally::{Noticed, Tally};
use crate::library::resource::{Side, cut_at_word};

use super::super::words::count;

/// From how many readers on their opinion is told.
const ENOUGH: u64 = 3;
/// From how many readers on a shift counts as noticed by the community.
const NOTICED_BY: u64 = 2;
/// Longest shift in the line, in UTF-16 units; the whole words stand under Read more.
const SHIFT_MAX: usize = 44;

/// One line of one to three parts; `None` while there is nothing to say.
pub fn line(tally: &Tally) -> Option<String> {
    let parts: Vec<String> = [opinion(tally), noticed(tally), talking(tally)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn opinion(tally: &Tally) -> Option<String> {
    let readers = tally.readers();
    if readers < ENOUGH {
        return None;
    }
    let changed = tally.rated(Rating::ChangedMyThinking);
    let useful = changed + tally.rated(Rating::VeryUseful) + tally.rated(Rating::Useful);
    match (changed, useful) {
        (0, 0) => None,
        (0, useful) => Some(format!("Useful to {useful} of {readers} readers")),
        (changed, _) => Some(format!("Changed how {changed} of {readers} readers think")),
    }
}

fn noticed(tally: &Tally) -> Option<String> {
    if tally.readers() < ENOUGH {
        return None;
    }
    let words = match (most_noticed(tally, Side::Away), most_noticed(tally, Side::Toward)) {
        (Some(away), Some(toward)) => format!("{away} → {toward}"),
        (Some(away), None) => format!("away from {away}"),
        (None, Some(toward)) => format!("toward {toward}"),
        (None, None) => return None,
    };
    Some(format!("most noticed: {words}"))
}

/// The shift of one side that most readers noticed; of several the first by its words, so that the line stays put.
fn most_noticed(tally: &Tally, side: Side) -> Option<String> {
    let of_side = tally.shifts.values().filter(|it| it.shift.side == side && it.readers >= NOTICED_BY);
    let by_readers = |it: &&Noticed| (std::cmp::Reverse(it.readers), it.shift.text.clone());
    of_side.min_by_key(by_readers).map(|it| cut_at_word(&it.shift.text, SHIFT_MAX))
}

fn talking(tally: &Tally) -> Option<String> {
    let enough = tally.readers().max(tally.talking) >= ENOUGH;
    (enough && tally.talking > 0).then(|| count(tally.talking, "talks about it", "talk about it"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::NoticedShift;
    use crate::library::resource::Shift;

    /// Ratings from "Not for me" to "Changed how I think", how many talk, and shifts with their readers.
    fn told(ratings: [u64; 5], talking: u64, shifts: &[(Side, &str, u64)]) -> Option<String> {
        let noticed = |&(side, text, readers): &(Side, &str, u64)| {
            let key = Shift::new(side, text).key();
            (key.clone(), Noticed { shift: NoticedShift { side, key, text: text.to_owned() }, readers })
        };
        let shifts = shifts.iter().map(noticed).collect();
        line(&Tally { ratings, talking, shifts, ..Tally::default() })
    }

    const SHIFTS: [(Side, &str, u64); 3] = [
        (Side::Away, "linear pipelines", 3),
        (Side::Away, "stateless processing", 2),
        (Side::Toward, "event streams", 2),
    ];

    #[test]
    fn all_parts_make_one_line() {
        assert_eq!(
            told([1, 0, 2, 2, 4], 3, &SHIFTS).as_deref(),
            Some(
                "Changed how 4 of 9 readers think · most noticed: linear pipelines → event streams · 3 talk about it"
            )
        );
    }

    #[test]
    fn a_few_readers_are_not_pointed_at() {
        assert_eq!(told([0, 0, 0, 0, 2], 2, &SHIFTS), None);
        assert_eq!(told([0; 5], 0, &SHIFTS), None);
        let one = [(Side::Away, "linear pipelines", 1)];
        assert_eq!(told([0, 0, 0, 0, 3], 0, &one).as_deref(), Some("Changed how 3 of 3 readers think"));
    }

    #[test]
    fn a_part_that_says_nothing_is_left_out() {
        assert_eq!(told([2, 1, 0, 0, 0], 0, &[]), None);
        assert_eq!(
            told([2, 0, 1, 1, 0], 1, &[]).as_deref(),
            Some("Useful to 2 of 4 readers · 1 talks about it")
        );
        assert_eq!(told([0; 5], 3, &[]).as_deref(), Some("3 talk about it"));
        let toward = told([3, 0, 0, 0, 0], 0, &SHIFTS[2..]);
        assert_eq!(toward.as_deref(), Some("most noticed: toward event streams"));
    }
}
