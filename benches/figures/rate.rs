//! The act that is appended and exported: a tap on the feedback panel, the commonest one. Each writes an event, its
//! answer, the entry, the reader's standing, the tally and the guild; the first one of each reader also their row.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use athenaeum::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use athenaeum::domain::entry::rules::{Beginning, Filling, Reader, Target, draw, fill, needs};
use athenaeum::domain::entry::{EntryKind, Rating, Source};
use athenaeum::domain::ids::{GuildId, MessageId, ResourceKey, UserId};
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

/// How often a panel is tapped: the first tap begins the entry, the others change it.
const TAPS: u64 = 4;

/// One tap of a reader on their panel about a work. Every reader is a new one, and leaves after [`TAPS`].
pub struct Tap {
    reader: u64,
    tap: u64,
    about: ResourceKey,
    comment: Option<String>,
}

/// Somebody who taps.
pub struct Person {
    reader: u64,
    tap: u64,
}

static READERS: AtomicU64 = AtomicU64::new(1);

/// Lets readers begin at a number, so that those of several processes differ.
pub fn begin_at(number: u64) {
    READERS.store(number, Ordering::Relaxed);
}

impl Person {
    /// A reader nobody has met yet.
    pub fn new() -> Self {
        Self { reader: READERS.fetch_add(1, Ordering::Relaxed), tap: 0 }
    }

    /// Their next tap on a panel about one of these works; when they are done, another reader's first.
    pub fn tap(&mut self, works: &[Arc<Resource>]) -> Tap {
        if self.tap == TAPS {
            *self = Self::new();
        }
        let at = usize::try_from(self.reader).unwrap_or_default() % works.len();
        let about = ResourceKey::shared(works[at].slug.clone());
        let tap = Tap { reader: self.reader, tap: self.tap, about, comment: None };
        self.tap += 1;
        tap
    }
}

impl Tap {
    /// The same with words.
    pub fn saying(self, comment: String) -> Self {
        Self { comment: Some(comment), ..self }
    }

    fn number(&self) -> u64 {
        self.reader * TAPS + self.tap
    }

    fn user(&self) -> UserId {
        UserId::new(900_000_000_000_000_000 + self.reader)
    }

    fn reader(&self) -> Reader {
        Reader {
            guild: GUILD,
            user: self.user(),
            name: format!("reader {}", self.reader),
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
            panel: Some(MessageId::new(1_100_000_000_000_000_000 + self.reader)),
            lots: draw([self.number(), self.number() + 1, self.number() + 2]),
        })
    }

    fn filling(&self) -> Filling {
        let rating = Rating::from_number(1 + i64::try_from(self.number() % 5).unwrap_or_default());
        let kind = (self.tap % 2 == 1).then_some(if self.tap == 1 {
            EntryKind::Question
        } else {
            EntryKind::Suggestion
        });
        Filling {
            rating: rating.filter(|_| kind.is_none()),
            kind,
            comment: self.comment.clone(),
            shift: None,
        }
    }
}

impl Act for Tap {
    fn guild(&self) -> GuildId {
        GUILD
    }

    fn key(&self) -> Key {
        Key::interaction(1_200_000_000_000_000_000 + self.number())
    }

    fn fingerprint(&self) -> String {
        format!("{} {} {:?}", self.reader, self.tap, self.comment)
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.user()]
    }

    fn needs(&self, people: &State) -> Needs {
        needs(people, &self.reader(), &self.target())
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        let entry = fill(state, moment, &self.reader(), (&self.target(), &self.filling()), &mut decision)?;
        decision.reply = Reply::aside(format!("Kept as feedback #{}.", entry.number));
        Ok(decision)
    }
}
