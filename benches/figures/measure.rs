//! Times and what they add up to. Ratios are of figures taken in turn within one run, so that whatever else the
//! machine does falls on both.

use std::fs;
use std::time::{Duration, Instant};

/// How often each thing is timed where the best of several counts.
const TRIES: usize = 3;

/// Times of many calls, in microseconds.
pub struct Times(Vec<f64>);

impl Times {
    /// The best of some tries at each item: what else runs on the machine for a moment is not the code's doing.
    pub fn of_each<T>(items: &[T], mut work: impl FnMut(&T)) -> Self {
        let mut best = vec![f64::INFINITY; items.len()];
        for _ in 0..TRIES {
            for (item, best) in items.iter().zip(&mut best) {
                let start = Instant::now();
                work(item);
                *best = best.min(micros(start.elapsed()));
            }
        }
        best.sort_by(f64::total_cmp);
        Self(best)
    }

    /// Times taken one by one.
    pub fn from(times: Vec<Duration>) -> Self {
        let mut times: Vec<f64> = times.into_iter().map(micros).collect();
        times.sort_by(f64::total_cmp);
        Self(times)
    }

    /// The times of all.
    pub fn together<const N: usize>(parts: [Self; N]) -> Self {
        let mut all: Vec<f64> = parts.into_iter().flat_map(|it| it.0).collect();
        all.sort_by(f64::total_cmp);
        Self(all)
    }

    /// The time that this share of the calls (0 to 1) kept to.
    pub fn at(&self, share: f64) -> f64 {
        let place = (self.0.len() as f64 * share).ceil() as usize;
        self.0[place.clamp(1, self.0.len()) - 1]
    }

    /// Median and longest, for the note beside the 99th percentile.
    pub fn beside(&self) -> String {
        format!("p50 {:.1} µs, max {:.0} µs", self.at(0.5), self.at(1.0))
    }
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// In microseconds.
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A line of a process's `/proc/…/status` such as `VmRSS`, in MiB; `None` when the process is gone.
pub fn memory(process: u32, line: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix(line)?.strip_prefix(':'))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
