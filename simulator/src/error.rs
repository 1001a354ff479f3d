//! What Discord says when it refuses: a status, a code and a message.
//!
//! Codes and their words come from "Opcodes and Status Codes"; the statuses that Discord does not document are those
//! seen in practice.

use serde_json::{Value, json};

/// One of Discord's refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// HTTP status.
    pub status: u16,
    /// Discord's code.
    pub code: u32,
    /// Discord's words.
    pub message: &'static str,
}

macro_rules! known {
    ($($name:ident = $status:literal $code:literal $message:literal;)*) => {
        $(
            #[doc = concat!(stringify!($code), ": ", $message)]
            pub const $name: Known = Known { status: $status, code: $code, message: $message };
        )*
    };
}

known! {
    UNAUTHORIZED = 401 0 "401: Unauthorized";
    NOT_FOUND = 404 0 "404: Not Found";
    UNKNOWN_APPLICATION = 404 10002 "Unknown Application";
    UNKNOWN_CHANNEL = 404 10003 "Unknown Channel";
    UNKNOWN_GUILD = 404 10004 "Unknown Guild";
    UNKNOWN_MEMBER = 404 10007 "Unknown Member";
    UNKNOWN_MESSAGE = 404 10008 "Unknown Message";
    UNKNOWN_USER = 404 10013 "Unknown User";
    UNKNOWN_WEBHOOK = 404 10015 "Unknown Webhook";
    UNKNOWN_INTERACTION = 404 10062 "Unknown interaction";
    UNKNOWN_COMMAND = 404 10063 "Unknown application command";
    UNKNOWN_TAG = 404 10087 "Unknown Tag";
    TOO_MANY_ATTACHMENTS = 400 30015 "Maximum number of attachments in a message reached (10)";
    TOO_MANY_COMMANDS = 400 30032 "Maximum number of application commands reached";
    REQUEST_TOO_LARGE = 413 40005 "Request entity too large";
    FORUM_NEEDS_THREAD = 400 40058 "Cannot send messages in a forum channel";
    ALREADY_ACKNOWLEDGED = 400 40060 "Interaction has already been acknowledged.";
    NO_TAG_AVAILABLE = 400 40066 "There are no tags available that can be set by non-moderators";
    TAG_REQUIRED = 400 40067 "A tag is required to create a forum post in this channel";
    BAD_USER_AGENT = 403 40333 "internal network error";
    MISSING_ACCESS = 403 50001 "Missing Access";
    NOT_THE_AUTHOR = 403 50005 "Cannot edit a message authored by another user";
    EMPTY_MESSAGE = 400 50006 "Cannot send an empty message";
    NOT_A_TEXT_CHANNEL = 400 50008 "Cannot send messages in a non-text channel";
    MISSING_PERMISSIONS = 403 50013 "Missing Permissions";
    NOT_A_BULK = 400 50016 "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete";
    TOO_OLD_FOR_BULK = 400 50034 "You can only bulk delete messages that are under 14 days old.";
    WRONG_CHANNEL_TYPE = 400 50024 "Cannot execute action on this channel type";
    INVALID_WEBHOOK_TOKEN = 401 50027 "Invalid Webhook Token";
    INVALID_FORM = 400 50035 "Invalid Form Body";
    ARCHIVED = 400 50083 "Thread is archived";
    ARCHIVED_FOR_CALLBACK = 403 50083 "Thread is archived";
    INVALID_JSON = 400 50109 "The request body contains invalid JSON.";
    REPLY_NEEDS_HISTORY = 400 160_002 "Cannot reply without permission to read message history";
    THREAD_EXISTS = 400 160_004 "A thread has already been created for this message";
    THREAD_LOCKED = 400 160_005 "Thread is locked";
    TOO_MANY_THREADS = 400 160_006 "Maximum number of active threads reached";
}

/// A refusal on its way to the application.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub body: Value,
}

impl Refusal {
    /// Discord's code, 0 if it gave none.
    pub fn code(&self) -> u32 {
        self.body["code"].as_u64().and_then(|code| u32::try_from(code).ok()).unwrap_or_default()
    }

    /// A form error at one place of the body, in the nesting of Reference, "Error Messages".
    pub fn form(path: &str, code: &'static str, message: &str) -> Self {
        let violation = crate::rules::Violation { path: path.to_owned(), code, message: message.to_owned() };
        Self::violations(&[violation])
    }

    /// Form errors as the rules found them.
    pub fn violations(violations: &[crate::rules::Violation]) -> Self {
        Self { status: 400, body: crate::rules::form_error(violations) }
    }
}

impl From<Known> for Refusal {
    fn from(known: Known) -> Self {
        Self { status: known.status, body: json!({"message": known.message, "code": known.code}) }
    }
}
