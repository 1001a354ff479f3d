//! What the bot logs during a scene, so that a warning nobody asked for fails it.

use std::io;
use std::sync::{Arc, Mutex};

use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;

/// The lines logged so far.
#[derive(Clone, Default)]
pub struct Logged(Arc<Mutex<Vec<u8>>>);

impl Logged {
    /// A subscriber that writes here, the bot's own at warnings and above.
    pub fn subscriber(&self) -> Dispatch {
        let asked = |name: &str| (name == "ATHENAEUM_LOG").then(|| "athenaeum=warn".to_owned());
        athenaeum::telemetry::subscriber(asked, false, self.clone()).unwrap()
    }

    /// The lines, each without its time.
    pub fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap();
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
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
