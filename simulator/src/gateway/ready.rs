//! What a fresh session hears first: READY, then one `GUILD_CREATE` per guild.

use serde_json::{Value, json};

use crate::snowflake::{Id, timestamp};
use crate::state::application::Application;
use crate::state::channel::Channel;
use crate::state::{World, merged};

/// GUILDS.
const GUILDS: u64 = 1;
/// `GUILD_PRESENCES`.
const GUILD_PRESENCES: u64 = 1 << 8;

impl World {
    /// READY and the guilds, in the order of "Gateway Events", Ready.
    pub(super) fn welcome(&mut self, session: &str, shard: &Value) {
        let Some(known) = self.sessions.get(session) else {
            return;
        };
        let (application, intents, own) = (known.application, known.intents, known.shard);
        let mut guilds = self.guilds_of(application);
        guilds.retain(|guild| own.hears(Some(*guild)));
        let unavailable: Vec<Value> =
            guilds.iter().map(|id| json!({"id": id, "unavailable": true})).collect();
        let partial = self.applications.get(&application).map(Application::partial_json);
        let mut ready = json!({
            "v": 10, "user": self.own_user_json(application), "guilds": unavailable, "session_id": session,
            "session_type": "normal", "resume_gateway_url": format!("{}/resume", self.gateway_url()),
            "private_channels": [], "presences": [], "relationships": [], "user_settings": {}, "application": partial,
            "_trace": [],
        });
        if shard.is_array() {
            ready["shard"] = shard.clone();
        }
        self.tell_session(session, "READY", &ready);
        if intents & GUILDS != 0 {
            for guild in guilds {
                let payload = self.guild_create_json(guild, (application, intents));
                self.tell_session(session, "GUILD_CREATE", &payload);
            }
        }
    }

    /// The guilds that a user is in.
    pub fn guilds_of(&self, user: Id) -> Vec<Id> {
        self.guilds.values().filter(|guild| guild.members.contains_key(&user)).map(|guild| guild.id).collect()
    }

    /// The bot's own user, with the keys that only its owner sees.
    pub fn own_user_json(&self, application: Id) -> Value {
        let own = json!({"mfa_enabled": true, "verified": true, "email": null, "locale": "en-US", "premium_type": 0});
        merged(self.user_json(application), own)
    }

    pub fn gateway_url(&self) -> String {
        self.base.replacen("http", "ws", 1)
    }

    /// `GUILD_CREATE`: the guild with the channels and active threads that the bot can see. All members come to a session
    /// with `GUILD_PRESENCES` only, to others the bot itself ("Gateway Events", Guild Create).
    pub fn guild_create_json(&self, guild: Id, (application, intents): (Id, u64)) -> Value {
        let Some(guild) = self.guilds.get(&guild) else {
            return Value::Null;
        };
        let visible = |id: Id| self.can_see(application, id);
        let channels = self.channels_of(guild.id).filter(|channel| visible(channel.id));
        let threads = self.active_threads(guild.id).filter(|thread| visible(thread.id));
        let shown = |id: &&Id| intents & GUILD_PRESENCES != 0 || **id == application;
        let members = guild.members.keys().filter(shown).map(|id| self.member_json(guild.id, *id));
        let more = json!({
            "joined_at": guild.members.get(&application).map(|member| timestamp(member.joined_at)), "large": false,
            "unavailable": false, "member_count": guild.members.len(), "voice_states": [],
            "members": members.collect::<Vec<_>>(),
            "channels": channels.map(Channel::json).collect::<Vec<_>>(),
            "threads": threads.map(Channel::json).collect::<Vec<_>>(),
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        merged(guild.json(), more)
    }
}
