//! Scenes: who does what, and who sees what of it.

mod feedback;
mod help;
mod moderate;
mod opening;
mod resource;
mod settings;
