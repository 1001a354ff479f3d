//! The database: whether it keeps what it acknowledges, whether the log is whole, whether what is shown is what the log
//! says, whether what was promised is being done.

use chrono::DateTime;

use crate::doctor::Finding;
use crate::doctor::found::Found;
use crate::domain::ids::GuildId;
use crate::store::promises::Open;

use super::absent;

/// How long something may be due before somebody should look whether a bot is at work, in milliseconds.
const MAY_BE_DUE: i64 = 5 * 60_000;
/// How many parked ones are told one by one.
const TOLD: usize = 10;

/// Whether it can be opened.
pub fn opened(found: &Found) -> Vec<Finding> {
    let it = match &found.database {
        Ok(it) => it,
        Err(it) => return absent("database", it),
    };
    let mut findings = vec![Finding::fine("database", format!("{}, {}", it.address, it.version))];
    if let Some(since) = it.restored {
        let since = DateTime::from_timestamp_millis(since).unwrap_or_default().format("%F %T UTC");
        findings.push(Finding::fine(
            "database",
            format!(
                "the log went on from a copy: discussions opened after {since} are looked for on Discord and taken over"
            ),
        ));
    }
    findings
}

/// Whether what is acknowledged lasts.
pub fn durability(found: &Found) -> Vec<Finding> {
    let Ok(it) = &found.database else { return Vec::new() };
    let wrong: Vec<Finding> = it
        .settings
        .iter()
        .filter(|it| !it.is_safe)
        .map(|it| {
            Finding::wrong(
                "durability",
                format!("{} is {}, not {}", it.name, it.is, it.wanted),
                "a file's is set when the bot starts, so stop whatever else opens the file and start it; a server's is for \
                 whoever runs the server: as it is, an outage there can lose what was acknowledged",
            )
        })
        .collect();
    if wrong.is_empty() && !it.settings.is_empty() {
        let all: Vec<String> = it.settings.iter().map(|it| format!("{} = {}", it.name, it.is)).collect();
        return vec![Finding::fine("durability", all.join(", "))];
    }
    wrong
}

/// Whether the log is whole and every event is as it was written.
pub fn log(found: &Found) -> Vec<Finding> {
    let Ok(it) = &found.database else { return Vec::new() };
    let mend = "stop the bot and go back to a copy: `athenaeum database restore --help`";
    let mut findings = Vec::new();
    if let Some(damage) = &it.damage {
        findings.push(Finding::wrong("log", format!("the file is damaged: {damage}"), mend));
    }
    findings.push(match &it.log {
        Ok(verdict) => match &verdict.fault {
            None => Finding::fine("log", format!("{} events, each as it was written", verdict.events)),
            Some(fault) => Finding::wrong("log", fault.to_string(), mend),
        },
        Err(err) => Finding::wrong("log", format!("it cannot be read to its end: {err}"), mend),
    });
    findings
}

/// Whether what is shown is what the log says.
pub fn views(found: &Found) -> Vec<Finding> {
    let Ok(it) = &found.database else { return Vec::new() };
    let rebuilt = match &it.views {
        Ok(rebuilt) => rebuilt,
        Err(err) => {
            return vec![Finding::wrong(
                "views",
                format!("they could not be folded anew: {err}"),
                "if the log is whole, this is a mistake in the bot; please report it",
            )];
        }
    };
    let mut findings = Vec::new();
    if let Some(first) = rebuilt.skipped.first() {
        findings.push(Finding::wrong(
            "views",
            format!(
                "behind since event {first}: {} events are of kinds that only a newer release knows",
                rebuilt.skipped.len()
            ),
            "run that newer release",
        ));
    }
    findings.push(if rebuilt.differed.is_empty() {
        Finding::fine("views", "everything that is shown is as the log says")
    } else {
        Finding::wrong(
            "views",
            format!("not as the log says: {}", rebuilt.differed.join(", ")),
            "stop the bot, then `athenaeum database rebuild`",
        )
    });
    findings
}

/// Whether what was promised to Discord is being done.
pub fn promises(found: &Found) -> Vec<Finding> {
    let Ok(it) = &found.database else { return Vec::new() };
    let (parked, waiting): (Vec<&Open>, Vec<&Open>) = it.open.iter().partition(|it| it.state == "parked");
    let mut findings: Vec<Finding> = parked.iter().take(TOLD).map(|it| stuck(it)).collect();
    if parked.len() > TOLD {
        findings.push(Finding::wrong(
            "promises",
            format!("{} more are stuck", parked.len() - TOLD),
            "`athenaeum effects list` shows them all",
        ));
    }
    let overdue = waiting.iter().filter(|it| found.now - it.due_at > MAY_BE_DUE).count();
    if overdue > 0 {
        findings.push(Finding::doubtful(
            "promises",
            format!("{overdue} have been due for more than five minutes"),
            "see whether a bot serves this database, and what it logs",
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::fine("promises", format!("none is stuck, {} wait", waiting.len())));
    }
    findings
}

fn stuck(it: &Open) -> Finding {
    let reason = it.reason.as_deref().unwrap_or("nobody wrote down why");
    let finding = Finding::wrong(
        "promises",
        format!("{} could not be done (number {}): {reason}", deed(&it.kind), it.id),
        format!(
            "mend what it says, then whoever runs the bot has it tried again: `athenaeum effects retry {}`",
            it.id
        ),
    );
    match it.guild.parse() {
        Ok(guild) => finding.of(GuildId::new(guild)),
        Err(_) => finding,
    }
}

/// What a kind of effect does, for people.
fn deed(kind: &str) -> &str {
    match kind {
        "edit_reply" => "Answering somebody",
        "discuss" => "Opening a discussion",
        "tidy" => "Taking a surplus post away",
        "send_export" => "Handing over an export",
        "show_settings" | "examine" => "Looking at the settings",
        other => other,
    }
}
