//! A small stateful Discord.

pub mod rules;
pub mod text;
