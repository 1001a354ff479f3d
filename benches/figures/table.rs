//! The table: one line per figure, with its target and whether it was met.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicU32, Ordering};

static MISSED: AtomicU32 = AtomicU32::new(0);

/// Which way a figure is good.
#[derive(Clone, Copy)]
pub enum Target {
    /// The figure must not be above.
    AtMost(f64),
    /// The figure must not be below.
    AtLeast(f64),
}

/// One line of the table.
pub struct Figure<'a> {
    /// What was measured.
    pub what: &'a str,
    /// What came out.
    pub value: f64,
    /// In which unit; an empty text for none.
    pub unit: &'a str,
    /// What must come out.
    pub target: Target,
    /// What else is worth knowing of it.
    pub note: &'a str,
}

/// Prints the head of the table.
pub fn head() {
    line(["what", "figure", "target", ""], "");
    line(["----", "------", "------", ""], "");
}

/// Prints a line of the table.
pub fn row(figure: &Figure<'_>) {
    let unit = figure.unit;
    let (met, target) = match figure.target {
        Target::AtMost(most) => (figure.value <= most, format!("≤ {most}{unit}")),
        Target::AtLeast(least) => (figure.value >= least, format!("≥ {least}{unit}")),
    };
    if !met {
        MISSED.fetch_add(1, Ordering::Relaxed);
    }
    let value = format!("{:.*}{unit}", places(figure.value), figure.value);
    line([figure.what, &value, &target, if met { "met" } else { "MISSED" }], figure.note);
}

/// Prints a line for what could not be measured, and why.
pub fn skipped(what: &str, why: &str) {
    line([what, "-", "-", "SKIPPED"], why);
}

/// How many targets this process missed.
pub fn missed() -> u32 {
    MISSED.load(Ordering::Relaxed)
}

fn line([what, value, target, met]: [&str; 4], note: &str) {
    let line = format!("{what:<52} {value:>12} {target:>12}  {met:<7} {note}");
    // Whoever closed the pipe has seen enough.
    let _ = writeln!(io::stdout(), "{}", line.trim_end());
}

/// Three digits that count.
fn places(value: f64) -> usize {
    match value.abs() {
        it if it >= 100.0 => 0,
        it if it >= 10.0 => 1,
        _ => 2,
    }
}
