//! Who hears of what: events go to the sessions whose intents ask for them and whose bot can see the place.

use serde_json::{Value, json};

use super::session::{MESSAGE_CONTENT, Session};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::feed::Touched;
use crate::state::message::Message;

const GUILDS: u64 = 1;
/// `GUILD_MEMBERS`.
pub(super) const GUILD_MEMBERS: u64 = 1 << 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;

impl World {
    /// Sends to one session, twice if a fault says so.
    pub fn tell_session(&mut self, session: &str, event: &str, payload: &Value) {
        for _ in 0..self.faults.deliveries(event) {
            let cut = self.gateway.cuts();
            if let Some(session) = self.sessions.get_mut(session) {
                if let Some(line) = session.line.take_if(|_| cut) {
                    line.cut();
                }
                session.dispatch(event, payload);
            }
        }
    }

    /// An event of a guild as a whole, under GUILDS.
    pub fn tell_guild(&mut self, event: &str, guild: Id, payload: &Value) {
        for (session, application) in self.listeners(GUILDS, Some(guild)) {
            if self.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&application)) {
                self.tell_session(&session, event, payload);
            }
        }
    }

    /// An event about a channel or thread, to those who can see it. A deleted thread shows only its place.
    pub fn tell_channel(&mut self, event: &str, id: Id) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        let guild = channel.guild;
        let mut payload = match event {
            "THREAD_DELETE" => {
                json!({"id": id, "guild_id": channel.guild, "parent_id": channel.parent, "type": channel.kind})
            }
            _ => channel.json(),
        };
        if event == "THREAD_CREATE" {
            payload["newly_created"] = json!(true);
        }
        for (session, application) in self.listeners(GUILDS, Some(guild)) {
            if self.can_see(application, id) {
                self.tell_session(&session, event, &payload);
            }
        }
    }

    /// `GUILD_MEMBER_UPDATE`: of oneself always, of others with `GUILD_MEMBERS`.
    pub fn tell_member_update(&mut self, guild: Id, user: Id, payload: &Value) {
        for (session, application) in self.listeners(0, Some(guild)) {
            let intents = self.sessions.get(&session).map_or(0, |session| session.intents);
            let here = self.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&application));
            if here && (application == user || intents & GUILD_MEMBERS != 0) {
                self.tell_session(&session, "GUILD_MEMBER_UPDATE", payload);
            }
        }
    }

    /// `MESSAGE_CREATE` or `MESSAGE_UPDATE`.
    pub fn tell_message(&mut self, event: &str, channel: Id, id: Id) {
        self.feed.note(Touched::Message(channel, id));
        let Some(message) = self.messages.get(&(channel, id)).cloned() else {
            return;
        };
        for (session, application) in self.hearers_of(&message) {
            let intents = self.sessions.get(&session).map_or(0, |session| session.intents);
            let mut payload = self.message_json_for(&message, application, intents & MESSAGE_CONTENT != 0);
            if message.audience.is_none() {
                payload["guild_id"] = json!(message.guild);
                payload["member"] = json!(self.partial_member_json(message.guild, message.author));
            }
            self.tell_session(&session, event, &payload);
        }
    }

    /// `MESSAGE_DELETE`.
    pub fn tell_deleted(&mut self, message: &Message) {
        self.feed.note(gone(message));
        let mut payload = json!({"id": message.id, "channel_id": message.channel});
        if message.audience.is_none() {
            payload["guild_id"] = json!(message.guild);
        }
        for (session, _) in self.hearers_of(message) {
            self.tell_session(&session, "MESSAGE_DELETE", &payload);
        }
    }

    /// `MESSAGE_DELETE_BULK`.
    pub fn tell_deleted_together(&mut self, channel: Id, gone: &[Message]) {
        let Some(first) = gone.first() else { return };
        gone.iter().for_each(|message| self.feed.note(self::gone(message)));
        let ids: Vec<Id> = gone.iter().map(|it| it.id).collect();
        let payload = json!({"ids": ids, "channel_id": channel, "guild_id": first.guild});
        for (session, _) in self.hearers_of(first) {
            self.tell_session(&session, "MESSAGE_DELETE_BULK", &payload);
        }
    }

    /// Ephemeral messages go to their own application under `DIRECT_MESSAGES` ("Gateway Events", messages).
    fn hearers_of(&self, message: &Message) -> Vec<(String, Id)> {
        if message.audience.is_some() {
            let mut hearers = self.listeners(DIRECT_MESSAGES, None);
            hearers.retain(|(_, application)| *application == message.author);
            return hearers;
        }
        let mut hearers = self.listeners(GUILD_MESSAGES, Some(message.guild));
        hearers.retain(|(_, application)| self.can_see(*application, message.channel));
        hearers
    }

    fn listeners(&self, intents: u64, of: Option<Id>) -> Vec<(String, Id)> {
        let asks = |it: &Session| it.intents & intents == intents && it.shard.hears(of);
        let asked = self.sessions.iter().filter(|(_, session)| asks(session));
        asked.map(|(id, session)| (id.clone(), session.application)).collect()
    }
}

fn gone(message: &Message) -> Touched {
    Touched::Gone { channel: message.channel, message: message.id, audience: message.audience }
}
