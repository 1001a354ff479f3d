//! The HTTP door: Discord's signed interactions, and how the process is.
//!
//! TLS and everything that keeps strangers from wasting connections is the business of a proxy in front, which Discord
//! needs anyway: it takes nothing but https. Whoever may see `/metrics` is the proxy's business, too.

mod health;
mod interactions;
mod signature;

use std::future::IntoFuture as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::interactions::Endpoint;
use super::gateway::Connected;
use crate::app::App;

pub use signature::{BadKey, PublicKey, Verdict, WINDOW};

/// How long requests in hand may take to end once the door is shut.
const CLOSE_WITHIN: Duration = Duration::from_secs(4);

/// What is behind the door.
pub struct Site {
    app: Arc<App>,
    endpoint: Option<Endpoint>,
    gateway: Option<Connected>,
}

impl Site {
    /// Health and metrics; with a key interactions, too. `gateway` is the session of this process, if it keeps one.
    pub fn new(app: Arc<App>, key: Option<PublicKey>, gateway: Option<Connected>) -> Self {
        Self { app, endpoint: key.map(Endpoint::new), gateway }
    }
}

/// Opens the port.
///
/// # Errors
/// The address is taken, or is not this host's.
pub async fn bind(listen: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(listen).await
}

/// Serves until `stop`; then takes no more, and waits a while for what is in hand.
///
/// # Errors
/// The port cannot be used any more.
pub async fn run(listener: TcpListener, site: Site, stop: CancellationToken) -> io::Result<()> {
    let router = Router::new()
        .route("/interactions", post(interactions::receive))
        .route("/healthz", get(health::lives))
        .route("/readyz", get(health::is_ready))
        .route("/metrics", get(health::metrics))
        .with_state(Arc::new(site));
    // Answers are small; waiting to fill a packet would only add delay.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(CLOSE_WITHIN).await;
    };
    tokio::select! {
        ended = served.into_future() => ended,
        () = late => {
            tracing::warn!("connections that did not end in time are left behind");
            Ok(())
        }
    }
}
