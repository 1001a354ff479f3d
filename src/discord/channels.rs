//! Channels, and threads as channels (Discord: Channel Resource).

use reqwest::Method;
use serde::Serialize;
use serenity::model::id::ChannelId;

use super::body::Body;
use super::call::Call;
use super::{Channel, Error, Rest};

const CHANNEL: &str = "/channels/{}";

impl Rest {
    /// A channel or thread.
    ///
    /// # Errors
    /// As every call.
    pub async fn channel(&self, channel: ChannelId) -> Result<Channel, Error> {
        self.ask(Call::new(Method::GET, CHANNEL, &[channel.get()])).await
    }

    /// Changes a channel or thread: name, archived, locked, tags.
    ///
    /// # Errors
    /// As every call. Renames have a finer limit that only shows as `TooMany`.
    pub async fn modify_channel(
        &self,
        channel: ChannelId,
        changes: &impl Serialize,
    ) -> Result<Channel, Error> {
        self.ask(Call::new(Method::PATCH, CHANNEL, &[channel.get()]).carrying(Body::json(changes)?)).await
    }

    /// Deletes a channel or thread. A repeated call is refused with `UNKNOWN_CHANNEL`: it is gone either way.
    ///
    /// # Errors
    /// As every call.
    pub async fn delete_channel(&self, channel: ChannelId) -> Result<(), Error> {
        self.tell(Call::new(Method::DELETE, CHANNEL, &[channel.get()])).await
    }
}
