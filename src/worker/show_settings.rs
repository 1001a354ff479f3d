//! Looks at the channel and the role that the settings name, and shows the set-up panel with what it found.

use std::sync::Arc;

use serenity::model::Permissions;
use serenity::model::id as discord_id;

use crate::app::App;
use crate::discord::permissions::{Hall, Who, for_opening, in_channel};
use crate::discord::{Channel, Code, Error};
use crate::domain::effect::{Effect, ShowSettings};
use crate::domain::guild::{Guild, Place};
use crate::domain::ids::GuildId;
use crate::interactions::commands::settings::panel::{Found, Panel, Standing};
use crate::store::outbox::{Leased, Outcome};

use super::Outcomes;
use super::edit_reply::{after, edit};

pub(super) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for effect in group {
        outcomes.push((effect.id, show(app, effect).await));
    }
    outcomes
}

async fn show(app: &Arc<App>, effect: &Leased) -> Outcome {
    let (Effect::ShowSettings(asked), Some(to)) = (&effect.effect, &effect.reply_to) else {
        return Outcome::Done;
    };
    // The settings as they are now: of two changes made in a hurry, both panels show the last.
    let settings = app.views.guild(effect.guild).settings();
    match look(app, effect.guild, &settings, asked).await {
        Ok((place, role)) => {
            let panel = Panel { note: asked.note.clone(), settings, place, role };
            edit(app, effect, to, &panel.message(app.application.get())).await
        }
        Err(err @ (Error::Refused { .. } | Error::Unfit(_))) => {
            let failed = crate::domain::reply::Message::aside(app.unsaid(&err));
            edit(app, effect, to, &failed).await
        }
        Err(err) => after(app, effect, Err(err)),
    }
}

/// What became of the set channel and the set role.
async fn look(
    app: &App,
    guild: GuildId,
    settings: &Guild,
    asked: &ShowSettings,
) -> Result<(Found, Found), Error> {
    let id = discord_id::GuildId::new(guild.get());
    let (server, roles) = tokio::try_join!(app.rest.guild(id), app.rest.guild_roles(id))?;
    let role = match settings.moderators {
        None => Found::Unset(None),
        Some(role) if roles.iter().any(|it| it.id.get() == role.get()) => Found::There(Standing::default()),
        Some(_) => Found::Gone,
    };
    let place = match settings.place {
        None => Found::Unset(asked.here),
        Some(place) => look_at(app, &Hall { guild: server, roles }, place).await?,
    };
    Ok((place, role))
}

async fn look_at(app: &App, hall: &Hall, place: Place) -> Result<Found, Error> {
    let channel = match app.rest.channel(discord_id::ChannelId::new(place.channel.get())).await {
        Ok(channel) => channel,
        Err(err) if err.code() == Some(Code::UNKNOWN_CHANNEL) => return Ok(Found::Gone),
        Err(err) if err.code() == Some(Code::MISSING_ACCESS) => {
            return Ok(Found::There(Standing { missing: Permissions::VIEW_CHANNEL }));
        }
        Err(err) => return Err(err),
    };
    let may = own(app, hall, &channel).await?;
    Ok(Found::There(Standing { missing: for_opening(place.forum) - may }))
}

/// What the bot may do in a channel.
async fn own(app: &App, hall: &Hall, channel: &Channel) -> Result<Permissions, Error> {
    let user = app.rest.current_user().await?.id;
    let member = app.rest.guild_member(hall.guild.id, user).await?;
    let roles: Vec<u64> = member.roles.iter().map(|it| it.get()).collect();
    Ok(in_channel(hall, Who { user: user.get(), roles: &roles }, channel))
}
