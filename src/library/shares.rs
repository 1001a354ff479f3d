//! Work on many independent items, shared out among the processors.

use std::num::NonZero;
use std::thread;

/// Fewer items than this are not worth a thread.
const SHARE_MIN: usize = 32;

/// What the work makes of each item, in the order of the items. Ends when all is done.
///
/// # Panics
/// When the work does.
pub fn map<T: Sync, U: Send>(items: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(processors).max(SHARE_MIN);
    let work = &work;
    thread::scope(|scope| {
        let mut shares = items.chunks(share);
        let own = shares.next().unwrap_or_default();
        let others: Vec<_> =
            shares.map(|it| scope.spawn(move || it.iter().map(work).collect::<Vec<U>>())).collect();
        // The first share is the caller's: a thread more would leave one more heap behind in the process.
        let mut done: Vec<U> = own.iter().map(work).collect();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_stays_however_many_share_the_work() {
        for count in [0, 1, SHARE_MIN, 10 * SHARE_MIN + 7] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |it| it * 2), items.iter().map(|it| it * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "this one")]
    fn a_panic_is_not_lost() {
        map(&[1, 2, 3], |it| assert_ne!(*it, 2, "this one"));
    }
}
