//! `/moderate`: exports, one entry, removals, and who may.

mod access;
mod entry;
mod export;
mod file;
mod giving;
mod journey;
