//! A discussion: the one thread of a resource in a guild.

use serde::{Deserialize, Serialize};

use super::decision::{Decision, Happening, Moment};
use super::entry::rules::{Reader, person};
use super::event::Event;
use super::ids::{ChannelId, GuildId, MessageId, ResourceKey};
use super::state::State;

/// The discussion of a resource as folded from its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discussion {
    /// The text or forum channel it lives in.
    pub channel: ChannelId,
    /// The thread.
    pub thread: ChannelId,
    /// The opening post.
    pub opening: MessageId,
    /// Whether the channel is a forum.
    pub forum: bool,
    /// Whether Discord has archived it; it opens again when someone writes.
    #[serde(default)]
    pub archived: bool,
    /// Whether only moderators may write.
    #[serde(default)]
    pub locked: bool,
    /// Whether people have deleted it.
    #[serde(default)]
    pub gone: bool,
    /// When it was opened, in epoch milliseconds.
    pub opened_at: i64,
}

/// A discussion was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionOpened {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The text or forum channel it lives in.
    pub channel: ChannelId,
    /// The thread.
    pub thread: ChannelId,
    /// The opening post.
    pub opening: MessageId,
    /// Whether the channel is a forum.
    pub forum: bool,
}

/// People archived, locked or reopened a discussion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionChanged {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The thread.
    pub thread: ChannelId,
    /// Whether it is archived now.
    pub archived: bool,
    /// Whether it is locked now.
    pub locked: bool,
}

/// People deleted a discussion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionGone {
    /// Of which resource.
    pub resource: ResourceKey,
    /// The thread that is no more.
    pub thread: ChannelId,
}

/// Somebody wrote in a discussion for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscussionJoined {
    /// Of which resource.
    pub resource: ResourceKey,
}

/// What was seen of a discussion on Discord.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It has just been opened.
    Opened(DiscussionOpened),
    /// This is how it stands.
    Standing(DiscussionChanged),
    /// It is no longer there.
    Gone(DiscussionGone),
}

impl Seen {
    /// Whose discussion it is.
    pub fn resource(&self) -> &ResourceKey {
        match self {
            Self::Opened(it) => &it.resource,
            Self::Standing(it) => &it.resource,
            Self::Gone(it) => &it.resource,
        }
    }
}

/// The event in what was seen; `None` when the log knows it already, or knows better: a discussion that stands is not
/// replaced, and a thread that was replaced no longer counts.
pub fn news(state: &State, guild: GuildId, seen: &Seen) -> Option<Event> {
    let known = state.discussions.find(&(guild, seen.resource().clone()));
    let standing = known.filter(|it| !it.gone);
    match seen {
        Seen::Opened(it) => standing.is_none().then(|| it.clone().into()),
        Seen::Standing(it) => {
            let same = standing?.thread == it.thread;
            let changed = (standing?.archived, standing?.locked) != (it.archived, it.locked);
            (same && changed).then(|| it.clone().into())
        }
        Seen::Gone(it) => (standing?.thread == it.thread).then(|| it.clone().into()),
    }
}

/// Counts a member among those who talk about a resource, once.
pub fn join(
    state: &State,
    moment: &Moment,
    (reader, resource): (&Reader, &ResourceKey),
    decision: &mut Decision,
) {
    let person = person(state, moment, reader);
    let key = (reader.guild, resource.clone(), person.actor);
    // An actor minted a moment ago has no standing yet, and none was loaded.
    if state.standings.knows(&key) && state.standings.find(&key).is_some_and(|it| it.talked) {
        return;
    }
    decision.events.push(Happening::by(person.actor, DiscussionJoined { resource: resource.clone() }));
    decision.people.push(person);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::event::Recorded;
    use crate::domain::fold::apply;
    use crate::domain::ids::{Pos, UserId};
    use crate::domain::state::State;
    use crate::library::resource::Slug;

    const GUILD: GuildId = GuildId::new(7);

    fn resource() -> ResourceKey {
        ResourceKey::shared(Slug::try_from("a-book").unwrap())
    }

    fn opened(thread: u64) -> Seen {
        let thread = ChannelId::new(thread);
        let opening = MessageId::new(thread.get());
        let channel = ChannelId::new(1);
        Seen::Opened(DiscussionOpened { resource: resource(), channel, thread, opening, forum: false })
    }

    fn standing(thread: u64, archived: bool, locked: bool) -> Seen {
        let thread = ChannelId::new(thread);
        Seen::Standing(DiscussionChanged { resource: resource(), thread, archived, locked })
    }

    fn gone(thread: u64) -> Seen {
        Seen::Gone(DiscussionGone { resource: resource(), thread: ChannelId::new(thread) })
    }

    /// Folds what is news in each sighting, and says which of them were.
    fn tell(state: &mut State, sightings: &[Seen]) -> Vec<bool> {
        let mut news_in = Vec::new();
        for seen in sightings {
            let event = news(state, GUILD, seen);
            news_in.push(event.is_some());
            if let Some(event) = event {
                let recorded =
                    Recorded { pos: Pos::new(1), guild: GUILD, actor: None, at: 5, has_words: false, event };
                apply(state, &recorded);
            }
        }
        news_in
    }

    #[test]
    fn what_is_known_is_no_news() {
        let mut state = State::empty();
        let sightings = [
            opened(10),
            opened(10),
            standing(10, false, false),
            standing(10, true, false),
            standing(10, true, false),
            standing(10, true, true),
            gone(10),
            gone(10),
            standing(10, false, false),
        ];
        let expected = [true, false, false, true, false, true, true, false, false];
        assert_eq!(tell(&mut state, &sightings), expected);
    }

    #[test]
    fn a_thread_that_was_replaced_no_longer_counts() {
        let mut state = State::empty();
        let sightings = [opened(10), opened(11), gone(10), opened(11), gone(10), standing(10, true, true)];
        assert_eq!(tell(&mut state, &sightings), [true, false, true, true, false, false]);
        let row = state.discussions.find(&(GUILD, resource())).unwrap();
        assert_eq!((row.thread, row.gone, row.locked), (ChannelId::new(11), false, false));
    }

    #[test]
    fn nothing_is_seen_of_a_discussion_that_never_was() {
        let mut state = State::empty();
        assert_eq!(tell(&mut state, &[gone(10), standing(10, true, false)]), [false, false]);
    }

    #[test]
    fn who_has_talked_is_counted_once() {
        let mut state = State::empty();
        let reader = Reader { guild: GUILD, user: UserId::new(3), name: "ann".to_owned(), joined_at: None };
        let moment = Moment { now: 5, end: Pos::from_i64(0), lots: [400 << 14, 800 << 14, 0, 0] };
        let mut first = Decision::quiet();
        join(&state, &moment, (&reader, &resource()), &mut first);
        let (happening, person) = (first.events.remove(0), first.people.remove(0));
        state.people.put((GUILD, reader.user), person);
        let recorded = Recorded {
            pos: Pos::new(1),
            guild: GUILD,
            actor: happening.actor,
            at: 5,
            has_words: false,
            event: happening.event,
        };
        apply(&mut state, &recorded);
        let mut second = Decision::quiet();
        join(&state, &moment, (&reader, &resource()), &mut second);
        assert!(second.events.is_empty() && second.people.is_empty());
        assert_eq!(state.tallies.find(&(GUILD, resource())).unwrap().talking, 1);
    }
}
