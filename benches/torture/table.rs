//! What was met and what came of it, by kind, and the table at the end.

use std::collections::BTreeMap;
use std::time::Duration;

/// Findings of one point that are printed.
const SHOWN: usize = 5;

/// What was counted on the way.
#[derive(Default)]
pub struct Tally {
    rows: BTreeMap<&'static str, Row>,
    /// Acts that members were told are done.
    pub acknowledged: u64,
    /// Writes that power cuts undid.
    pub writes_lost: u64,
    /// Calls whose answers were lost.
    pub ambiguous: u64,
    /// Posts that went to two replicas at once.
    pub doubled: u64,
    /// Discussions that were opened.
    pub discussions: u64,
    /// The longest start.
    pub slowest_start: Duration,
    /// The longest time from being told to stop to being gone.
    pub slowest_stop: Duration,
    findings: Vec<String>,
}

#[derive(Default)]
struct Row {
    points: u64,
    broken: u64,
}

impl Tally {
    /// Counts a point; findings are told at once, with the seed that led to them.
    pub fn count(&mut self, row: &'static str, seed: u64, findings: Vec<String>) {
        let counted = self.rows.entry(row).or_default();
        counted.points += 1;
        counted.broken += u64::from(!findings.is_empty());
        for finding in findings.iter().take(SHOWN) {
            println!("  seed {seed}: {row}: {finding}");
        }
        if findings.len() > SHOWN {
            println!("  seed {seed}: {row}: and {} more", findings.len() - SHOWN);
        }
        self.findings.extend(findings);
    }

    /// Adds what another table counted.
    pub fn add(&mut self, other: Self) {
        for (what, row) in other.rows {
            let counted = self.rows.entry(what).or_default();
            counted.points += row.points;
            counted.broken += row.broken;
        }
        self.acknowledged += other.acknowledged;
        self.writes_lost += other.writes_lost;
        self.ambiguous += other.ambiguous;
        self.discussions += other.discussions;
        self.doubled += other.doubled;
        self.slowest_start = self.slowest_start.max(other.slowest_start);
        self.slowest_stop = self.slowest_stop.max(other.slowest_stop);
        self.findings.extend(other.findings);
    }

    /// How many points there were.
    pub fn points(&self) -> u64 {
        self.rows.values().map(|it| it.points).sum()
    }

    /// Whether all held.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many findings of an invariant there were.
    pub fn of(&self, invariant: &str) -> usize {
        self.findings.iter().filter(|it| it.starts_with(invariant)).count()
    }

    /// Prints the table.
    pub fn print(&self) {
        println!("\n{:<62} {:>8} {:>8}", "what happened", "times", "broken");
        for (what, row) in &self.rows {
            println!("{what:<62} {:>8} {:>8}", row.points, row.broken);
        }
        println!("\n{:<62} {:>8}", "points", self.points());
        println!("{:<62} {:>8}", "acts acknowledged", self.acknowledged);
        println!("{:<62} {:>8}", "acknowledged acts lost or doubled (I1)", self.of("I1"));
        println!("{:<62} {:>8}", "views that were not what the log says (I2)", self.of("I2"));
        println!("{:<62} {:>8}", "gaps and broken chains (I3)", self.of("I3"));
        println!("{:<62} {:>8}", "effects missing or doubled (I4)", self.of("I4"));
        println!("{:<62} {:>8}", "discussions opened", self.discussions);
        println!("{:<62} {:>8}", "posts that went to two replicas at once", self.doubled);
        println!("{:<62} {:>8}", "calls whose answer was lost", self.ambiguous);
        println!("{:<62} {:>8}", "unsynced writes undone by power cuts", self.writes_lost);
        println!("{:<62} {:>6.1} s", "slowest start", self.slowest_start.as_secs_f64());
        println!("{:<62} {:>6.1} s", "slowest stop", self.slowest_stop.as_secs_f64());
    }
}
