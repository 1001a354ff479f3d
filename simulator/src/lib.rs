//! A small stateful Discord.
