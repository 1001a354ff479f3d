//! Who and what the door knows by name: the application, guilds, members, and the answers that people hold.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::Opening;
use crate::permissions::{MANAGE_MESSAGES, MANAGE_THREADS, ORDINARY};
use crate::scene::{Answer, Application, Guild, Member, Simulator, Stuck};

/// What the bot may do in the guild that everything begins with.
const BOT: u64 = ORDINARY | MANAGE_THREADS;
/// What its moderators may do.
const MODERATOR: u64 = ORDINARY | MANAGE_THREADS | MANAGE_MESSAGES;

pub struct Desk {
    pub simulator: Simulator,
    pub application: Application,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The first one is meant where a request names none.
    guilds: Vec<Place>,
    answers: Vec<Arc<Answer>>,
}

#[derive(Clone)]
struct Place {
    name: String,
    guild: Guild,
    channels: BTreeMap<String, String>,
    members: BTreeMap<String, Member>,
    roles: Vec<String>,
}

impl Desk {
    /// A simulator with an application in a guild "Harbour": channels general and shelf, members ann, bo and mo, who is
    /// a moderator.
    pub fn furnished(simulator: Simulator, opening: &Opening) -> Self {
        let application = simulator.application(&opening.application);
        application.allow_intents(opening.intents);
        if let Some(token) = &opening.token {
            application.set_token(token);
        }
        let desk = Self { simulator, application, known: Mutex::default() };
        let harbour = desk.add_guild("Harbour");
        desk.note_channel(&harbour, "general", harbour.text_channel("general"));
        desk.note_channel(&harbour, "shelf", harbour.forum("shelf", &["Question", "Find"]));
        desk.add_role(&harbour, "Moderator", MODERATOR);
        desk.add_member(&harbour, "ann");
        desk.add_member(&harbour, "bo");
        desk.add_member(&harbour, "mo").gains_role("Moderator");
        desk
    }

    pub fn world(&self) -> Value {
        let guilds: Vec<Value> = self.known().guilds.iter().map(Place::json).collect();
        json!({
            "url": self.simulator.url(),
            "gateway": self.simulator.url().replacen("http", "ws", 1),
            "control": format!("{}/control", self.simulator.url()),
            "token": self.application.token(),
            "application": self.application.id(),
            "guilds": guilds,
        })
    }

    /// A new guild with the bot in it.
    pub fn add_guild(&self, name: &str) -> Guild {
        let guild = self.simulator.guild(name);
        guild.install(&self.application, BOT);
        let place = Place {
            name: name.to_owned(),
            guild: guild.clone(),
            channels: BTreeMap::new(),
            members: BTreeMap::new(),
            roles: vec!["@everyone".to_owned()],
        };
        self.known().guilds.push(place);
        guild
    }

    pub fn add_member(&self, guild: &Guild, name: &str) -> Member {
        let member = guild.member(name);
        self.note(guild, |place| {
            place.members.insert(name.to_owned(), member.clone());
        });
        member
    }

    pub fn add_role(&self, guild: &Guild, name: &str, bits: u64) {
        guild.role(name, bits);
        self.note(guild, |place| place.roles.push(name.to_owned()));
    }

    pub fn note_channel(&self, guild: &Guild, name: &str, id: crate::Id) {
        self.note(guild, |place| {
            place.channels.insert(name.to_owned(), id.to_string());
        });
    }

    pub fn guild(&self, name: Option<&str>) -> Result<Guild, Stuck> {
        self.place(name).map(|place| place.guild)
    }

    pub fn member(&self, guild: Option<&str>, name: &str) -> Result<Member, Stuck> {
        let place = self.place(guild)?;
        let known = || place.members.keys().cloned().collect::<Vec<_>>().join(", ");
        let missing = || Stuck(format!("{} has no member {name:?}; it has: {}", place.name, known()));
        place.members.get(name).cloned().ok_or_else(missing)
    }

    pub fn knows_role(&self, guild: Option<&str>, name: &str) -> Result<(), Stuck> {
        let place = self.place(guild)?;
        let known = place.roles.iter().any(|role| role == name);
        known.then_some(()).ok_or_else(|| {
            Stuck(format!("{} has no role {name:?}; it has: {}", place.name, place.roles.join(", ")))
        })
    }

    /// Keeps an answer, so that its buttons can be pressed; its number.
    pub fn keep(&self, answer: Answer) -> (usize, Arc<Answer>) {
        let answer = Arc::new(answer);
        let mut known = self.known();
        known.answers.push(Arc::clone(&answer));
        (known.answers.len(), answer)
    }

    pub fn answer(&self, number: usize) -> Result<Arc<Answer>, Stuck> {
        let known = self.known();
        let found = number.checked_sub(1).and_then(|at| known.answers.get(at)).cloned();
        found.ok_or_else(|| Stuck(format!("there is no answer {number}")))
    }

    fn place(&self, name: Option<&str>) -> Result<Place, Stuck> {
        let known = self.known();
        let found = match name {
            Some(name) => known.guilds.iter().find(|place| place.name == name),
            None => known.guilds.first(),
        };
        found.cloned().ok_or_else(|| Stuck(format!("there is no guild {:?}", name.unwrap_or_default())))
    }

    fn note(&self, guild: &Guild, change: impl FnOnce(&mut Place)) {
        if let Some(place) = self.known().guilds.iter_mut().find(|place| place.guild.id() == guild.id()) {
            change(place);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn json(&self) -> Value {
        let members: BTreeMap<&str, String> =
            self.members.iter().map(|(name, member)| (name.as_str(), member.id().to_string())).collect();
        json!({
            "name": self.name, "id": self.guild.id(), "channels": self.channels, "members": members,
            "roles": self.roles,
        })
    }
}
