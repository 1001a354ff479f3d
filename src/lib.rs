//! Athenaeum.

pub mod clock;
