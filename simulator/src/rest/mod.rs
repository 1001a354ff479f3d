//! REST under `/api/v10`: what every call goes through, whatever it asks for.
//!
//! In order: faults, the headers that Discord insists on, rate limits, Discord's own specification, then the one
//! handler. Every refusal is noted, so that a scene can fail on one that nobody expected.

mod call;
mod channels;
mod commands;
mod guilds;
mod interactions;
mod judge;
pub mod limits;
mod messages;
mod noting;
mod routes;
mod threads;
mod users;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::error::{self, Refusal};
use crate::faults::{Effect, Loss, RateLimited, Scope};
use crate::server::{Shared, Wire};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::journal::Refused;
use call::Call;
use limits::Window;

/// Where the API lives.
const BASE: &str = "/api/v10";

/// A successful answer.
pub struct Done {
    status: u16,
    body: Option<Value>,
}

impl Done {
    fn ok(body: Value) -> Result<Self, Refusal> {
        Ok(Self { status: 200, body: Some(body) })
    }

    fn created(body: Value) -> Result<Self, Refusal> {
        Ok(Self { status: 201, body: Some(body) })
    }

    fn nothing() -> Result<Self, Refusal> {
        Ok(Self { status: 204, body: None })
    }
}

/// Answers one HTTP request.
pub(crate) async fn answer(shared: &Arc<Shared>, wire: &Wire, request: Request) -> Response {
    let (method, path) = (request.method().to_string(), call::below_base(request.uri().path()));
    if shared.stop.is_cancelled() {
        // The port is closed; a client that kept its connection open must notice as well.
        wire.cut();
        return bare(500);
    }
    match arrive(shared, &method, &path) {
        Some(Effect::Limit(limited)) => return too_many(limited),
        Some(Effect::Fail(status)) => return bare(status),
        Some(Effect::Drop) => {
            wire.cut();
            return bare(500);
        }
        Some(Effect::Slow(by)) => tokio::time::sleep(by).await,
        Some(Effect::Hold(gate)) => {
            gate.arrived.notify_one();
            gate.open.notified().await;
        }
        Some(Effect::Lose(how)) => return lose(shared, wire, request, how).await,
        Some(Effect::Late(gate)) => {
            gate.arrived.notify_one();
            let open = async move { gate.open.notified().await };
            return perform_after(open, shared, wire, request).await;
        }
        None => {}
    }
    perform(shared, request).await
}

/// Does what was asked for and hides that it was done.
async fn lose(shared: &Arc<Shared>, wire: &Wire, request: Request, how: Loss) -> Response {
    if let Loss::Late(by) = how {
        return perform_after(tokio::time::sleep(by), shared, wire, request).await;
    }
    let answer = perform(shared, request).await;
    match how {
        Loss::Dropped | Loss::Late(_) => {
            wire.cut();
            answer
        }
        Loss::Status(status) => bare(status),
        Loss::Empty => bare(204),
        Loss::Page => {
            let page = "<html><head><title>502 Bad Gateway</title></head></html>";
            (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
    }
}

/// Cuts the connection, and does the work when nobody waits for it any more.
async fn perform_after(
    moment: impl Future<Output = ()> + Send + 'static,
    shared: &Arc<Shared>,
    wire: &Wire,
    request: Request,
) -> Response {
    // What was asked for has arrived before its connection goes.
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let request = Request::from_parts(head, Body::from(body));
    wire.cut();
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        moment.await;
        perform(&shared, request).await;
        shared.change(|world| world.faults.belated += 1);
    });
    bare(500)
}

/// Notes the call and looks for its fault. The bell rings only for a fault: performing the call will ring it anyway,
/// and every ring wakes everybody who waits.
fn arrive(shared: &Shared, method: &str, path: &str) -> Option<Effect> {
    let effect = shared.change_quietly(|world| {
        world.journal.note_call(method, path);
        let effect = world.faults.strike(method, path);
        effect.iter().for_each(|effect| noting::fault(world, (method, path), effect));
        effect
    });
    if effect.is_some() {
        shared.ring();
    }
    effect
}

async fn perform(shared: &Arc<Shared>, request: Request) -> Response {
    let under_base = request.uri().path().starts_with(BASE);
    let (call, outcome) = match Call::read(request).await {
        Ok(call) if under_base => {
            let findings = specification_findings(&call);
            let outcome = shared.change(|world| {
                world.journal.sent.iter_mut().for_each(|sent| sent.push(call.sent()));
                let outcome = attempt(world, &call, findings);
                noting::call(world, &call, &outcome.done);
                outcome
            });
            (Some(call), outcome)
        }
        Ok(call) => {
            shared.change(|world| world.journal.unknown_calls.push(call.line()));
            (Some(call), Outcome::plain(Err(error::NOT_FOUND.into())))
        }
        Err((line, refusal)) => {
            shared.change(|world| note(world, &line, &refusal));
            (None, Outcome::plain(Err(refusal)))
        }
    };
    let bucket = call.map_or_else(String::new, |call| call.bucket());
    respond(outcome, &bucket)
}

/// The outcome of a call and the state of its bucket.
struct Outcome {
    done: Result<Done, Refusal>,
    window: Window,
}

impl Outcome {
    fn plain(done: Result<Done, Refusal>) -> Self {
        Self { done, window: Window::fresh() }
    }
}

fn attempt(world: &mut World, call: &Call, findings: Vec<String>) -> Outcome {
    let now = world.now();
    let window = world.limits.take(call.bucket(), now);
    if window.exceeded() {
        return Outcome { done: Err(limits::refusal(&window)), window };
    }
    let done = match refused_body(world, call, findings) {
        Some(refusal) => Err(refusal),
        None => routes::route(world, call),
    };
    if let Err(refusal) = &done {
        note(world, &call.line(), refusal);
    }
    Outcome { done, window }
}

fn note(world: &mut World, call: &str, refusal: &Refusal) {
    let refused = Refused { call: call.to_owned(), status: refusal.status, code: refusal.code() };
    world.journal.refused.push(refused);
}

/// An answer in the response to a post, by the same rules as a callback; whether it was taken.
pub(crate) fn answer_inline(world: &mut World, (interaction, token): (Id, &str), body: Value) -> bool {
    let call = Call::made("POST", &format!("/interactions/{interaction}/{token}/callback"), "", body);
    world.journal.sent.iter_mut().for_each(|sent| sent.push(call.sent()));
    let findings = specification_findings(&call);
    let done = match refused_body(world, &call, findings) {
        Some(refusal) => Err(refusal),
        None => interactions::callback(world, &call, (&interaction.to_string(), token)),
    };
    noting::call(world, &call, &done);
    if let Err(refusal) = &done {
        note(world, &call.line(), refusal);
    }
    done.is_ok()
}

/// What is wrong with the body: first as Discord is known to say it. What only the specification finds is noted, since
/// no bot should depend on it.
fn refused_body(world: &mut World, call: &Call, findings: Vec<String>) -> Option<Refusal> {
    if too_late(world, call) {
        return None;
    }
    if world.journal.mentions_watched {
        let loose = judge::loose_mentions(call);
        let noted = loose.iter().map(|violation| format!("{}: {violation}", call.line()));
        world.journal.loose_mentions.extend(noted);
    }
    let violations = judge::judge(world, call);
    if !violations.is_empty() {
        return Some(Refusal::violations(&violations));
    }
    let first = findings.first()?.clone();
    let noted = findings.into_iter().map(|finding| format!("{}: {finding}", call.line()));
    world.journal.violations.extend(noted);
    Some(Refusal::form("", "SPECIFICATION", &first))
}

/// Who answers an interaction too late or twice hears that, whatever else is wrong with the body.
fn too_late(world: &World, call: &Call) -> bool {
    let segments: Vec<&str> = call.segments().collect();
    let ["interactions", id, token, "callback"] = segments.as_slice() else {
        return false;
    };
    let known = id.parse().ok().and_then(|id| world.interactions.get(&id));
    known.is_none_or(|it| it.token != *token || it.answered())
}

#[cfg(feature = "openapi")]
fn specification_findings(call: &Call) -> Vec<String> {
    let body = (!call.body.is_null()).then_some(&call.body);
    let known = crate::openapi::shared();
    known.map(|known| known.check(&call.method, &call.address, body)).unwrap_or_default()
}

#[cfg(not(feature = "openapi"))]
fn specification_findings(_: &Call) -> Vec<String> {
    Vec::new()
}

fn respond(outcome: Outcome, bucket: &str) -> Response {
    let (status, body) = match outcome.done {
        Ok(done) => (done.status, done.body),
        Err(refusal) => (refusal.status, Some(refusal.body)),
    };
    let mut response = match body {
        Some(body) => json_response(status, &body),
        None => bare(status),
    };
    let limited = status == 429;
    outcome.window.describe(response.headers_mut(), bucket);
    if limited {
        outcome.window.describe_limit(response.headers_mut());
    }
    response
}

fn too_many(limited: RateLimited) -> Response {
    let seconds = limited.retry_after.as_secs_f64();
    let global = limited.scope == Scope::Global;
    let body = json!({"message": "You are being rate limited.", "retry_after": seconds, "global": global});
    let mut response = json_response(429, &body);
    let scope = match limited.scope {
        Scope::User => "user",
        Scope::Global => "global",
        Scope::Shared => "shared",
    };
    let headers = response.headers_mut();
    put(headers, "x-ratelimit-scope", scope);
    put(headers, "retry-after", &seconds.ceil().to_string());
    if global {
        put(headers, "x-ratelimit-global", "true");
    } else {
        put(headers, "x-ratelimit-limit", "5");
        put(headers, "x-ratelimit-remaining", "0");
        put(headers, "x-ratelimit-reset-after", &format!("{seconds:.3}"));
    }
    response
}

fn json_response(status: u16, body: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], Body::from(body.to_string())).into_response()
}

fn bare(status: u16) -> Response {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::testing::any_json;
    use crate::state::channel::{FORUM, TEXT};
    use crate::state::interaction::Kind;
    use crate::state::opening::Opening;
    use crate::state::post::Writing;

    /// A world with one of everything, and a call of every route that takes a body.
    fn crowded() -> (World, String, Vec<(&'static str, String)>) {
        let mut world = World::default();
        let (app, guild) = (world.add_application("Bot"), world.add_guild("Harbour"));
        let (hall, shelf) =
            (world.add_channel(guild, TEXT, "hall"), world.add_channel(guild, FORUM, "shelf"));
        world.install(guild, app, crate::permissions::ALL);
        let words = Writing { body: json!({"content": "words", "name": "Talk"}), files: Vec::new() };
        let message = world.post(app, hall, words.clone()).expect("the bot may write");
        let thread =
            world.open_thread_from(app, hall, message, &words.body).expect("the bot may open a thread");
        let (sender, _) = tokio::sync::mpsc::unbounded_channel();
        let token = world.applications[&app].token.clone();
        let line = crate::gateway::session::Line::new(sender);
        world.hear(&line, &json!({"op": 2, "d": {"token": token, "intents": 1}}));
        let opening = Opening {
            application: app,
            user: app,
            channel: hall,
            kind: Kind::Component,
            body: json!({}),
            message: Some((hall, message)),
            cause: None,
        };
        let asked = world.open_interaction(&opening).expect("the bot is online");
        let secret = world.interactions[&asked].token.clone();
        let routes = vec![
            ("POST", format!("/interactions/{asked}/{secret}/callback")),
            ("POST", format!("/webhooks/{app}/{secret}")),
            ("PATCH", format!("/webhooks/{app}/{secret}/messages/@original")),
            ("POST", format!("/channels/{hall}/messages")),
            ("PATCH", format!("/channels/{hall}/messages/{message}")),
            ("POST", format!("/channels/{hall}/threads")),
            ("POST", format!("/channels/{shelf}/threads")),
            ("PATCH", format!("/channels/{hall}")),
            ("PATCH", format!("/channels/{thread}")),
            ("PUT", format!("/applications/{app}/commands")),
            ("POST", format!("/applications/{app}/commands")),
        ];
        (world, token, routes)
    }

    proptest! {
        #[test]
        fn no_body_breaks_the_world(bodies in prop::collection::vec(any_json(), 1..6), kind in 4_u64..10) {
            let (mut world, token, routes) = crowded();
            for body in bodies {
                for (method, path) in &routes {
                    let whole = json!({"type": kind, "data": body, "name": "x", "message": body});
                    for body in [&body, &whole] {
                        attempt(&mut world, &Call::made(method, path, &token, body.clone()), Vec::new());
                    }
                }
            }
        }
    }
}
