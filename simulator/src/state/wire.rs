//! The wire log: interactions, what bots answered, the calls that they made, and what the host adds. Bounded, without
//! tokens, and each entry only for those who could know of it anyway.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::World;
use crate::snowflake::{Id, timestamp};

/// Entries kept, the newest.
const KEPT: usize = 2_000;
/// A longer body is left out, in bytes of JSON.
const BODY_LIMIT: usize = 32 * 1024;
/// What stands in place of a token.
const HIDDEN: &str = "…";

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What a bot was sent.
    Interaction,
    /// A bot's first answer to it.
    Reply,
    /// Any other call of a bot.
    Rest,
    /// What the host says of its own.
    Event,
}

/// Who may see an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Everybody,
    One(Id),
    Channel(Id),
}

/// What is noted.
pub struct Note {
    pub kind: Kind,
    pub title: String,
    /// The HTTP status, where there is one.
    pub status: Option<u16>,
    pub body: Value,
    /// The interaction that it belongs to.
    pub interaction: Option<Id>,
    /// The message that it made or changed.
    pub message: Option<Id>,
    /// The channel that it is about.
    pub channel: Option<Id>,
}

struct Entry {
    number: u64,
    at: i64,
    audience: Audience,
    note: Note,
}

/// The log.
#[derive(Default)]
pub struct Wire {
    entries: VecDeque<Entry>,
    next: u64,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Interaction => "interaction",
            Self::Reply => "reply",
            Self::Rest => "rest",
            Self::Event => "event",
        }
    }
}

impl Wire {
    /// The number of the next entry.
    pub fn position(&self) -> u64 {
        self.next
    }

    /// The numbers of the entries that belong to a message: those of the interaction that made it, and its own.
    pub fn of(&self, interaction: Option<Id>, message: Id) -> Vec<u64> {
        let belongs = |note: &Note| {
            note.message == Some(message) || interaction.is_some() && note.interaction == interaction
        };
        self.entries.iter().filter(|it| belongs(&it.note)).map(|it| it.number).collect()
    }
}

impl Entry {
    fn json(&self) -> Value {
        let Note { kind, title, status, body, interaction, message, .. } = &self.note;
        json!({
            "number": self.number, "at": timestamp(self.at), "kind": kind.name(), "title": title, "status": status,
            "body": body, "interaction": interaction, "message": message,
        })
    }
}

impl World {
    /// Adds an entry, if there is a page that shows it.
    pub fn note_on_wire(&mut self, mut note: Note) {
        if !self.feed.watched {
            return;
        }
        let secrets = self.secrets(note.interaction);
        hide(&mut note.body, &secrets);
        let length = note.body.to_string().len();
        if length > BODY_LIMIT {
            note.body = json!({"left out": format!("{length} bytes")});
        }
        let (audience, at) = (self.audience_of(&note), self.now());
        let wire = &mut self.feed.wire;
        if wire.entries.len() == KEPT {
            wire.entries.pop_front();
        }
        wire.entries.push_back(Entry { number: wire.next, at, audience, note });
        wire.next += 1;
    }

    /// The entries from a number on that a person may see, oldest first.
    pub fn wire_since(&self, number: u64, user: Id) -> Vec<Value> {
        let seen = |entry: &&Entry| match entry.audience {
            Audience::Everybody => true,
            Audience::One(one) => one == user,
            Audience::Channel(channel) => self.can_see(user, channel),
        };
        let wire = &self.feed.wire;
        let known = wire.entries.len() as u64;
        let skipped = usize::try_from(number.saturating_sub(wire.next - known)).unwrap_or(usize::MAX);
        wire.entries.iter().skip(skipped).filter(seen).map(Entry::json).collect()
    }

    fn audience_of(&self, note: &Note) -> Audience {
        let asker = note.interaction.and_then(|id| self.interactions.get(&id)).map(|it| it.user);
        // About a place that is not there, nothing can be learned.
        let place = note.channel.filter(|id| self.channels.contains_key(id));
        match (asker, place) {
            (Some(user), _) => Audience::One(user),
            (None, Some(channel)) => Audience::Channel(channel),
            (None, None) => Audience::Everybody,
        }
    }

    fn secrets(&self, interaction: Option<Id>) -> Vec<String> {
        let own = interaction.and_then(|id| self.interactions.get(&id)).map(|it| it.token.clone());
        self.applications.values().map(|it| it.token.clone()).chain(own).collect()
    }
}

/// Takes every token out of a value, wherever it stands.
fn hide(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) => {
            for secret in secrets.iter().filter(|it| text.contains(it.as_str())).collect::<Vec<_>>() {
                *text = text.replace(secret.as_str(), HIDDEN);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, secrets)),
        Value::Object(fields) => {
            for (key, field) in fields {
                if key == "token" { *field = json!(HIDDEN) } else { hide(field, secrets) }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(title: &str, body: Value) -> Note {
        Note {
            kind: Kind::Rest,
            title: title.to_owned(),
            status: Some(200),
            body,
            interaction: None,
            message: None,
            channel: None,
        }
    }

    fn world() -> World {
        let mut world = World::default();
        world.feed.watched = true;
        world
    }

    #[test]
    fn the_newest_two_thousand_are_kept_and_numbers_go_on() {
        let mut world = world();
        for number in 0..KEPT + 5 {
            world.note_on_wire(rest(&format!("GET /{number}"), Value::Null));
        }
        let entries = world.wire_since(0, Id(1));
        assert_eq!((entries.len(), &entries[0]["number"]), (KEPT, &json!(5)));
        assert_eq!(world.wire_since(KEPT as u64 + 4, Id(1)).len(), 1);
        assert_eq!(world.wire_since(u64::MAX, Id(1)).len(), 0);
    }

    #[test]
    fn no_token_is_shown_wherever_it_stands() {
        let mut world = world();
        let app = world.add_application("Bot");
        let secret = world.applications[&app].token.clone();
        let body = json!({"token": "t", "data": [{"content": format!("it is {secret}!")}]});
        world.note_on_wire(rest("POST /channels/1/messages", body));
        let entries = world.wire_since(0, Id(1));
        assert_eq!(entries[0]["body"], json!({"token": "…", "data": [{"content": "it is …!"}]}));
    }

    #[test]
    fn a_body_that_nobody_would_read_is_left_out() {
        let mut world = world();
        world.note_on_wire(rest("PUT /applications/1/commands", json!("x".repeat(BODY_LIMIT))));
        assert_eq!(world.wire_since(0, Id(1))[0]["body"], json!({"left out": "32770 bytes"}));
    }
}
