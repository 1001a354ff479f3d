//! What people do on Discord besides asking the bot: threads archived, locked or deleted, messages written or deleted,
//! guilds joined or left, permissions changed. Each becomes an act whose key is the event's own, so a redelivered event does nothing twice.

mod guilds;
mod messages;
mod permissions;
mod threads;

use std::sync::Arc;

use futures_util::FutureExt as _;
use serenity::model::event::Event;

use crate::app::App;
use crate::domain::decision::Act;
use crate::store::Stop;

pub use messages::Writers;

/// Takes an event of the gateway. Must not block: what needs the database runs in a task.
pub fn take(app: &Arc<App>, event: Event) {
    match event {
        Event::ThreadUpdate(it) => threads::changed(app, &it.thread),
        Event::ThreadDelete(it) => threads::deleted(app, &it.thread),
        Event::ChannelDelete(it) => {
            threads::channel_deleted(app, &it.channel);
            permissions::changed(app, it.channel.guild_id);
        }
        Event::ChannelUpdate(it) => permissions::changed(app, it.channel.guild_id),
        Event::GuildRoleUpdate(it) => permissions::changed(app, it.role.guild_id),
        Event::GuildRoleDelete(it) => permissions::changed(app, it.guild_id),
        Event::GuildMemberUpdate(it) => permissions::changed(app, it.guild_id),
        Event::MessageCreate(it) => messages::written(app, &it.message),
        Event::MessageDelete(it) => messages::deleted(app, it.guild_id, vec![it.message_id]),
        Event::MessageDeleteBulk(it) => messages::deleted(app, it.guild_id, it.ids),
        Event::Ready(it) => guilds::listed(app, &it.ready.guilds),
        Event::GuildCreate(it) => guilds::seen(app, &it.guild),
        Event::GuildDelete(it) => guilds::gone(app, it.guild),
        _ => {}
    }
}

/// Hands an act to the log at once, so that acts stand in the order of their events, and waits for it in a task.
fn hand_in(app: &Arc<App>, act: impl Act) {
    let log = app.log.clone();
    let mut writing = Box::pin(async move { log.write(act).await });
    match (&mut writing).now_or_never() {
        Some(done) => drop(told(done)),
        None => drop(app.tasks.spawn(async move { told(writing.await) })),
    }
}

/// Whether it was written; if not, the log line says why.
fn told<T>(done: Result<T, Stop>) -> bool {
    done.inspect_err(|stop| {
        tracing::warn!(
            error = stop as &dyn std::error::Error,
            "an event of the gateway could not be recorded"
        );
    })
    .is_ok()
}
