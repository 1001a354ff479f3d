//! Looks one guild over and tells its managers what is wrong in it, each with its mending.

use std::sync::Arc;

use crate::app::App;
use crate::doctor::found::{Absent, Found};
use crate::doctor::gather::{self, Called, Wish};
use crate::doctor::{Finding, Verdict, checks};
use crate::domain::ids::GuildId;
use crate::domain::reply::Message;
use crate::interactions::words::escape;
use crate::store::checkup::Checkup;
use crate::store::outbox::{Leased, Outcome};
use crate::store::promises;

use super::Outcomes;
use super::edit_reply::edit;

/// Room for findings in one message: Discord takes 2,000 (Discord: Message Resource, Create Message), and the last line
/// says how many more there are.
const ROOM: usize = 1_800;

pub(super) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for effect in group {
        // Without a token there is nobody left to tell.
        let outcome = match &effect.reply_to {
            Some(to) => {
                let message = match look(app, effect.guild).await {
                    Ok(findings) => Message::aside(told(&findings)),
                    Err(err) => Message::aside(app.failed(&err).why),
                };
                edit(app, effect, to, &message).await
            }
            None => Outcome::Done,
        };
        outcomes.push((effect.id, outcome));
    }
    outcomes
}

async fn look(app: &App, guild: GuildId) -> crate::store::Result<Vec<Finding>> {
    let settings = app.views.guild(guild).settings();
    let tags = app.views.catalogue().topics().forum_tags();
    let wish = Wish { guild, settings: &settings, tags: &tags, called: Called::ByMention };
    let seen = gather::guild(&app.rest, &wish).await;
    let open = {
        let mut tx = app.db.read().await?;
        promises::open(&mut tx).await?
    };
    let whole = Absent::unasked("whoever runs the bot sees it with `athenaeum doctor`");
    let found = Found {
        now: app.clock.now(),
        discord: Err(whole.clone()),
        library: Err(whole),
        database: Ok(Checkup::of_promises(open)),
        guilds: vec![seen],
    };
    let mut findings = checks::guilds::place(&found);
    findings.extend(checks::guilds::moderators(&found));
    let id = guild.to_string();
    findings
        .extend(checks::database::promises(&found).into_iter().filter(|it| it.guild.as_ref() == Some(&id)));
    Ok(findings)
}

/// The findings for people, the worst first.
fn told(findings: &[Finding]) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|it| std::cmp::Reverse(it.verdict));
    let is_well = sorted.iter().all(|it| it.verdict == Verdict::Fine);
    let mut lines =
        vec![if is_well { "**All is well here.**" } else { "**This is how it stands here.**" }.to_owned()];
    let mut room = ROOM - lines[0].len();
    let mut rest = sorted.len();
    for it in sorted {
        let line = line(it);
        let Some(left) = room.checked_sub(line.len() + 1) else { break };
        room = left;
        rest -= 1;
        lines.push(line);
    }
    if rest > 0 {
        lines.push(format!("And {rest} more; mend these first, then look again."));
    }
    lines.join("\n")
}

fn line(it: &Finding) -> String {
    let mark = match it.verdict {
        Verdict::Fine => "✓",
        Verdict::Unknown => "·",
        Verdict::Doubtful => "⚠",
        Verdict::Wrong => "✗",
    };
    let mend = it.mend.as_ref().map_or_else(String::new, |it| format!("\n  → {it}"));
    format!("{mark} {}{mend}", safe(&it.told))
}

/// What others have chosen, such as the names of tags, formats nothing; mentions are ours.
fn safe(told: &str) -> String {
    match told.split_once("<#").and_then(|(before, rest)| Some((before, rest.split_once('>')?))) {
        Some((before, (channel, after))) => format!("{}<#{channel}>{}", escape(before), escape(after)),
        None => escape(told),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_comes_first_with_its_mending() {
        let findings = [Finding::fine("a", "fine in <#5>"), Finding::wrong("b", "broken", "do it")];
        assert_eq!(told(&findings), "**This is how it stands here.**\n✗ broken\n  → do it\n✓ fine in <#5>");
        assert_eq!(told(&findings[..1]), "**All is well here.**\n✓ fine in <#5>");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let many: Vec<Finding> =
            (0..40).map(|it| Finding::wrong("b", "x".repeat(90), it.to_string())).collect();
        let text = told(&many);
        assert!(text.chars().count() <= 2_000, "{}", text.len());
        let shown = text.matches('✗').count();
        assert!(
            shown > 10
                && text.ends_with(&format!("And {} more; mend these first, then look again.", 40 - shown))
        );
    }
}
