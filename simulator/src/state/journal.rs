//! What happened that nobody may have asked for; `finish` reads it at the end of a scene.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

/// One refused request.
pub struct Refused {
    pub call: String,
    pub status: u16,
    pub code: u32,
}

/// A request of a bot, whole.
#[derive(Clone, Debug)]
pub struct Sent {
    /// `METHOD /path`, with its query.
    pub call: String,
    /// The JSON body; `null` if there was none.
    pub body: Value,
    /// The files that came along: names and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

/// The notes.
#[derive(Default)]
pub struct Journal {
    /// Calls to endpoints that the simulator does not know.
    pub unknown_calls: Vec<String>,
    /// Requests that break Discord's specification.
    pub violations: Vec<String>,
    /// Messages that leave open whom they ping, if anybody minds.
    pub loose_mentions: Vec<String>,
    pub mentions_watched: bool,
    pub refused: Vec<Refused>,
    /// Codes that the scene expects to see refused.
    pub expected: BTreeSet<u32>,
    /// The latest calls, in order, as `METHOD /path`.
    pub calls: VecDeque<String>,
    /// Everything that bots sent, once somebody asked for it.
    pub sent: Option<Vec<Sent>>,
    /// Frames of a gateway connection that Discord would have closed it for.
    pub gateway: Vec<String>,
    /// Answers of an endpoint for which Discord would show an error, or would remove it.
    pub endpoint: Vec<String>,
    /// What came back for posts that were sent a second time: status and body.
    pub replays: Vec<(u16, String)>,
}

/// Calls remembered; a benchmark makes more than anybody reads.
const REMEMBERED: usize = 10_000;

impl Journal {
    /// Remembers that a call came in.
    pub fn note_call(&mut self, method: &str, path: &str) {
        if self.calls.len() == REMEMBERED {
            self.calls.pop_front();
        }
        self.calls.push_back(format!("{method} {path}"));
    }

    /// Everything unexpected so far, one line each; also an expected refusal that never came.
    pub fn findings(&self) -> Vec<String> {
        let unknown = self.unknown_calls.iter().map(|call| format!("unknown call: {call}"));
        let broken = self.violations.iter().map(|line| format!("breaks the specification: {line}"));
        let loose = self.loose_mentions.iter().map(|line| format!("leaves mentions open: {line}"));
        let refused = self.refused.iter().filter(|refused| !self.expected.contains(&refused.code));
        let refused = refused.map(|it| format!("refused with {} (code {}): {}", it.status, it.code, it.call));
        let missed =
            self.expected.iter().filter(|code| self.refused.iter().all(|refused| refused.code != **code));
        let missed = missed.map(|code| format!("expected a refusal with code {code}, but none came"));
        let gateway = self.gateway.iter().map(|line| format!("gateway: {line}"));
        let endpoint = self.endpoint.iter().map(|line| format!("the endpoint {line}"));
        let calls = unknown.chain(broken).chain(loose).chain(refused).chain(missed);
        calls.chain(gateway).chain(endpoint).collect()
    }
}
