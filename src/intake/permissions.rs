//! Roles and channels that somebody changes (Discord: Gateway Events, Guilds and Channels): what waits for a permission
//! may have got it. Of members the bot hears only of itself (same page, Guild Member Update).

use std::sync::Arc;

use serenity::model::id as theirs;

use crate::app::App;
use crate::domain::ids::GuildId;
use crate::store::parked;

/// Has closed channels looked at again, if any are waited for.
pub(super) fn changed(app: &Arc<App>, guild: theirs::GuildId) {
    let (guild, worker) = (GuildId::new(guild.get()), Arc::clone(app));
    app.tasks.spawn(async move {
        match parked::hasten(&worker.db, guild, worker.clock.now()).await {
            Ok(true) => worker.log.promised().notify_waiters(),
            Ok(false) => {}
            // They are looked at every hour all the same.
            Err(err) => {
                let error = &err as &dyn std::error::Error;
                tracing::warn!(error, guild.id = guild.get(), "closed channels are not looked at sooner");
            }
        }
    });
}
