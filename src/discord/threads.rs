//! Opening threads and finding those that exist (Discord: Threads).

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serenity::model::id::{ChannelId, GuildId, MessageId};

use super::body::{Body, MessageAt};
use super::call::Call;
use super::{Channel, Error, File, Rest};

/// The active threads of a guild that the bot can see.
#[derive(Clone, Debug, Deserialize)]
pub struct ActiveThreads {
    /// The threads, newest first.
    pub threads: Vec<Channel>,
}

/// Some archived threads of a channel.
#[derive(Clone, Debug, Deserialize)]
pub struct ArchivedThreads {
    /// The threads, last archived first.
    pub threads: Vec<Channel>,
    /// Whether older ones follow.
    #[serde(default)]
    pub has_more: bool,
}

impl Rest {
    /// Starts a thread from a message; the thread's id is the message's.
    ///
    /// # Errors
    /// As every call; `THREAD_EXISTS` if the message has its thread already.
    pub async fn start_thread(
        &self,
        from: (ChannelId, MessageId),
        thread: &impl Serialize,
    ) -> Result<Channel, Error> {
        let call = Call::new(Method::POST, "/channels/{}/messages/{}/threads", &[from.0.get(), from.1.get()]);
        self.ask(call.carrying(Body::json(thread)?)).await
    }

    /// Opens a post in a forum: a thread together with its first message, which stands under `message` in the body.
    ///
    /// # Errors
    /// As every call, and `Unfit` for a message that names no mentions.
    pub async fn create_post(
        &self,
        forum: ChannelId,
        post: &impl Serialize,
        files: Vec<File>,
    ) -> Result<Channel, Error> {
        let call = Call::new(Method::POST, "/channels/{}/threads", &[forum.get()]);
        self.ask(call.carrying(Body::message(post, MessageAt::Key("message"), files)?)).await
    }

    /// All active threads of a guild that the bot can see.
    ///
    /// # Errors
    /// As every call.
    pub async fn active_threads(&self, guild: GuildId) -> Result<ActiveThreads, Error> {
        self.ask(Call::new(Method::GET, "/guilds/{}/threads/active", &[guild.get()])).await
    }

    /// The public threads of a channel archived before an instant (`archive_timestamp` of the last one known), or
    /// the latest. Needs `READ_MESSAGE_HISTORY`.
    ///
    /// # Errors
    /// As every call.
    pub async fn archived_threads(
        &self,
        channel: ChannelId,
        before: Option<&str>,
    ) -> Result<ArchivedThreads, Error> {
        let call = Call::new(Method::GET, "/channels/{}/threads/archived/public", &[channel.get()])
            .asking("limit", &100);
        self.ask(match before {
            Some(before) => call.asking("before", &before),
            None => call,
        })
        .await
    }
}
