//! Looks one guild over and tells its managers what is wrong in it, each with its mending.

use std::iter::Peekable;
use std::sync::Arc;

use crate::app::App;
use crate::doctor::found::{Absent, Found, PlaceFound, Process, Said};
use crate::doctor::gather::{self, Called, Wish};
use crate::doctor::{Finding, Verdict, checks};
use crate::domain::ids::GuildId;
use crate::domain::reply::{Embed, Message};
use crate::interactions::words::escape;
use crate::library::resource::utf16;
use crate::metrics::{BEHIND, Sample};
use crate::store::checkup::Checkup;
use crate::store::outbox::{Leased, Outcome};
use crate::store::scope::Scope;
use crate::store::status;

use super::Outcomes;
use super::edit_reply::edit;

/// Room for findings in a message's text and in its embeds, in UTF-16 units, one after the other: Discord takes 2,000 in a
/// text (Discord: Message Resource, Create Message), 4,096 in an embed and 6,000 in all embeds (same page, Embed Limits).
const ROOM: [usize; 3] = [1_900, 2_900, 2_900];

pub(super) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for effect in group {
        // Without a token there is nobody left to tell.
        let outcome = match &effect.reply_to {
            Some(to) => {
                let message = match look(app, effect.guild).await {
                    Ok(findings) => told(&findings),
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
    let mut seen = gather::guild(&app.rest, &wish).await;
    // How to mend is in our words and may hold code; tags are somebody else's.
    if let Ok(PlaceFound::There { absent_tags, .. }) = &mut seen.place {
        absent_tags.iter_mut().for_each(|it| *it = escape(it));
    }
    let parked = Scope::new(app.db.clone(), guild).parked().await?;
    let is_stuck = !parked.is_empty();
    let whole = Absent::unasked("whoever runs the bot sees it with `athenaeum doctor`");
    let found = Found {
        now: app.clock.now(),
        discord: Err(whole.clone()),
        library: Err(whole),
        database: Ok(Checkup::of_promises(parked)),
        processes: Ok(vec![this_process(app).await?]),
        guilds: vec![seen],
    };
    let mut findings = checks::guilds::place(&found);
    findings.extend(checks::guilds::moderators(&found));
    if is_stuck {
        findings.extend(checks::database::promises(&found));
    }
    findings
        .extend(checks::processes::followers(&found).into_iter().filter(|it| it.verdict != Verdict::Fine));
    Ok(findings)
}

/// Whether what is shown here is what the log says by now.
async fn this_process(app: &App) -> crate::store::Result<Process> {
    let sample = Sample {
        head: Some(status::glance(&app.db).await?.pos),
        followed: app.log.followed(),
        stood_still: app.log.stood_still(),
        ..Sample::default()
    };
    let reasons = sample.is_behind().then(|| BEHIND.to_owned()).into_iter().collect();
    let said = Said { log: sample.head, followed: sample.followed, reasons };
    Ok(Process { called: "this process".to_owned(), said: Ok(said) })
}

/// The findings for people, the worst first, over a text and as many embeds as they take.
fn told(findings: &[Finding]) -> Message {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|it| std::cmp::Reverse(it.verdict));
    let is_well = sorted.iter().all(|it| it.verdict == Verdict::Fine);
    let head = if is_well { "**All is well here.**" } else { "**This is how it stands here.**" };
    let mut lines = sorted.iter().map(|it| line(it)).peekable();
    let mut text = fill(head.to_owned(), ROOM[0], &mut lines);
    let mut embeds = Vec::new();
    for room in &ROOM[1..] {
        let Some(first) = lines.next_if(|it| utf16(it) <= *room) else { break };
        embeds.push(Embed { text: Some(fill(first, *room, &mut lines)), ..Embed::default() });
    }
    let left = lines.count();
    if left > 0 {
        text.push_str(&format!("\nAnd {left} more; mend these first, then look again."));
    }
    Message { embeds, ..Message::aside(text) }
}

/// Adds lines while there is room.
fn fill(begun: String, room: usize, lines: &mut Peekable<impl Iterator<Item = String>>) -> String {
    let mut text = begun;
    while let Some(line) = lines.next_if(|it| utf16(&text) + 1 + utf16(it) <= room) {
        text.push('\n');
        text.push_str(&line);
    }
    text
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
    use crate::interactions::render;

    #[test]
    fn the_worst_comes_first_with_its_mending() {
        let findings = [Finding::fine("a", "fine in <#5>"), Finding::wrong("b", "broken", "do it")];
        assert_eq!(
            told(&findings).text,
            "**This is how it stands here.**\n✗ broken\n  → do it\n✓ fine in <#5>"
        );
        assert_eq!(told(&findings[..1]).text, "**All is well here.**\n✓ fine in <#5>");
    }

    fn many(number: usize) -> Vec<Finding> {
        (0..number).map(|it| Finding::wrong("b", "é".repeat(90), it.to_string())).collect()
    }

    fn shown(message: &Message) -> usize {
        let embeds: String = message.embeds.iter().filter_map(|it| it.text.as_deref()).collect();
        (message.text.clone() + &embeds).matches('✗').count()
    }

    #[test]
    fn what_does_not_fit_the_text_goes_on_in_embeds() {
        let message = told(&many(40));
        render::message(&message).expect("it keeps Discord's limits");
        assert_eq!(shown(&message), 40);
        assert!(!message.text.contains("more;"), "{}", message.text);
    }

    #[test]
    fn what_fits_nowhere_is_counted() {
        let message = told(&many(140));
        render::message(&message).expect("it keeps Discord's limits");
        let left = 140 - shown(&message);
        assert!(
            left > 0
                && message.text.ends_with(&format!("And {left} more; mend these first, then look again."))
        );
    }
}
