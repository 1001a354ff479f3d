//! The processes that serve: whether what each holds in memory follows the log.

use crate::doctor::Finding;
use crate::doctor::found::{Found, Process};

use super::absent;

/// How far each that was asked follows the log, and whether it can serve.
pub fn followers(found: &Found) -> Vec<Finding> {
    match &found.processes {
        Ok(processes) => processes.iter().map(follower).collect(),
        Err(it) => absent("followers", it),
    }
}

fn follower(Process { called, said }: &Process) -> Finding {
    let said = match said {
        Ok(said) => said,
        Err(why) => {
            return Finding::doubtful(
                "followers",
                format!("{called} does not say how far it follows the log: {why}"),
                "see whether a bot runs there; its log says why it stopped",
            );
        }
    };
    let follows = match said.log {
        Some(end) => format!("{called} has followed the log up to event {} of {end}", said.followed),
        None => format!("{called} has followed the log up to event {}", said.followed),
    };
    if said.reasons.is_empty() {
        return Finding::fine("followers", follows);
    }
    Finding::wrong(
        "followers",
        format!("{follows}, and cannot serve: {}", said.reasons.join(", ")),
        "see what it logs; if nothing mends itself within a minute, start it anew",
    )
}
