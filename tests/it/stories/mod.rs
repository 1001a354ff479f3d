//! Scenes: who does what, and who sees what of it.

mod feedback;
mod help;
mod moderate;
mod discuss;
mod eventually;
mod intake;
mod anonymity;
mod feedback;
mod help;
mod keep;
mod moderate;
mod my;
mod opening;
mod resource;
mod settings;
