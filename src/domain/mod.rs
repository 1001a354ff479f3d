//! What people do: the events, the state folded from them, and the rules that decide.
//!
//! Pure: no async, no database, no network, no clock. Time and random numbers come in as values.

pub mod decision;
pub mod discussion;
pub mod draft;
pub mod effect;
pub mod entry;
pub mod event;
pub mod export;
pub mod fold;
pub mod guild;
pub mod ids;
pub mod log;
pub mod person;
pub mod refusal;
pub mod reply;
pub mod shelf;
pub mod state;
pub mod tally;
mod touched;
