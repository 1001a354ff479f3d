//! What people do on Discord besides asking the bot: threads archived, locked or deleted, messages written or deleted,
//! guilds joined or left. Each becomes an act whose key is the event's own, so a redelivered event does nothing twice.

use std::sync::Arc;

use serenity::model::event::Event;

use crate::app::App;

/// Takes an event of the gateway. Must not block: what needs the database runs in a task.
pub fn take(_app: &Arc<App>, _event: Event) {}
