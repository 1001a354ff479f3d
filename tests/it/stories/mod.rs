//! Scenes: who does what, and who sees what of it.

mod help;
mod feedback;
mod opening;
mod resource;
mod moderate;
mod opening;
mod settings;
