//! An application, as the one who runs it knows it.

use std::panic::Location;
use std::sync::Arc;

use serde_json::Value;

use super::{PATIENCE, Stuck, fail};
use crate::endpoint;
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::{self, World};

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

    /// Has an invitation need a code grant, as the developer portal can.
    pub fn require_code_grant(&self) {
        self.shared.change(|world| {
            if let Some(known) = world.applications.get_mut(&self.id) {
                known.code_grant = true;
            }
        });
    }

    /// The key that its interactions are signed with, in hex, as on its page.
    pub fn public_key(&self) -> String {
        self.shared.read(|world| {
            world
                .applications
                .get(&self.id)
                .map(state::application::Application::public_key)
                .unwrap_or_default()
        })
    }

    /// Signs a body of one's own making as of a timestamp, as a post is signed: for what Discord would never send.
    pub fn sign(&self, timestamp: &str, body: &[u8]) -> String {
        self.shared.read(|world| {
            let known = world.applications.get(&self.id);
            known.map(|known| endpoint::sign_at(&known.key, timestamp, body)).unwrap_or_default()
        })
    }

    /// From now on interactions are posted to this address instead of going over the gateway. As Discord does when it is
    /// entered, it is first asked whether it answers a PING and refuses a wrong signature.
    ///
    /// # Errors
    /// It does not; everything stays as it was.
    pub async fn interactions_endpoint(&self, url: &str) -> Result<(), Stuck> {
        let key = self.shared.read(|world| world.applications.get(&self.id).map(|known| known.key.clone()));
        let key = key.ok_or_else(|| Stuck("there is no such application".to_owned()))?;
        endpoint::validate(&self.shared, url, &key).await.map_err(Stuck)?;
        self.set_endpoint(Some(url.to_owned()));
        Ok(())
    }

    /// Interactions go over the gateway again.
    pub fn no_endpoint(&self) {
        self.set_endpoint(None);
    }

    /// Whether the bot is online now.
    pub fn is_online(&self) -> bool {
        self.shared.read(|world| world.session_of(self.id).is_some())
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

    /// Waits until so many of its sessions are connected, one for each shard; panics when that does not come.
    #[track_caller]
    pub fn sessions(&self, wanted: usize) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let there = |world: &World| (world.sessions_of(self.id) == wanted).then_some(());
            if self.shared.until(PATIENCE, there).await.is_none() {
                let found = self.shared.read(|world| world.sessions_of(self.id));
                fail(at, &Stuck(format!("{found} sessions are connected, not {wanted}, after {PATIENCE:?}")));
            }
        }
    }

    /// All its commands, global ones and guilds', as Discord's objects.
    pub fn commands(&self) -> Vec<Value> {
        self.shared.read(|world| {
            let own = world.commands.iter().filter(|command| command.application == self.id);
            own.map(|command| command.json.clone()).collect()
        })
    }

    fn set_endpoint(&self, endpoint: Option<String>) {
        self.shared.change(|world| {
            if let Some(known) = world.applications.get_mut(&self.id) {
                known.endpoint = endpoint;
            }
        });
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
