//! What goes wrong on the gateway, on purpose, and how often clients came back from it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::HEARTBEAT_MS;
use crate::faults::Gate;
use crate::snowflake::Id;
use crate::state::World;

/// How long lies between two beginnings of a bot that may begin one session at a time ("Gateway", rate limiting:
/// `max_concurrency`): five seconds, less what the way here may take more of one than of the other.
const BETWEEN_BEGINNINGS: Duration = Duration::from_millis(4_500);

/// Faults of the gateway that have not struck yet.
pub struct GatewayFaults {
    /// How many shards are recommended.
    pub shards: u32,
    /// Milliseconds between heartbeats, where it is not the usual number.
    pub heartbeat_ms: Option<u64>,
    /// How many heartbeats are not acknowledged.
    pub unheard: u32,
    /// The code that closes the next attempts to identify or resume, and how many.
    pub turned_away: Option<(u16, u32)>,
    /// The next connection hears HELLO only when this opens.
    pub hello: Option<Arc<Gate>>,
    /// How many more dispatches go out before the connection is cut.
    pub cut_after: Option<u32>,
    /// When each bot last began a session, if whoever hurries is sent away. The world's clock is moved at will; this is
    /// about how long clients really wait.
    pub begun: Option<BTreeMap<Id, Instant>>,
    /// How many sessions were not begun, because they came too soon after another one.
    pub hurried: u32,
    /// How many sessions were begun so far.
    pub identified: u32,
    /// How many sessions were taken up again so far.
    pub resumed: u32,
}

impl Default for GatewayFaults {
    fn default() -> Self {
        Self {
            shards: 1,
            heartbeat_ms: None,
            unheard: 0,
            turned_away: None,
            hello: None,
            cut_after: None,
            begun: None,
            hurried: 0,
            identified: 0,
            resumed: 0,
        }
    }
}

impl GatewayFaults {
    /// What the next HELLO says, and what it waits for.
    pub fn greeting(&mut self) -> (u64, Option<Arc<Gate>>) {
        (self.heartbeat_ms.unwrap_or(HEARTBEAT_MS), self.hello.take())
    }

    /// Whether this heartbeat is lost.
    pub fn misses_heartbeat(&mut self) -> bool {
        let missed = self.unheard > 0;
        self.unheard = self.unheard.saturating_sub(1);
        missed
    }

    /// The code that closes this attempt, if it is one of those.
    pub fn turns_away(&mut self) -> Option<u16> {
        let (code, left) = self.turned_away.take()?;
        self.turned_away = (left > 1).then_some((code, left - 1));
        Some(code)
    }

    /// Whether a bot begins a session too soon after its last one.
    pub fn hurries(&mut self, application: Id) -> bool {
        let Some(begun) = &mut self.begun else { return false };
        let hurries = begun.get(&application).is_some_and(|it| it.elapsed() < BETWEEN_BEGINNINGS);
        if hurries {
            self.hurried += 1;
        } else {
            begun.insert(application, Instant::now());
        }
        hurries
    }

    /// Whether the connection is cut before this dispatch.
    pub fn cuts(&mut self) -> bool {
        match self.cut_after {
            Some(0) => {
                self.cut_after = None;
                true
            }
            Some(left) => {
                self.cut_after = Some(left - 1);
                false
            }
            None => false,
        }
    }
}

impl World {
    /// Sends a frame to all clients, whatever it holds.
    pub fn tell_all(&self, frame: &Value) {
        for line in self.sessions.values().filter_map(|session| session.line.as_ref()) {
            line.send(frame);
        }
    }

    /// Cuts every connection without a word; the sessions can be resumed.
    pub fn drop_connections(&mut self) {
        for session in self.sessions.values_mut() {
            if let Some(line) = session.line.take() {
                line.cut();
            }
        }
    }

    /// Closes all connections with a code. Sessions that Discord calls timed out or invalid are gone.
    pub fn close_all(&mut self, code: u16) {
        for line in self.sessions.values().filter_map(|session| session.line.as_ref()) {
            line.close(code, "a fault");
        }
        // 4007 invalid sequence, 4009 session timed out ("Opcodes and Status Codes", gateway close event codes).
        if matches!(code, 4007 | 4009) {
            self.sessions.clear();
        }
    }

    /// Welcomes all clients once more, as if their sessions had just begun.
    pub fn welcome_again(&mut self) {
        for session in self.sessions.keys().cloned().collect::<Vec<_>>() {
            self.welcome(&session, &Value::Null);
        }
    }
}
