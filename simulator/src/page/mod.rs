//! The page: this small Discord in a browser, for whoever wants to use a bot with their own hands.
//!
//! `assets` are the files that a browser gets, `guard` keeps strangers out, `live` is the socket that a page holds,
//! `asks` are what a page can ask for, `files` are what is chosen
//! for options, `sight` is what one person sees, `switches` are the faults that can be switched on.

mod asks;
mod assets;
mod failed;
mod files;
mod guard;
mod live;
mod people;
mod rows;
mod sight;
mod switches;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::HeaderMap;
use axum::middleware;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use futures_util::future::{BoxFuture, FutureExt};
use serde_json::Value;

use crate::scene::{Simulator, Stuck};
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::file::FILE_LIMIT;
use crate::state::wire::{Kind, Note};

/// Where the page is, below the simulator's own address.
pub const PAGE: &str = "/page/";

/// Whoever serves the page beside a bot of their own. The simulator alone has nothing to add.
pub trait Host: Send + Sync + 'static {
    /// What else can be switched on, after the simulator's own faults.
    fn switches(&self) -> Vec<Switch> {
        Vec::new()
    }

    /// Switches one of them, by its name.
    fn switch<'a>(&'a self, name: &'a str, on: bool) -> BoxFuture<'a, Result<(), Stuck>> {
        let _ = on;
        async move { Err(Stuck(format!("there is no fault {name}"))) }.boxed()
    }

    /// Whether a change of the bot's library files shows without a restart.
    fn watches_library(&self) -> bool {
        false
    }
}

/// Something that can be made to go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// By what the page asks for it, such as `restart`.
    pub name: &'static str,
    /// What stands on it.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Whether it is on now.
    pub on: bool,
    /// Whether it goes off by itself once it has struck.
    pub once: bool,
}

/// What the host has to say where everybody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Of the bot itself.
    Bot,
    /// Of its library.
    Library,
    /// What to try first, a step in each line: what it is about up to a colon, and backticks around what is typed. A
    /// visitor can fold it up.
    Steps,
}

/// Something that happened within the bot, for the wire log.
#[derive(Clone, Debug)]
pub struct Event {
    /// In a few words.
    pub title: String,
    /// All that is known of it.
    pub body: Value,
    /// The interaction that it came of; then only the one who asked sees it.
    pub interaction: Option<Id>,
}

/// A page that is served.
#[derive(Clone)]
pub struct Page {
    shared: Arc<Shared>,
    url: String,
}

/// A host with nothing to add.
pub(crate) struct Alone;

impl Host for Alone {}

/// What every handler of the page needs.
#[derive(Clone)]
struct Site {
    shared: Arc<Shared>,
    host: Arc<dyn Host>,
    address: SocketAddr,
}

impl Simulator {
    /// Starts with the page beside it, on an address of this machine.
    ///
    /// # Errors
    /// The address is not a loopback address, or it cannot be bound.
    pub async fn start_with_page(address: SocketAddr, host: impl Host) -> io::Result<(Self, Page)> {
        only_here(address)?;
        let (simulator, port) = Self::bind(address).await?;
        let (page, routes) = open(&simulator, Arc::new(host));
        port.open(routes);
        Ok((simulator, page))
    }
}

impl Page {
    /// Where a browser finds it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Adds to the wire log.
    pub fn event(&self, event: Event) {
        let Event { title, body, interaction } = event;
        let note =
            Note { kind: Kind::Event, title, status: None, body, interaction, message: None, channel: None };
        self.shared.change(|world| world.note_on_wire(note));
    }

    /// Says something to everybody, until it is said anew; an empty text takes it back.
    pub fn notice(&self, kind: Notice, text: &str) {
        let kind = match kind {
            Notice::Bot => "bot",
            Notice::Library => "library",
            Notice::Steps => "steps",
        };
        self.shared.change(|world| world.feed.notices.insert(kind, text.to_owned()));
    }
}

/// Refuses addresses that others can reach: whoever reaches the page acts as anybody.
pub(crate) fn only_here(address: SocketAddr) -> io::Result<()> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let why = format!("{address} is not a loopback address, and anyone who reaches it moves the people");
    Err(io::Error::new(io::ErrorKind::InvalidInput, why))
}

/// The page of a simulator, and the routes that serve it.
pub(crate) fn open(simulator: &Simulator, host: Arc<dyn Host>) -> (Page, Router) {
    let shared = Arc::clone(simulator.shared());
    let address = simulator.address();
    shared.change(|world| world.feed.watched = true);
    let page = Page { shared: Arc::clone(&shared), url: format!("http://{address}{PAGE}") };
    (page, routes(Site { shared, host, address }))
}

fn routes(site: Site) -> Router {
    let here = site.address;
    Router::new()
        .route("/page", get(async || Redirect::permanent(PAGE)))
        .route("/page/", get(async |headers: HeaderMap| assets::answer("index.html", &headers)))
        .route("/page/live", get(live))
        .route("/page/file", post(files::take).layer(DefaultBodyLimit::max(FILE_LIMIT)))
        .route("/page/{*path}", get(asset))
        .layer(middleware::from_fn(move |request, next| guard::watch(here, request, next)))
        .with_state(site)
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    assets::answer(&path, &headers)
}

async fn live(
    State(site): State<Site>,
    Query(wish): Query<people::Wish>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let upgrade = upgrade.max_message_size(live::FRAME_LIMIT).max_frame_size(live::FRAME_LIMIT);
    upgrade.on_upgrade(move |socket| live::converse(socket, site, wish))
}
