//! A small stateful Discord.

#[cfg(feature = "openapi")]
pub mod openapi;
pub mod rules;
pub mod text;
