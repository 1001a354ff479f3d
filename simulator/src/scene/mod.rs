//! Scenes: people in guilds who do things and see things, told in plain calls.
//!
//! Nothing here sleeps or polls. What waits, waits for the world to change, and after ten seconds of real time fails
//! with the channel as people see it. Calls that can get stuck come twice: `slash` panics at the test's line, `try_slash`
//! explains in a [`Stuck`].

mod answer;
mod application;
mod arrange;
pub(crate) mod by_id;
mod command;
mod component;
mod forge;
mod form;
mod gateway;
mod guild;
mod line;
mod made;
mod member;
mod thread;
mod value;
mod view;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use serde_json::Value;

use crate::faults::Faults;
use crate::server::{Shared, Wires, bind, serve};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::interaction::Response;

pub use crate::state::journal::Sent;
pub use answer::Answer;
pub(crate) use answer::What;
pub use application::Application;
pub use command::Choice;
pub(crate) use form::Filled;
pub use form::Form;
pub use gateway::Gateway;
pub use guild::Guild;
pub use made::{MadeMessage, MadeThread};
pub use member::{Member, Said};
pub use thread::ThreadHandle;

/// How long a scene waits, in real time, before it gives up.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Why somebody could not do what the scene asked of them, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Stuck(pub String);

/// A running simulated Discord. Dropping it closes its port and all connections.
pub struct Simulator {
    shared: Arc<Shared>,
    address: SocketAddr,
}

/// A port that is taken but not open yet.
pub(crate) struct Port {
    shared: Arc<Shared>,
    wires: Wires,
}

/// The simulator's clock: real time, plus what it was pushed by.
pub struct Clock<'a> {
    shared: &'a Arc<Shared>,
}

/// The world as a condition may look at it.
pub struct WorldView<'a> {
    world: &'a World,
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// The port cannot be bound.
    pub async fn start() -> io::Result<Self> {
        Self::start_on((Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// Starts on an address of one's choice.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn start_on(address: SocketAddr) -> io::Result<Self> {
        let (simulator, port) = Self::bind(address).await?;
        port.open(Router::new());
        Ok(simulator)
    }

    /// A simulator whose port is taken but not open yet, for those who serve something else beside it.
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<(Self, Port)> {
        let shared = Arc::new(Shared::new());
        let wires = bind(address, &shared).await?;
        let address = wires.address()?;
        Ok((Self { shared: Arc::clone(&shared), address }, Port { shared, wires }))
    }

    /// The world and its bell, for those who serve it in another way.
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Closes the port and all connections.
    pub(crate) fn stop(&self) {
        self.shared.stop.cancel();
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`, without a path: an application adds `/api/v10`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new application with a bot user of the same name.
    pub fn application(&self, name: &str) -> Application {
        let id = self.shared.change(|world| world.add_application(name));
        Application::new(Arc::clone(&self.shared), id)
    }

    /// A new guild, empty but for its owner.
    pub fn guild(&self, name: &str) -> Guild {
        let id = self.shared.change(|world| world.add_guild(name));
        Guild::new(Arc::clone(&self.shared), id)
    }

    /// The clock.
    pub fn clock(&self) -> Clock<'_> {
        Clock { shared: &self.shared }
    }

    /// What shall go wrong.
    pub fn faults(&self) -> Faults<'_> {
        Faults { shared: &self.shared }
    }

    /// The gateway, and what shall go wrong on it.
    pub fn gateway(&self) -> Gateway<'_> {
        Gateway { shared: &self.shared }
    }

    /// Cuts every gateway connection without a word; the sessions can be resumed.
    pub fn drop_gateway(&self) {
        self.gateway().drop();
    }

    /// Asks every gateway client to reconnect and resume (op 7), as Discord does before it restarts a gateway.
    pub fn restart_gateway(&self) {
        self.gateway().restart();
    }

    /// Ends every gateway session (op 9, not resumable): clients must identify anew.
    pub fn end_sessions(&self) {
        self.gateway().end_sessions();
    }

    /// Declares that some request will be refused with this code. That it never was is a finding, too.
    pub fn expect_error(&self, code: u32) {
        self.shared.change(|world| world.journal.expected.insert(code));
    }

    /// Whether requests are held against Discord's own specification: the feature `openapi` is on and the file is there.
    pub fn checks_specification(&self) -> bool {
        #[cfg(feature = "openapi")]
        return crate::openapi::shared().is_some();
        #[cfg(not(feature = "openapi"))]
        false
    }

    /// From now on every message with text must say whom it may ping: what leaves that open becomes a finding, though
    /// Discord would take it.
    pub fn insist_on_allowed_mentions(&self) {
        self.shared.change(|world| world.journal.mentions_watched = true);
    }

    /// The latest calls of all applications, as `METHOD /path`, oldest first (at most 10,000).
    pub fn calls(&self) -> Vec<String> {
        self.shared.read(|world| world.journal.calls.iter().cloned().collect())
    }

    /// From now on everything that bots send is kept, for [`Simulator::sent`]; what was kept before goes.
    pub fn keep_what_is_sent(&self) {
        self.shared.change_quietly(|world| world.journal.sent = Some(Vec::new()));
    }

    /// All requests of bots since [`Simulator::keep_what_is_sent`], oldest first.
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.read(|world| world.journal.sent.clone().unwrap_or_default())
    }

    /// What came back for posts that were sent a second time, oldest first: status and body.
    pub fn replays(&self) -> Vec<(u16, String)> {
        self.shared.read(|world| world.journal.replays.clone())
    }

    /// The tokens of all interactions so far: whatever looks for secrets knows what to look for.
    pub fn interaction_tokens(&self) -> Vec<String> {
        self.shared.read(|world| world.tokens.keys().cloned().collect())
    }

    /// Whom the messages of bots notify, by name, each with the message's text.
    pub fn pings(&self) -> Vec<(String, String)> {
        self.shared.read(|world| {
            let by_bots = world.messages.values().filter(|it| world.applications.contains_key(&it.author));
            let all = by_bots
                .flat_map(|it| it.pings.names(world).into_iter().map(|name| (name, it.content.clone())));
            all.collect()
        })
    }

    /// Waits until the condition holds; panics after [`PATIENCE`].
    #[track_caller]
    pub fn until(&self, condition: impl Fn(&WorldView<'_>) -> bool) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move { self.try_until(condition).await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Waits until the condition holds.
    ///
    /// # Errors
    /// It did not come true within [`PATIENCE`].
    pub async fn try_until(&self, condition: impl Fn(&WorldView<'_>) -> bool) -> Result<(), Stuck> {
        let holds = |world: &World| condition(&WorldView { world }).then_some(());
        self.shared.until(PATIENCE, holds).await.ok_or_else(|| {
            let channels = self.shared.read(view::everything);
            Stuck(format!("the condition did not come true within {PATIENCE:?}\n{channels}"))
        })
    }

    /// Everything that nobody asked for, one line each: messages of bots that no scene looked at, interactions without
    /// an answer, unknown calls, broken specification, refusals that were not expected. Empty: all is well.
    pub fn finish(&self) -> Vec<String> {
        self.shared.read(|world| {
            let mut findings = world.journal.findings();
            findings.extend(unread(world));
            findings.extend(unanswered(world));
            findings
        })
    }
}

impl Port {
    /// Opens it: for Discord, and for the routes beside it.
    pub fn open(self, beside: Router) {
        serve(self.wires, self.shared, beside);
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Clock<'_> {
    /// Pushes time forward. Threads that nobody wrote in for long archive themselves on the way.
    pub fn advance(&self, by: Duration) {
        self.shared.change(|world| world.advance(by));
    }

    /// Now, in epoch milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.shared.read(World::now)
    }
}

impl WorldView<'_> {
    /// The latest calls, as `METHOD /path`.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        self.world.journal.calls.iter().map(String::as_str)
    }

    /// The public messages of a channel or thread, as Discord's message objects, oldest first.
    pub fn messages(&self, guild: &Guild, channel: &str) -> Vec<Value> {
        let Some(channel) = self.world.channel_named(guild.id(), channel) else {
            return Vec::new();
        };
        let public = self.world.messages_of(channel.id).filter(|message| message.audience.is_none());
        public.map(|message| self.world.message_json(message)).collect()
    }

    /// The names of a guild's threads, archived ones included, oldest first.
    pub fn threads(&self, guild: &Guild) -> Vec<String> {
        let here =
            self.world.channels.values().filter(|channel| channel.guild == guild.id() && channel.is_thread());
        here.map(|thread| thread.name.clone()).collect()
    }

    /// How many gateway sessions were begun so far.
    pub fn identified(&self) -> u32 {
        self.world.gateway.identified
    }

    /// How many gateway sessions were not begun, because they came too soon after another one, where
    /// [`Gateway::insist_on_pace`] has these told apart.
    pub fn hurried(&self) -> u32 {
        self.world.gateway.hurried
    }

    /// How many gateway sessions were taken up again so far.
    pub fn resumed(&self) -> u32 {
        self.world.gateway.resumed
    }

    /// Whether the application has a connected gateway session.
    pub fn connected(&self, application: &Application) -> bool {
        self.world.session_of(application.id()).is_some()
    }

    /// The names of an application's commands, global ones and guilds'.
    pub fn commands(&self, application: &Application) -> Vec<String> {
        let own = self.world.commands.iter().filter(|command| command.application == application.id());
        own.map(|command| command.name().to_owned()).collect()
    }

    /// How many further messages the interaction behind an answer has got.
    pub fn follow_ups(&self, answer: &Answer) -> usize {
        let interaction = answer.interaction().and_then(|id| self.world.interactions.get(&id));
        interaction.map_or(0, |interaction| interaction.follow_ups.len())
    }

    /// A channel's or thread's public messages as people see them.
    pub fn text(&self, guild: &Guild, channel: &str) -> String {
        let channel = self.world.channel_named(guild.id(), channel);
        channel.map_or_else(String::new, |channel| view::channel_text(self.world, channel.id, None))
    }
}

/// Panics with the scene's own line in front.
fn fail(at: &Location<'_>, stuck: &Stuck) -> ! {
    panic!("{}:{}: {stuck}", at.file(), at.line())
}

/// Refusals in words, for those who act in a scene.
pub(crate) fn explain(refusal: &crate::error::Refusal) -> Stuck {
    let message = refusal.body["message"].as_str().unwrap_or("refused");
    Stuck(format!("{message} (code {})", refusal.code()))
}

fn unread(world: &World) -> Vec<String> {
    let by_bots = world.messages.values().filter(|message| world.applications.contains_key(&message.author));
    let unread = by_bots.filter(|message| !message.looked_at);
    let line = |message: &crate::state::message::Message| {
        let place = world.channels.get(&message.channel).map_or("?", |channel| channel.name.as_str());
        let whom =
            message.audience.map(|id| format!(" (only {} sees it)", world.user_name(id))).unwrap_or_default();
        format!("nobody looked at a message in #{place}{whom}:\n{}", view::message_text(world, message))
    };
    unread.map(line).collect()
}

fn unanswered(world: &World) -> Vec<String> {
    let waiting = world.interactions.values().filter(|it| match it.response {
        Response::None => !it.given_up,
        Response::Message { deferred, id } => {
            deferred
                && world.messages.get(&(it.channel, id)).is_some_and(crate::state::message::Message::loading)
        }
        Response::Update { deferred } => deferred && !it.touched,
        Response::Choices(_) | Response::Form(_) => false,
    });
    let who = |user: Id| world.user_name(user);
    waiting
        .map(|it| format!("an interaction of {} ({:?}) has no final answer", who(it.user), it.kind))
        .collect()
}
