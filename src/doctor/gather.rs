//! Looks at Discord, beside a bot that serves or within it. Only reads.

use serde_json::Value;
use serenity::model::Permissions;
use serenity::model::id as theirs;

use crate::discord::permissions::{Hall, Who, for_opening, in_channel};
use crate::discord::{Application, Channel, Code, Error, JoinedGuild, Rest};
use crate::domain::guild::{Guild, Place};
use crate::domain::ids::GuildId;
use crate::registration;

use super::found::{Absent, Discord, GuildFound, PlaceFound};

/// Discord's numbers for kinds of channel (Discord: Channel Resource, Channel Types).
const TEXTS: [u8; 2] = [0, 5];
const FORUM: u8 = 15;
/// On a forum: every post needs a tag (same page, Channel Flags).
const REQUIRE_TAG: u64 = 1 << 4;

/// How channels are called where the findings are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Called {
    /// By their names, on a terminal.
    ByName,
    /// By mentions, in chat.
    ByMention,
}

/// What to look at in a guild, and how to call it.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Which guild.
    pub guild: GuildId,
    /// What is set in it.
    pub settings: &'a Guild,
    /// The tags that the topics name.
    pub tags: &'a [String],
    /// How to call its channels.
    pub called: Called,
}

/// The bot as Discord has it; `wanted` are the commands of this release, `key` what posted interactions are known by.
///
/// # Errors
/// When there is no way to ask, as a finding tells it.
pub async fn discord(
    rest: &Rest,
    wanted: &Value,
    key: Option<&str>,
) -> Result<(Discord, Vec<JoinedGuild>), Absent> {
    let application: Application = rest.current_application().await.map_err(|err| unreached(&err))?;
    let commands = rest.commands(application.id).await.map_err(|err| unreached(&err))?;
    let guilds = rest.current_guilds().await.map_err(|err| unreached(&err))?;
    let discord = Discord {
        name: application.name,
        flags: application.flags,
        endpoint: application.interactions_endpoint_url.filter(|it| !it.is_empty()),
        answers_posts: key.is_some(),
        key_is_foreign: key.is_some_and(|it| !it.trim().eq_ignore_ascii_case(&application.verify_key)),
        code_grant: application.bot_require_code_grant,
        registered: registration::is_same(&commands, wanted),
        date: rest.date(),
    };
    Ok((discord, guilds))
}

/// A guild as the bot finds it.
pub async fn guild(rest: &Rest, wish: &Wish<'_>) -> GuildFound {
    let id = theirs::GuildId::new(wish.guild.get());
    let found = GuildFound {
        id: wish.guild,
        name: String::new(),
        settings: wish.settings.clone(),
        place: Ok(PlaceFound::Unset),
        role_there: None,
    };
    let hall = match tokio::try_join!(rest.guild(id), rest.guild_roles(id)) {
        Ok((guild, roles)) => Hall { guild, roles },
        Err(err) => return GuildFound { place: Err(unreached(&err)), ..found },
    };
    let role_there =
        wish.settings.moderators.map(|role| hall.roles.iter().any(|it| it.id.get() == role.get()));
    let place = match wish.settings.place {
        None => Ok(PlaceFound::Unset),
        Some(place) => look_at(rest, &hall, wish, place).await.map_err(|err| unreached(&err)),
    };
    GuildFound { name: hall.guild.name.clone(), place, role_there, ..found }
}

async fn look_at(rest: &Rest, hall: &Hall, wish: &Wish<'_>, place: Place) -> Result<PlaceFound, Error> {
    let id = theirs::ChannelId::new(place.channel.get());
    let unnamed = called(wish.called, place, None);
    let channel = match rest.channel(id).await {
        Ok(channel) => channel,
        Err(err) if err.code() == Some(Code::UNKNOWN_CHANNEL) => {
            return Ok(PlaceFound::Gone { called: unnamed });
        }
        Err(err) if err.code() == Some(Code::MISSING_ACCESS) => {
            return Ok(PlaceFound::There {
                called: unnamed,
                missing: Permissions::VIEW_CHANNEL,
                suits: true,
                absent_tags: Vec::new(),
                untaggable: false,
            });
        }
        Err(err) => return Err(err),
    };
    let is_forum = channel.kind == FORUM;
    let may = own(rest, hall, &channel).await?;
    let absent_tags = if is_forum { absent_tags(&channel, wish.tags) } else { Vec::new() };
    let has_none = absent_tags.len() == wish.tags.len();
    Ok(PlaceFound::There {
        called: called(wish.called, place, channel.name.as_deref()),
        missing: for_opening(is_forum) - may,
        suits: is_forum || TEXTS.contains(&channel.kind),
        untaggable: is_forum && has_none && channel.flags & REQUIRE_TAG != 0,
        absent_tags,
    })
}

/// What the bot may do in a channel.
async fn own(rest: &Rest, hall: &Hall, channel: &Channel) -> Result<Permissions, Error> {
    let user = rest.current_user().await?.id;
    let member = rest.guild_member(hall.guild.id, user).await?;
    let roles: Vec<u64> = member.roles.iter().map(|it| it.get()).collect();
    Ok(in_channel(hall, Who { user: user.get(), roles: &roles }, channel))
}

fn absent_tags(forum: &Channel, wanted: &[String]) -> Vec<String> {
    let has =
        |tag: &&String| forum.available_tags.iter().any(|it| it.name.to_lowercase() == tag.to_lowercase());
    wanted.iter().filter(|tag| !has(tag)).cloned().collect()
}

fn called(way: Called, place: Place, name: Option<&str>) -> String {
    match (way, name) {
        (Called::ByMention, _) => format!("<#{}>", place.channel),
        (Called::ByName, Some(name)) => format!("#{name}"),
        (Called::ByName, None) => format!("the channel {}", place.channel),
    }
}

/// What it means that Discord gave no answer to go by.
fn unreached(err: &Error) -> Absent {
    match err {
        Error::Refused { status: 401, .. } => Absent::wrong(
            "Discord does not accept the token",
            "copy it anew from your application's page (Bot, Reset Token)",
        ),
        Error::Refused { .. } => Absent::wrong(
            format!("{err}"),
            "see whether the bot is still in the server; invite it again with the link that `athenaeum run` shows",
        ),
        err => Absent::wrong(
            format!("{err}"),
            "see https://discordstatus.com, the network of this machine, and DISCORD_API_URL if it is set",
        ),
    }
}
