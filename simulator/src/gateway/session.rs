//! Gateway sessions: identify, heartbeat, resume, and the events kept for replay.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::shard::Shard;
use crate::snowflake::Id;
use crate::state::World;

/// Privileged intents: `GUILD_MEMBERS`, `GUILD_PRESENCES`, `MESSAGE_CONTENT`.
pub const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// `MESSAGE_CONTENT`.
pub const MESSAGE_CONTENT: u64 = 1 << 15;
/// Every intent that exists; any other bit is 4013.
const INTENTS: u64 = 0x1_ffff | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25;
/// Events kept for a session that comes back. Discord keeps "a few minutes"; more than this is a new session.
const KEPT: usize = 1000;

/// What goes out on a connection.
pub enum Frame {
    Text(Utf8Bytes),
    Close(u16, &'static str),
    /// Ends without a word, as a broken network does.
    Cut,
}

/// The writing end of one connection.
#[derive(Clone)]
pub struct Line {
    pub id: u64,
    sender: UnboundedSender<Frame>,
}

/// A session outlives its connection.
pub struct Session {
    pub application: Id,
    pub intents: u64,
    pub line: Option<Line>,
    pub shard: Shard,
    seq: u64,
    log: VecDeque<(u64, Value)>,
}

impl Line {
    pub fn new(sender: UnboundedSender<Frame>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), sender }
    }

    /// Sends a payload; a connection that is gone takes nothing, and its task says so by itself.
    pub fn send(&self, payload: &Value) {
        let _ = self.sender.send(Frame::Text(payload.to_string().into()));
    }

    pub fn close(&self, code: u16, reason: &'static str) {
        let _ = self.sender.send(Frame::Close(code, reason));
    }

    pub fn cut(&self) {
        let _ = self.sender.send(Frame::Cut);
    }
}

impl Session {
    /// Numbers an event, keeps it for replay and sends it if the session is connected.
    pub fn dispatch(&mut self, event: &str, payload: &Value) {
        self.seq += 1;
        let frame = json!({"op": 0, "t": event, "s": self.seq, "d": payload});
        if let Some(line) = &self.line {
            line.send(&frame);
        }
        self.log.push_back((self.seq, frame));
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
    }

    /// Whether all events after `seq` are still here.
    fn can_replay(&self, seq: u64) -> bool {
        seq <= self.seq && self.log.front().is_none_or(|(first, _)| *first <= seq + 1)
    }
}

impl World {
    /// A frame from a client.
    pub fn hear(&mut self, line: &Line, frame: &Value) {
        let known =
            self.sessions.values().any(|session| session.line.as_ref().is_some_and(|it| it.id == line.id));
        match frame["op"].as_u64() {
            Some(1) if self.gateway.misses_heartbeat() => {}
            Some(1) => line.send(&json!({"op": 11, "d": null, "s": null, "t": null})),
            Some(2) if known => line.close(4005, "Already authenticated."),
            Some(2 | 6) if let Some(code) = self.gateway.turns_away() => line.close(code, "turned away"),
            Some(2) => self.identify(line, &frame["d"]),
            Some(6) => self.resume(line, &frame["d"]),
            Some(8) if known => self.request_members(line, &frame["d"]),
            Some(3 | 4) if known => {}
            Some(3 | 4 | 8) => line.close(4003, "Not authenticated."),
            op => {
                self.journal.gateway.push(format!("a frame with opcode {op:?}"));
                line.close(4001, "Unknown opcode.");
            }
        }
    }

    /// A connection ended. Codes 1000 and 1001 end the session, everything else leaves it to be resumed.
    pub fn hang_up(&mut self, line: u64, code: Option<u16>) {
        let ended = matches!(code, Some(1000 | 1001));
        let on_line = |session: &Session| session.line.as_ref().is_some_and(|it| it.id == line);
        if ended {
            self.sessions.retain(|_, session| !on_line(session));
        }
        for session in self.sessions.values_mut().filter(|session| on_line(session)) {
            session.line = None;
        }
    }

    /// The connected session of an application. The newest: a bot that crashed and is back may have left one behind
    /// whose connection nobody has noticed to be dead.
    pub fn session_of(&self, application: Id) -> Option<String> {
        let of = |session: &Session| session.application == application && session.line.is_some();
        self.sessions.iter().rfind(|(_, session)| of(session)).map(|(id, _)| id.clone())
    }

    /// How many sessions of an application are connected.
    pub fn sessions_of(&self, application: Id) -> usize {
        let of = |it: &&Session| it.application == application && it.line.is_some();
        self.sessions.values().filter(of).count()
    }

    /// The same among those that hear of a guild.
    pub fn session_for(&self, application: Id, guild: Id) -> Option<String> {
        let of = |session: &Session| {
            session.application == application && session.line.is_some() && session.shard.hears(Some(guild))
        };
        self.sessions.iter().rfind(|(_, session)| of(session)).map(|(id, _)| id.clone())
    }

    /// Asks all clients to come back and resume.
    pub fn ask_to_reconnect(&mut self) {
        self.tell_all(&json!({"op": 7, "d": null, "s": null, "t": null}));
    }

    /// Ends all sessions: clients must identify anew.
    pub fn end_sessions(&mut self) {
        self.tell_all(&json!({"op": 9, "d": false, "s": null, "t": null}));
        self.sessions.clear();
    }

    fn identify(&mut self, line: &Line, request: &Value) {
        let token = request["token"].as_str().unwrap_or_default().trim_start_matches("Bot ");
        let Some(application) = self.application_by_token(token) else {
            return line.close(4004, "Authentication failed.");
        };
        let Some(intents) = request["intents"].as_u64().filter(|intents| intents & !INTENTS == 0) else {
            return line.close(4013, "Invalid intent(s).");
        };
        if intents & PRIVILEGED & !application.privileged != 0 {
            return line.close(4014, "Disallowed intent(s).");
        }
        let Some(shard) = Shard::parse(&request["shard"]) else {
            return line.close(4010, "Invalid shard.");
        };
        let application = application.id;
        if self.gateway.hurries(application) {
            return line.send(&json!({"op": 9, "d": false, "s": null, "t": null}));
        }
        let id = format!("{:032x}", u128::from(self.id().0) * 0x1_0001);
        let line = Some(line.clone());
        let session = Session { application, intents, line, shard, seq: 0, log: VecDeque::new() };
        self.sessions.retain(|_, it| it.line.is_some() || it.application != application || it.shard != shard);
        self.sessions.insert(id.clone(), session);
        self.gateway.identified += 1;
        self.welcome(&id, &request["shard"]);
    }

    fn resume(&mut self, line: &Line, request: &Value) {
        let token = request["token"].as_str().unwrap_or_default().trim_start_matches("Bot ");
        let Some(application) = self.application_by_token(token).map(|application| application.id) else {
            return line.close(4004, "Authentication failed.");
        };
        let seq = request["seq"].as_u64().unwrap_or(u64::MAX);
        let session = self.sessions.get_mut(request["session_id"].as_str().unwrap_or_default());
        let session = session.filter(|session| session.application == application && session.can_replay(seq));
        let Some(session) = session else {
            return line.send(&json!({"op": 9, "d": false, "s": null, "t": null}));
        };
        if let Some(old) = session.line.replace(line.clone()) {
            old.cut();
        }
        for (_, frame) in session.log.iter().filter(|(at, _)| *at > seq) {
            line.send(frame);
        }
        session.dispatch("RESUMED", &json!({"_trace": []}));
        self.gateway.resumed += 1;
    }
}
