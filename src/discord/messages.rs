//! Messages in channels and threads (Discord: Message Resource).

use reqwest::Method;
use serde::Serialize;
use serenity::model::id::{ChannelId, MessageId};

use super::body::{Body, MessageAt};
use super::call::Call;
use super::{Error, File, Message, Rest};

const MESSAGES: &str = "/channels/{}/messages";
const MESSAGE: &str = "/channels/{}/messages/{}";

/// Which messages of a channel to list. Discord answers with the newest first, whatever the window.
#[derive(Clone, Copy, Debug)]
pub enum Window {
    /// The newest.
    Latest,
    /// Those before a message.
    Before(MessageId),
    /// Those after a message.
    After(MessageId),
    /// Those on both sides of a message, and itself.
    Around(MessageId),
}

impl Rest {
    /// Sends a message. With a `nonce` and `enforce_nonce` in it, sending it again within some minutes gives the
    /// first one back.
    ///
    /// # Errors
    /// As every call, and `Unfit` for a message that names no mentions.
    pub async fn create_message(
        &self,
        into: ChannelId,
        message: &impl Serialize,
        files: Vec<File>,
    ) -> Result<Message, Error> {
        let call = Call::new(Method::POST, MESSAGES, &[into.get()]);
        self.ask(call.carrying(Body::message(message, MessageAt::Top, files)?)).await
    }

    /// Changes one of the bot's own messages.
    ///
    /// # Errors
    /// As [`Rest::create_message`].
    pub async fn edit_message(
        &self,
        which: (ChannelId, MessageId),
        message: &impl Serialize,
    ) -> Result<Message, Error> {
        let call = Call::new(Method::PATCH, MESSAGE, &[which.0.get(), which.1.get()]);
        self.ask(call.carrying(Body::message(message, MessageAt::Top, Vec::new())?)).await
    }

    /// Deletes a message. A repeated call is refused with `UNKNOWN_MESSAGE`: it is gone either way.
    ///
    /// # Errors
    /// As every call.
    pub async fn delete_message(&self, channel: ChannelId, message: MessageId) -> Result<(), Error> {
        self.tell(Call::new(Method::DELETE, MESSAGE, &[channel.get(), message.get()])).await
    }

    /// One message; without the message content intent its words are missing.
    ///
    /// # Errors
    /// As every call.
    pub async fn message(&self, channel: ChannelId, message: MessageId) -> Result<Message, Error> {
        self.ask(Call::new(Method::GET, MESSAGE, &[channel.get(), message.get()])).await
    }

    /// At most `limit` messages (1 to 100) of a channel, newest first.
    ///
    /// # Errors
    /// As every call.
    pub async fn messages(
        &self,
        channel: ChannelId,
        window: Window,
        limit: u8,
    ) -> Result<Vec<Message>, Error> {
        let call = Call::new(Method::GET, MESSAGES, &[channel.get()]).asking("limit", &limit);
        self.ask(match window {
            Window::Latest => call,
            Window::Before(message) => call.asking("before", &message),
            Window::After(message) => call.asking("after", &message),
            Window::Around(message) => call.asking("around", &message),
        })
        .await
    }
}
