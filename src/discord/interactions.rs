//! Answers to interactions and what follows them (Discord: Receiving and Responding to Interactions).
//!
//! All of these carry the interaction's token and not the bot's, and none counts towards the global limit.

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use serenity::model::id::{ApplicationId, InteractionId};

use super::body::{Body, MessageAt};
use super::call::{Call, Haste};
use super::token::InteractionToken;
use super::{Code, Error, File, Message, Rest};

/// Discord gives 3 s from the interaction; two tries must fit.
const TO_ANSWER: Haste =
    Haste { timeout: Duration::from_millis(1_400), attempts: 2, longest_wait: Duration::from_secs(1) };
/// Ten MiB take their time over a slow line. One try: what is too slow once is left to whoever keeps the promise.
const WITH_FILES: Haste =
    Haste { timeout: Duration::from_secs(50), attempts: 1, longest_wait: Duration::from_secs(5) };
const ORIGINAL: &str = "/webhooks/{}/{}/messages/@original";

/// Which interaction is answered, and the proof that the bot may.
#[derive(Clone, Debug)]
pub struct InteractionRef {
    /// The interaction.
    pub id: InteractionId,
    /// The application that it was sent to.
    pub application: ApplicationId,
    /// Good for 3 s until it is answered, then for 15 minutes.
    pub token: InteractionToken,
}

impl Rest {
    /// Answers an interaction. If the answer to the answer is lost it is sent once more, and being told that the
    /// interaction was answered already (40060) then means that the first one arrived.
    ///
    /// # Errors
    /// As every call; `UNKNOWN_INTERACTION` if the 3 s are over, `Unfit` for a message that names no mentions.
    pub async fn answer(
        &self,
        to: &InteractionRef,
        answer: &impl Serialize,
        files: Vec<File>,
    ) -> Result<(), Error> {
        let call = Call::with_token(Method::POST, "/interactions/{}/{}/callback", to.id.get(), &to.token)
            .carrying(Body::callback(answer, files)?)
            .in_haste(TO_ANSWER);
        match self.tell(call.clone()).await {
            Err(error) if error.is_ambiguous() => match self.tell(call).await {
                Err(error) if error.code() == Some(Code::ALREADY_ACKNOWLEDGED) => Ok(()),
                second => second,
            },
            first => first,
        }
    }

    /// The reply to an interaction, as a message with an id.
    ///
    /// # Errors
    /// As every call; `UNKNOWN_WEBHOOK` before the answer arrived, `INVALID_WEBHOOK_TOKEN` after 15 minutes.
    pub async fn original(&self, of: &InteractionRef) -> Result<Message, Error> {
        self.ask(Call::with_token(Method::GET, ORIGINAL, of.application.get(), &of.token)).await
    }

    /// Changes the reply to an interaction, or fills a deferred one.
    ///
    /// # Errors
    /// As [`Rest::original`], and `Unfit` for a message that names no mentions.
    pub async fn edit_original(
        &self,
        of: &InteractionRef,
        message: &impl Serialize,
        files: Vec<File>,
    ) -> Result<Message, Error> {
        let call = Call::with_token(Method::PATCH, ORIGINAL, of.application.get(), &of.token);
        let call = if files.is_empty() { call } else { call.in_haste(WITH_FILES) };
        self.ask(call.carrying(Body::message(message, MessageAt::Top, files)?)).await
    }

    /// Deletes the reply to an interaction.
    ///
    /// # Errors
    /// As [`Rest::original`].
    pub async fn delete_original(&self, of: &InteractionRef) -> Result<(), Error> {
        self.tell(Call::with_token(Method::DELETE, ORIGINAL, of.application.get(), &of.token)).await
    }

    /// Sends one more message for an interaction.
    ///
    /// # Errors
    /// As [`Rest::edit_original`]. Ambiguous errors cannot be reconciled by a nonce: webhooks ignore it.
    pub async fn follow_up(
        &self,
        of: &InteractionRef,
        message: &impl Serialize,
        files: Vec<File>,
    ) -> Result<Message, Error> {
        let call = Call::with_token(Method::POST, "/webhooks/{}/{}", of.application.get(), &of.token);
        self.ask(call.carrying(Body::message(message, MessageAt::Top, files)?)).await
    }
}
