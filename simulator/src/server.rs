//! The sockets: one listener for REST, gateway and file downloads, and the lock around the world.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::gateway::speech::Wish;
use crate::page::PAGE;
use crate::snowflake::Id;
use crate::state::World;

/// A whole request may be this large, in bytes (Reference, "Uploading Files").
const REQUEST_LIMIT: usize = 25 * 1024 * 1024;

/// The world and a bell that rings whenever it may have changed.
pub(crate) struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    client: OnceLock<reqwest::Client>,
    pub stop: CancellationToken,
}

impl Shared {
    pub fn new() -> Self {
        Self {
            world: Mutex::default(),
            changed: watch::Sender::new(0),
            client: OnceLock::new(),
            stop: CancellationToken::new(),
        }
    }

    /// What posts interactions; made for the first of them.
    pub fn client(&self) -> &reqwest::Client {
        self.client.get_or_init(reqwest::Client::new)
    }

    /// Looks at the world.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        // A scene that panicked while holding the lock has already failed; the others may go on.
        look(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the world and rings the bell.
    pub fn change<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let outcome = self.change_quietly(act);
        self.ring();
        outcome
    }

    /// Changes the world in a way that nobody waits for.
    pub fn change_quietly<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        act(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Rings whenever something may have changed.
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Wakes everybody who waits for a change.
    pub fn ring(&self) {
        self.changed.send_modify(|version| *version += 1);
    }

    /// Waits until a look finds something, or patience ends.
    pub async fn until<T>(&self, patience: Duration, mut look: impl FnMut(&World) -> Option<T>) -> Option<T> {
        let mut bell = self.changed.subscribe();
        let found = async {
            loop {
                // Marked as seen before looking, or a change in between would ring unheard.
                bell.borrow_and_update();
                if let Some(found) = self.read(&mut look) {
                    return Some(found);
                }
                if bell.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(patience, found).await.ok().flatten()
    }
}

/// Binds a port, and tells the world its address.
pub(crate) async fn bind(address: SocketAddr, shared: &Shared) -> io::Result<Wires> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    shared.change(|world| world.base = format!("http://{bound}"));
    Ok(Wires(listener))
}

/// Serves Discord, and whatever else is to be reached at the same address, in the background until `shared.stop`.
pub(crate) fn serve(listener: Wires, shared: Arc<Shared>, beside: Router) {
    let stop = shared.stop.clone();
    let router = Router::new()
        .route("/", get(gateway))
        .route("/resume", get(gateway))
        .route("/attachments/{channel}/{file}/{name}", get(download))
        .fallback(rest)
        .layer(DefaultBodyLimit::max(REQUEST_LIMIT))
        .with_state(shared)
        .merge(beside);
    let service = router.into_make_service_with_connect_info::<Wire>();
    tokio::spawn(async move {
        tokio::select! {
            _ = axum::serve(listener, service) => {}
            () = stop.cancelled() => {}
        }
    });
}

/// One TCP connection's kill switch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire(Arc<AtomicBool>);

impl Wire {
    /// From now on nothing more goes out: the next write fails, and the connection with it.
    pub fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

async fn rest(
    ConnectInfo(wire): ConnectInfo<Wire>,
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Response {
    let mut response = crate::rest::answer(&shared, &wire, request).await;
    // By the world's clock; the server's own would put the host's there.
    let now = chrono::DateTime::from_timestamp_millis(shared.read(World::now)).unwrap_or_default();
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn gateway(
    State(shared): State<Arc<Shared>>,
    Query(wish): Query<Wish>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    match upgrade {
        Ok(upgrade) => upgrade.on_upgrade(move |socket| crate::gateway::converse(socket, shared, wish)),
        // Whoever opens the bare address in a browser means the page.
        Err(_) if shared.read(|world| world.feed.watched) => Redirect::temporary(PAGE).into_response(),
        Err(rejection) => rejection.into_response(),
    }
}

async fn download(
    State(shared): State<Arc<Shared>>,
    Path((_, file, _)): Path<(String, String, String)>,
) -> Response {
    let bytes = |world: &World| {
        let file = world.files.get(&file.parse::<Id>().ok()?)?;
        Some((file.content_type.clone(), file.bytes.clone()))
    };
    let found = shared.read(bytes);
    match found {
        // The file is a stranger's and the origin may be the page's: whatever is in it, it runs nowhere.
        Some((kind, bytes)) => {
            let shut = [
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (shut, [(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A listener whose connections can be cut.
pub(crate) struct Wires(TcpListener);

impl Wires {
    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that fails its writes once it is cut.
pub(crate) struct CutStream {
    stream: TcpStream,
    wire: Wire,
}

impl Listener for Wires {
    type Io = CutStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // Interactions are many small frames; waiting to fill a packet would only add delay.
        let _ = stream.set_nodelay(true);
        (CutStream { stream, wire: Wire::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Wires>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        stream.io().wire.clone()
    }
}

impl CutStream {
    fn broken(&self) -> Option<io::Error> {
        self.wire.0.load(Ordering::SeqCst).then(|| io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for CutStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for CutStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.broken() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.broken() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
