//! Losses drawn by lot: which calls of some routes lose their answer, and how.

use std::time::Duration;

use super::{Loss, Route};

/// The ways of losing an answer that are drawn from; the late ones come while the next attempt is under way, or after.
const WAYS: [Loss; 6] = [
    Loss::Dropped,
    Loss::Status(500),
    Loss::Empty,
    Loss::Page,
    Loss::Late(Duration::from_millis(20)),
    Loss::Late(Duration::from_millis(1_500)),
];

/// What is drawn for which routes. By default nothing is.
#[derive(Default)]
pub(crate) struct Shaking {
    routes: Vec<Route>,
    share: f64,
    state: u64,
}

impl Shaking {
    pub fn new(routes: &[&str], share: f64, seed: u64) -> Self {
        Self { routes: routes.iter().copied().map(Route::from).collect(), share, state: seed }
    }

    /// How this call loses its answer, if it does.
    pub fn draw(&mut self, method: &str, path: &str) -> Option<Loss> {
        if !self.routes.iter().any(|it| it.is_of(method, path)) {
            return None;
        }
        let (lot, way) = (self.next(), self.next());
        // 53 bits are what a double holds.
        let strikes = (lot >> 11) as f64 / (1_u64 << 53) as f64 <= self.share && self.share > 0.0;
        strikes.then(|| WAYS[usize::try_from(way % WAYS.len() as u64).unwrap_or_default()])
    }

    /// The generator `SplitMix64`: small, and the same everywhere.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(share: f64, seed: u64) -> Vec<Option<Loss>> {
        let mut shaking = Shaking::new(&["POST /channels/**"], share, seed);
        (0..1_000).map(|_| shaking.draw("POST", "/channels/7/messages")).collect()
    }

    #[test]
    fn a_seed_draws_the_same_lots_and_about_the_share() {
        assert_eq!(drawn(0.3, 7), drawn(0.3, 7));
        assert_ne!(drawn(0.3, 7), drawn(0.3, 8));
        let struck = drawn(0.3, 7).into_iter().flatten().collect::<Vec<_>>();
        assert!((250..350).contains(&struck.len()), "{}", struck.len());
        assert!(WAYS.iter().all(|way| struck.contains(way)), "every way is drawn");
    }

    #[test]
    fn other_routes_and_a_share_of_nothing_are_left_alone() {
        assert!(drawn(0.0, 7).iter().all(Option::is_none));
        let mut shaking = Shaking::new(&["POST /channels/**"], 1.0, 7);
        assert_eq!(shaking.draw("GET", "/channels/7"), None);
        assert!(shaking.draw("POST", "/channels/7/messages").is_some());
    }
}
