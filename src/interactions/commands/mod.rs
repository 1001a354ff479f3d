//! One file per command family: its shape, its parsing, its decisions, its words.

pub mod feedback;
pub mod resource;
pub mod moderate;
pub mod settings;
pub mod discuss;
pub mod keep;
pub mod my;
