//! What one person sees, as frames: messages of the channels that their page has open, the wire, notices. A look tells
//! what is not as it was at the look before; nothing that is for somebody else's eyes gets into a frame.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::rows::{self, Beside};
use crate::permissions::READ_MESSAGE_HISTORY;
use crate::scene::{Member, Stuck};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::feed::Touched;
use crate::state::message::Message;

/// Entries of the wire log in one frame.
const ENTRIES: usize = 200;
/// Messages in one answer to `open`.
const PAGE_OF_MESSAGES: usize = 100;

/// A person's sight of the world.
pub struct Sight {
    member: Member,
    open: BTreeSet<Id>,
    /// How far the feed and the wire log were told.
    told: u64,
    wired: u64,
    world: Value,
    notices: BTreeMap<&'static str, String>,
}

/// Which part of a channel's messages is asked for: those before a message, or the newest.
#[derive(Deserialize)]
pub struct Part {
    channel: Id,
    before: Option<Id>,
    limit: Option<usize>,
}

impl Sight {
    pub fn new(world: &World, member: Member) -> Self {
        let told = world.feed.position();
        Self { member, open: BTreeSet::new(), told, wired: 0, world: Value::Null, notices: BTreeMap::new() }
    }

    /// The frame `world`, if anything in it is not as it was.
    pub fn world(&mut self, world: &World, beside: &Beside) -> Option<Value> {
        let now = rows::world(world, &self.member, beside);
        if now == self.world {
            return None;
        }
        self.world.clone_from(&now);
        Some(now)
    }

    /// What changed since the last time; `None` if that is so long ago that it is forgotten.
    pub fn changes(&mut self, world: &mut World) -> Option<Vec<Value>> {
        let mut frames = self.messages(world)?;
        let entries = world.wire_since(self.wired, self.member.id());
        self.wired = world.feed.wire.position();
        frames.extend(entries.chunks(ENTRIES).map(|part| json!({"type": "wire", "entries": part})));
        for (kind, text) in &world.feed.notices {
            if self.notices.get(kind) != Some(text) {
                frames.push(json!({"type": "notice", "kind": kind, "text": text}));
            }
        }
        self.notices.clone_from(&world.feed.notices);
        Some(frames)
    }

    /// A part of a channel, oldest first; its changes are told from now on.
    pub fn open(&mut self, world: &mut World, part: &Part) -> Result<Value, Stuck> {
        self.member.reach(world, part.channel)?;
        self.open.insert(part.channel);
        let (messages, more) = self.part(world, part);
        for id in messages.iter().filter_map(|it| Id::from_json(&it["id"])) {
            look_at(world, part.channel, id);
        }
        Ok(json!({"messages": messages, "more": more}))
    }

    /// Messages, oldest first, and whether there are older ones.
    fn part(&self, world: &World, part: &Part) -> (Vec<Value>, bool) {
        let limit = part.limit.unwrap_or(PAGE_OF_MESSAGES).clamp(1, PAGE_OF_MESSAGES);
        let readable = world.permissions(self.member.id(), part.channel) & READ_MESSAGE_HISTORY != 0;
        let earlier = |it: &&Message| part.before.is_none_or(|before| it.id < before);
        let all = world.messages_of(part.channel).rev().filter(earlier);
        let mut newest_first = all.filter(|it| readable && self.sees(world, it));
        let mut messages: Vec<Value> = newest_first.by_ref().take(limit).map(|it| shown(world, it)).collect();
        messages.reverse();
        (messages, newest_first.next().is_some())
    }

    fn messages(&mut self, world: &mut World) -> Option<Vec<Value>> {
        let mut seen = BTreeSet::new();
        let mut touched: Vec<Touched> = world.feed.since(self.told)?.collect();
        // Of a message that changed several times only the last state is worth telling.
        touched.reverse();
        touched.retain(|it| seen.insert(place_of(it)));
        touched.reverse();
        self.told = world.feed.position();
        let frames = touched.into_iter().filter_map(|it| match it {
            Touched::Message(channel, id) => self.message(world, channel, id),
            Touched::Gone { channel, message, audience } => {
                let mine = audience.is_none_or(|it| it == self.member.id());
                let told = mine && self.open.contains(&channel) && world.can_see(self.member.id(), channel);
                told.then(|| json!({"type": "gone", "channel": channel, "message": message}))
            }
        });
        Some(frames.collect())
    }

    fn message(&self, world: &mut World, channel: Id, id: Id) -> Option<Value> {
        let message = world.messages.get(&(channel, id))?;
        let told = self.open.contains(&channel)
            && world.can_see(self.member.id(), channel)
            && self.sees(world, message);
        let frame =
            told.then(|| json!({"type": "message", "channel": channel, "message": shown(world, message)}))?;
        look_at(world, channel, id);
        Some(frame)
    }

    fn sees(&self, world: &World, message: &Message) -> bool {
        message.visible_to(self.member.id()) && !world.feed.is_dismissed(message.id)
    }
}

/// A message as the page gets it: Discord's object, and what Discord's client knows besides.
pub fn shown(world: &World, message: &Message) -> Value {
    let mut json = world.message_json(message);
    if message.audience.is_some() {
        json["only_you"] = json!(true);
    }
    if message.loading() {
        json["thinking"] = json!(true);
    }
    let interaction = message.interaction.as_ref().and_then(|it| Id::from_json(&it["id"]));
    json["wire"] = json!(world.feed.wire.of(interaction, message.id));
    json
}

fn place_of(touched: &Touched) -> (Id, Id) {
    match *touched {
        Touched::Message(channel, message) | Touched::Gone { channel, message, .. } => (channel, message),
    }
}

fn look_at(world: &mut World, channel: Id, id: Id) {
    if let Some(message) = world.messages.get_mut(&(channel, id)) {
        message.looked_at |= !message.loading();
    }
}
