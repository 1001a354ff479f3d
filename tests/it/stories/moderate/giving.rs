//! Entries, as readers give them, without the taps: straight through the log.

use athenaeum::domain::decision::{Act, Decision, Key, Moment, Needs};
use athenaeum::domain::entry::rules::{Beginning, Filling, Reader, Target, draw, fill, needs};
use athenaeum::domain::entry::{EntryKind, Rating, Source};
use athenaeum::domain::ids::{EntryNumber, GuildId, MessagePlace, ResourceKey, UserId};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Slug;
use discord_simulator::{Guild, Member};

use crate::support::Room;

/// An entry that is about to be given.
#[derive(Clone)]
pub struct Giving {
    reader: Reader,
    beginning: Beginning,
    filling: Filling,
}

impl Giving {
    /// An entry of a member with a comment, on Deep Work.
    pub fn of(guild: &Guild, by: &Member, comment: &str) -> Self {
        Self::by((guild.id().0, by.id().0), &by.name(), comment)
    }

    /// An entry of somebody who is known to the log alone.
    pub fn by((guild, user): (u64, u64), name: &str, comment: &str) -> Self {
        let beginning = Beginning {
            resource: on("deep-work"),
            title: "Deep Work".to_owned(),
            anonymous: false,
            source: Source::Panel,
            message: None,
            panel: None,
            lots: draw([user, user + 1, user + 2]),
        };
        let reader = Reader {
            guild: GuildId::new(guild),
            user: UserId::new(user),
            name: name.to_owned(),
            joined_at: None,
        };
        Self {
            reader,
            beginning,
            filling: Filling { comment: Some(comment.to_owned()), ..Filling::default() },
        }
    }

    /// The same about another work.
    pub fn about(mut self, slug: &str) -> Self {
        self.beginning.resource = on(slug);
        self
    }

    /// The same with a rating and a kind.
    pub fn rated(mut self, rating: Rating, kind: EntryKind) -> Self {
        self.filling.rating = Some(rating);
        self.filling.kind = Some(kind);
        self
    }

    /// The same without a name.
    pub fn anonymous(mut self) -> Self {
        self.beginning.anonymous = true;
        self
    }

    /// The same, made from a message.
    pub fn made_from(mut self, message: MessagePlace) -> Self {
        self.beginning.source = Source::Message;
        self.beginning.message = Some(message);
        self
    }

    /// Gives it, and says its number.
    pub async fn give(self, room: &Room) -> EntryNumber {
        let answer = room.bot.app.log.write(self).await.unwrap();
        let text = &answer.reply.message().unwrap().text;
        EntryNumber::new(text.parse().unwrap())
    }
}

fn on(slug: &str) -> ResourceKey {
    ResourceKey::shared(Slug::try_from(slug).unwrap())
}

impl Act for Giving {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        Key::message(self.reader.guild, self.reader.user.get(), self.filling.comment.as_ref().unwrap())
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn needs(&self, people: &State) -> Needs {
        needs(people, &self.reader, &Target::Fresh(self.beginning.clone()))
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let target = Target::Fresh(self.beginning.clone());
        let entry = fill(state, moment, &self.reader, (&target, &self.filling), &mut decision)?;
        decision.reply = Reply::aside(entry.number.to_string());
        Ok(decision)
    }
}
