//! The hash chain: each event's hash covers the hash before it and every stored column, so a changed byte shows.

use sha2::{Digest as _, Sha256};

use super::events::Stored;

/// The hash before the first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of an event that follows `previous`: SHA-256, in hex, over length-prefixed columns.
pub fn link(previous: &str, event: &Stored) -> String {
    let mut hasher = Sha256::new();
    let mut column = |text: Option<&str>| {
        // The length comes first, so that moving a byte from one column into the next changes the hash; an absent
        // value has a length that no text can have.
        let length = text.map_or(u64::MAX, |it| it.len() as u64);
        hasher.update(length.to_be_bytes());
        hasher.update(text.unwrap_or_default());
    };
    let number = |value: i64| value.to_string();
    let maybe = |value: Option<i64>| value.map(|it| it.to_string());
    column(Some(previous));
    column(Some(&number(event.pos)));
    column(Some(&number(event.guild)));
    column(Some(&number(event.guild_seq)));
    column(Some(&event.subject));
    column(Some(&event.kind));
    column(Some(&number(event.ver)));
    column(maybe(event.actor).as_deref());
    column(event.key.as_deref());
    column(Some(&number(event.n)));
    column(maybe(event.cause).as_deref());
    column(Some(&number(event.at_source)));
    column(Some(&number(event.at)));
    column(Some(&event.body));
    column(maybe(event.content_ref).as_deref());
    hex(&hasher.finalize())
}

/// The SHA-256 of a text, in hex.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |it: u8| char::from(DIGITS[usize::from(it)]);
    bytes.iter().flat_map(|it| [digit(it >> 4), digit(it & 15)]).collect()
}
