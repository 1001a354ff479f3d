//! Through which door the interactions of a scene come in.

use athenaeum::config::Http;
use discord_simulator::Application;

/// A door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The gateway, over which everything else comes in any case.
    Gateway,
    /// Posts to the HTTP endpoint.
    Http,
    /// The same, with several processes behind one address: see `fleet`.
    Replicas,
}

impl Door {
    /// The one that `ATHENAEUM_TEST_DOOR` names: the same scenes must hold through both.
    pub fn asked() -> Self {
        match std::env::var("ATHENAEUM_TEST_DOOR").as_deref() {
            Ok("http") => Self::Http,
            Ok("replicas") => Self::Replicas,
            Ok("gateway" | "") | Err(_) => Self::Gateway,
            Ok(other) => panic!("ATHENAEUM_TEST_DOOR is gateway, http or replicas, not {other:?}"),
        }
    }

    /// What the bot is told of it.
    pub fn config(self, application: &Application) -> Http {
        match self {
            Self::Gateway => Http::default(),
            Self::Http | Self::Replicas => Http {
                listen: "127.0.0.1:0".parse().ok(),
                public_key: Some(application.public_key().parse().unwrap()),
            },
        }
    }
}
