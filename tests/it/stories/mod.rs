//! Scenes: who does what, and who sees what of it.

mod feedback;
mod help;
mod moderate;
mod discuss;
mod eventually;
mod intake;
mod opening;
mod resource;
mod settings;
