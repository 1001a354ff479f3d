//! What a scene can make go wrong on the gateway.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::faults::{Gate, Hold};
use crate::gateway::faults::GatewayFaults;
use crate::server::Shared;
use crate::state::World;

/// The gateway of a running simulator.
pub struct Gateway<'a> {
    pub(super) shared: &'a Arc<Shared>,
}

impl Gateway<'_> {
    /// Cuts every connection without a word; the sessions can be resumed.
    pub fn drop(&self) {
        self.shared.change(World::drop_connections);
    }

    /// Cuts the connection after so many more dispatches; the one after them is kept for whoever resumes.
    pub fn cut_after(&self, dispatches: u32) {
        self.fault(|faults| faults.cut_after = Some(dispatches));
    }

    /// Asks every client to reconnect and resume (op 7), as Discord does before it restarts a gateway.
    pub fn restart(&self) {
        self.shared.change(World::ask_to_reconnect);
    }

    /// Ends every session (op 9, not resumable): clients must identify anew.
    pub fn end_sessions(&self) {
        self.shared.change(World::end_sessions);
    }

    /// Calls every session invalid, but resumable (op 9).
    pub fn doubt_sessions(&self) {
        self.say(&json!({"op": 9, "d": true, "s": null, "t": null}));
    }

    /// Closes every connection with a code.
    pub fn close(&self, code: u16) {
        self.shared.change(|world| world.close_all(code));
    }

    /// Closes the next attempts to identify or resume with a code.
    pub fn turn_away(&self, code: u16, times: u32) {
        self.fault(|faults| faults.turned_away = Some((code, times)));
    }

    /// Bots are told to share their guilds out among so many sessions.
    pub fn recommend_shards(&self, shards: u32) {
        self.fault(|faults| faults.shards = shards);
    }

    /// From now on a bot that begins a session within five seconds of its last one is sent away with op 9, as Discord
    /// does; [`WorldView::hurried`](super::WorldView::hurried) counts them. Not so from the start: bots that are tested
    /// begin anew far more often than those that serve.
    pub fn insist_on_pace(&self) {
        self.fault(|faults| faults.begun = Some(BTreeMap::new()));
    }

    /// New connections are asked for heartbeats this often.
    pub fn beat_every(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.fault(|faults| faults.heartbeat_ms = Some(millis));
    }

    /// The next heartbeats are not acknowledged.
    pub fn miss_heartbeats(&self, times: u32) {
        self.fault(|faults| faults.unheard = times);
    }

    /// The next connection hears HELLO only when the hold is released.
    pub fn hold_hello(&self) -> Hold {
        let gate = Arc::new(Gate::default());
        self.fault(|faults| faults.hello = Some(Arc::clone(&gate)));
        Hold::new(gate)
    }

    /// Says READY and everything after it once more.
    pub fn say_ready_again(&self) {
        self.shared.change(World::welcome_again);
    }

    /// Sends every client a frame, whatever it holds.
    pub fn say(&self, frame: &Value) {
        self.shared.change(|world| world.tell_all(frame));
    }

    /// Sends every session an event, numbered and kept for whoever resumes.
    pub fn dispatch(&self, event: &str, content: &Value) {
        self.shared.change(|world| {
            for session in world.sessions.values_mut() {
                session.dispatch(event, content);
            }
        });
    }

    fn fault(&self, set: impl FnOnce(&mut GatewayFaults)) {
        self.shared.change(|world| set(&mut world.gateway));
    }
}
