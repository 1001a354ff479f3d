//! Interactions in, replies out. `respond` is the way through; each file in `commands` is one family of commands.

pub mod card;
pub mod command;
pub mod commands;
pub mod custom_id;
pub mod desk;
pub mod gate;
pub mod named;
pub mod registry;
pub mod render;
pub mod request;
pub mod respond;
pub mod shape;
pub mod words;
