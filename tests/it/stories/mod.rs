//! Scenes: who does what, and who sees what of it.

mod anonymity;
mod busy;
mod discuss;
pub mod eventually;
mod feedback;
mod forgotten;
mod help;
mod intake;
mod keep;
mod looked_up;
pub mod moderate;
mod my;
mod opening;
mod read_more;
mod renamed;
mod replicas;
mod resource;
mod restored;
mod settings;
mod shards;
