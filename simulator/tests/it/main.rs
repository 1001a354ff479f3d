//! The simulator, held against Discord's documentation by a client that knows nothing but plain sockets.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bot;
mod browser;
mod components;
mod control;
mod endpoint;
mod faults;
mod gateway;
mod interactions;
mod looks;
mod messages;
mod page;
mod permissions;
mod program;
mod readme;
mod scenes;
mod sharding;
mod threads;
mod tour;
