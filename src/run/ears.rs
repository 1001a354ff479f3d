//! Hears what comes through the gateway before the door does, to tell the operator when a guild takes the bot in.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serenity::model::application::Interaction;
use serenity::model::event::Event;
use serenity::model::id::GuildId;
use tokio::sync::mpsc;

use crate::discord::JoinedGuild;
use crate::transport::door::Door;
use crate::transport::gateway::Intake;

/// Names that wait to be told; more are not worth remembering.
const WAITING: usize = 64;

/// The door, and who was there when the bot came.
pub(super) struct Ears {
    door: Arc<Door>,
    known: Mutex<HashSet<GuildId>>,
    joined: mpsc::Sender<String>,
}

impl Ears {
    pub(super) fn new(door: Arc<Door>, guilds: &[JoinedGuild]) -> (Arc<Self>, mpsc::Receiver<String>) {
        let (joined, names) = mpsc::channel(WAITING);
        let known = Mutex::new(guilds.iter().map(|it| it.id).collect());
        (Arc::new(Self { door, known, joined }), names)
    }

    /// A guild that was there already is announced after every reconnection too; only a new one is news.
    fn note(&self, event: &Event) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::GuildCreate(it) if known.insert(it.guild.id) => {
                // Nobody listens in tests, and a full queue means that nobody reads.
                let _ = self.joined.try_send(it.guild.name.clone());
            }
            Event::GuildDelete(it) if !it.guild.unavailable => {
                known.remove(&it.guild.id);
            }
            _ => {}
        }
    }
}

impl Intake for Ears {
    fn interaction(&self, interaction: Interaction) {
        self.door.interaction(interaction);
    }

    fn event(&self, event: Event) {
        self.note(&event);
        self.door.event(event);
    }

    fn unreadable(&self, kind: Option<String>) {
        self.door.unreadable(kind);
    }
}
