//! Lots that a seed decides: the same seed draws the same ones everywhere.

/// The generator `SplitMix64`.
pub struct Lots(u64);

impl Lots {
    /// Lots of a seed.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` up to, but not including, `end`.
    pub fn between(&mut self, least: u64, end: u64) -> u64 {
        least + self.any() % (end - least)
    }

    /// One of these.
    pub fn of_these<T: Copy>(&mut self, these: &[T]) -> T {
        these[usize::try_from(self.between(0, these.len() as u64)).unwrap()]
    }
}
