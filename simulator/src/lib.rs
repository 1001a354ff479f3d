//! A small stateful Discord.

pub mod rules;
