//! The channels that askers want a discussion in: of what kind they are, and who may do what there. Everything is read
//! from Discord at most once per look.

use std::collections::HashMap;

use serenity::model::Permissions;
use serenity::model::id as theirs;

use crate::discord::{Channel, Code, Error};
use crate::domain::ids::ChannelId;

use super::trouble::Trouble;
use super::{Asked, Look, Word, forum, words};
use crate::discord::permissions::{self, Hall, Who};

/// Discord's numbers for kinds of channel (Discord: Channel Resource, Channel Types).
const TEXT: u8 = 0;
const ANNOUNCEMENT: u8 = 5;
pub(in crate::worker) const FORUM: u8 = 15;
/// On a forum: every post needs a tag (same page, Channel Flags).
const REQUIRE_TAG: u64 = 1 << 4;

/// A channel in which a discussion can be opened at once.
pub(super) enum Ground {
    /// A text or announcement channel.
    Text(Channel),
    /// A forum, and the tags that the post gets.
    Forum(Channel, Vec<theirs::ForumTagId>),
}

/// A channel of a kind that can hold discussions.
pub(super) enum Kind<'a> {
    Text(&'a Channel),
    Forum(&'a Channel),
}

/// What has been read of the guild so far.
pub(super) struct Grounds<'a> {
    look: &'a Look<'a>,
    channels: HashMap<ChannelId, Reach>,
    hall: Option<Hall>,
    myself: Option<(u64, Vec<u64>)>,
}

/// What asking for a channel led to.
enum Reach {
    There(Box<Channel>),
    Hidden,
    Gone,
}

impl<'a> Grounds<'a> {
    pub(super) fn new(look: &'a Look<'a>) -> Self {
        Self { look, channels: HashMap::new(), hall: None, myself: None }
    }

    /// Whether an asker can see a channel. Where that cannot be found out they are not kept from it: Discord does so.
    pub(super) async fn sees(&mut self, ask: &Asked<'_>, channel: ChannelId) -> Result<bool, Error> {
        if ask.wish.asked_in == channel {
            return Ok(true);
        }
        self.reach(channel).await?;
        self.enter().await?;
        Ok(self.found(channel).is_none_or(|it| self.asker_may(ask, it).contains(Permissions::VIEW_CHANNEL)))
    }

    /// Of what kind a channel is, if it can hold discussions at all.
    pub(super) async fn kind(&mut self, channel: ChannelId) -> Result<Option<Kind<'_>>, Error> {
        self.reach(channel).await?;
        Ok(self.found(channel).and_then(kind))
    }

    /// The ground for an asker's wish, or what keeps it from being opened, in words for them.
    pub(super) async fn check(&mut self, ask: &Asked<'_>) -> Result<Result<Ground, Word>, Trouble> {
        let (place, set) = (ask.place(), ask.wish.set.is_some());
        let resource = &self.look.resource;
        let now = self.look.app.clock.now();
        let lacking = match ask.leased.waited {
            Some(it) => self.look.app.doors.seen_since(place, it.until),
            None => self.look.app.doors.lacking(place, now),
        };
        if let Some(missing) = lacking {
            return Ok(Err(words::closed(resource, place, missing).at(place)));
        }
        self.reach(place).await?;
        let channel = match self.channels.get(&place) {
            Some(Reach::There(channel)) => channel.as_ref().clone(),
            Some(Reach::Hidden) => {
                self.look.shut(place, Permissions::VIEW_CHANNEL);
                return Ok(Err(words::i_lack(resource, place, Permissions::VIEW_CHANNEL).at(place)));
            }
            Some(Reach::Gone) | None => return Ok(Err(words::place_gone(resource, set).into())),
        };
        let Some(kind) = kind(&channel) else {
            return Ok(Err(words::wrong_kind(resource, place, set).into()));
        };
        let in_forum = matches!(kind, Kind::Forum(_));
        self.enter().await?;
        let asker_lacks = permissions::for_asking(in_forum) - self.asker_may(ask, &channel);
        if !set && !asker_lacks.is_empty() {
            return Ok(Err(words::you_lack(resource, asker_lacks).into()));
        }
        let mine = self.i_may(&channel).await?;
        let i_lack = permissions::for_opening(in_forum) - mine;
        if !i_lack.is_empty() {
            self.look.shut(place, i_lack);
            return Ok(Err(words::i_lack(resource, place, i_lack).at(place)));
        }
        if !in_forum {
            return Ok(Ok(Ground::Text(channel)));
        }
        let tags = forum::tags(self.look, &channel, mine);
        if tags.is_empty() && channel.flags & REQUIRE_TAG != 0 {
            return Ok(Err(words::needs_a_tag(resource, place).into()));
        }
        Ok(Ok(Ground::Forum(channel, tags)))
    }

    fn found(&self, channel: ChannelId) -> Option<&Channel> {
        match self.channels.get(&channel)? {
            Reach::There(it) => Some(it),
            Reach::Hidden | Reach::Gone => None,
        }
    }

    async fn reach(&mut self, channel: ChannelId) -> Result<(), Error> {
        if self.channels.contains_key(&channel) {
            return Ok(());
        }
        let reach = match self.look.app.rest.channel(theirs::ChannelId::new(channel.get())).await {
            Ok(found) => Reach::There(Box::new(found)),
            Err(err) => match err.code() {
                Some(Code::MISSING_ACCESS) => Reach::Hidden,
                Some(Code::UNKNOWN_CHANNEL) => Reach::Gone,
                _ => return Err(err),
            },
        };
        self.channels.insert(channel, reach);
        Ok(())
    }

    async fn enter(&mut self) -> Result<(), Error> {
        if self.hall.is_none() {
            let guild = theirs::GuildId::new(self.look.guild.get());
            let rest = &self.look.app.rest;
            self.hall = Some(Hall { guild: rest.guild(guild).await?, roles: rest.guild_roles(guild).await? });
        }
        Ok(())
    }

    fn asker_may(&self, ask: &Asked<'_>, channel: &Channel) -> Permissions {
        let asker = &ask.wish.asker;
        let roles: Vec<u64> = asker.roles.iter().map(|it| it.get()).collect();
        self.may(Who { user: asker.user.get(), roles: &roles }, channel)
    }

    async fn i_may(&mut self, channel: &Channel) -> Result<Permissions, Error> {
        if self.myself.is_none() {
            let rest = &self.look.app.rest;
            let me = rest.current_user().await?.id;
            let member = rest.guild_member(theirs::GuildId::new(self.look.guild.get()), me).await?;
            self.myself = Some((me.get(), member.roles.iter().map(|it| it.get()).collect()));
        }
        let (user, roles) = self.myself.as_ref().expect("it was read just now");
        Ok(self.may(Who { user: *user, roles }, channel))
    }

    fn may(&self, who: Who<'_>, channel: &Channel) -> Permissions {
        let hall =
            self.hall.as_ref().expect("the guild is entered before anyone's permissions are asked for");
        permissions::in_channel(hall, who, channel)
    }
}

fn kind(channel: &Channel) -> Option<Kind<'_>> {
    match channel.kind {
        TEXT | ANNOUNCEMENT => Some(Kind::Text(channel)),
        FORUM => Some(Kind::Forum(channel)),
        _ => None,
    }
}
