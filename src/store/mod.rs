//! The only place that speaks SQL: the log, what lies beside it, the tables of the views, the outbox of effects.

pub mod answers;
pub mod backup;
pub mod chain;
pub mod checkup;
pub mod drafts;
pub mod engine;
pub mod entries;
pub mod error;
pub mod events;
pub mod exported;
pub mod following;
pub mod hanging;
mod known;
pub mod log;
pub mod looked_up;
pub mod missed;
pub mod open;
pub mod outbox;
pub mod promises;
pub mod reached;
pub mod rebuild;
pub mod restore;
pub mod rows;
pub mod scope;
mod settle;
pub mod snapshot;
pub mod status;
pub mod taken;
pub mod transfer;
pub mod verify;
pub mod words;
mod writer;

pub use engine::Db;
pub use error::{Error, Result};
pub use log::{Answer, Follower, Log, Stop};
