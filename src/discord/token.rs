//! The two secrets that calls carry: the bot's token and an interaction's token.
//!
//! Neither type prints its content, so neither can reach a log line or an error by accident; reading one is a call
//! that a reviewer can search for.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The bot's token. Whoever has it is the bot.
#[derive(Clone)]
pub struct BotToken(SecretString);

/// The token of one interaction, good for 15 minutes (Discord: Receiving and Responding to Interactions).
#[derive(Clone)]
pub struct InteractionToken(SecretString);

/// Why a text cannot be a bot token. Never says the text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BadToken {
    /// Nothing was given.
    #[error("the bot token is empty")]
    Empty,
    /// It could not travel in a header.
    #[error(
        "the bot token holds a character that no token has (a space, a line break or a letter outside ASCII)"
    )]
    Characters,
}

impl BotToken {
    /// Takes a token as an operator pastes it: surrounding white space and a leading `Bot ` are dropped.
    ///
    /// # Errors
    /// If nothing is left, or if what is left could not be sent.
    pub fn parse(raw: &str) -> Result<Self, BadToken> {
        let raw = raw.trim();
        let token = raw.strip_prefix("Bot ").unwrap_or(raw).trim();
        match token {
            "" | "Bot" => Err(BadToken::Empty),
            token if !token.bytes().all(|byte| byte.is_ascii_graphic()) => Err(BadToken::Characters),
            token => Ok(Self(token.into())),
        }
    }

    /// The token itself, for the header and for the gateway.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl InteractionToken {
    /// The token itself, for the path of a call and for an effect's row.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for InteractionToken {
    fn from(token: String) -> Self {
        Self(token.into())
    }
}

impl From<&str> for InteractionToken {
    fn from(token: &str) -> Self {
        Self(token.into())
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotToken(…)")
    }
}

impl fmt::Debug for InteractionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InteractionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_token_is_taken_as_it_is_pasted() {
        for pasted in ["abc.def-1_2", " abc.def-1_2\n", "Bot abc.def-1_2", "Bot  abc.def-1_2 "] {
            assert_eq!(BotToken::parse(pasted).unwrap().expose(), "abc.def-1_2");
        }
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_without_repeating_it() {
        assert_eq!(BotToken::parse(" \n").unwrap_err(), BadToken::Empty);
        assert_eq!(BotToken::parse("Bot ").unwrap_err(), BadToken::Empty);
        for bad in ["canary token", "canary\u{7}", "canaryé"] {
            let error = BotToken::parse(bad).unwrap_err();
            assert_eq!(error, BadToken::Characters);
            assert!(!error.to_string().contains("canary"));
        }
    }

    #[test]
    fn neither_token_prints_itself() {
        let printed = format!("{:?}", (BotToken::parse("canary").unwrap(), InteractionToken::from("canary")));
        assert!(!printed.contains("canary"), "{printed}");
    }
}
