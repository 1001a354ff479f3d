//! Several processes over one database: a gateway, two `web` behind one address, which takes turns among them, and two
//! `worker`. Stories are told to them as to one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use athenaeum::app::{App, Built, Filed, Parts};
use athenaeum::discord::{Rest, RestOptions};
use athenaeum::library::load;
use athenaeum::run::{self, Options, Role, Running};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use reqwest::Client;
use tokio::net::TcpListener;

/// Everything that runs, and where it is reached.
pub struct Fleet {
    pub processes: Vec<Running>,
    pub address: SocketAddr,
}

/// What each process is started with, by its role.
pub type Wish = Box<dyn Fn(Role) -> Options + Send + Sync>;

/// Takes turns among the doors.
struct Turns {
    doors: Vec<(SocketAddr, Arc<App>)>,
    next: AtomicUsize,
    client: Client,
}

/// Starts all of them, over what the library's files say.
pub async fn start(wish: Wish) -> Fleet {
    import(wish(Role::All)).await;
    let mut processes = Vec::new();
    for role in [Role::Gateway, Role::Web, Role::Web, Role::Worker, Role::Worker] {
        processes.push(run::start(wish(role)).await.unwrap());
    }
    let turns = Turns {
        doors: processes
            .iter()
            .filter_map(|it| it.found.listening.map(|at| (at, Arc::clone(&it.app))))
            .collect(),
        next: AtomicUsize::new(0),
        client: Client::new(),
    };
    assert_eq!(turns.doors.len(), 2);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(pass_on).with_state(Arc::new(turns));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Fleet { processes, address }
}

/// The files are read by whoever brings a release out, not by those who serve.
async fn import(options: Options) {
    let library = load::load(&options.library).unwrap();
    let rest = Rest::new(RestOptions::new(options.api, options.token)).unwrap();
    let application = rest.current_application().await.unwrap().id;
    let parts = Parts {
        database: options.database,
        library: Some(Filed::all(library.resources)),
        topics: library.topics,
        community: options.config.library,
        clock: options.clock,
        rest,
        application,
    };
    let Built { app, .. } = App::build(parts).await.unwrap();
    app.db.close().await;
}

/// Hands a request to whoever is next. A replica may be a moment behind the others; a story is about what holds after
/// that, so nobody is asked before they have caught up.
async fn pass_on(State(turns): State<Arc<Turns>>, request: Request) -> Response {
    let (door, app) = &turns.doors[turns.next.fetch_add(1, Ordering::Relaxed) % turns.doors.len()];
    app.following.catch_up().await.unwrap();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let sent = turns.client.request(parts.method, format!("http://{door}{}", parts.uri));
    let answer = sent.headers(parts.headers).body(body).send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = Body::from(answer.bytes().await.unwrap()).into_response();
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
