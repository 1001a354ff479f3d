//! `POST /interactions`: signed interactions.
//!
//! Only what everybody may see goes back in the response, and it is gone if the response is lost. Everything else is
//! answered by a call to Discord, with 202 and no body here (Discord: Receiving and Responding, "Responding to an
//! Interaction"): whoever captured a request and sends it again gets nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serenity::model::application::{Interaction, InteractionType};

use super::Site;
use super::signature::{PublicKey, Verdict};
use crate::interactions::respond::{Begun, begin};
use crate::metrics::TurnedAway;
use crate::transport::door::Visit;

/// More than any interaction has, in bytes.
const LIMIT: usize = 1024 * 1024;
/// Discord waits 3 s for everything.
const READ_WITHIN: Duration = Duration::from_secs(3);
/// How often a wrong clock is warned of, in milliseconds.
const WARN_EVERY: i64 = 60_000;

/// The endpoint: its key, and when it last warned.
pub(super) struct Endpoint {
    pub(super) key: PublicKey,
    warned_at: AtomicI64,
}

impl Endpoint {
    pub(super) fn new(key: PublicKey) -> Self {
        Self { key, warned_at: AtomicI64::new(i64::MIN / 2) }
    }
}

/// Takes a request. The work until the signature is checked does not depend on what is in it but on its length.
pub(super) async fn receive(State(site): State<Arc<Site>>, request: Request) -> Response {
    let Some(endpoint) = &site.endpoint else { return StatusCode::NOT_FOUND.into_response() };
    let (parts, body) = request.into_parts();
    let body = match tokio::time::timeout(READ_WITHIN, to_bytes(body, LIMIT)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return site.turn_away(TurnedAway::Size, StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return site.turn_away(TurnedAway::Size, StatusCode::REQUEST_TIMEOUT),
    };
    let now = site.app.clock.now();
    match endpoint.key.judge(&parts.headers, &body, now) {
        Verdict::Good => answer(&site, &body),
        Verdict::Forged => site.turn_away(TurnedAway::Signature, StatusCode::UNAUTHORIZED),
        Verdict::Untimely(age) => {
            endpoint.warn(age, now);
            site.turn_away(TurnedAway::Time, StatusCode::UNAUTHORIZED)
        }
    }
}

fn answer(site: &Site, body: &Bytes) -> Response {
    let Ok(interaction) = read(body) else {
        // What serde says of it quotes the words of a reader.
        tracing::warn!("a signed interaction could not be read");
        return site.turn_away(TurnedAway::Body, StatusCode::BAD_REQUEST);
    };
    let visit = Visit::new(&site.app, &interaction);
    match begin(&site.app, &interaction) {
        None => {
            visit.over();
            json(r#"{"type":1}"#.to_owned())
        }
        Some(Begun::Said(said)) if said.open => match visit.hand_over(&said) {
            Some(body) => json(body.to_string()),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Some(begun) => {
            site.app.tasks.spawn(visit.carry(begun));
            StatusCode::ACCEPTED.into_response()
        }
    }
}

/// serenity by itself makes a tree of values, copies it, and reads that: most of what a lookup costs. The kind alone says
/// what else there is to read.
fn read(body: &[u8]) -> serde_json::Result<Interaction> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "type")]
        kind: InteractionType,
    }
    match serde_json::from_slice::<Kind>(body)?.kind {
        InteractionType::Command => serde_json::from_slice(body).map(Interaction::Command),
        InteractionType::Autocomplete => serde_json::from_slice(body).map(Interaction::Autocomplete),
        InteractionType::Component => serde_json::from_slice(body).map(Interaction::Component),
        InteractionType::Modal => serde_json::from_slice(body).map(Interaction::Modal),
        _ => serde_json::from_slice(body),
    }
}

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

impl Site {
    fn turn_away(&self, why: TurnedAway, status: StatusCode) -> Response {
        self.app.metrics.turned_away(why);
        status.into_response()
    }
}

impl Endpoint {
    /// Once a minute: somebody who sends an old request again and again must not fill the log.
    fn warn(&self, age: i64, now: i64) {
        let last = self.warned_at.load(Ordering::Relaxed);
        if now - last < WARN_EVERY {
            return;
        }
        self.warned_at.store(now, Ordering::Relaxed);
        tracing::warn!(
            request.age_s = age,
            "a request with a good signature is from another time and was refused; if this goes on, set this host's clock"
        );
    }
}
