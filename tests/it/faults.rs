//! What goes wrong, one kind of fault per file; `docs/reliability.md` says what the bot promises then. Every scene ends
//! with the invariants. What needs a process of its own to be killed stands in `benches/torture`.

mod clock;
mod delivery;
mod disk;
mod gateway;
mod halfway;
mod losses;
mod newer;
mod parked;
mod shop;
mod stopping;
mod strange;
mod stuck;
