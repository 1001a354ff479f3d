//! What the HTTP door is measured against: an axum handler that verifies the signature and answers every interaction
//! with the same card, and hears of the same events, for an answer in a channel is told to every session. It runs in a process
//! of its own.

use std::sync::Arc;

use athenaeum::clock::Clock;
use athenaeum::discord::{BotToken, Rest, RestOptions};
use athenaeum::interactions::registry;
use athenaeum::registration::register;
use athenaeum::transport::http::{PublicKey, Verdict};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serenity::all::EventHandler;
use tokio::net::TcpListener;

struct Constant {
    key: PublicKey,
    clock: Clock,
    card: String,
}

/// Hears of everything and does nothing.
struct Idle;

impl EventHandler for Idle {}

/// Serves until it is killed.
pub fn run() {
    tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
        let said = |name: &str| std::env::var(name).expect("set by whoever starts this");
        let (url, token) = (said("DISCORD_API_URL"), said("DISCORD_TOKEN"));
        let base = url.parse().expect("an address");
        let rest = RestOptions::new(base, BotToken::parse(&token).expect("a token"));
        let rest = Rest::new(rest).expect("a client");
        let application = rest.current_application().await.expect("an application").id;
        register(&rest, application, &registry::registration()).await.expect("commands");
        let key = said("DISCORD_PUBLIC_KEY").parse().expect("a key");
        let constant = Constant { key, clock: Clock::system(), card: super::card().to_string() };
        let mut client = super::session(&url, &token, Idle).await;
        tokio::spawn(async move { client.start().await.expect("a session") });
        let router = Router::new().route("/interactions", post(answer)).with_state(Arc::new(constant));
        let listener = TcpListener::bind(said("ATHENAEUM_LISTEN")).await.expect("a port");
        axum::serve(listener, router).await.expect("a server");
    });
}

async fn answer(State(constant): State<Arc<Constant>>, headers: HeaderMap, body: Bytes) -> Response {
    if constant.key.judge(&headers, &body, constant.clock.now()) != Verdict::Good {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let ping = body.windows(8).any(|it| it == b"\"type\":1") && body.windows(4).any(|it| it == b"ping");
    let body = if ping { r#"{"type":1}"#.to_owned() } else { constant.card.clone() };
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
