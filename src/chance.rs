//! Random numbers from the operating system. Whatever draws by lot is given them as values.

/// Fresh random numbers.
///
/// # Panics
/// When the operating system gives none, without which nothing here can be kept apart.
pub fn lots<const N: usize>() -> [u64; N] {
    let mut bytes = [[0; 8]; N];
    getrandom::fill(bytes.as_flattened_mut()).expect("the operating system gives random numbers");
    bytes.map(u64::from_ne_bytes)
}
