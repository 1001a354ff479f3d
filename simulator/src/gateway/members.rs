//! Members of a guild, asked for over the gateway ("Gateway Events", Request Guild Members).

use serde_json::{Value, json};

use super::dispatch::GUILD_MEMBERS;
use super::session::Line;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::guild::Guild;

/// Members in one chunk.
const CHUNK: usize = 1000;
/// Members that one request by name or by ids gets.
const ASKED: usize = 100;
/// A longer nonce is left out, in bytes.
const NONCE: usize = 32;

impl World {
    /// Answers with chunks. The whole list is for sessions with `GUILD_MEMBERS`; another one gets nothing, and the
    /// scene hears of it.
    pub(super) fn request_members(&mut self, line: &Line, request: &Value) {
        let on_line = |(_, session): &(&String, &super::session::Session)| {
            session.line.as_ref().is_some_and(|it| it.id == line.id)
        };
        let Some((id, session)) = self.sessions.iter().find(on_line) else {
            return;
        };
        let guild = Id::from_json(&request["guild_id"]);
        let guild = guild.and_then(|guild| self.guild_of(guild, session.application).ok());
        let Some(guild) = guild else {
            return;
        };
        if wants_all(request) && session.intents & GUILD_MEMBERS == 0 {
            let why = "a request for all members without the intent GUILD_MEMBERS";
            return self.journal.gateway.push(why.to_owned());
        }
        let (id, chunks) = (id.clone(), self.chunks(guild, request));
        for chunk in chunks {
            self.tell_session(&id, "GUILD_MEMBERS_CHUNK", &chunk);
        }
    }

    fn chunks(&self, guild: &Guild, request: &Value) -> Vec<Value> {
        let (found, missing) = self.asked_for(guild, request);
        let members: Vec<Value> = found.into_iter().map(|id| self.member_json(guild.id, id)).collect();
        let pieces: Vec<&[Value]> =
            if members.is_empty() { vec![&[]] } else { members.chunks(CHUNK).collect() };
        let chunk = |(index, members): (usize, &&[Value])| {
            let mut chunk = json!({
                "guild_id": guild.id, "members": members, "chunk_index": index, "chunk_count": pieces.len(),
            });
            if !missing.is_empty() {
                chunk["not_found"] = json!(missing);
            }
            if request["presences"] == true {
                chunk["presences"] = json!([]);
            }
            if let Some(nonce) = request["nonce"].as_str().filter(|nonce| nonce.len() <= NONCE) {
                chunk["nonce"] = json!(nonce);
            }
            chunk
        };
        pieces.iter().enumerate().map(chunk).collect()
    }

    /// The members by ids or by the beginning of a name, and the ids that are nobody's here.
    fn asked_for(&self, guild: &Guild, request: &Value) -> (Vec<Id>, Vec<Id>) {
        let ids = &request["user_ids"];
        if !ids.is_null() {
            let listed = ids.as_array().map_or(std::slice::from_ref(ids), Vec::as_slice);
            let listed = listed.iter().filter_map(Id::from_json).take(ASKED);
            return listed.partition(|id| guild.members.contains_key(id));
        }
        let query = request["query"].as_str().unwrap_or_default().to_lowercase();
        let named = |id: &&Id| self.user_name(**id).to_lowercase().starts_with(&query);
        let limit = match request["limit"].as_u64() {
            _ if wants_all(request) => usize::MAX,
            Some(limit @ 1..=100) => limit as usize,
            _ => ASKED,
        };
        (guild.members.keys().filter(named).take(limit).copied().collect(), Vec::new())
    }
}

fn wants_all(request: &Value) -> bool {
    request["user_ids"].is_null() && request["query"] == "" && request["limit"].as_u64() == Some(0)
}
