//! Athenaeum.
