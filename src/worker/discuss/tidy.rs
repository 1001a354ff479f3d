//! Takes away what a lost first call to a forum made after the second call had made the discussion.

use std::sync::Arc;

use serde_json::json;
use serenity::model::id::ChannelId;

use crate::app::App;
use crate::discord::{Code, Error};
use crate::domain::effect::{Effect, Tidy};
use crate::domain::ids::GuildId;
use crate::store::outbox::{Leased, Outcome};
use crate::worker::Outcomes;

use super::forum::{self, Search};

/// After this time no call that was sent before can still come through, in milliseconds.
const CALLS_LAST: i64 = 3 * 60_000;
/// How long to wait after a call that failed, in milliseconds.
const AGAIN_AFTER: i64 = 30_000;

/// Looks at once and a last time when no call can be under way any more.
pub(in crate::worker) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let mut outcomes = Vec::with_capacity(group.len());
    for leased in group {
        let Effect::Tidy(tidy) = &leased.effect else { continue };
        let now = app.clock.now();
        let last_look = leased.planned_at + CALLS_LAST;
        let outcome = match sweep(app, leased.guild, tidy).await {
            Ok(()) if now >= last_look => Outcome::Done,
            Ok(()) => Outcome::Later(last_look),
            Err(err @ (Error::Refused { .. } | Error::Unfit(_))) => {
                // The forum is gone, or closed to the bot: what may stand there is for moderators to see.
                tracing::warn!(
                    error = &err as &dyn std::error::Error,
                    "a forum cannot be searched for a surplus post"
                );
                Outcome::Done
            }
            Err(_) => Outcome::Later(now + AGAIN_AFTER),
        };
        outcomes.push((leased.id, outcome));
    }
    outcomes
}

async fn sweep(app: &App, guild: GuildId, tidy: &Tidy) -> Result<(), Error> {
    let forum = ChannelId::new(tidy.forum.get());
    let search = Search { guild, forum, stamp: &tidy.stamp, since: tidy.since };
    for post in forum::posts(app, &search).await? {
        let put_away = post.thread_metadata.as_ref().is_some_and(|it| it.archived);
        let surplus = post.id.get() != tidy.kept.get() && !put_away;
        if surplus && !forum::has_people(app, post.id).await? {
            remove(app, post.id).await?;
        }
    }
    Ok(())
}

/// Deletes a post; a bot that may not manage threads can at least put its own away.
async fn remove(app: &App, post: ChannelId) -> Result<(), Error> {
    match app.rest.delete_channel(post).await {
        Err(err) if err.code() == Some(Code::UNKNOWN_CHANNEL) => Ok(()),
        Err(err) if err.code() == Some(Code::MISSING_PERMISSIONS) => {
            app.rest.modify_channel(post, &json!({ "archived": true })).await.map(drop)
        }
        removed => removed,
    }
}
