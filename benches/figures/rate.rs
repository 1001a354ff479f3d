//! The act that is appended and exported: a reader's first feedback on a work. The dearest of the common ones, for it
//! writes an event, its answer, the entry, the reader's row and standing, the tally and the guild.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use athenaeum::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use athenaeum::domain::entry::rules::{Beginning, Filling, Reader, Target, draw, fill, needs};
use athenaeum::domain::entry::{Rating, Source};
use athenaeum::domain::ids::{GuildId, ResourceKey, UserId};
use athenaeum::domain::refusal::Refusal;
use athenaeum::domain::reply::Reply;
use athenaeum::domain::shelf::ResourceWritten;
use athenaeum::domain::state::State;
use athenaeum::library::resource::Resource;

/// The guild in which feedback is given.
pub const GUILD: GuildId = GuildId::new(613_425_648_685_547_541);

/// Puts a work on the shelf.
pub struct Shelve(pub Arc<Resource>);

impl Act for Shelve {
    fn guild(&self) -> GuildId {
        GuildId::DEPLOYMENT
    }

    fn key(&self) -> Key {
        Key::import(self.0.slug.as_str(), 0, "bench")
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { resources: vec![ResourceKey::shared(self.0.slug.clone())], ..Needs::default() }
    }

    fn decide(&self, _state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let resource = Arc::clone(&self.0);
        Ok(Decision::quiet().then(Happening::seen(ResourceWritten {
            revision: 1,
            file_hash: None,
            resource,
        })))
    }
}

/// A reader nobody has met yet says what a work gave them.
pub struct Rate {
    number: u64,
    about: ResourceKey,
    comment: Option<String>,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Rate {
    /// The next reader's tap on one of these works.
    pub fn next(works: &[Arc<Resource>]) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let at = usize::try_from(number).unwrap_or_default() % works.len();
        Self { number, about: ResourceKey::shared(works[at].slug.clone()), comment: None }
    }

    /// The same with words.
    pub fn saying(self, comment: String) -> Self {
        Self { comment: Some(comment), ..self }
    }

    fn user(&self) -> UserId {
        UserId::new(900_000_000_000_000_000 + self.number)
    }

    fn reader(&self) -> Reader {
        Reader {
            guild: GUILD,
            user: self.user(),
            name: format!("reader {}", self.number),
            joined_at: Some(1_700_000_000_000),
        }
    }

    fn target(&self) -> Target {
        Target::Fresh(Beginning {
            resource: self.about.clone(),
            title: "a work".to_owned(),
            anonymous: false,
            source: Source::Panel,
            message: None,
            panel: None,
            lots: draw([self.number, self.number + 1, self.number + 2]),
        })
    }
}

impl Act for Rate {
    fn guild(&self) -> GuildId {
        GUILD
    }

    fn key(&self) -> Key {
        Key::interaction(1_200_000_000_000_000_000 + self.number)
    }

    fn fingerprint(&self) -> String {
        format!("{} {:?}", self.number, self.comment)
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.user()]
    }

    fn needs(&self, people: &State) -> Needs {
        needs(people, &self.reader(), &self.target())
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let rating = Rating::from_number(1 + i64::try_from(self.number % 5).unwrap_or_default());
        let filling = Filling { rating, comment: self.comment.clone(), ..Filling::default() };
        let entry = fill(state, moment, &self.reader(), (&self.target(), &filling), &mut decision)?;
        decision.reply = Reply::aside(format!("Kept as feedback #{}.", entry.number));
        Ok(decision)
    }
}
