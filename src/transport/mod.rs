//! The doors through which Discord's events come in.

pub mod door;
pub mod gateway;
pub mod http;
