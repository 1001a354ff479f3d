//! Our REST client for Discord, and for whatever speaks like Discord (the simulator, a REST proxy).
//!
//! One code path for all of them: base URL, timeouts, rate limits from headers, a budget of attempts, a breaker, and
//! errors typed by what the caller can do. Not serenity's client: that one ignores its proxy while its rate limiter
//! is on, has no timeout and hides `retry_after`. Nothing in here writes a token or a body to a log line or an error.

mod answer;
mod applications;
mod base;
mod body;
mod breaker;
mod call;
mod channels;
mod client;
mod error;
mod guilds;
mod interactions;
mod limits;
mod messages;
mod model;
mod pace;
pub mod permissions;
mod rest;
mod signals;
#[cfg(test)]
pub(crate) mod stub;
#[cfg(test)]
mod tests;
mod threads;
mod token;
mod turnstile;

pub use applications::{Application, CurrentUser, GatewayBot, JoinedGuild, SessionStartLimit};
pub use base::{BadBase, Base};
pub use body::File;
pub use breaker::BreakerOptions;
pub(crate) use client::bounded_client;
pub use error::{Code, Error, Lost};
pub use guilds::{Guild, Member, Role};
pub use interactions::InteractionRef;
pub use messages::Window;
pub use model::{Channel, ForumTag, Message, Overwrite, ThreadMetadata, User};
pub use pace::Pace;
pub use rest::{Rest, RestOptions};
pub use threads::{ActiveThreads, ArchivedThreads};
pub use token::{BadToken, BotToken, InteractionToken};
