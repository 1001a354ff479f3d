//! A small stateful Discord on loopback.
//!
//! [`Simulator`] binds a port on 127.0.0.1 and speaks Discord's real protocol there: REST under `/api/v10` and the
//! gateway over a WebSocket. A bot is pointed at it with a base URL and a token, and cannot tell the difference for
//! what the simulator knows; what it does not know, it refuses and remembers.
//!
//! A test arranges a world (guilds, channels, members), lets its people act, and looks at what they see. It ends with
//! [`Simulator::finish`], which lists everything that nobody asked for. [`Control`] is the same for tests in any
//! language: a running simulator whose people are moved by HTTP.

pub mod control;
mod endpoint;
pub mod error;
pub mod faults;
mod gateway;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod page;
pub mod permissions;
mod rest;
pub mod rules;
pub mod scene;
mod server;
pub mod snowflake;
mod state;
pub mod text;

pub use control::Control;
pub use faults::Faults;
pub use scene::{
    Answer, Application, Choice, Clock, Form, Gateway, Guild, MadeMessage, MadeThread, Member, Said, Sent,
    Simulator, Stuck, ThreadHandle, WorldView,
};
pub use snowflake::Id;
