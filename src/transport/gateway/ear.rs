//! Hands what serenity hears to the intake.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serenity::async_trait;
use serenity::client::{Context, RawEventHandler};
use serenity::model::event::Event;
use tokio::runtime::Handle;

use super::{Connected, Intake};

/// Hears all events and hands them to the intake.
pub(super) struct Ear {
    intake: Arc<dyn Intake>,
    bot: Handle,
    connected: Connected,
    warned: Mutex<HashSet<String>>,
}

#[async_trait]
impl RawEventHandler for Ear {
    // Nothing is awaited in here: that keeps the order.
    async fn raw_event(&self, context: Context, event: Event) {
        let _within = self.bot.enter();
        match event {
            Event::InteractionCreate(event) => self.intake.interaction(event.interaction),
            Event::Unknown(event) => self.unreadable(&event.kind),
            event => {
                if matches!(event, Event::Ready(_) | Event::Resumed(_)) {
                    self.connected.up(context.shard_id.0);
                }
                match &event {
                    Event::Ready(ready) => {
                        tracing::info!(guilds = ready.ready.guilds.len(), "connected to the gateway");
                    }
                    Event::Resumed(_) => tracing::info!("took up the gateway session again"),
                    _ => {}
                }
                self.intake.event(event);
            }
        }
    }
}

impl Ear {
    /// An ear whose intake starts its tasks in the runtime that this is called in.
    pub(super) fn new(intake: Arc<dyn Intake>, connected: Connected) -> Self {
        Self { intake, bot: Handle::current(), connected, warned: Mutex::default() }
    }

    /// serenity says nothing of an event that it cannot read; an interaction lost that way is a reader left waiting.
    /// Kinds that it has never heard of may come in numbers, so each is warned of once.
    fn unreadable(&self, kind: &str) {
        let kind: String = kind.chars().filter(|c| c.is_ascii_uppercase() || *c == '_').take(64).collect();
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if kind == "INTERACTION_CREATE" || warned.insert(kind.clone()) {
            tracing::warn!(event.kind = kind, "an event could not be read");
        }
        drop(warned);
        self.intake.unreadable((!kind.is_empty()).then_some(kind));
    }
}
