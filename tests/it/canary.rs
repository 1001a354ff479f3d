//! Guilds never mix, nobody gets past the gate, nothing leaks: canaries in every text that people can fill in, and
//! attempts to make one sing where it must not be heard.

mod erasure;
mod forged;
mod gate;
mod house;
mod hygiene;
mod marks;
mod mingling;
mod parts;
mod shapes;
