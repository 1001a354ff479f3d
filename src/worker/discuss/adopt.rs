//! Discussions that Discord has and the log does not: after going back to a copy, what was opened since is found again
//! by the buttons of its opening, and taken over instead of being opened a second time.

use serenity::model::id as theirs;
use serenity::model::id::MessageId;

use crate::discord::{Channel, Error, Message};
use crate::domain::discussion::DiscussionOpened;
use crate::domain::ids::{self, ChannelId, GuildId};
use crate::interactions::custom_id::CustomId;
use crate::library::resource::Slug;

use super::text::CLOCKS_APART;
use super::{Look, forum, ground};

/// The button that every opening has, with its resource.
const MARK: &str = "feedback.open";

/// The oldest thread that discusses the resource and that the log knows nothing of, unless it is the one that was
/// deleted. A log that never went back to a copy knows of all, so nothing is asked of Discord then.
pub(super) async fn find(
    look: &Look<'_>,
    deleted: Option<ChannelId>,
) -> Result<Option<DiscussionOpened>, Error> {
    let Some(since) = look.app.views.guild(GuildId::DEPLOYMENT).settings().restored else { return Ok(None) };
    for thread in unknown(look, since).await? {
        if deleted.is_some_and(|it| it.get() == thread.id.get()) {
            continue;
        }
        if let Some(opened) = opened(look, &thread).await? {
            return Ok(Some(opened));
        }
    }
    Ok(None)
}

/// The bot's own threads since an instant that the log does not know, oldest first.
async fn unknown(look: &Look<'_>, since: i64) -> Result<Vec<Channel>, Error> {
    let rest = &look.app.rest;
    let me = rest.current_user().await?.id;
    let since = since - CLOCKS_APART;
    let mut threads = rest.active_threads(theirs::GuildId::new(look.guild.get())).await?.threads;
    let mut places: Vec<_> = look.asks.iter().map(super::Asked::place).collect();
    places.sort();
    places.dedup();
    for place in places {
        match forum::archived(look.app, theirs::ChannelId::new(place.get()), since).await {
            Ok(archived) => threads.extend(archived),
            // Whoever may not read there cannot open there either, which is told by another look.
            Err(Error::Refused { .. }) => {}
            Err(err) => return Err(err),
        }
    }
    threads.retain(|it| it.owner_id == Some(me) && ids::snowflake_time(it.id.get()) >= since);
    threads.retain(|it| look.app.views.guild(look.guild).discussed_in(ChannelId::new(it.id.get())).is_none());
    threads.sort_by_key(|it| it.id);
    threads.dedup_by_key(|it| it.id);
    Ok(threads)
}

/// The thread as the discussion of the resource, if its opening says that it is.
async fn opened(look: &Look<'_>, thread: &Channel) -> Result<Option<DiscussionOpened>, Error> {
    let Some(parent) = thread.parent_id else { return Ok(None) };
    // A post's first message stands in the post, that of a thread in the channel; both have the thread's id.
    let forum = match look.app.rest.channel(parent).await {
        Ok(parent) => parent.kind == ground::FORUM,
        Err(Error::Refused { .. }) => return Ok(None),
        Err(err) => return Err(err),
    };
    let opening = match look.app.rest.message(if forum { thread.id } else { parent }, id(thread)).await {
        Ok(opening) => opening,
        Err(Error::Refused { .. }) => return Ok(None),
        Err(err) => return Err(err),
    };
    Ok(discusses(&opening, &look.resource.slug).then(|| DiscussionOpened {
        resource: look.asks[0].wish.resource.clone(),
        channel: ChannelId::new(parent.get()),
        thread: ChannelId::new(thread.id.get()),
        opening: ids::MessageId::new(thread.id.get()),
        forum,
    }))
}

fn id(thread: &Channel) -> MessageId {
    MessageId::new(thread.id.get())
}

fn discusses(opening: &Message, slug: &Slug) -> bool {
    let ids = opening.custom_ids();
    let mut ids = ids.iter().filter_map(|it| CustomId::parse(it));
    ids.any(|it| it.kind == MARK && it.argument(0) == Some(slug.as_str()))
}
