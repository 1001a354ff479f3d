//! The scene API for every other language: people are moved, and looked at, by HTTP and JSON.
//!
//! `POST /control/ACT` with a JSON object does what the call of that name does in Rust, waits as it waits, and answers
//! with what the person got. What cannot be done answers 409 with `{"stuck": "why, in words"}`. `acts` reads the
//! requests; this file holds the door.

mod acts;
mod answers;
mod desk;
mod stage;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::page::{self, Page, only_here};
use crate::scene::{Port, Simulator, Stuck};
use desk::Desk;

/// What a [`Control`] begins with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The application's name, which is also its bot's.
    pub application: String,
    /// Its bot token; `None`: one is made up.
    pub token: Option<String>,
    /// Privileged intents that are switched on in the portal, as bits.
    pub intents: u64,
}

/// A running simulator with one application in one guild, and the door at `/control` through which tests in any
/// language move its people. Dropping it closes its port and all connections.
pub struct Control {
    desk: Arc<Desk>,
}

impl Control {
    /// Starts on an address of this machine: nobody else may move the people.
    ///
    /// # Errors
    /// The address is not a loopback address, or it cannot be bound.
    pub async fn start(address: SocketAddr, opening: Opening) -> io::Result<Self> {
        only_here(address)?;
        let (simulator, port) = Simulator::bind(address).await?;
        Ok(Self::furnish(simulator, &opening).open(port, Router::new()))
    }

    /// The same with the page for browsers beside it.
    ///
    /// # Errors
    /// The address is not a loopback address, or it cannot be bound.
    pub async fn start_with_page(address: SocketAddr, opening: Opening) -> io::Result<(Self, Page)> {
        only_here(address)?;
        let (simulator, port) = Simulator::bind(address).await?;
        let (page, beside) = page::open(&simulator, Arc::new(page::Alone));
        Ok((Self::furnish(simulator, &opening).open(port, beside), page))
    }

    /// Everything that a bot and its test need to know to begin, as `GET /control` answers it.
    pub fn world(&self) -> Value {
        self.desk.world()
    }

    /// The simulator behind it.
    pub fn simulator(&self) -> &Simulator {
        &self.desk.simulator
    }

    fn furnish(simulator: Simulator, opening: &Opening) -> Self {
        Self { desk: Arc::new(Desk::furnished(simulator, opening)) }
    }

    fn open(self, port: Port, beside: Router) -> Self {
        port.open(routes(Arc::clone(&self.desk)).merge(beside));
        self
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // The routes hold the desk, so it does not go by itself.
        self.desk.simulator.stop();
    }
}

fn routes(desk: Arc<Desk>) -> Router {
    Router::new().route("/control", get(world)).route("/control/{act}", post(act)).with_state(desk)
}

async fn world(State(desk): State<Arc<Desk>>) -> Json<Value> {
    Json(desk.world())
}

/// A body must say that it is JSON, so that no page in a browser can send one across origins.
async fn act(
    State(desk): State<Arc<Desk>>,
    Path(act): Path<String>,
    body: Result<Json<Value>, JsonRejection>,
) -> Response {
    let body = match body {
        Ok(Json(body)) => body,
        Err(rejection) => return refused(rejection.status(), &rejection.body_text()),
    };
    match acts::perform(&desk, &act, body).await {
        Ok(told) => Json(told).into_response(),
        Err(Stuck(why)) => refused(StatusCode::CONFLICT, &why),
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({"stuck": why}))).into_response()
}
