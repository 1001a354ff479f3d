//! Whether a request is from Discord: Ed25519 over the timestamp and the raw bytes of the body (Discord: Interactions,
//! Overview, "Setting Up an Endpoint").
//!
//! Timestamp and body are signed without a border between them, so a byte moved across it leaves the signature good.
//! What keeps such a request out is that a timestamp is digits only and near to now, and that a body begins with `{`.

use std::str::FromStr;

use axum::http::HeaderMap;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

/// How far Discord's time and ours may lie apart, in seconds. What was captured is worth nothing after that.
pub const WINDOW: i64 = 5 * 60;

const SIGNATURE: &str = "x-signature-ed25519";
const TIMESTAMP: &str = "x-signature-timestamp";
/// Seconds have ten digits until the year 2286.
const DIGITS: usize = 10;
/// A signature of the right shape (R is the base point, S is 1) that is good for no key: what has none is checked
/// against it, so that the time to say no does not tell why.
const NOBODYS: [u8; 64] = {
    let mut bytes = [0; 64];
    bytes[0] = 0x58;
    let mut at = 1;
    while at < 32 {
        bytes[at] = 0x66;
        at += 1;
    }
    bytes[32] = 1;
    bytes
};

/// The key that an application's requests are signed with, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(VerifyingKey);

/// A text that is no such key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a public key is the 64 hexadecimal digits of a point")]
pub struct BadKey;

/// What a request turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Discord's, and of now.
    Good,
    /// Not Discord's.
    Forged,
    /// Discord's, but so many seconds older than now (negative: newer).
    Untimely(i64),
}

impl FromStr for PublicKey {
    type Err = BadKey;

    fn from_str(text: &str) -> Result<Self, BadKey> {
        let bytes: [u8; 32] = unhex(&text.trim().to_ascii_lowercase()).ok_or(BadKey)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| BadKey)?;
        if key.is_weak() { Err(BadKey) } else { Ok(Self(key)) }
    }
}

impl TryFrom<String> for PublicKey {
    type Error = BadKey;

    fn try_from(text: String) -> Result<Self, BadKey> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.0.as_bytes().iter().map(|it| format!("{it:02x}")).collect()
    }
}

impl PublicKey {
    /// Judges a request. `now` is in epoch milliseconds.
    pub fn judge(&self, headers: &HeaderMap, body: &[u8], now: i64) -> Verdict {
        let signature = only(headers, SIGNATURE).and_then(unhex::<64>);
        let timestamp = only(headers, TIMESTAMP).filter(|it| is_seconds(it));
        let mut signed = Vec::with_capacity(DIGITS + body.len());
        signed.extend_from_slice(timestamp.unwrap_or("0000000000").as_bytes());
        signed.extend_from_slice(body);
        let claimed = Signature::from_bytes(&signature.unwrap_or(NOBODYS));
        let genuine = self.0.verify_strict(&signed, &claimed).is_ok();
        let (Some(_), Some(timestamp), true) = (signature, timestamp, genuine) else {
            return Verdict::Forged;
        };
        let age = now.div_euclid(1_000) - timestamp.parse::<i64>().unwrap_or_default();
        if age.abs() <= WINDOW { Verdict::Good } else { Verdict::Untimely(age) }
    }
}

/// A header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let one = all.next()?;
    if all.next().is_some() { None } else { one.to_str().ok() }
}

fn is_seconds(text: &str) -> bool {
    (1..=DIGITS).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// Lower-case hexadecimal of exactly this length; there is one way to write a signature.
fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum::http::HeaderValue;
    use ed25519_dalek::{Signer as _, SigningKey};
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_790_000_000_000;
    const BODY: &[u8] = br#"{"type":1}"#;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|it| format!("{it:02x}")).collect()
    }

    fn signing() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn key() -> PublicKey {
        hex(signing().verifying_key().as_bytes()).parse().unwrap()
    }

    fn signed(timestamp: &str, body: &[u8]) -> String {
        hex(&signing().sign(&[timestamp.as_bytes(), body].concat()).to_bytes())
    }

    fn headers(signature: &str, timestamp: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, HeaderValue::from_bytes(signature.as_bytes()).unwrap());
        headers.insert(TIMESTAMP, HeaderValue::from_bytes(timestamp.as_bytes()).unwrap());
        headers
    }

    fn judged(signature: &str, timestamp: &str, body: &[u8]) -> Verdict {
        key().judge(&headers(signature, timestamp), body, NOW)
    }

    #[test]
    fn what_discord_signed_is_good_for_five_minutes() {
        for (timestamp, verdict) in [
            ("1790000000", Verdict::Good),
            ("1789999700", Verdict::Good),
            ("1790000300", Verdict::Good),
            ("1789999699", Verdict::Untimely(301)),
            ("1790000301", Verdict::Untimely(-301)),
        ] {
            assert_eq!(judged(&signed(timestamp, BODY), timestamp, BODY), verdict, "{timestamp}");
        }
    }

    #[test]
    fn everything_else_is_forged() {
        let (time, good) = ("1790000000", signed("1790000000", BODY));
        let other = SigningKey::from_bytes(&[8; 32]).sign(&[time.as_bytes(), BODY].concat());
        for (what, signature, timestamp) in [
            ("another key", hex(&other.to_bytes()), time),
            ("upper case", good.to_ascii_uppercase(), time),
            ("an odd length", good[..127].to_owned(), time),
            ("half of it", good[..64].to_owned(), time),
            ("not ASCII", format!("{}é", &good[..126]), time),
            ("no signature", String::new(), time),
            ("nobody's signature", hex(&NOBODYS), time),
            ("no time", good.clone(), ""),
            ("a sign before the time", signed("+1790000000", BODY), "+1790000000"),
            ("a space in the time", signed(" 1790000000", BODY), " 1790000000"),
            ("another time", good.clone(), "1790000001"),
            ("a long time", signed("01790000000", BODY), "01790000000"),
        ] {
            assert_eq!(judged(&signature, timestamp, BODY), Verdict::Forged, "{what}");
        }
    }

    #[test]
    fn headers_that_are_missing_or_there_twice_are_forged() {
        let good = headers(&signed("1790000000", BODY), "1790000000");
        for name in [SIGNATURE, TIMESTAMP] {
            let mut without = good.clone();
            without.remove(name);
            assert_eq!(key().judge(&without, BODY, NOW), Verdict::Forged);
            let mut twice = good.clone();
            twice.append(name, good[name].clone());
            assert_eq!(key().judge(&twice, BODY, NOW), Verdict::Forged);
        }
    }

    #[test]
    fn a_byte_moved_across_the_border_is_refused() {
        let signature = signed("1790000000", BODY);
        let out = judged(&signature, "179000000", &[b"0", BODY].concat());
        assert!(matches!(out, Verdict::Untimely(_)), "its signature is good: {out:?}");
        assert_eq!(judged(&signature, "1790000000{", &BODY[1..]), Verdict::Forged);
    }

    #[test]
    fn a_key_is_64_digits_of_a_point() {
        let text = hex(signing().verifying_key().as_bytes());
        assert!(format!(" {}\n", text.to_uppercase()).parse::<PublicKey>().is_ok());
        let weak = format!("01{}", "00".repeat(31));
        for bad in ["", "00", &text[..63], &weak, &"zz".repeat(32)] {
            assert_eq!(bad.parse::<PublicKey>(), Err(BadKey), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn one_flipped_bit_anywhere_is_refused(at in 0_usize..84, bit in 0_u8..8) {
            let mut parts = hex_to_bytes(&signed("1790000000", BODY));
            parts.extend_from_slice(b"1790000000");
            parts.extend_from_slice(BODY);
            parts[at] ^= 1 << bit;
            let mut headers = HeaderMap::new();
            headers.insert(SIGNATURE, HeaderValue::from_str(&hex(&parts[..64])).unwrap());
            if let Ok(time) = HeaderValue::from_bytes(&parts[64..74]) {
                headers.insert(TIMESTAMP, time);
            }
            prop_assert_eq!(key().judge(&headers, &parts[74..], NOW), Verdict::Forged);
        }

        #[test]
        fn no_header_breaks_it(signature in any::<Vec<u8>>(), time in any::<Vec<u8>>(), body in any::<Vec<u8>>()) {
            let mut headers = HeaderMap::new();
            for (name, value) in [(SIGNATURE, signature), (TIMESTAMP, time)] {
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    headers.insert(name, value);
                }
            }
            prop_assert_eq!(key().judge(&headers, &body, NOW), Verdict::Forged);
        }
    }

    fn hex_to_bytes(text: &str) -> Vec<u8> {
        unhex::<64>(text).unwrap().to_vec()
    }
}
