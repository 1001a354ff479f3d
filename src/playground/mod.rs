//! The bot in a browser: the small Discord with its page, the people of the demo, and the real bot on a fresh database,
//! until somebody ends it. `host` is what the page can ask of the whole, `tail` tells the log's events, `house` keeps bot
//! and library going, `steps` say what to try first.

mod host;
mod house;
pub mod steps;
mod tail;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use discord_simulator::{Simulator, Stuck};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use crate::demo;
use crate::demo::stage::{Setting, Stage};
use crate::run::watch::Unwatched;
use crate::run::{LibrarySource, StartError};

use host::{Away, Behind, Wish};
use house::{Furniture, House};

/// How often the log is looked at for what the page tells of it.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What a playground is opened with.
#[derive(Debug)]
pub struct Options {
    /// A loopback address; with port 0 a free one is taken.
    pub listen: SocketAddr,
    /// What the bot serves; a folder is watched.
    pub library: LibrarySource,
}

/// An open playground, for whoever tells people of it.
#[derive(Debug)]
pub struct Opened<'a> {
    /// Where the page is.
    pub url: &'a str,
    /// How many works the bot serves.
    pub works: usize,
    /// What a visitor may try first.
    pub steps: Vec<String>,
}

/// Why a playground could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Others could reach the page.
    #[error("cannot listen on {0}; --listen takes a loopback address, such as 127.0.0.1:8123")]
    Reachable(SocketAddr, #[source] io::Error),
    /// The port is taken, or not this machine's own.
    #[error("cannot listen on {0}; --listen names another address of this machine, and port 0 any free one")]
    Port(SocketAddr, #[source] io::Error),
    /// There is no place for the database.
    #[error("the playground needs a folder for temporary files")]
    Folder(#[source] io::Error),
    /// The library's folder cannot be watched.
    #[error(transparent)]
    Library(#[from] Unwatched),
    /// The bot could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The bot does not come online: a mistake in it.
    #[error("the bot did not come online")]
    Stuck(#[from] Stuck),
}

impl From<demo::Error> for Error {
    fn from(err: demo::Error) -> Self {
        match err {
            demo::Error::Place(err) => Self::Folder(err),
            demo::Error::Start(err) => Self::Start(err),
            demo::Error::Stuck(err) => Self::Stuck(err),
        }
    }
}

/// Opens a playground, tells of it, and keeps it open until `stop`. Nothing of it is left behind.
///
/// # Errors
/// See [`Error`].
pub async fn serve(
    options: Options,
    tell: impl FnOnce(&Opened<'_>),
    stop: impl Future<Output = ()>,
) -> Result<(), Error> {
    let Options { listen, library } = options;
    tokio::pin!(stop);
    let (ask, asked) = mpsc::channel(1);
    let changes = house::watch(&library)?;
    let away = Away::default();
    let host = Behind::new(ask, away.clone(), matches!(library, LibrarySource::Folder(_)));
    let opening = Simulator::start_with_page(listen, host).await;
    let (discord, page) = opening.map_err(|err| unopened(listen, err))?;
    let folder = folder().map_err(Error::Folder)?;
    let setting = Setting { discord, folder: folder.path().to_owned(), library: library.clone() };
    let stage = tokio::select! {
        stage = Stage::set(setting) => stage?,
        () = &mut stop => return Ok(()),
    };
    let mut house = House::new(Furniture { stage, page, away, library }).await;
    tell(&house.opened());
    // Whatever is under way, a restart among it, is left where it is.
    tokio::select! {
        () = stop => {}
        () = keep(&mut house, asked, changes) => {}
    }
    house.close().await;
    Ok(())
}

/// Does what comes up, one thing after the other, and never ends by itself.
async fn keep(house: &mut House, mut asked: mpsc::Receiver<Wish>, mut changes: mpsc::UnboundedReceiver<()>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            Some(wish) = asked.recv() => {
                let came = house.deal(wish.fate).await;
                wish.answer(came);
            }
            Some(()) = changes.recv() => house.reload().await,
            _ = look.tick() => house.tell_events().await,
            failure = house.failed() => house.bury(&failure).await,
        }
    }
}

fn unopened(listen: SocketAddr, err: io::Error) -> Error {
    if listen.ip().is_loopback() { Error::Port(listen, err) } else { Error::Reachable(listen, err) }
}

/// Gone with everything in it once it is dropped.
fn folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("athenaeum-playground-").tempdir()
}
