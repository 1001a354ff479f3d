//! From the gateway into the bot and back: each interaction is answered in a task of its own, other events go to the
//! intake.

use std::sync::Arc;

use serde_json::Value;
use serenity::model::application::Interaction;
use serenity::model::event::Event;

use crate::app::App;
use crate::discord::{Error, InteractionRef, InteractionToken};
use crate::domain::reply::Reply;
use crate::interactions::render;
use crate::interactions::respond::respond;

use super::gateway::Intake;

/// The gateway door of an app.
pub struct Door {
    app: Arc<App>,
}

impl Door {
    /// A door that leads to this app.
    pub fn new(app: Arc<App>) -> Arc<Self> {
        Arc::new(Self { app })
    }
}

impl Intake for Door {
    fn interaction(&self, interaction: Interaction) {
        let app = Arc::clone(&self.app);
        app.answered.taken(interaction.id().get());
        self.app.tasks.spawn(async move { answer(&app, &interaction).await });
    }

    fn event(&self, event: Event) {
        crate::intake::take(&self.app, event);
    }

    fn unreadable(&self, kind: Option<String>) {
        tracing::warn!(event.kind = kind.as_deref().unwrap_or("?"), "an event could not be read");
    }
}

async fn answer(app: &Arc<App>, interaction: &Interaction) {
    let id = interaction.id().get();
    let Some(body) = body(app, interaction).await else { return };
    let to = InteractionRef {
        id: interaction.id(),
        application: app.application,
        token: InteractionToken::from(interaction.token().to_owned()),
    };
    if let Err(err) = app.rest.answer(&to, &body, Vec::new()).await {
        log(&err, id);
    }
    app.answered.delivered(id);
}

async fn body(app: &Arc<App>, interaction: &Interaction) -> Option<Value> {
    let reply = respond(app, interaction).await?;
    match render::answer(&reply) {
        Ok(body) => Some(body),
        Err(overflow) => render::answer(&Reply::aside(app.unsaid(&overflow))).ok(),
    }
}

fn log(err: &Error, id: u64) {
    tracing::warn!(interaction.id = id, error = err as &dyn std::error::Error, "an answer was not delivered");
}
