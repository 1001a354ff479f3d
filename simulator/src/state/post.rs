//! Writing, editing and deleting messages, with the permissions and the nonce rule that Discord applies.

use serde_json::{Value, json};

use super::World;
use super::channel::{ANNOUNCEMENT, FORUM, TEXT};
use super::file::Upload;
use super::mentions;
use super::message::{
    DEFAULT, LOADING, Message, REPLY, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, THREAD_STARTER,
};
use crate::error::{self, Refusal};
use crate::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, MENTION_EVERYONE, READ_MESSAGE_HISTORY,
    SEND_MESSAGES, SEND_MESSAGES_IN_THREADS,
};
use crate::snowflake::Id;

/// How long `enforce_nonce` remembers. Discord says "the past few minutes"; this is its low end.
const NONCE_MS: i64 = 3 * 60_000;

/// What somebody wants to write.
#[derive(Clone, Default)]
pub struct Writing {
    pub body: Value,
    pub files: Vec<Upload>,
}

/// How old a message may be to be deleted with others, in milliseconds.
const BULK_REACHES: i64 = 14 * 24 * 60 * 60 * 1_000;

impl World {
    /// A member or bot writes into a channel or thread ("Message", create message).
    pub fn post(&mut self, author: Id, channel: Id, writing: Writing) -> Result<Id, Refusal> {
        self.may_write(author, channel, &writing)?;
        if let Some(earlier) = self.same_nonce(author, channel, &writing.body) {
            return self.message(channel, earlier).map(|message| message.id);
        }
        self.wake_thread(author, channel);
        let id = self.id();
        let mut message = Message::blank(id, (self.channel(channel)?.guild, channel), author, DEFAULT);
        self.fill(&mut message, writing)?;
        self.put(message);
        Ok(id)
    }

    /// Takes body and files over into a message: what is given replaces, what is absent stays.
    pub fn fill(&mut self, message: &mut Message, writing: Writing) -> Result<(), Refusal> {
        let Writing { body, files } = writing;
        self.fill_files(message, files, &body["attachments"])?;
        fill_text(message, &body);
        if let Some(embeds) = body.get("embeds") {
            message.embeds = embeds.as_array().cloned().unwrap_or_default();
            message.embeds.iter_mut().for_each(complete);
        }
        if let Some(components) = body.get("components") {
            message.components = numbered(components);
        }
        if let Some(to) = Id::from_json(&body["message_reference"]["message_id"]) {
            message.reference = Some(message.reference_to(message.channel, to));
            message.kind = REPLY;
        }
        message.nonce = body.get("nonce").cloned().or(message.nonce.take());
        let settable = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS;
        let wanted = body["flags"].as_u64().unwrap_or(message.flags);
        message.flags = message.flags & !settable & !LOADING | wanted & settable;
        self.drop_forbidden(message);
        if message.is_empty() { Err(error::EMPTY_MESSAGE.into()) } else { Ok(()) }
    }

    /// Adds a finished message to its channel and tells whoever should know.
    pub fn put(&mut self, message: Message) {
        let (channel, id, public) = (message.channel, message.id, message.audience.is_none());
        let starter = id == channel || message.kind == THREAD_STARTER;
        self.messages.insert((channel, id), message);
        if public {
            let now = self.now();
            if let Some(place) = self.channels.get_mut(&channel) {
                place.last_message = Some(id);
                if let Some(thread) = &mut place.thread {
                    thread.active_at = now;
                    thread.message_count += u64::from(!starter);
                    thread.total_sent += u64::from(!starter);
                }
            }
        }
        self.tell_message("MESSAGE_CREATE", channel, id);
    }

    /// Edits a message ("Message", edit message). Only its author may change what it says.
    pub fn edit(&mut self, editor: Id, channel: Id, id: Id, writing: Writing) -> Result<(), Refusal> {
        self.require(editor, channel, 0)?;
        let message = self.message(channel, id)?;
        if message.audience.is_some() {
            return Err(error::UNKNOWN_MESSAGE.into());
        }
        self.refuse_archived(editor, channel)?;
        if message.author != editor {
            let only_flags =
                writing.body.as_object().is_some_and(|body| body.keys().all(|key| key == "flags"));
            self.require(editor, channel, MANAGE_MESSAGES)?;
            if !only_flags {
                return Err(error::NOT_THE_AUTHOR.into());
            }
        }
        self.rewrite(channel, id, writing)
    }

    /// Edits without asking who: the interaction token or the author's right has been checked.
    pub fn rewrite(&mut self, channel: Id, id: Id, writing: Writing) -> Result<(), Refusal> {
        let mut message = self.message(channel, id)?.clone();
        let was_loading = message.loading();
        self.fill(&mut message, writing)?;
        if !was_loading {
            message.edited = Some(self.now());
        }
        self.messages.insert((channel, id), message);
        self.tell_message("MESSAGE_UPDATE", channel, id);
        Ok(())
    }

    /// Deletes a message; others' need `MANAGE_MESSAGES`.
    pub fn delete_message(&mut self, by: Id, channel: Id, id: Id) -> Result<(), Refusal> {
        self.require(by, channel, 0)?;
        let message = self.message(channel, id)?;
        if message.audience.is_some() {
            return Err(error::UNKNOWN_MESSAGE.into());
        }
        if message.author != by {
            self.require(by, channel, MANAGE_MESSAGES)?;
        }
        self.refuse_archived(by, channel)?;
        self.remove_message(channel, id);
        Ok(())
    }

    /// Deletes 2 to 100 messages of a channel at once, none older than two weeks ("Message", Bulk Delete Messages).
    pub fn delete_messages(&mut self, by: Id, channel: Id, ids: &[Id]) -> Result<(), Refusal> {
        self.require(by, channel, MANAGE_MESSAGES)?;
        if !(2..=100).contains(&ids.len()) {
            return Err(error::NOT_A_BULK.into());
        }
        if ids.iter().any(|id| self.now() - id.made_at() > BULK_REACHES) {
            return Err(error::TOO_OLD_FOR_BULK.into());
        }
        self.refuse_archived(by, channel)?;
        let gone: Vec<_> = ids.iter().filter_map(|id| self.take_message(channel, *id)).collect();
        self.tell_deleted_together(channel, &gone);
        Ok(())
    }

    pub fn remove_message(&mut self, channel: Id, id: Id) {
        if let Some(gone) = self.take_message(channel, id) {
            self.tell_deleted(&gone);
        }
    }

    fn take_message(&mut self, channel: Id, id: Id) -> Option<Message> {
        let gone = self.messages.remove(&(channel, id))?;
        if let Some(thread) = self.channels.get_mut(&channel).and_then(|channel| channel.thread.as_mut()) {
            thread.message_count = thread.message_count.saturating_sub(u64::from(id != channel));
        }
        Some(gone)
    }

    fn may_write(&self, author: Id, channel: Id, writing: &Writing) -> Result<(), Refusal> {
        let place = self.channel(channel)?;
        self.require(author, channel, 0)?;
        match place.kind {
            FORUM => return Err(error::FORUM_NEEDS_THREAD.into()),
            TEXT | ANNOUNCEMENT => self.require(author, channel, SEND_MESSAGES)?,
            _ if place.is_thread() => self.may_write_in_thread(author, channel)?,
            _ => return Err(error::NOT_A_TEXT_CHANNEL.into()),
        }
        if !writing.files.is_empty() {
            self.require(author, channel, ATTACH_FILES)?;
        }
        let reference = &writing.body["message_reference"];
        if reference.is_object() && self.permissions(author, channel) & READ_MESSAGE_HISTORY == 0 {
            return Err(error::REPLY_NEEDS_HISTORY.into());
        }
        Ok(())
    }

    fn may_write_in_thread(&self, author: Id, thread: Id) -> Result<(), Refusal> {
        self.require(author, thread, SEND_MESSAGES_IN_THREADS)?;
        let moderates = self.permissions(author, thread) & MANAGE_THREADS != 0;
        if self.channel(thread)?.locked() && !moderates { Err(error::THREAD_LOCKED.into()) } else { Ok(()) }
    }

    fn same_nonce(&self, author: Id, channel: Id, body: &Value) -> Option<Id> {
        let nonce = body.get("nonce").filter(|_| body["enforce_nonce"] == true)?;
        let since = self.now() - NONCE_MS;
        let mut recent = self.messages_of(channel).rev().take_while(|message| message.at >= since);
        recent
            .find(|message| message.author == author && message.nonce.as_ref() == Some(nonce))
            .map(|message| message.id)
    }

    /// Embeds need `EMBED_LINKS` and mass pings `MENTION_EVERYONE`; without them Discord drops them silently.
    fn drop_forbidden(&self, message: &mut Message) {
        let bits = self.permissions(message.author, message.channel);
        if bits & MENTION_EVERYONE == 0 {
            message.pings.everyone = false;
            let roles = self.guilds.get(&message.guild).map(|guild| &guild.roles);
            let open = |id: &Id| roles.and_then(|roles| roles.get(id)).is_some_and(|role| role.mentionable);
            message.pings.roles.retain(open);
        }
        if bits & EMBED_LINKS == 0 && message.interaction.is_none() {
            message.embeds.clear();
        }
    }

    fn fill_files(
        &mut self,
        message: &mut Message,
        files: Vec<Upload>,
        attachments: &Value,
    ) -> Result<(), Refusal> {
        if let Some(listed) = attachments.as_array() {
            message.files.retain(|id| listed.iter().any(|entry| Id::from_json(&entry["id"]) == Some(*id)));
        }
        let kept = self.keep_files(message.channel, files, attachments, message.audience.is_some())?;
        message.files.extend(kept);
        Ok(())
    }
}

/// Gives an embed what an answer of Discord's always has ("Message Resource", "Embed Object").
fn complete(embed: &mut Value) {
    embed["type"] = json!("rich");
    for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        if field["inline"].is_null() {
            field["inline"] = json!(false);
        }
    }
}

fn fill_text(message: &mut Message, body: &Value) {
    if let Some(content) = body.get("content") {
        content.as_str().unwrap_or_default().trim().clone_into(&mut message.content);
    }
    // An edit falls back to the default unless it says anew whom it pings, even if the words stay.
    if ["content", "embeds", "allowed_mentions"].iter().any(|key| body.get(key).is_some()) {
        let of_interaction = message.interaction.is_some();
        let default = if of_interaction { mentions::Default::Users } else { mentions::Default::Everything };
        message.pings = mentions::pings(&message.content, &body["allowed_mentions"], default);
    }
}

/// What Discord fills in where the bot said nothing ("Component Reference").
fn defaults(kind: Option<u64>) -> Value {
    match kind {
        // A select without bounds takes exactly one.
        Some(3 | 5..=8) => json!({"min_values": 1, "max_values": 1}),
        Some(11) => json!({"description": null, "spoiler": false}),
        Some(13) => json!({"spoiler": false}),
        Some(14) => json!({"spacing": 1, "divider": true}),
        Some(17) => json!({"accent_color": null, "spoiler": false}),
        _ => json!({}),
    }
}

/// Components with the ids that Discord gives to those that have none ("Component Reference", anatomy).
fn numbered(components: &Value) -> Vec<Value> {
    fn number(component: &mut Value, next: &mut u64) {
        if component.get("id").is_none_or(Value::is_null) {
            component["id"] = json!(*next);
        }
        *next += 1;
        for (key, value) in defaults(component["type"].as_u64()).as_object().into_iter().flatten() {
            if component[key].is_null() {
                component[key] = value.clone();
            }
        }
        for inner in component["components"].as_array_mut().into_iter().flatten() {
            number(inner, next);
        }
        if let Some(beside) = component.get_mut("accessory") {
            number(beside, next);
        }
        if component["type"] != 1
            && component["components"].is_null()
            && let Some(fields) = component.as_object_mut()
        {
            fields.remove("components");
        }
    }
    let mut components = components.as_array().cloned().unwrap_or_default();
    let mut next = 1;
    components.iter_mut().for_each(|component| number(component, &mut next));
    components
}
