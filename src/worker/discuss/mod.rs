//! Finds or opens a resource's one discussion, and tells everyone who asked meanwhile where it is.
//!
//! All who wait for the same discussion are served by one look at Discord. Whatever fails, the next attempt looks
//! first: what an earlier one has done carries its stamp and is taken over instead of being done again.

mod adopt;
mod find;
mod forum;
pub(super) mod ground;
mod record;
pub(super) mod stamp;
pub(super) mod text;
mod tidy;
mod trouble;
mod words;

use std::sync::Arc;

use futures_util::StreamExt as _;
use serenity::model::Permissions;

use crate::app::App;
use crate::discord::permissions;
use crate::domain::discussion::DiscussionOpened;
use crate::domain::effect::{Discuss, Effect};
use crate::domain::ids::{ChannelId, EffectId, GuildId};
use crate::domain::reply::Message;
use crate::library::resource::Resource;
use crate::store::outbox::{self, Leased, Outcome};

use super::edit_reply::{self, TOKEN_LIVES};
use super::{Outcomes, parked};

use find::Sight;
use ground::{Ground, Grounds};
use trouble::Trouble;

pub(super) use tidy::perform as tidy;

/// Answers that are given at once; more would only wait for one another.
const AT_ONCE: usize = 16;

/// One look at Discord, for everyone who asked for the same discussion.
struct Look<'a> {
    app: &'a Arc<App>,
    guild: GuildId,
    resource: Arc<Resource>,
    /// Never empty; the oldest first, which stays the oldest until all are answered.
    asks: Vec<Asked<'a>>,
}

/// Somebody's wish, and the effect that carries it.
#[derive(Clone, Copy)]
struct Asked<'a> {
    leased: &'a Leased,
    wish: &'a Discuss,
}

/// Performs the wishes for one discussion.
pub(super) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let asks: Vec<_> = group.iter().filter_map(Asked::of).collect();
    let Some(first) = asks.first() else { return Vec::new() };
    let Some(resource) = app.views.catalogue().find(&first.wish.resource.slug) else {
        return tell(app, &asks, vec![words::not_in_the_library().into(); asks.len()]).await;
    };
    let look = Look { app, guild: first.leased.guild, resource, asks };
    let told = match look.run().await {
        Ok(told) => told,
        Err(trouble) => match trouble.settle(&look) {
            Ok(word) => vec![word; look.asks.len()],
            Err(outcomes) => return outcomes,
        },
    };
    tell(app, &look.asks, told).await
}

/// What an asker is told.
#[derive(Clone, Debug)]
struct Word {
    message: Message,
    /// The channel that is closed to the bot, if that is why: the wish waits until it is open.
    shut: Option<ChannelId>,
}

impl From<Message> for Word {
    fn from(message: Message) -> Self {
        Self { message, shut: None }
    }
}

impl Message {
    /// Told because a channel is closed to the bot.
    fn at(self, door: ChannelId) -> Word {
        Word { message: self, shut: Some(door) }
    }
}

impl<'a> Asked<'a> {
    fn of(leased: &'a Leased) -> Option<Self> {
        match &leased.effect {
            Effect::Discuss(wish) => Some(Self { leased, wish }),
            _ => None,
        }
    }

    /// The channel that a new discussion would be opened in.
    fn place(&self) -> ChannelId {
        self.wish.set.unwrap_or(self.wish.asked_in)
    }
}

impl Look<'_> {
    /// Looks, opens if need be, and says what each asker is to be told.
    async fn run(&self) -> Result<Vec<Word>, Trouble> {
        let mut grounds = Grounds::new(self);
        match find::look(self).await? {
            Sight::Here(place) => self.links(&mut grounds, &place).await,
            Sight::Deleted(thread) => self.open(&mut grounds, Some(thread)).await,
            Sight::Never => self.open(&mut grounds, None).await,
        }
    }

    /// Where it is, for those who can see it.
    async fn links(&self, grounds: &mut Grounds<'_>, place: &find::Place) -> Result<Vec<Word>, Trouble> {
        let mut told = Vec::with_capacity(self.asks.len());
        for ask in &self.asks {
            let message = if grounds.sees(ask, place.channel).await? {
                words::here(self.guild, &self.resource, place)
            } else {
                words::out_of_sight(&self.resource)
            };
            told.push(message.into());
        }
        Ok(told)
    }

    /// Opens it where the first of those who may asks for it; the others are told why not. After one that was deleted
    /// only those count who want it anew.
    async fn open(
        &self,
        grounds: &mut Grounds<'_>,
        deleted: Option<ChannelId>,
    ) -> Result<Vec<Word>, Trouble> {
        let wants = |ask: &Asked<'_>| deleted.is_none() || ask.wish.anew;
        if self.asks.iter().any(wants)
            && let Some(opened) = self.recover(grounds, deleted).await?
        {
            return self.opened(grounds, opened).await;
        }
        let mut told = Vec::with_capacity(self.asks.len());
        for ask in &self.asks {
            if !wants(ask) {
                told.push(words::deleted(&self.resource).into());
            } else if self.nobody_waits() || self.resource.retired {
                told.push(words::not_in_the_library().into());
            } else {
                match grounds.check(ask).await? {
                    Ok(ground) => {
                        let opened = self.open_on(&ground).await?;
                        parked::opened(self.app, (self.guild, ask.place())).await?;
                        return self.opened(grounds, opened).await;
                    }
                    Err(hindrance) => told.push(hindrance),
                }
            }
        }
        Ok(told)
    }

    async fn open_on(&self, ground: &Ground) -> Result<DiscussionOpened, Trouble> {
        // Asked right before the call: whoever was too slow must not do what another one is at already.
        if !outbox::renew(&self.app.db, &self.leased(), self.app.clock.now()).await? {
            return Err(Trouble::Taken);
        }
        match ground {
            Ground::Text(channel) => text::open(self, channel.id).await,
            Ground::Forum(channel, tags) => forum::open(self, channel.id, tags).await,
        }
    }

    /// What an attempt before this one has done without hearing of it; what was heard of and deleted since is none.
    async fn recover(
        &self,
        grounds: &mut Grounds<'_>,
        deleted: Option<ChannelId>,
    ) -> Result<Option<DiscussionOpened>, Trouble> {
        if self.attempt() == 1 {
            return Ok(adopt::find(self, deleted).await?);
        }
        let mut places: Vec<_> = self.asks.iter().map(Asked::place).collect();
        places.sort();
        places.dedup();
        for place in places {
            let found = match grounds.kind(place).await? {
                Some(ground::Kind::Text(channel)) => text::recover(self, channel.id, deleted).await?,
                Some(ground::Kind::Forum(channel)) => forum::recover(self, channel.id, deleted).await?,
                None => None,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(adopt::find(self, deleted).await?)
    }

    async fn opened(
        &self,
        grounds: &mut Grounds<'_>,
        opened: DiscussionOpened,
    ) -> Result<Vec<Word>, Trouble> {
        let place =
            find::Place { channel: opened.channel, thread: opened.thread, archived: false, locked: false };
        record::opened(self, opened).await?;
        self.links(grounds, &place).await
    }

    /// Notes that nothing can be opened in a channel. Operators hear of it once, not once for each who asks.
    fn shut(&self, channel: ChannelId, missing: Permissions) {
        if self.app.doors.closed(channel, missing, self.app.clock.now()) {
            tracing::warn!(
                guild.id = self.guild.get(),
                channel.id = channel.get(),
                missing = permissions::names(missing).join(", "),
                "no discussion can be opened in this channel until the bot is given what it lacks there"
            );
        }
    }

    fn first(&self) -> &Leased {
        self.asks[0].leased
    }

    fn attempt(&self) -> i64 {
        self.first().attempt
    }

    fn leased(&self) -> Vec<Leased> {
        self.asks.iter().map(|it| it.leased.clone()).collect()
    }

    /// Whether every asker's interaction is too old to be answered. What was begun is then finished, nothing is begun;
    /// but whoever was told that it only takes a permission was promised the rest.
    fn nobody_waits(&self) -> bool {
        let now = self.app.clock.now();
        self.asks.iter().all(|it| now - it.leased.planned_at >= TOKEN_LIVES && it.leased.waited.is_none())
    }
}

/// Tells each asker their message, in the order of the asks.
async fn tell(app: &Arc<App>, asks: &[Asked<'_>], told: Vec<Word>) -> Outcomes {
    let mut answers = Vec::with_capacity(asks.len());
    for (ask, word) in asks.iter().zip(told) {
        answers.push(answer(app, ask.leased, word));
    }
    futures_util::stream::iter(answers).buffered(AT_ONCE).collect().await
}

async fn answer(app: &Arc<App>, leased: &Leased, word: Word) -> (EffectId, Outcome) {
    let too_late = app.clock.now() - leased.planned_at >= TOKEN_LIVES;
    let outcome = match &leased.reply_to {
        Some(to) if !too_late => edit_reply::edit(app, leased, to, &word.message).await,
        // Discord no longer takes the token, or it was erased with its quarter of an hour: nobody is left to tell.
        _ => Outcome::Done,
    };
    match (outcome, word.shut) {
        (Outcome::Done, Some(door)) => (leased.id, Outcome::Shut(door)),
        (outcome, _) => (leased.id, outcome),
    }
}
