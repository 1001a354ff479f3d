//! `/moderate`: exports, one entry, removals, and who may.

mod access;
mod entry;
mod export;
mod file;
pub mod giving;
mod journey;
