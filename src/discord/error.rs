//! What can come of a call, sorted by what the caller can do about it.
//!
//! No variant holds a body, a URL or a token: an interaction's URL is a secret, and a body holds readers' words.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

/// Why a call did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Discord read the call and said no. Calling again changes nothing until something else has changed.
    #[error("Discord refused the call: status {status}, code {code}, {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's own code; 0 if the answer had none.
        code: Code,
        /// Discord's sentence, with the fields that it objected to but without what was in them.
        message: String,
    },
    /// A rate limit, longer than the client waits by itself or hit more often than it tries.
    #[error("Discord asks to wait {} ms{}", .retry_after.as_millis(), if *.global { " with every call" } else { "" })]
    TooMany {
        /// How long to wait.
        retry_after: Duration,
        /// Whether the limit is the one over all calls.
        global: bool,
    },
    /// **Ambiguous**: the call was sent and its work may have been done. Look before doing it again.
    #[error("Discord gave no usable answer")]
    Unanswered(#[source] Lost),
    /// The call was never sent: nothing can have been done.
    #[error("Discord cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    /// The client holds back: too many calls of the last minutes were invalid, and more would get the host's
    /// address banned (Discord: Rate Limits, Invalid Request Limit). Nothing was sent.
    #[error("too many invalid calls lately; none is sent for another {} s", .retry_after.as_secs())]
    Breaker {
        /// The longest time until calls are sent again.
        retry_after: Duration,
    },
    /// The call would have broken a rule of this house; nothing was sent. Always a mistake in the bot.
    #[error("the call was not sent: {0}")]
    Unfit(&'static str),
}

/// How an answer was lost.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// The connection failed, or the time ran out.
    #[error("the connection was lost or too slow")]
    Connection(#[source] reqwest::Error),
    /// Discord, or something before it, failed.
    #[error("the answer was status {0}")]
    Status(u16),
    /// A success whose content is not what was asked for (HTML, nothing, another shape). The position is that of the
    /// first mismatch; the parser's own words are dropped, for they quote the content.
    #[error("the answer could not be read at line {line}, column {column}")]
    Unreadable {
        /// Line, from 1; 0 if unknown.
        line: usize,
        /// Column, from 1; 0 if unknown.
        column: usize,
    },
}

/// Discord's own error code (Discord: Opcodes and Status Codes, JSON).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(transparent)]
pub struct Code(pub u32);

impl Code {
    /// The channel or thread is gone.
    pub const UNKNOWN_CHANNEL: Self = Self(10003);
    /// The guild is gone, or the bot is not in it.
    pub const UNKNOWN_GUILD: Self = Self(10004);
    /// Nobody of that id is in the guild.
    pub const UNKNOWN_MEMBER: Self = Self(10007);
    /// The message is gone.
    pub const UNKNOWN_MESSAGE: Self = Self(10008);
    /// Nobody has that id.
    pub const UNKNOWN_USER: Self = Self(10013);
    /// The interaction was not answered yet, so that it has no webhook.
    pub const UNKNOWN_WEBHOOK: Self = Self(10015);
    /// The interaction was answered too late, or its token is wrong.
    pub const UNKNOWN_INTERACTION: Self = Self(10062);
    /// The forum has no such tag.
    pub const UNKNOWN_TAG: Self = Self(10087);
    /// The bot token is not valid.
    pub const UNAUTHORIZED: Self = Self(40001);
    /// The body or the file is too large.
    pub const TOO_LARGE: Self = Self(40005);
    /// The interaction has been answered before.
    pub const ALREADY_ACKNOWLEDGED: Self = Self(40060);
    /// The forum requires a tag.
    pub const TAG_REQUIRED: Self = Self(40067);
    /// The bot cannot see the channel.
    pub const MISSING_ACCESS: Self = Self(50001);
    /// The bot lacks a permission.
    pub const MISSING_PERMISSIONS: Self = Self(50013);
    /// The interaction token is older than 15 minutes.
    pub const INVALID_WEBHOOK_TOKEN: Self = Self(50027);
    /// A field of the body is wrong.
    pub const INVALID_FORM: Self = Self(50035);
    /// The file is too large.
    pub const FILE_TOO_LARGE: Self = Self(50045);
    /// The thread is archived.
    pub const THREAD_ARCHIVED: Self = Self(50083);
    /// The message has a thread already.
    pub const THREAD_EXISTS: Self = Self(160_004);
    /// The thread is locked.
    pub const THREAD_LOCKED: Self = Self(160_005);
    /// The guild has as many active threads as it can have.
    pub const TOO_MANY_THREADS: Self = Self(160_006);
}

impl Error {
    /// Discord's code, if Discord refused the call.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether the work may have been done although no success was seen.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Unanswered(_))
    }

    /// How long Discord or the breaker asked to wait, if one did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooMany { retry_after, .. } | Self::Breaker { retry_after } => Some(*retry_after),
            _ => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.0)
    }
}
