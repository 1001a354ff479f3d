//! Opening a discussion in a text channel: the opening post as a message, and the thread from it, which has the
//! message's id and of which there can be only one (Discord: Channel Resource, Start Thread from Message).

use serde_json::json;
use serenity::model::id::{ChannelId, MessageId};

use crate::app::App;
use crate::discord::{Code, Error, Message, Window};
use crate::domain::discussion::DiscussionOpened;
use crate::domain::ids;

use super::trouble::Trouble;
use super::{Look, stamp, words};

/// How far the clocks of this machine and of Discord may lie apart, in milliseconds.
pub(super) const CLOCKS_APART: i64 = 5 * 60_000;
/// Pages of a hundred messages that are searched for an opening post before it counts as never written.
const MOST_PAGES: usize = 20;

/// Posts the opening and starts the thread.
pub(super) async fn open(look: &Look<'_>, channel: ChannelId) -> Result<DiscussionOpened, Trouble> {
    let mut body = words::opening(look)?;
    body["nonce"] = json!(stamp::of(look.first()));
    body["enforce_nonce"] = json!(true);
    let posted = look.app.rest.create_message(channel, &body, Vec::new()).await;
    let message = posted.map_err(|err| words::denied(look, channel, err))?;
    start(look, channel, message.id).await
}

/// The opening that an earlier attempt has posted, with its thread, unless that is the one that was deleted.
pub(super) async fn recover(
    look: &Look<'_>,
    channel: ChannelId,
    deleted: Option<ids::ChannelId>,
) -> Result<Option<DiscussionOpened>, Trouble> {
    let posted = Posted { channel, stamp: &stamp::of(look.first()), since: look.first().first_at };
    let is_other = |it: &Message| deleted.is_none_or(|deleted| deleted.get() != it.id.get());
    match find(look.app, &posted, is_other).await? {
        Some(found) => start(look, channel, found).await.map(Some),
        None => Ok(None),
    }
}

/// A message of the bot's that may have been sent.
pub(in crate::worker) struct Posted<'a> {
    /// Where.
    pub(in crate::worker) channel: ChannelId,
    /// What its buttons carry.
    pub(in crate::worker) stamp: &'a str,
    /// When the first call was made, in epoch milliseconds.
    pub(in crate::worker) since: i64,
}

/// Looks for a message that an earlier attempt has sent.
pub(in crate::worker) async fn find(
    app: &App,
    posted: &Posted<'_>,
    counts: impl Fn(&Message) -> bool,
) -> Result<Option<MessageId>, Error> {
    let mut after = first_snowflake(posted.since - CLOCKS_APART);
    for _ in 0..MOST_PAGES {
        let page = app.rest.messages(posted.channel, Window::After(MessageId::new(after)), 100).await?;
        if let Some(found) = page.iter().find(|it| counts(it) && stamp::is_on(it, posted.stamp)) {
            return Ok(Some(found.id));
        }
        match page.iter().map(|it| it.id.get()).max() {
            Some(newest) if page.len() == 100 => after = newest,
            _ => break,
        }
    }
    Ok(None)
}

async fn start(look: &Look<'_>, channel: ChannelId, message: MessageId) -> Result<DiscussionOpened, Trouble> {
    let body = json!({
        "name": words::name(&look.resource),
        "auto_archive_duration": words::ARCHIVE_AFTER,
    });
    let started = look.app.rest.start_thread((channel, message), &body).await;
    if let Err(err) = started.map(drop).or_else(|err| match err.code() {
        Some(Code::THREAD_EXISTS) => Ok(()),
        _ => Err(err),
    }) {
        let denied = words::denied(look, channel, err);
        if matches!(denied, Trouble::Told(_)) {
            // Without its thread the post is of no use to anyone; that it stays is no reason to try all again.
            let _ = look.app.rest.delete_message(channel, message).await;
        }
        return Err(denied);
    }
    Ok(DiscussionOpened {
        resource: look.asks[0].wish.resource.clone(),
        channel: ids::ChannelId::new(channel.get()),
        thread: ids::ChannelId::new(message.get()),
        opening: ids::MessageId::new(message.get()),
        forum: false,
    })
}

/// The smallest id that Discord could have given at a moment (Discord: Reference, Snowflakes).
fn first_snowflake(millis: i64) -> u64 {
    let since_epoch = u64::try_from(millis - ids::snowflake_time(0)).unwrap_or_default();
    (since_epoch << 22).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_gives_the_first_id_of_its_millisecond() {
        let moment = 1_700_000_000_000;
        assert_eq!(ids::snowflake_time(first_snowflake(moment)), moment);
        assert_eq!(ids::snowflake_time(first_snowflake(moment) - 1), moment - 1);
        assert_eq!(first_snowflake(0), 1, "before Discord there were no ids");
    }
}
