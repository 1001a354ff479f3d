//! An application, as the one who runs it knows it.

use std::panic::Location;
use std::sync::Arc;

use serde_json::Value;

use super::{PATIENCE, Stuck, fail};
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::World;

/// An application and its bot user; both have one id.
#[derive(Clone)]
pub struct Application {
    shared: Arc<Shared>,
    id: Id,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Online,
    Offline,
}

impl Application {
    pub(super) fn new(shared: Arc<Shared>, id: Id) -> Self {
        Self { shared, id }
    }

    /// The application's id, which is also its bot user's.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The bot token, without `Bot `.
    pub fn token(&self) -> String {
        self.shared.read(|world| {
            world.applications.get(&self.id).map(|known| known.token.clone()).unwrap_or_default()
        })
    }

    /// Gives it a bot token of one's choice instead of the one that was made up.
    pub fn set_token(&self, token: &str) {
        self.shared.change(|world| {
            if let Some(known) = world.applications.get_mut(&self.id) {
                token.clone_into(&mut known.token);
            }
        });
    }

    /// Switches privileged intents on, as in the developer portal.
    pub fn allow_intents(&self, bits: u64) {
        self.shared.change(|world| {
            if let Some(known) = world.applications.get_mut(&self.id) {
                known.privileged |= bits;
            }
        });
    }

    /// Waits until the bot is online; panics when it does not come.
    #[track_caller]
    pub fn connected(&self) -> impl Future<Output = ()> {
        self.presence(Presence::Online, Location::caller())
    }

    /// Waits until the bot is offline; panics when it stays.
    #[track_caller]
    pub fn disconnected(&self) -> impl Future<Output = ()> {
        self.presence(Presence::Offline, Location::caller())
    }

    /// All its commands, global ones and guilds', as Discord's objects.
    pub fn commands(&self) -> Vec<Value> {
        self.shared.read(|world| {
            let own = world.commands.iter().filter(|command| command.application == self.id);
            own.map(|command| command.json.clone()).collect()
        })
    }

    async fn presence(&self, wanted: Presence, at: &'static Location<'static>) {
        let id = self.id;
        let there = |world: &World| world.session_of(id).is_some() == (wanted == Presence::Online);
        let came = self.shared.until(PATIENCE, |world| there(world).then_some(())).await;
        if came.is_none() {
            fail(at, &Stuck(format!("the application is not {wanted:?} after {PATIENCE:?}")));
        }
    }
}
