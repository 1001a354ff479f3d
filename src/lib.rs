//! Athenaeum: a Discord bot that gives a learning community a reading room.
//!
//! Everything that happens is an event in one log ([`store`]), everything shown is derived from it ([`domain`],
//! [`views`]), everything done on Discord is an effect performed afterwards.

pub mod app;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod discord;
pub mod doctor;
pub mod domain;
pub mod export;
pub mod intake;
pub mod interactions;
pub mod library;
pub mod metrics;
pub mod playground;
pub mod registration;
pub mod run;
pub mod store;
pub mod telemetry;
pub mod transport;
pub mod views;
pub mod worker;

/// The system's own gives every thread a heap, and keeps what a moment needed for ever.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
