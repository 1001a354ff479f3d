//! How an act becomes events: what it needs to know, what it is given, what it decides.

use super::effect::Planned;
use super::event::Event;
use super::ids::{ActorId, DraftNumber, EffectId, EntryNumber, GuildId, MessageId, Pos, ResourceKey, UserId};
use super::person::Person;
use super::refusal::Refusal;
use super::reply::Reply;
use super::state::State;

/// Something that a person or the bot wants to do.
///
/// Deciding is synchronous and pure: the log loads what [`Act::needs`] names, calls [`Act::decide`] under the lock of
/// the log's head, and writes everything that the decision holds in one transaction.
pub trait Act: Send + Sync + 'static {
    /// Whose log it writes to.
    fn guild(&self) -> GuildId;

    /// What the source repeats when it sends the same act again.
    fn key(&self) -> Key;

    /// Text that differs whenever the act asks for something else under the same key.
    fn fingerprint(&self) -> String;

    /// When it happened at its source, in epoch milliseconds, where the source says so.
    fn at_source(&self) -> Option<i64> {
        None
    }

    /// The event that called for it, for acts of the bot's own.
    fn cause(&self) -> Option<Pos> {
        None
    }

    /// What the member typed for it, to be handed back when it cannot be done, whatever the reason.
    fn typed(&self) -> Option<Typed> {
        None
    }

    /// The people whose rows [`Act::needs`] and [`Act::decide`] read.
    fn people(&self) -> Vec<UserId> {
        Vec::new()
    }

    /// The rows that [`Act::decide`] reads, besides the guild's own; people are loaded already.
    fn needs(&self, _people: &State) -> Needs {
        Needs::default()
    }

    /// Decides.
    ///
    /// # Errors
    /// A refusal, in words for the member; nothing is written then.
    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal>;
}

/// What a member typed or chose for an act, and how they go on with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The words, ready to copy.
    pub words: Option<String>,
    /// What else was asked for, in Markdown.
    pub asked: Option<String>,
    /// The `custom_id` of a "Try again" button.
    pub again: String,
}

impl Typed {
    /// Words alone.
    pub fn words(words: impl Into<String>, again: impl Into<String>) -> Self {
        Self { words: Some(words.into()), asked: None, again: again.into() }
    }
}

/// What an act's source repeats: the same key and the same request get the stored answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// An act that an interaction asked for.
    pub fn interaction(id: u64) -> Self {
        Self(format!("i:{id}"))
    }

    /// An act that a gateway event about a message or thread calls for.
    pub fn message(guild: GuildId, id: u64, kind: &str) -> Self {
        Self(format!("g:{guild}:{id}:{kind}"))
    }

    /// An act that a period of time calls for, once per period.
    pub fn period(guild: GuildId, kind: &str, period: i64) -> Self {
        Self(format!("t:{guild}:{kind}:{period}"))
    }

    /// The act that records what came of an effect's n-th attempt.
    pub fn result(effect: EffectId, n: u64) -> Self {
        Self(format!("r:{effect}:{n}"))
    }

    /// The act that tells of what a note beside the log says.
    pub fn noted(note: i64) -> Self {
        Self(format!("n:{note}"))
    }

    /// The import of a file's content over a revision.
    pub fn import(slug: &str, base: i64, hash: &str) -> Self {
        Self(format!("f:{slug}:{base}:{hash}"))
    }

    /// The text as the database keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Rows to load before deciding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Facts about resources, without their bodies.
    pub resources: Vec<ResourceKey>,
    /// Discussions of the act's guild.
    pub discussions: Vec<ResourceKey>,
    /// Tallies of the act's guild.
    pub tallies: Vec<ResourceKey>,
    /// What actors' entries add up to.
    pub standings: Vec<(ResourceKey, ActorId)>,
    /// Entries of the act's guild; their standings and tallies come with them.
    pub entries: Vec<EntryNumber>,
    /// Entries made from messages; their standings and tallies come with them.
    pub messages: Vec<MessageId>,
    /// Drafts of the act's guild.
    pub drafts: Vec<DraftNumber>,
}

/// The moment of deciding: time and chance come in as values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Epoch milliseconds.
    pub now: i64,
    /// Where the log ends.
    pub end: Pos,
    /// Random numbers, each for one use.
    pub lots: [u64; 4],
}

/// How much of an actor is drawn by lot: among ten thousand that share a shelf, two meet once in five million times.
const RANDOM_BITS: u32 = 48;
/// Where actors stand begins anew after so many.
const SHELVES: u64 = 1 << 14;
/// So many events, as a power of two, put their new actors on one shelf.
const EVENTS_A_SHELF: u32 = 13;

impl Moment {
    /// A fresh actor. Two lots are kept for actors: 0 for the member, 1 for their anonymous self or for a second person.
    ///
    /// It is random but for where it stands among the others: those who come soon after each other lie side by side in
    /// every index by actor, for an index that is written all over costs a page per newcomer. No more than that can be
    /// told from it: thousands of events share their first bits, and its other bits outnumber those of a pseudonym.
    pub fn actor(&self, which: usize) -> ActorId {
        let shelf = u64::try_from(self.end.as_i64() >> EVENTS_A_SHELF).unwrap_or_default() % SHELVES;
        // 62 bits: positive in the database, and never the 0 that means nobody.
        ActorId::new((shelf << RANDOM_BITS | self.lots[which] >> (u64::BITS - RANDOM_BITS)).max(1))
    }
}

/// What an act leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happened, in order.
    pub events: Vec<Happening>,
    /// Words to erase, by the position of the event they lie beside.
    pub erase: Vec<Pos>,
    /// People's rows to write beside the log.
    pub people: Vec<Person>,
    /// What is to be done on Discord.
    pub effects: Vec<Planned>,
    /// Effects that are done with this.
    pub settled: Vec<EffectId>,
    /// What the member is told.
    pub reply: Reply,
}

impl Decision {
    /// A decision that only answers.
    pub fn reply(reply: Reply) -> Self {
        Self {
            events: Vec::new(),
            erase: Vec::new(),
            people: Vec::new(),
            effects: Vec::new(),
            settled: Vec::new(),
            reply,
        }
    }

    /// A decision that nobody waits for.
    pub fn quiet() -> Self {
        Self::reply(Reply::UpdateLater)
    }

    /// The same decision with one thing more that happened.
    #[must_use]
    pub fn then(mut self, happening: Happening) -> Self {
        self.events.push(happening);
        self
    }
}

/// An event about to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What happened.
    pub event: Event,
    /// Who did it.
    pub actor: Option<ActorId>,
    /// What a person typed, to be kept beside the log.
    pub words: Option<String>,
    /// Whether the act's key and moment are left off the event, so that nothing joins an anonymous entry to its
    /// interaction.
    pub unlinked: bool,
}

impl Happening {
    /// Something that an actor did.
    pub fn by(actor: ActorId, event: impl Into<Event>) -> Self {
        Self { event: event.into(), actor: Some(actor), words: None, unlinked: false }
    }

    /// Something that the bot saw or the operator did.
    pub fn seen(event: impl Into<Event>) -> Self {
        Self { event: event.into(), actor: None, words: None, unlinked: false }
    }

    /// The same with words to keep beside the log.
    #[must_use]
    pub fn with_words(mut self, words: Option<String>) -> Self {
        self.words = words;
        self
    }

    /// The same without the act's key.
    #[must_use]
    pub fn unlinked(mut self, unlinked: bool) -> Self {
        self.unlinked = unlinked;
        self
    }
}
