//! The simulator, held against Discord's documentation by a client that knows nothing but plain sockets.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bot;
mod components;
mod faults;
mod gateway;
mod interactions;
mod looks;
mod messages;
mod permissions;
mod scenes;
mod threads;
