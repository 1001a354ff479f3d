//! How the process is, for those who look after it: `/healthz`, `/readyz` and `/metrics`.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Site;
use crate::metrics::{BEHIND, Sample};
use crate::store::status;
use crate::transport::gateway::Connected;

/// How long the database may take to say how it is.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// The process lives. That it answers is all.
pub(super) async fn lives() -> &'static str {
    "ok\n"
}

/// Whether people can be served; why not, in words.
pub(super) async fn is_ready(State(site): State<Arc<Site>>) -> Response {
    let sample = site.sample().await;
    let reasons = site.reasons(&sample);
    let status = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": reasons.is_empty(), "reasons": reasons, "log": sample.head, "followed": sample.followed,
        "gateway_shards": site.gateway.as_ref().map(|_| sample.shards), "endpoint": site.endpoint.is_some(),
    });
    (status, [(header::CONTENT_TYPE, "application/json")], Value::to_string(&body)).into_response()
}

/// Everything that is counted.
pub(super) async fn metrics(State(site): State<Arc<Site>>) -> Response {
    let text = site.app.metrics.text(&site.sample().await);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

impl Site {
    async fn sample(&self) -> Sample {
        let db = self.app.db.clone();
        // In a task of its own: giving up the wait must not tear a statement apart.
        let glance = tokio::spawn(async move { status::glance(&db).await });
        let status = match tokio::time::timeout(ANSWER_WITHIN, glance).await {
            Ok(Ok(Ok(status))) => Some(status),
            _ => None,
        };
        Sample {
            head: status.map(|it| it.pos),
            followed: self.app.log.followed(),
            stood_still: self.app.log.stood_still(),
            planned: status.map_or(0, |it| it.planned),
            parked: status.map_or(0, |it| it.parked),
            shards: self.gateway.as_ref().map_or(0, Connected::connected),
        }
    }

    fn reasons(&self, sample: &Sample) -> Vec<&'static str> {
        let mut reasons = Vec::new();
        match sample.head {
            None => reasons.push("the database does not answer"),
            Some(_) if sample.is_behind() => reasons.push(BEHIND),
            Some(_) => {}
        }
        if !self.app.log.is_open() {
            reasons.push("the log is closed");
        }
        let shut = self.gateway.is_some() && sample.shards == 0;
        if shut && self.endpoint.is_none() {
            reasons.push("the gateway is not connected");
        }
        reasons
    }
}
