//! Threads and forum posts: opening, archiving, locking ("Threads"; "Channel", start thread and modify channel).

use std::collections::BTreeSet;

use serde_json::Value;

use super::World;
use super::channel::{
    ANNOUNCEMENT, ANNOUNCEMENT_THREAD, Channel, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, REQUIRE_TAG, TEXT,
    Thread, blank,
};
use super::message::{DEFAULT, HAS_THREAD, Message, THREAD_CREATED, THREAD_STARTER};
use super::post::Writing;
use crate::error::{self, Refusal};
use crate::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_CHANNELS, MANAGE_THREADS, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
};
use crate::snowflake::Id;

/// Active threads that a guild may have; Discord documents that there is a limit, practice says this one.
const ACTIVE_LIMIT: usize = 1000;

impl World {
    /// Opens a thread from a message; it gets the message's id, so there is one per message, ever.
    pub fn open_thread_from(
        &mut self,
        by: Id,
        channel: Id,
        message: Id,
        body: &Value,
    ) -> Result<Id, Refusal> {
        self.require(by, channel, CREATE_PUBLIC_THREADS)?;
        let kind = match self.channel(channel)?.kind {
            TEXT => PUBLIC_THREAD,
            ANNOUNCEMENT => ANNOUNCEMENT_THREAD,
            _ => return Err(error::WRONG_CHANNEL_TYPE.into()),
        };
        self.message(channel, message)?;
        if self.channels.contains_key(&message) {
            return Err(error::THREAD_EXISTS.into());
        }
        self.add_thread(by, channel, message, kind, body)?;
        self.tell_channel("THREAD_CREATE", message);
        self.mark_with_thread(channel, message);
        let id = self.id();
        let mut starter = Message::blank(id, (self.channel(channel)?.guild, message), by, THREAD_STARTER);
        starter.reference = Some(starter.reference_to(channel, message));
        starter.looked_at = true;
        self.put(starter);
        Ok(message)
    }

    /// Opens a thread without a message. Without a `type` it is private, as Discord has it.
    pub fn open_thread(&mut self, by: Id, channel: Id, body: &Value) -> Result<Id, Refusal> {
        let kind = if body["type"] == PUBLIC_THREAD { PUBLIC_THREAD } else { PRIVATE_THREAD };
        let needed = if kind == PUBLIC_THREAD { CREATE_PUBLIC_THREADS } else { CREATE_PRIVATE_THREADS };
        self.require(by, channel, needed)?;
        if self.channel(channel)?.kind != TEXT {
            return Err(error::WRONG_CHANNEL_TYPE.into());
        }
        let id = self.id();
        self.add_thread(by, channel, id, kind, body)?;
        self.tell_channel("THREAD_CREATE", id);
        if kind == PUBLIC_THREAD {
            let notice = self.id();
            let mut message =
                Message::blank(notice, (self.channel(channel)?.guild, channel), by, THREAD_CREATED);
            message.content = body["name"].as_str().unwrap_or_default().to_owned();
            message.looked_at = true;
            self.put(message);
        }
        Ok(id)
    }

    /// Opens a forum post: a thread and its first message, which has the thread's id.
    pub fn open_post(&mut self, by: Id, forum: Id, body: &Value, mut first: Writing) -> Result<Id, Refusal> {
        self.require(by, forum, SEND_MESSAGES)?;
        self.check_tags(by, forum, &body["applied_tags"])?;
        let id = self.id();
        let guild = self.channel(forum)?.guild;
        let mut message = Message::blank(id, (guild, id), by, DEFAULT);
        first.body = body["message"].clone();
        // The thread must exist before the message asks for its permissions, and must not stay if the message is bad.
        let thread = self.add_thread(by, forum, id, PUBLIC_THREAD, body);
        thread.and_then(|()| self.fill(&mut message, first)).inspect_err(|_| {
            self.channels.remove(&id);
        })?;
        self.tell_channel("THREAD_CREATE", id);
        self.put(message);
        Ok(id)
    }

    /// Un-archives a thread because somebody writes in it, and joins them. Locked ones stay as they are.
    pub fn wake_thread(&mut self, by: Id, id: Id) {
        let now = self.now();
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else {
            return;
        };
        thread.members.insert(by);
        if thread.archived {
            thread.archived = false;
            thread.archive_changed = now;
            thread.active_at = now;
            self.tell_channel("THREAD_UPDATE", id);
        }
    }

    /// 50083 in an archived thread, 160005 in a locked one for those who do not moderate it.
    pub fn refuse_archived(&self, by: Id, channel: Id) -> Result<(), Refusal> {
        let place = self.channel(channel)?;
        if place.archived() {
            return Err(error::ARCHIVED.into());
        }
        let moderates = self.permissions(by, channel) & MANAGE_THREADS != 0;
        if place.locked() && !moderates { Err(error::THREAD_LOCKED.into()) } else { Ok(()) }
    }

    /// PATCH of a thread. A change to an archived one must un-archive it in the same request.
    pub fn change_thread(&mut self, by: Id, id: Id, body: &Value) -> Result<(), Refusal> {
        let mut channel = self.channel(id)?.clone();
        self.may_change_thread(by, &channel, body)?;
        let (now, parent) = (self.now(), channel.parent.unwrap_or(id));
        if let Some(name) = body["name"].as_str() {
            name.clone_into(&mut channel.name);
        }
        if body.get("applied_tags").is_some() {
            self.check_tags(by, parent, &body["applied_tags"])?;
        }
        let slowmode = body["rate_limit_per_user"].as_u64().unwrap_or(channel.slowmode);
        channel.slowmode = slowmode;
        if let Some(thread) = &mut channel.thread {
            thread.change(body, now);
        }
        self.channels.insert(id, channel);
        self.tell_channel("THREAD_UPDATE", id);
        Ok(())
    }

    /// Archives the threads that nobody wrote in for their time; called when the clock is pushed.
    pub fn archive_idle_threads(&mut self) {
        let now = self.now();
        let idle = |channel: &&mut Channel| {
            let minutes =
                |thread: &Thread| i64::try_from(thread.auto_archive).unwrap_or(i64::MAX / 60_000) * 60_000;
            channel
                .thread
                .as_ref()
                .is_some_and(|thread| !thread.archived && now - thread.active_at > minutes(thread))
        };
        let mut changed = Vec::new();
        for channel in self.channels.values_mut().filter(idle) {
            if let Some(thread) = &mut channel.thread {
                thread.archived = true;
                thread.archive_changed = now;
            }
            changed.push(channel.id);
        }
        for id in changed {
            self.tell_channel("THREAD_UPDATE", id);
        }
    }

    fn may_change_thread(&self, by: Id, channel: &Channel, body: &Value) -> Result<(), Refusal> {
        self.require(by, channel.id, 0)?;
        let Some(thread) = &channel.thread else {
            return Err(error::WRONG_CHANNEL_TYPE.into());
        };
        let keys: BTreeSet<&str> =
            body.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let moderates = self.permissions(by, channel.id) & MANAGE_THREADS != 0;
        let opens = body["archived"] == false;
        if thread.locked && !moderates {
            return Err(error::THREAD_LOCKED.into());
        }
        if thread.archived && !opens {
            return Err(error::ARCHIVED.into());
        }
        if opens && thread.archived && self.active_threads(channel.guild).count() >= ACTIVE_LIMIT {
            return Err(error::TOO_MANY_THREADS.into());
        }
        if keys.iter().all(|key| *key == "archived") && opens {
            return self.require(by, channel.id, SEND_MESSAGES_IN_THREADS);
        }
        let moderating = keys.contains("locked") || keys.contains("rate_limit_per_user");
        if moderates || thread.owner == by && !moderating {
            Ok(())
        } else {
            Err(error::MISSING_PERMISSIONS.into())
        }
    }

    fn add_thread(&mut self, by: Id, parent: Id, id: Id, kind: u8, body: &Value) -> Result<(), Refusal> {
        let guild = self.channel(parent)?.guild;
        if self.active_threads(guild).count() >= ACTIVE_LIMIT {
            return Err(error::TOO_MANY_THREADS.into());
        }
        let now = self.now();
        let tags = body["applied_tags"].as_array().into_iter().flatten().filter_map(Id::from_json).collect();
        let mut channel = blank(id, guild, kind, body["name"].as_str().unwrap_or_default());
        channel.parent = Some(parent);
        channel.slowmode = body["rate_limit_per_user"].as_u64().unwrap_or_default();
        channel.thread = Some(Thread {
            owner: by,
            archived: false,
            locked: false,
            auto_archive: body["auto_archive_duration"].as_u64().unwrap_or(4320),
            archive_changed: now,
            active_at: now,
            created_at: now,
            message_count: 0,
            total_sent: 0,
            applied_tags: tags,
            members: BTreeSet::from([by]),
        });
        self.channels.insert(id, channel);
        Ok(())
    }

    fn mark_with_thread(&mut self, channel: Id, message: Id) {
        if let Some(message) = self.messages.get_mut(&(channel, message)) {
            message.flags |= HAS_THREAD;
        }
        self.tell_message("MESSAGE_UPDATE", channel, message);
    }

    fn check_tags(&self, by: Id, forum: Id, applied: &Value) -> Result<(), Refusal> {
        let forum = self.channel(forum)?;
        if forum.kind != FORUM {
            return Ok(());
        }
        let moderates = self.permissions(by, forum.id) & MANAGE_THREADS != 0;
        let applied: Vec<Id> = applied.as_array().into_iter().flatten().filter_map(Id::from_json).collect();
        if applied.len() > 5 {
            return Err(Refusal::form(
                "applied_tags",
                "BASE_TYPE_MAX_LENGTH",
                "Must be 5 or fewer in length.",
            ));
        }
        for id in &applied {
            let tag = forum
                .tags
                .iter()
                .find(|tag| tag.id == *id)
                .ok_or_else(|| Refusal::from(error::UNKNOWN_TAG))?;
            if tag.moderated && !moderates {
                return Err(error::MISSING_PERMISSIONS.into());
            }
        }
        if forum.flags & REQUIRE_TAG == 0 || !applied.is_empty() {
            return Ok(());
        }
        let none = forum.tags.iter().all(|tag| tag.moderated && !moderates);
        Err(if none { error::NO_TAG_AVAILABLE.into() } else { error::TAG_REQUIRED.into() })
    }

    /// DELETE of a channel or thread ("Channel", delete channel).
    pub fn delete_channel(&mut self, by: Id, id: Id) -> Result<Value, Refusal> {
        let channel = self.channel(id)?;
        let needed = if channel.is_thread() { MANAGE_THREADS } else { MANAGE_CHANNELS };
        self.require(by, id, needed)?;
        let json = channel.json();
        self.remove_channel(id);
        Ok(json)
    }
}

impl Thread {
    fn change(&mut self, body: &Value, now: i64) {
        if let Some(archived) = body["archived"].as_bool().filter(|archived| *archived != self.archived) {
            self.archived = archived;
            self.archive_changed = now;
            self.active_at = now;
        }
        self.locked = body["locked"].as_bool().unwrap_or(self.locked);
        self.auto_archive = body["auto_archive_duration"].as_u64().unwrap_or(self.auto_archive);
        if let Some(tags) = body["applied_tags"].as_array() {
            self.applied_tags = tags.iter().filter_map(Id::from_json).collect();
        }
    }
}
