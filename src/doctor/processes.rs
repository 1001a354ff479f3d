//! Asks processes that serve how far they follow the log, at the address where each tells of its health.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::Client;

use super::found::{Process, Said};
use crate::telemetry::WithCauses;

/// How long a process may take to answer. It gives its database a second.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Asks the process that listens there.
pub async fn ask(address: SocketAddr) -> Process {
    let said = said(reachable(address)).await.map_err(|err| WithCauses(&err).to_string());
    Process { called: address.to_string(), said }
}

async fn said(address: SocketAddr) -> reqwest::Result<Said> {
    // Straight to it: a proxy of this machine knows nothing of its own addresses.
    let client = Client::builder().no_proxy().timeout(ANSWER_WITHIN).build()?;
    // Whether it is ready or not, the body says the same things.
    client.get(format!("http://{address}/readyz")).send().await?.json().await
}

/// Where to ask whoever listens on every address of this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_on_this_machine() {
        for (listens, asked) in
            [("0.0.0.0:8080", "127.0.0.1:8080"), ("[::]:8080", "[::1]:8080"), ("10.0.0.7:80", "10.0.0.7:80")]
        {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), asked);
        }
    }
}
