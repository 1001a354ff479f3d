//! From either door into the bot and back: what the gateway's and the endpoint's way have in common, and the gateway's
//! own end, at which each interaction is answered in a task of its own and other events go to the intake.

use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;
use serenity::model::application::Interaction;
use serenity::model::event::Event;

use crate::app::App;
use crate::discord::{Error, InteractionRef, InteractionToken};
use crate::domain::reply::Reply;
use crate::interactions::render;
use crate::interactions::respond::{Begun, Said, begin};
use crate::metrics::Ending;

use super::gateway::Intake;

/// The gateway door of an app.
pub struct Door {
    app: Arc<App>,
}

/// An interaction on its way: when it came in, and how it is answered.
pub(super) struct Visit {
    app: Arc<App>,
    to: InteractionRef,
    since: Instant,
}

impl Door {
    /// A door that leads to this app.
    pub fn new(app: Arc<App>) -> Arc<Self> {
        Arc::new(Self { app })
    }
}

impl Intake for Door {
    fn interaction(&self, interaction: Interaction) {
        let visit = Visit::new(&self.app, &interaction);
        self.app.tasks.spawn(async move {
            match begin(&visit.app, &interaction) {
                Some(begun) => visit.carry(begun).await,
                None => visit.over(),
            }
        });
    }

    fn event(&self, event: Event) {
        crate::intake::take(&self.app, event);
    }

    fn unreadable(&self, kind: Option<String>) {
        self.app.metrics.unreadable(kind.as_deref());
    }
}

impl Visit {
    /// An interaction came in: no edit of its reply overtakes the reply from now on.
    pub(super) fn new(app: &Arc<App>, interaction: &Interaction) -> Self {
        app.answered.taken(interaction.id().get());
        let to = InteractionRef {
            id: interaction.id(),
            application: app.application,
            token: InteractionToken::from(interaction.token().to_owned()),
        };
        Self { app: Arc::clone(app), to, since: Instant::now() }
    }

    /// Finishes the answer and brings it to Discord by a call, which only Discord can receive.
    pub(super) async fn carry(self, begun: Begun) {
        let said = begun.finish(&self.app).await;
        let ending = match self.body(&said) {
            Some(body) => match self.app.rest.answer(&self.to, &body, Vec::new()).await {
                Ok(()) => said.ending,
                Err(err) => {
                    log(&err, self.to.id.get());
                    Ending::Undelivered
                }
            },
            None => Ending::Undelivered,
        };
        self.ended(&said, ending);
    }

    /// The body of an answer that may go to whoever sent the request. With it the visit is over.
    pub(super) fn hand_over(&self, said: &Said) -> Option<Value> {
        let body = self.body(said);
        self.ended(said, if body.is_some() { said.ending } else { Ending::Undelivered });
        body
    }

    /// Nothing more comes.
    pub(super) fn over(&self) {
        self.app.answered.delivered(self.to.id.get());
    }

    fn ended(&self, said: &Said, ending: Ending) {
        self.app.metrics.ended(said.command, ending, self.since.elapsed().as_secs_f64());
        self.over();
    }

    fn body(&self, said: &Said) -> Option<Value> {
        match render::answer(&said.reply) {
            Ok(body) => Some(body),
            Err(overflow) => render::answer(&Reply::aside(self.app.unsaid(&overflow))).ok(),
        }
    }
}

fn log(err: &Error, id: u64) {
    tracing::warn!(interaction.id = id, error = err as &dyn std::error::Error, "an answer was not delivered");
}
