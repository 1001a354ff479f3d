//! What the page can ask of the whole: to kill the bot, and to start it again, at once or later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use discord_simulator::Stuck;
use discord_simulator::page::{Host, Switch};
use futures_util::future::{BoxFuture, FutureExt as _};
use tokio::sync::{mpsc, oneshot};

const KILL: &str = "kill";
const RESTART: &str = "restart";

/// What is to become of the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Killed,
    Restarted,
}

/// Somebody who wants something to become of the bot, and waits for it.
pub struct Wish {
    pub fate: Fate,
    answer: oneshot::Sender<Result<(), Stuck>>,
}

/// Whether the bot is away, for whoever only looks.
#[derive(Clone, Default)]
pub struct Away(Arc<AtomicBool>);

/// The house as the page sees it.
pub struct Behind {
    ask: mpsc::Sender<Wish>,
    away: Away,
    watches: bool,
}

impl Behind {
    /// Asks whoever keeps the house.
    pub fn new(ask: mpsc::Sender<Wish>, away: Away, watches: bool) -> Self {
        Self { ask, away, watches }
    }

    async fn wishes(&self, fate: Fate) -> Result<(), Stuck> {
        let (answer, answered) = oneshot::channel();
        let over = || Stuck("the playground is being closed".to_owned());
        self.ask.send(Wish { fate, answer }).await.map_err(|_| over())?;
        answered.await.unwrap_or_else(|_| Err(over()))
    }
}

impl Wish {
    /// Tells whoever waits; they may have gone.
    pub fn answer(self, came: Result<(), Stuck>) {
        let _ = self.answer.send(came);
    }
}

impl Away {
    pub fn is(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    pub fn note(&self, away: bool) {
        self.0.store(away, Ordering::SeqCst);
    }
}

impl Host for Behind {
    fn switches(&self) -> Vec<Switch> {
        vec![
            Switch {
                name: KILL,
                label: "Kill the bot",
                about: "The bot is killed as by kill -9, and stays away until this is switched off",
                on: self.away.is(),
                once: false,
            },
            Switch {
                name: RESTART,
                label: "Kill and restart the bot",
                about: "The bot is killed as by kill -9 and started again on its database",
                on: false,
                once: true,
            },
        ]
    }

    fn switch<'a>(&'a self, name: &'a str, on: bool) -> BoxFuture<'a, Result<(), Stuck>> {
        async move {
            match (name, on) {
                (KILL, true) => self.wishes(Fate::Killed).await,
                (KILL, false) | (RESTART, true) => self.wishes(Fate::Restarted).await,
                (RESTART, false) => Ok(()),
                _ => Err(Stuck(format!("there is no fault {name}"))),
            }
        }
        .boxed()
    }

    fn watches_library(&self) -> bool {
        self.watches
    }
}
