//! How far long work has come, shown on a terminal and nowhere else.

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::is_watched;

/// How often the bar is told: work steps by the thousand, people look by the second.
const EVERY: u64 = 256;

/// A bar on stderr.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many steps of something, for example `events`.
    pub(super) fn of(steps: u64, what: &'static str) -> Self {
        let bar = if is_watched() { ProgressBar::new(steps) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} {msg}, {eta} left");
        bar.set_style(style.expect("the template is well formed"));
        bar.set_message(what);
        Self(bar)
    }

    /// Something of which nobody knows how long it takes.
    pub(super) fn unknown(what: &'static str) -> Self {
        let bar = if is_watched() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_message(what);
        bar.enable_steady_tick(std::time::Duration::from_millis(120));
        Self(bar)
    }

    /// It has come to this step.
    pub(super) fn at(&self, step: u64) {
        if step.is_multiple_of(EVERY) {
            self.0.set_position(step);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
