//! Tells a guild's moderators once that something waits for them: where Discord itself tells them such things, else where
//! discussions open, else where Discord greets newcomers; the first of these that the bot may write in.

use std::sync::Arc;

use serde_json::json;
use serenity::model::id as theirs;

use crate::app::App;
use crate::discord::{Code, Error};
use crate::domain::ids::GuildId;
use crate::domain::reply::{Button, Message, Row};
use crate::interactions::commands::settings::DOCTOR;
use crate::interactions::custom_id::CustomId;
use crate::interactions::render;
use crate::store::outbox::{Leased, Outcome};
use crate::store::parked::Waiting;
use crate::store::scope::Scope;
use crate::worker::Outcomes;
use crate::worker::discuss::stamp;
use crate::worker::discuss::text::{self, Posted};

/// Channels that are named; of more there is only the number.
const NAMED: usize = 5;
/// How long to wait after a call that failed, in milliseconds.
const AGAIN_AFTER: i64 = 30_000;

pub(in crate::worker) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for leased in group {
        let outcome = match tell(app, leased).await {
            Ok(()) => Outcome::Done,
            Err(Failure::Discord(Error::Refused { .. } | Error::Unfit(_))) => {
                // The operator's log has what is parked, and `/settings doctor` shows it.
                tracing::warn!(
                    guild.id = leased.guild.get(),
                    "there is no channel in which moderators could be told what is parked"
                );
                Outcome::Done
            }
            Err(_) => Outcome::Later(app.clock.now() + AGAIN_AFTER),
        };
        outcomes.push((leased.id, outcome));
    }
    outcomes
}

/// Why nobody was told.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Discord(#[from] Error),
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

async fn tell(app: &App, leased: &Leased) -> Result<(), Failure> {
    let guild = leased.guild;
    let waiting = Scope::new(app.db.clone(), guild).waiting_at_doors().await?;
    if waiting.is_empty() || !app.views.guild(guild).settings().present {
        return Ok(());
    }
    let places = places(app, guild).await?;
    let stamp = stamp::of(leased);
    if leased.attempt > 1 {
        for place in &places {
            let posted = Posted { channel: *place, stamp: &stamp, since: leased.first_at };
            match text::find(app, &posted, |_| true).await {
                Ok(Some(_)) => return Ok(()),
                Ok(None) => {}
                Err(err) if is_shut(&err) => {}
                Err(err) => return Err(err.into()),
            }
        }
    }
    let mut body = render::message(&stamped(words(&waiting), &stamp))
        .map_err(|_| Error::Unfit("the notice exceeds a limit of Discord's"))?;
    body["nonce"] = json!(stamp);
    body["enforce_nonce"] = json!(true);
    let mut shut = Error::Unfit("there is no channel for it");
    for place in places {
        match app.rest.create_message(place, &body, Vec::new()).await {
            Ok(_) => return Ok(()),
            Err(err) if is_shut(&err) => shut = err,
            Err(err) => return Err(err.into()),
        }
    }
    Err(shut.into())
}

/// Where moderators may be told, the best place first.
async fn places(app: &App, guild: GuildId) -> Result<Vec<theirs::ChannelId>, Error> {
    let found = app.rest.guild(theirs::GuildId::new(guild.get())).await?;
    let set = app.views.guild(guild).settings().place.filter(|it| !it.forum);
    let set = set.map(|it| theirs::ChannelId::new(it.channel.get()));
    let mut places = Vec::new();
    for place in [found.public_updates_channel_id, set, found.system_channel_id].into_iter().flatten() {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Ok(places)
}

/// Whether a channel is no place to tell anything.
fn is_shut(err: &Error) -> bool {
    matches!(err.code(), Some(Code::MISSING_ACCESS | Code::MISSING_PERMISSIONS | Code::UNKNOWN_CHANNEL))
}

fn stamped(mut message: Message, mark: &str) -> Message {
    stamp::put(&mut message, mark);
    message
}

fn words(waiting: &[Waiting]) -> Message {
    let doors: Vec<_> = waiting.iter().filter_map(|it| it.door.map(|door| (door, it.count))).collect();
    let asked: i64 = doors.iter().map(|(_, count)| count).sum();
    let mut lines = Vec::new();
    if !doors.is_empty() {
        let named: Vec<_> = doors.iter().take(NAMED).map(|(door, _)| format!("<#{door}>")).collect();
        let more = doors.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        lines.push(format!(
            "For moderators: I was asked for discussions that I may not open in {}{more}; {} waiting. They are opened \
             by themselves once I am given what I lack there, in the channel's settings under Permissions.",
            named.join(", "),
            if asked == 1 { "1 wish is".to_owned() } else { format!("{asked} wishes are") },
        ));
    }
    let others: i64 = waiting.iter().filter(|it| it.door.is_none()).map(|it| it.count).sum();
    if others > 0 {
        lines.push(format!(
            "For moderators: {others} of the things that I promised here cannot be done. Whoever runs me finds the \
             reasons with `athenaeum effects list`.",
        ));
    }
    let look = Button::plain("Look it over", CustomId::new::<&str>(DOCTOR, []));
    Message::open(lines.join("\n")).row(Row::Buttons(vec![look]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ChannelId;

    fn waiting(door: u64, count: i64) -> Waiting {
        Waiting { door: (door > 0).then(|| ChannelId::new(door)), count }
    }

    #[test]
    fn many_channels_are_one_notice() {
        let all: Vec<_> = (1..=7).map(|it| waiting(it, 2)).collect();
        let message = words(&all);
        assert!(message.text.contains("<#1>, <#2>, <#3>, <#4>, <#5> and 2 more; 14 wishes are waiting"));
        assert!(render::message(&message).is_ok());
    }

    #[test]
    fn what_no_moderator_can_mend_is_the_operators() {
        let text = words(&[waiting(0, 3)]).text;
        assert!(
            text.starts_with("For moderators: 3 of the things") && text.contains("athenaeum effects list"),
            "{text}"
        );
        assert!(words(&[waiting(4, 1)]).text.contains("<#4>; 1 wish is waiting"));
    }
}
