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

/// The same for so many who draw, asked for at once: each question to the operating system takes as long as its answer.
///
/// # Panics
/// As [`lots`] does.
pub fn lots_each<const N: usize>(who: usize) -> Vec<[u64; N]> {
    let mut bytes = vec![[[0; 8]; N]; who];
    getrandom::fill(bytes.as_flattened_mut().as_flattened_mut())
        .expect("the operating system gives random numbers");
    bytes.into_iter().map(|it| it.map(u64::from_ne_bytes)).collect()
}
