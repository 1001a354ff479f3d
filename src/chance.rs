//! Random numbers from the operating system. Whatever draws by lot is given them as values.

/// Fresh random numbers.
///
/// # Panics
/// When the operating system gives none, without which nothing here can be kept apart.
pub fn lots<const N: usize>() -> [u64; N] {
    std::array::from_fn(|_| getrandom::u64().expect("the operating system gives random numbers"))
}
