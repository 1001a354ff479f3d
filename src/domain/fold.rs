//! The one fold: live writing, rebuilding and tests all derive state from events here and nowhere else.

use std::sync::Arc;

use super::discussion::{Discussion, DiscussionChanged, DiscussionGone, DiscussionJoined, DiscussionOpened};
use super::draft::{Draft, DraftKept};
use super::entry::{Change, Entry, EntryGiven, EntryRevised, Status};
use super::event::{Event, Recorded};
use super::ids::{ActorId, EntryNumber, GuildId, Pos, ResourceKey};
use super::shelf::{LookupsCounted, ResourceWritten, Shelved};
use super::state::State;
use super::tally::{Stance, Standing};

/// An actor for events that lack one; no act makes such an event, but a fold must not stop at one.
const NOBODY: ActorId = ActorId::new(0);

/// Passes over an event of a kind that only a newer release knows: it still is one of its guild's, and the next one comes
/// after it.
pub fn pass_over(state: &mut State, guild: GuildId) {
    state.guilds.edit(guild, |it| it.seq += 1);
}

/// Folds one event into the state.
pub fn apply(state: &mut State, recorded: &Recorded) {
    let guild = recorded.guild;
    state.guilds.edit(guild, |it| it.seq += 1);
    match &recorded.event {
        Event::ResourceWritten(it) => written(state, guild, it),
        Event::ResourceRetired(it) => {
            let key = ResourceKey { owner: guild, slug: it.slug.clone() };
            state.shelf.revise(&key, |row| row.retired = true);
        }
        Event::GuildJoined(_) => state.guilds.edit(guild, |it| it.present = true),
        Event::GuildLeft(_) => state.guilds.edit(guild, |it| it.present = false),
        Event::PlaceSet(it) => state.guilds.edit(guild, |row| row.place = it.place),
        Event::ModeratorsSet(it) => state.guilds.edit(guild, |row| row.moderators = it.role),
        Event::DiscussionOpened(it) => opened(state, recorded, it),
        Event::DiscussionChanged(it) => changed(state, guild, it),
        Event::DiscussionGone(it) => gone(state, guild, it),
        Event::DiscussionJoined(it) => joined(state, recorded, it),
        Event::EntryGiven(it) => given(state, recorded, it),
        Event::EntryRevised(it) => revised(state, recorded, it),
        Event::EntryWithdrawn(it) => ended(state, guild, it.number, Ending::Withdrawn),
        Event::EntryRemoved(it) => ended(state, guild, it.number, Ending::Removed(recorded.words())),
        Event::EntryErased(it) => state.entries.revise(&(guild, it.number), |row| row.words = None),
        Event::DraftKept(it) => kept(state, recorded, it),
        Event::DraftUsed(it) => state.drafts.revise(&(guild, it.number), |row| {
            row.used = true;
            row.words = None;
        }),
        Event::LookupsCounted(it) => counted(state, guild, it),
        Event::LogRestored(it) => state.guilds.edit(guild, |row| {
            row.restored = Some(row.restored.map_or(it.since, |earlier| earlier.min(it.since)));
        }),
        // An export changes nothing that is derived: it is remembered for those who ask who took what.
        Event::ExportMade(_) => {}
    }
}

fn written(state: &mut State, owner: GuildId, it: &ResourceWritten) {
    let key = ResourceKey { owner, slug: it.resource.slug.clone() };
    let before = state.shelf.find(&key).and_then(|row| row.file_hash.clone());
    let row = Shelved {
        revision: it.revision,
        hash: it.resource.content_hash(),
        file_hash: it.file_hash.clone().or(before),
        retired: it.resource.retired,
        resource: Some(Arc::clone(&it.resource)),
    };
    state.shelf.put(key, row);
}

fn opened(state: &mut State, recorded: &Recorded, it: &DiscussionOpened) {
    let key = (recorded.guild, it.resource.clone());
    let discussion = Discussion {
        channel: it.channel,
        thread: it.thread,
        opening: it.opening,
        forum: it.forum,
        archived: false,
        locked: false,
        gone: false,
        opened_at: recorded.at,
    };
    state.discussions.put(key.clone(), discussion);
    state.tallies.edit(key, |tally| tally.touched_at = recorded.at);
}

fn changed(state: &mut State, guild: GuildId, it: &DiscussionChanged) {
    state.discussions.revise(&(guild, it.resource.clone()), |row| {
        if row.thread == it.thread {
            row.archived = it.archived;
            row.locked = it.locked;
        }
    });
}

fn gone(state: &mut State, guild: GuildId, it: &DiscussionGone) {
    state.discussions.revise(&(guild, it.resource.clone()), |row| {
        row.gone |= row.thread == it.thread;
    });
}

fn joined(state: &mut State, recorded: &Recorded, it: &DiscussionJoined) {
    let place =
        Place { guild: recorded.guild, resource: &it.resource, actor: recorded.actor.unwrap_or(NOBODY) };
    restand(state, &place, recorded.at, |standing| standing.talked = true);
}

fn given(state: &mut State, recorded: &Recorded, it: &EntryGiven) {
    let actor = recorded.actor.unwrap_or(NOBODY);
    let entry = Entry::begun(it, actor, recorded.at, recorded.words());
    state.entries.put((recorded.guild, it.number), entry);
    if let Some(message) = it.message {
        state.logged.put((recorded.guild, message.message), it.number);
    }
    if !it.anonymous {
        state.guilds.edit(recorded.guild, |row| row.entries = row.entries.max(it.number.get()));
    }
    let place = Place { guild: recorded.guild, resource: &it.resource, actor };
    restand(state, &place, recorded.at, |standing| {
        standing.entries.push(Stance {
            number: it.number,
            rated_at: recorded.at,
            rating: it.rating,
            shift: it.shift.clone(),
        });
    });
}

fn revised(state: &mut State, recorded: &Recorded, it: &EntryRevised) {
    let key = (recorded.guild, it.number);
    let Some(mut entry) = state.entries.find(&key).cloned() else { return };
    entry.change(&it.change, recorded.at, recorded.words());
    state.entries.put(key, entry.clone());
    let place = Place { guild: recorded.guild, resource: &entry.resource, actor: entry.actor };
    restand(state, &place, recorded.at, |standing| {
        for stance in standing.entries.iter_mut().filter(|stance| stance.number == it.number) {
            if let Change::Rating(rating) = it.change {
                stance.rating = Some(rating);
                stance.rated_at = recorded.at;
            }
            stance.shift.clone_from(&entry.shift);
        }
    });
}

/// How an entry ceases to count.
#[derive(Clone, Copy)]
enum Ending {
    Withdrawn,
    Removed(Option<Pos>),
}

fn ended(state: &mut State, guild: GuildId, number: EntryNumber, ending: Ending) {
    let key = (guild, number);
    let Some(mut entry) = state.entries.find(&key).cloned() else { return };
    entry.words = None;
    match ending {
        Ending::Withdrawn => entry.status = Status::Withdrawn,
        Ending::Removed(reason) => {
            entry.status = Status::Removed;
            entry.reason = reason;
        }
    }
    state.entries.put(key, entry.clone());
    let place = Place { guild, resource: &entry.resource, actor: entry.actor };
    // Taking back is not talking about: the resource is not touched by it.
    let touched = state.tallies.find(&(guild, entry.resource.clone())).map_or(0, |it| it.touched_at);
    restand(state, &place, touched, |standing| standing.entries.retain(|it| it.number != number));
}

fn kept(state: &mut State, recorded: &Recorded, it: &DraftKept) {
    let draft = Draft {
        number: it.number,
        actor: recorded.actor.unwrap_or(NOBODY),
        message: it.message,
        author: it.author,
        words: recorded.words(),
        kept_at: recorded.at,
        used: false,
    };
    state.guilds.edit(recorded.guild, |row| row.drafts = row.drafts.max(it.number.get()));
    state.drafts.put((recorded.guild, it.number), draft);
}

fn counted(state: &mut State, guild: GuildId, it: &LookupsCounted) {
    for (slug, count) in &it.counts {
        state.tallies.edit((guild, ResourceKey::shared(slug.clone())), |tally| tally.lookups += count);
    }
}

/// Whose standing on what.
struct Place<'a> {
    guild: GuildId,
    resource: &'a ResourceKey,
    actor: ActorId,
}

/// Changes a reader's standing and carries the difference into the tally.
fn restand(state: &mut State, place: &Place<'_>, touched_at: i64, change: impl FnOnce(&mut Standing)) {
    let key = (place.guild, place.resource.clone(), place.actor);
    if state.minted.contains(&place.actor) {
        state.standings.load(key.clone(), None);
    }
    let was = state.standings.find(&key).cloned().unwrap_or_default();
    let mut now = was.clone();
    change(&mut now);
    state.tallies.edit((place.guild, place.resource.clone()), |tally| {
        tally.replace(&was, &now);
        tally.touched_at = tally.touched_at.max(touched_at);
    });
    // Most changes to an entry leave what it stands for as it is.
    if now != was || state.standings.find(&key).is_none() {
        state.standings.put(key, now);
    }
}
