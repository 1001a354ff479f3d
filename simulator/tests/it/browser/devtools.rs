//! Chromium's own protocol (`DevTools`), as much of it as scenes need: calls with their answers, and what pages tell.

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
pub const PATIENCE: Duration = Duration::from_secs(60);
/// What is kept of what pages tell.
const KEPT: [&str; 4] =
    ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Network.requestWillBeSent"];

/// A line to a browser, for all of its pages.
#[derive(Clone)]
pub struct DevTools {
    outbox: mpsc::UnboundedSender<Message>,
    next: Arc<AtomicU64>,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
struct Heard {
    waiting: HashMap<u64, oneshot::Sender<Value>>,
    events: Vec<Value>,
}

impl DevTools {
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

    /// Calls a method, of a page or (`""`) of the browser itself; panics with what the browser says against it.
    pub async fn call(&self, page: &str, method: &str, params: Value) -> Value {
        self.try_call(page, method, params).await.unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    /// Calls a method that may fail.
    pub async fn try_call(&self, page: &str, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.heard.lock().unwrap().waiting.insert(id, sender);
        let mut frame = json!({"id": id, "method": method, "params": params});
        if !page.is_empty() {
            frame["sessionId"] = json!(page);
        }
        self.outbox.send(Message::text(frame.to_string())).unwrap();
        let answer = tokio::time::timeout(PATIENCE, answer).await;
        let mut answer = answer.unwrap_or_else(|_| panic!("{method} took too long")).unwrap();
        if answer["error"].is_null() { Ok(answer["result"].take()) } else { Err(answer["error"].take()) }
    }

    /// What a page told by these methods so far.
    pub fn told(&self, page: &str, methods: &[&str]) -> Vec<Value> {
        let heard = self.heard.lock().unwrap();
        let of_page = heard.events.iter().filter(|it| it["sessionId"] == page);
        of_page.filter(|it| methods.iter().any(|method| it["method"] == *method)).cloned().collect()
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
