//! The letters that browsers send pictures in.

/// The bytes of a text in Base64, which is taken to be right.
pub fn base64(text: &str) -> Vec<u8> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let signs: Vec<u8> = text.bytes().filter(|it| *it != b'=').map(value).collect();
    let bits = |four: &[u8]| {
        four.iter().fold(0_u32, |bits, sign| bits << 6 | u32::from(*sign)) << (6 * (4 - four.len()))
    };
    signs.chunks(4).flat_map(|four| bits(four).to_be_bytes()[1..four.len()].to_vec()).collect()
}
