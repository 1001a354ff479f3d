//! Opening a discussion in a forum: one call makes the post and its first message. Nothing keeps a repeated call from
//! making another post, so posts are looked through for the stamp before and after.

use chrono::DateTime;
use serde_json::json;
use serenity::model::Permissions;
use serenity::model::id::{ChannelId, ForumTagId, GuildId, MessageId};

use crate::app::App;
use crate::discord::{Channel, Code, Error, Window};
use crate::domain::discussion::DiscussionOpened;
use crate::domain::ids;

use super::text::CLOCKS_APART;
use super::trouble::Trouble;
use super::{Look, stamp, words};

/// Most tags of a post (Discord: Channel Resource, Start Thread in Forum).
const MOST_TAGS: usize = 5;
/// Pages of a hundred archived threads that are looked through.
const MOST_PAGES: usize = 10;

/// Where to look for which posts.
pub(super) struct Search<'a> {
    pub(super) guild: ids::GuildId,
    pub(super) forum: ChannelId,
    pub(super) stamp: &'a str,
    /// Epoch milliseconds; older posts are not looked at.
    pub(super) since: i64,
}

/// The tags that a resource's topics name and that the bot may set, in the order of its topics.
pub(super) fn tags(look: &Look<'_>, forum: &Channel, may: Permissions) -> Vec<ForumTagId> {
    let catalogue = look.app.views.catalogue();
    let keys = look.resource.domain.iter().chain(&look.resource.topics);
    let wanted = keys.filter_map(|key| catalogue.topics().find(key)?.forum_tag.as_deref());
    let wanted: Vec<&str> = wanted.collect();
    settable(forum, &wanted, may)
}

fn settable(forum: &Channel, wanted: &[&str], may: Permissions) -> Vec<ForumTagId> {
    let moderates = may.contains(Permissions::MANAGE_THREADS);
    let mut tags = Vec::new();
    for name in wanted {
        let tag = forum.available_tags.iter().find(|it| it.name.to_lowercase() == name.to_lowercase());
        let tag = tag.filter(|it| moderates || !it.moderated).map(|it| it.id);
        tags.extend(tag.filter(|it| !tags.contains(it)));
    }
    tags.truncate(MOST_TAGS);
    tags
}

/// Makes the post.
pub(super) async fn open(
    look: &Look<'_>,
    forum: ChannelId,
    tags: &[ForumTagId],
) -> Result<DiscussionOpened, Trouble> {
    let body = json!({
        "name": words::name(&look.resource),
        "auto_archive_duration": words::ARCHIVE_AFTER,
        "applied_tags": tags,
        "message": words::opening(look)?,
    });
    let made = look.app.rest.create_post(forum, &body, Vec::new()).await;
    let post = made.map_err(|err| words::denied(look, forum, err))?;
    Ok(opened(look, forum, post.id))
}

/// The post that an earlier attempt has made, unless it is the one that was deleted: of several, one that people have
/// written in, else the oldest.
pub(super) async fn recover(
    look: &Look<'_>,
    forum: ChannelId,
    deleted: Option<ids::ChannelId>,
) -> Result<Option<DiscussionOpened>, Trouble> {
    let stamp = stamp::of(look.first());
    let search = Search { guild: look.guild, forum, stamp: &stamp, since: look.first().first_at };
    let mut found = posts(look.app, &search).await?;
    // Of a deleted post Discord may show a trace for a moment.
    found.retain(|it| deleted.is_none_or(|deleted| deleted.get() != it.id.get()));
    let mut best = found.first().map(|it| it.id);
    if found.len() > 1 {
        for post in &found {
            if has_people(look.app, post.id).await? {
                best = Some(post.id);
                break;
            }
        }
    }
    Ok(best.map(|post| opened(look, forum, post)))
}

/// Every post of a forum that carries the stamp, oldest first.
pub(super) async fn posts(app: &App, search: &Search<'_>) -> Result<Vec<Channel>, Error> {
    let me = app.rest.current_user().await?.id;
    let active = app.rest.active_threads(GuildId::new(search.guild.get())).await?.threads;
    let mut threads: Vec<_> = active.into_iter().filter(|it| it.parent_id == Some(search.forum)).collect();
    let since = search.since - CLOCKS_APART;
    threads.extend(archived(app, search.forum, since).await?);
    threads.retain(|it| it.owner_id == Some(me) && ids::snowflake_time(it.id.get()) >= since);
    threads.sort_by_key(|it| it.id);
    threads.dedup_by_key(|it| it.id);
    let mut stamped = Vec::new();
    for thread in threads {
        // The first message of a post has the post's id.
        match app.rest.message(thread.id, MessageId::new(thread.id.get())).await {
            Ok(message) if stamp::is_on(&message, search.stamp) => stamped.push(thread),
            Ok(_) => {}
            Err(err) if matches!(err.code(), Some(Code::UNKNOWN_MESSAGE | Code::UNKNOWN_CHANNEL)) => {}
            Err(err) => return Err(err),
        }
    }
    Ok(stamped)
}

/// Whether somebody other than a bot has written in a post.
pub(super) async fn has_people(app: &App, post: ChannelId) -> Result<bool, Error> {
    let messages = app.rest.messages(post, Window::Latest, 100).await?;
    Ok(messages.iter().any(|it| !it.author.bot))
}

/// The public threads of a channel that were archived since an instant, in epoch milliseconds.
pub(super) async fn archived(app: &App, channel: ChannelId, since: i64) -> Result<Vec<Channel>, Error> {
    let mut found = Vec::new();
    let mut before = None;
    for _ in 0..MOST_PAGES {
        let page = app.rest.archived_threads(channel, before.as_deref()).await?;
        let last = page.threads.last().and_then(|it| it.thread_metadata.as_ref());
        before = last.map(|it| it.archive_timestamp.clone());
        let beyond = before.as_deref().is_none_or(|it| millis(it) < since);
        found.extend(page.threads);
        if beyond || !page.has_more {
            break;
        }
    }
    Ok(found)
}

fn millis(timestamp: &str) -> i64 {
    DateTime::parse_from_rfc3339(timestamp).map_or(i64::MAX, |it| it.timestamp_millis())
}

fn opened(look: &Look<'_>, forum: ChannelId, post: ChannelId) -> DiscussionOpened {
    DiscussionOpened {
        resource: look.asks[0].wish.resource.clone(),
        channel: ids::ChannelId::new(forum.get()),
        thread: ids::ChannelId::new(post.get()),
        opening: ids::MessageId::new(post.get()),
        forum: true,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::from_value;

    use super::*;

    fn forum(tags: &[(u64, &str, bool)]) -> Channel {
        let tag = |(id, name, moderated): &(u64, &str, bool)| json!({ "id": id.to_string(), "name": name, "moderated": moderated });
        let tags: Vec<_> = tags.iter().map(tag).collect();
        from_value(json!({ "id": "5", "type": 15, "available_tags": tags })).unwrap()
    }

    fn ids(tags: &[ForumTagId]) -> Vec<u64> {
        tags.iter().map(|it| it.get()).collect()
    }

    #[test]
    fn tags_are_matched_by_name_and_set_where_the_bot_may() {
        let forum = forum(&[(1, "Systems", false), (2, "staff pick", true), (3, "Loops", false)]);
        let wanted = ["Loops", "Staff Pick", "systems", "Loops", "Absent"];
        assert_eq!(ids(&settable(&forum, &wanted, Permissions::empty())), [3, 1]);
        assert_eq!(ids(&settable(&forum, &wanted, Permissions::MANAGE_THREADS)), [3, 2, 1]);
    }

    #[test]
    fn a_post_has_at_most_five_tags() {
        let names = ["a", "b", "c", "d", "e", "f"];
        let all: Vec<_> = (1..).zip(names).map(|(id, name)| (id, name, false)).collect();
        assert_eq!(ids(&settable(&forum(&all), &names, Permissions::empty())), [1, 2, 3, 4, 5]);
    }
}
