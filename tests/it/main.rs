//! Everything that is tried on the whole bot, in one binary: scenes through the simulator over real sockets, and the
//! rules of the house.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod canary;
mod cli;
mod demo;
mod escaping;
mod faults;
mod http;
mod migrations;
mod outbox;
mod packaging;
mod papers;
mod specification;
mod store;
mod stories;
mod support;
mod tidy;
