//! What the page can ask of the whole: to kill the bot and start it again.

use discord_simulator::Stuck;
use discord_simulator::page::{Host, Switch};
use futures_util::future::{BoxFuture, FutureExt as _};
use tokio::sync::{mpsc, oneshot};

const RESTART: &str = "restart";

/// Somebody who wants the bot killed and started again, and waits for it.
pub struct Restart(oneshot::Sender<Result<(), Stuck>>);

/// The house as the page sees it.
pub struct Behind {
    ask: mpsc::Sender<Restart>,
    watches: bool,
}

impl Behind {
    /// Asks whoever keeps the house.
    pub fn new(ask: mpsc::Sender<Restart>, watches: bool) -> Self {
        Self { ask, watches }
    }

    async fn restart(&self) -> Result<(), Stuck> {
        let (answer, answered) = oneshot::channel();
        let over = || Stuck("the playground is being closed".to_owned());
        self.ask.send(Restart(answer)).await.map_err(|_| over())?;
        answered.await.unwrap_or_else(|_| Err(over()))
    }
}

impl Restart {
    /// Tells whoever waits; they may have gone.
    pub fn answer(self, came: Result<(), Stuck>) {
        let _ = self.0.send(came);
    }
}

impl Host for Behind {
    fn switches(&self) -> Vec<Switch> {
        vec![Switch {
            name: RESTART,
            label: "Kill and restart the bot",
            about: "The bot is killed as by kill -9 and started again on its database",
            on: false,
            once: true,
        }]
    }

    fn switch<'a>(&'a self, name: &'a str, on: bool) -> BoxFuture<'a, Result<(), Stuck>> {
        async move {
            match (name, on) {
                (RESTART, true) => self.restart().await,
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
