//! Messages that people write in discussions, and messages that are deleted. What they say is never looked at.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serenity::model::channel::{Message, MessageType};
use serenity::model::id as theirs;

use crate::app::App;
use crate::domain::decision::{Act, Decision, Key, Moment, Needs};
use crate::domain::discussion;
use crate::domain::draft;
use crate::domain::entry::rules::{self, Reader};
use crate::domain::ids::{ChannelId, DraftNumber, GuildId, MessageId, ResourceKey, UserId, snowflake_time};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;
use crate::store::scope::Scope;
use crate::store::{Error, Stop};

use super::told;

/// Most that is remembered of who wrote where; beyond that it is begun anew, which costs a look at the log each.
const MOST_REMEMBERED: usize = 10_000;
/// Tries to erase a deleted message's words while the log is busy; words that should be gone are worth waiting for.
const TRIES: u32 = 60;
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// Who is known to have written in which discussion, so that not every message asks the log.
#[derive(Debug, Default)]
pub struct Writers(Mutex<HashSet<(ChannelId, UserId)>>);

impl Writers {
    /// Remembers one; whether it is new.
    fn remember(&self, thread: ChannelId, user: UserId) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        known.insert((thread, user))
    }

    fn forget(&self, thread: ChannelId, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(thread, user));
    }
}

pub(super) fn written(app: &Arc<App>, message: &Message) {
    let by_person = !message.author.bot && message.webhook_id.is_none();
    let said = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    let Some(guild) = message.guild_id.filter(|_| by_person && said) else { return };
    let guild = GuildId::new(guild.get());
    let thread = ChannelId::new(message.channel_id.get());
    let Some(resource) = app.views.guild(guild).discussed_in(thread) else { return };
    let user = UserId::new(message.author.id.get());
    if !app.writers.remember(thread, user) {
        return;
    }
    let act = Join { reader: reader(guild, message), message: MessageId::new(message.id.get()), resource };
    let joining = Arc::clone(app);
    app.tasks.spawn(async move {
        if !told(joining.log.write(act).await) {
            joining.writers.forget(thread, user);
        }
    });
}

pub(super) fn deleted(app: &Arc<App>, guild: Option<theirs::GuildId>, messages: Vec<theirs::MessageId>) {
    let Some(guild) = guild.map(|it| GuildId::new(it.get())) else { return };
    let messages: Vec<_> = messages.into_iter().map(|it| MessageId::new(it.get())).collect();
    let app = Arc::clone(app);
    app.tasks.clone().spawn(async move { erase(&app, guild, &messages).await });
}

async fn erase(app: &Arc<App>, guild: GuildId, messages: &[MessageId]) {
    let scope = Scope::new(app.db.clone(), guild);
    // Erasing what was not logged does nothing, so all are tried rather than none.
    let logged = scope.with_words(messages).await.unwrap_or_else(|err| unknown(&err, messages.to_vec()));
    let waiting = scope.waiting_drafts(messages).await.unwrap_or_else(|err| unknown(&err, Vec::new()));
    let touched: BTreeSet<_> =
        logged.into_iter().chain(waiting.iter().map(|(message, _)| *message)).collect();
    for message in touched {
        let drafts = waiting.iter().filter(|(of, _)| *of == message).map(|(_, draft)| *draft).collect();
        told(patiently(app, Erase { guild, message, drafts }).await);
    }
}

fn unknown<T>(err: &Error, instead: T) -> T {
    tracing::warn!(error = err as &dyn std::error::Error, "it is unknown which deleted messages were logged");
    instead
}

async fn patiently(app: &Arc<App>, act: Erase) -> Result<(), Stop> {
    for _ in 1..TRIES {
        match app.log.write(act.clone()).await {
            Err(Stop::Busy) => tokio::time::sleep(BETWEEN_TRIES).await,
            done => return done.map(drop),
        }
    }
    app.log.write(act).await.map(drop)
}

fn reader(guild: GuildId, message: &Message) -> Reader {
    let nick = message.member.as_deref().and_then(|it| it.nick.as_deref());
    let name = nick.or(message.author.global_name.as_deref()).unwrap_or(&message.author.name);
    Reader { guild, user: UserId::new(message.author.id.get()), name: name.to_owned(), joined_at: None }
}

/// A member writes in a discussion.
struct Join {
    reader: Reader,
    message: MessageId,
    resource: ResourceKey,
}

impl Act for Join {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        // Not by the member: keys stay in the log for good, and would say who its actor is after the person's row is gone.
        // That a later message of theirs is no news shows when it is decided upon.
        Key::message(self.reader.guild, self.message.get(), "joined")
    }

    fn fingerprint(&self) -> String {
        self.resource.to_string()
    }

    fn at_source(&self) -> Option<i64> {
        Some(snowflake_time(self.message.get()))
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn needs(&self, people: &State) -> Needs {
        let person = people.people.find(&(self.reader.guild, self.reader.user));
        Needs {
            tallies: vec![self.resource.clone()],
            standings: person.map(|it| (self.resource.clone(), it.actor)).into_iter().collect(),
            ..Needs::default()
        }
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        discussion::join(state, moment, (&self.reader, &self.resource), &mut decision);
        Ok(decision)
    }
}

/// A message was deleted, and what was kept of its words goes with it.
#[derive(Clone)]
struct Erase {
    guild: GuildId,
    message: MessageId,
    drafts: Vec<DraftNumber>,
}

impl Act for Erase {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::message(self.guild, self.message.get(), "deleted")
    }

    fn fingerprint(&self) -> String {
        String::new()
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { messages: vec![self.message], drafts: self.drafts.clone(), ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        rules::erase(state, self.guild, self.message, &mut decision);
        for number in &self.drafts {
            draft::close(state, (self.guild, *number), &mut decision);
        }
        Ok(decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_of_writers_is_bounded() {
        let writers = Writers::default();
        for user in 0..25_000 {
            assert!(writers.remember(ChannelId::new(1), UserId::new(user)));
        }
        assert!(writers.0.lock().is_ok_and(|it| it.len() <= MOST_REMEMBERED));
        assert!(!writers.remember(ChannelId::new(1), UserId::new(24_999)), "the newest are remembered");
        writers.forget(ChannelId::new(1), UserId::new(24_999));
        assert!(writers.remember(ChannelId::new(1), UserId::new(24_999)));
    }
}
