//! One file per command family: its shape, its parsing, its decisions, its words.

pub mod discuss;
pub mod feedback;
pub mod help;
pub mod keep;
pub mod moderate;
pub mod my;
pub mod resource;
pub mod settings;
