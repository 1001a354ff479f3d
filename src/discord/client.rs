//! The HTTP client beneath the calls, and how far it can reach.

use std::io;
use std::time::Duration;

use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, redirect};

use super::rest::RestOptions;
use super::{Base, Error};

/// How long an idle connection is kept, well below what servers and the boxes before them commonly keep it.
const IDLE: Duration = Duration::from_secs(30);

pub(super) fn build(options: &RestOptions) -> reqwest::Result<Client> {
    bounded(&options.base)
        .user_agent(format!("DiscordBot ({}, {})", options.home, env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.connect_timeout)
        .timeout(options.timeout)
        // A connection that the other side is about to give up makes a POST ambiguous for nothing.
        .pool_idle_timeout(IDLE)
        .build()
}

/// A client for somebody who never calls but must hold one.
pub(crate) fn bounded_client(base: &Base) -> Result<Client, Error> {
    bounded(base).build().map_err(|error| Error::Unreachable(error.without_url()))
}

/// A client that cannot leave the base: it follows no redirect, and for a base on this machine it looks up no name
/// and uses no proxy of the environment, so that a mistake cannot carry the token to the network.
fn bounded(base: &Base) -> ClientBuilder {
    let client = Client::builder().redirect(redirect::Policy::none());
    if base.is_loopback() { client.no_proxy().dns_resolver(std::sync::Arc::new(NoNames)) } else { client }
}

/// Looks nothing up.
struct NoNames;

impl Resolve for NoNames {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::ready(Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "no name is looked up while Discord is on this machine",
        )
        .into())))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::error::Error as _;

    use super::*;

    #[tokio::test]
    async fn with_a_base_on_this_machine_no_name_is_looked_up() {
        let client = bounded(&"http://127.0.0.1:1".parse().unwrap()).build().unwrap();
        for name in ["https://discord.com/api/v10/gateway", "http://localhost:1/"] {
            let error = client.get(name).send().await.unwrap_err();
            let mut cause = error.source();
            while let Some(deeper) = cause.and_then(|cause| cause.source()) {
                cause = Some(deeper);
            }
            let innermost = cause.unwrap().to_string();
            assert!(innermost.contains("no name is looked up"), "{name}: {innermost}");
        }
    }
}
