//! The line to a browser, which both protocols use alike: calls with their answers, and what pages tell.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// As long as a browser may take for anything, on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// What is kept of what pages tell, in Chromium's words and in Firefox's.
const KEPT: [&str; 6] = [
    "Runtime.consoleAPICalled",
    "Runtime.exceptionThrown",
    "Log.entryAdded",
    "Network.requestWillBeSent",
    "log.entryAdded",
    "network.beforeRequestSent",
];

/// A line to a browser, for all of its pages.
#[derive(Clone)]
pub struct Line {
    outbox: mpsc::UnboundedSender<Message>,
    next: Arc<AtomicU64>,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    waiting: HashMap<u64, oneshot::Sender<Value>>,
    events: Vec<Value>,
}

impl Line {
    pub async fn connect(url: &str) -> Self {
        let (stream, _) = connect_async(url).await.unwrap();
        let (mut sink, mut stream) = stream.split();
        let (outbox, mut inbox) = mpsc::unbounded_channel();
        let heard = Arc::new(Mutex::new(Heard::default()));
        tokio::spawn(async move {
            while let Some(message) = inbox.recv().await {
                if sink.send(message).await.is_err() {
                    break;
                }
            }
        });
        let ear = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message {
                    take(&ear, serde_json::from_str(&text).unwrap());
                }
            }
        });
        Self { outbox, next: Arc::new(AtomicU64::new(1)), heard }
    }

    /// Calls a method of the browser itself; panics with what it says against it.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        let answer = self.send(json!({"method": method, "params": params})).await;
        answer.unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    /// Sends a call, and hands back its result or what the browser says against it.
    pub async fn send(&self, mut frame: Value) -> Result<Value, Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.heard.lock().unwrap().waiting.insert(id, sender);
        frame["id"] = json!(id);
        self.outbox.send(Message::text(frame.to_string())).unwrap();
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        let mut answer = answer.unwrap_or_else(|_| panic!("{} took too long", frame["method"])).unwrap();
        if answer["error"].is_null() { Ok(answer["result"].take()) } else { Err(answer) }
    }

    /// What pages told by these methods so far.
    pub fn told(&self, methods: &[&str]) -> Vec<Value> {
        let events = &self.heard.lock().unwrap().events;
        events.iter().filter(|it| methods.iter().any(|method| it["method"] == *method)).cloned().collect()
    }
}

fn take(heard: &Mutex<Heard>, frame: Value) {
    let mut heard = heard.lock().unwrap();
    if let Some(waiting) = frame["id"].as_u64().and_then(|id| heard.waiting.remove(&id)) {
        // Whoever asked may have lost patience.
        let _ = waiting.send(frame);
    } else if KEPT.iter().any(|method| frame["method"] == *method) {
        heard.events.push(frame);
    }
}
