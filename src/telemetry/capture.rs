//! Reads back what was logged.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io;
use std::sync::{Arc, Mutex};

use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;

use super::subscriber;

/// Everything that was logged through the subscriber that came with it.
#[derive(Clone, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

/// A subscriber with `filter`, and what it will have written.
pub fn capture(filter: &str) -> (Dispatch, Captured) {
    let captured = Captured::default();
    let environment = |variable: &str| (variable == "RUST_LOG").then(|| filter.to_owned());
    (subscriber(environment, false, captured.clone()).unwrap(), captured)
}

impl Captured {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
