//! What the bot logs during a scene, so that a warning nobody asked for fails it.

use std::io;
use std::sync::{Arc, Mutex};

use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;

/// What an operator can ask for at most, of every part of the bot and of every library that it stands on.
const EVERYTHING: &str = "trace,athenaeum=trace,serenity=trace,serenity::gateway::ws=trace,tungstenite=trace,\
                          tokio_tungstenite=trace,hyper=trace,hyper_util=trace,reqwest=trace,rustls=trace,sqlx=trace,h2=trace";

/// The lines logged so far.
#[derive(Clone)]
pub struct Logged {
    bytes: Arc<Mutex<Vec<u8>>>,
    filter: &'static str,
}

impl Logged {
    /// The bot's own warnings and errors.
    pub fn warnings() -> Self {
        Self { bytes: Arc::default(), filter: "athenaeum=warn" }
    }

    /// All that can be heard of anybody.
    pub fn everything() -> Self {
        Self { bytes: Arc::default(), filter: EVERYTHING }
    }

    /// Nothing yet, with the same filter.
    pub fn anew(&self) -> Self {
        Self { bytes: Arc::default(), filter: self.filter }
    }

    /// A subscriber that writes here, as the bot makes its own.
    pub fn subscriber(&self) -> Dispatch {
        let asked = |name: &str| (name == "ATHENAEUM_LOG").then(|| self.filter.to_owned());
        athenaeum::telemetry::subscriber(asked, false, self.clone()).unwrap()
    }

    /// The bot's own lines from warnings upwards, and whatever has no level.
    pub fn lines(&self) -> Vec<String> {
        let counts = |line: &&str| {
            let mut words = line.split_whitespace().skip(1);
            match words.next() {
                Some("TRACE" | "DEBUG" | "INFO") => false,
                Some("WARN" | "ERROR") => words.next().is_some_and(|it| it.starts_with("athenaeum")),
                _ => true,
            }
        };
        self.text().lines().filter(counts).map(str::to_owned).collect()
    }

    /// All lines.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }
}

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Logged {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
