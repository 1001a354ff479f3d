//! The orders that this process is at: it does not take them a second time, whatever a clock says about their leases.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The orders in hand.
#[derive(Clone, Default)]
pub struct InHand(Arc<Mutex<BTreeSet<String>>>);

/// One of them, until this is dropped.
pub struct Held {
    order: String,
    all: InHand,
}

impl InHand {
    /// Takes an order in hand.
    pub fn hold(&self, order: &str) -> Held {
        self.lock().insert(order.to_owned());
        Held { order: order.to_owned(), all: self.clone() }
    }

    /// All of them.
    pub fn orders(&self) -> Vec<String> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        // An order is in or out: a panic elsewhere leaves none of them half in.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.all.lock().remove(&self.order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_in_hand_until_it_is_let_go() {
        let all = InHand::default();
        let one = all.hold("a");
        let other = all.hold("b");
        assert_eq!(all.orders(), ["a", "b"]);
        drop(one);
        assert_eq!(all.orders(), ["b"]);
        drop(other);
        assert!(all.orders().is_empty());
    }
}
