//! One file per command family: its shape, its parsing, its decisions, its words.

pub mod resource;
pub mod feedback;
