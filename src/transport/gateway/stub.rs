//! A scripted gateway for the tests of the door: REST call and WebSocket on one real socket.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::discord::{BotToken, Rest, RestOptions};

/// What the stub does next on a connection.
pub enum Act {
    /// Sends a payload.
    Say(Value),
    /// Sends a text as it is.
    Mutter(&'static str),
    /// Waits for a payload with this opcode.
    Hear(u64),
    /// Closes without saying why.
    CloseWithoutCode,
    /// Closes with a code.
    Close(u16),
}

/// The scripted gateway: one script per connection, in order.
pub struct Stub {
    pub address: SocketAddr,
    state: Arc<Stage>,
    heard: mpsc::UnboundedReceiver<Value>,
    task: tokio::task::AbortHandle,
}

struct Stage {
    found: Option<Value>,
    scripts: Mutex<VecDeque<Vec<Act>>>,
    heard: mpsc::UnboundedSender<Value>,
    calls: Mutex<Vec<String>>,
}

impl Stub {
    /// A gateway that is found at its own address.
    pub async fn start(scripts: Vec<Vec<Act>>) -> Self {
        Self::found_at(scripts, |address| {
            Some(json!({ "url": format!("ws://{address}/?old=1"), "shards": 1 }))
        })
        .await
    }

    /// A gateway that is found where `found` says; `None` refuses to say.
    pub async fn found_at(scripts: Vec<Vec<Act>>, found: impl FnOnce(SocketAddr) -> Option<Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heard) = mpsc::unbounded_channel();
        let state = Arc::new(Stage {
            found: found(address),
            scripts: Mutex::new(scripts.into()),
            heard: sender,
            calls: Mutex::default(),
        });
        let router = Router::new()
            .route("/", any(connect))
            .route("/api/v10/gateway/bot", get(find))
            .fallback(unknown)
            .with_state(state.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, state, heard, task: task.abort_handle() }
    }

    pub fn options(&self, token: &str) -> super::GatewayOptions {
        let token = BotToken::parse(token).unwrap();
        let base = format!("http://{}", self.address).parse().unwrap();
        let rest = Rest::new(RestOptions::new(base, token.clone())).unwrap();
        super::GatewayOptions { rest, token, shards: None, connected: super::Connected::default() }
    }

    /// The next payload that a script heard, or the code that the bot closed with.
    pub async fn heard(&mut self) -> Value {
        self.heard.recv().await.unwrap()
    }

    /// Every call so far that was not part of a WebSocket.
    pub fn calls(&self) -> Vec<String> {
        self.state.calls.lock().unwrap().clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The first payload on every connection.
pub fn hello() -> Act {
    Act::Say(json!({ "op": 10, "d": { "heartbeat_interval": 41_250 } }))
}

/// A dispatched event.
pub fn dispatch(seq: u64, kind: &str, content: &Value) -> Act {
    Act::Say(json!({ "op": 0, "s": seq, "t": kind, "d": content }))
}

/// The event that opens a session.
pub fn ready() -> Act {
    let user =
        json!({ "id": "1", "username": "athenaeum", "discriminator": "0", "avatar": null, "bot": true });
    let content = json!({
        "v": 10, "user": user, "guilds": [], "session_id": "session", "shard": [0, 1],
        "resume_gateway_url": "wss://gateway.invalid", "application": { "id": "6", "flags": 0 }
    });
    dispatch(1, "READY", &content)
}

async fn find(State(stage): State<Arc<Stage>>) -> Response {
    stage.calls.lock().unwrap().push("/api/v10/gateway/bot".into());
    match &stage.found {
        Some(found) => Json(found).into_response(),
        None => (StatusCode::UNAUTHORIZED, Json(json!({ "code": 0, "message": "401: Unauthorized" })))
            .into_response(),
    }
}

async fn unknown(State(stage): State<Arc<Stage>>, uri: Uri) -> StatusCode {
    stage.calls.lock().unwrap().push(uri.path().to_owned());
    StatusCode::NOT_FOUND
}

async fn connect(State(stage): State<Arc<Stage>>, upgrade: WebSocketUpgrade) -> Response {
    let script = stage.scripts.lock().unwrap().pop_front().unwrap_or_default();
    let heard = stage.heard.clone();
    upgrade.on_upgrade(move |socket| play(socket, script, heard))
}

async fn play(mut socket: WebSocket, script: Vec<Act>, heard: mpsc::UnboundedSender<Value>) {
    for act in script {
        match act {
            Act::Say(payload) => socket.send(Message::Text(payload.to_string().into())).await.unwrap(),
            Act::Mutter(text) => socket.send(Message::Text(text.into())).await.unwrap(),
            Act::Close(code) => {
                let frame = CloseFrame { code, reason: "scripted".into() };
                socket.send(Message::Close(Some(frame))).await.unwrap();
                return;
            }
            Act::CloseWithoutCode => {
                socket.send(Message::Close(None)).await.unwrap();
                return;
            }
            Act::Hear(op) => loop {
                let Some(Ok(Message::Text(text))) = socket.recv().await else {
                    return;
                };
                let payload: Value = serde_json::from_str(&text).unwrap();
                if payload["op"] == op {
                    heard.send(payload).unwrap();
                    break;
                }
            },
        }
    }
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Close(frame) = message {
            let _ = heard.send(json!({ "closed": frame.map(|frame| frame.code) }));
        }
    }
}
