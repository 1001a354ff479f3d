//! A scripted Discord for the tests of the client: raw HTTP over a real socket, so that it can also say what no
//! well-behaved server says, or nothing at all.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use super::{Base, BotToken, Pace, Rest, RestOptions};

/// What the stub does with a call after reading all of it.
#[derive(Clone, Debug)]
pub enum Play {
    /// Answers.
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
    /// Closes the connection.
    Hang,
    /// Never answers.
    Stall,
}

/// A call that the stub read.
#[derive(Clone, Debug)]
pub struct Seen {
    pub line: String,
    pub head: String,
    pub body: String,
}

/// The scripted server; it must be asked exactly what its script answers.
pub struct Stub {
    base: Base,
    script: Arc<Mutex<VecDeque<Play>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: AbortHandle,
}

impl Play {
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Answer {
            status,
            headers: vec![("content-type", "application/json".into())],
            body: body.to_string(),
        }
    }

    pub fn done() -> Self {
        Self::Answer { status: 204, headers: Vec::new(), body: String::new() }
    }

    pub fn html(status: u16) -> Self {
        Self::Answer {
            status,
            headers: vec![("content-type", "text/html".into())],
            body: "<html>oops</html>".into(),
        }
    }

    /// Adds a header to an answer.
    pub fn with(mut self, name: &'static str, value: &impl ToString) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.to_string()));
        }
        self
    }
}

impl Stub {
    pub async fn start(script: impl IntoIterator<Item = Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let script = Arc::new(Mutex::new(script.into_iter().collect::<VecDeque<_>>()));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (next, log) = (script.clone(), seen.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, next.clone(), log.clone()));
            }
        });
        Self { base, script, seen, task: task.abort_handle() }
    }

    pub fn options(&self) -> RestOptions {
        let token = BotToken::parse("bot-canary").unwrap();
        RestOptions { pace: Pace::jumping(), ..RestOptions::new(self.base.clone(), token) }
    }

    pub fn rest(&self) -> Rest {
        Rest::new(self.options()).unwrap()
    }

    /// The calls so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Fails if an answer of the script is left over; calls beyond the script fail by themselves (status 599).
    pub fn finish(self) -> Vec<Seen> {
        self.task.abort();
        assert_eq!(self.script.lock().unwrap().len(), 0, "calls that never came");
        let seen = self.seen();
        assert!(seen.iter().all(|seen| !seen.line.is_empty()));
        seen
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<VecDeque<Play>>>, log: Arc<Mutex<Vec<Seen>>>) {
    while let Some(seen) = read(&mut stream).await {
        log.lock().unwrap().push(seen);
        let play = script.lock().unwrap().pop_front().unwrap_or_else(|| Play::html(599));
        match play {
            Play::Hang => return,
            Play::Stall => std::future::pending().await,
            Play::Answer { status, headers, body } => {
                let headers: String =
                    headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let length =
                    if status == 204 { String::new() } else { format!("content-length: {}\r\n", body.len()) };
                let answer = format!("HTTP/1.1 {status} Scripted\r\n{length}{headers}\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
        .unwrap_or(0);
    while bytes.len() < end + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    Some(Seen { line, head, body: String::from_utf8_lossy(&bytes[end..]).into_owned() })
}
