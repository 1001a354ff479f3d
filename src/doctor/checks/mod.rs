//! The checks, by what they are about.

pub mod database;
pub mod deployment;
pub mod guilds;
pub mod processes;
#[cfg(test)]
mod tests;

use super::Finding;
use super::found::Absent;

/// What is said of something that could not be looked at.
fn absent(about: &'static str, absent: &Absent) -> Vec<Finding> {
    vec![match &absent.mend {
        Some(mend) => Finding::wrong(about, &absent.why, mend),
        None => Finding::unknown(about, &absent.why),
    }]
}
