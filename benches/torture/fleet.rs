//! Several processes over one database: a gateway, two `web` behind one address, two `worker`. Any of them but the gateway
//! is killed and started again. What is posted to the address goes to one of the two, or to both of them at once, and not
//! in the order in which it came.

use std::net::{SocketAddr, TcpListener as Listening};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::house::{Bot, House, Presence};
use crate::lots::Lots;

/// How many of each.
const OF_EACH: usize = 2;
/// Of so many posts one goes to both.
const TWICE: u64 = 3;
/// The longest that a post is held back, in milliseconds.
const HELD_BACK: u64 = 40;
/// How long a process may take to answer.
const COMES_WITHIN: Duration = Duration::from_secs(30);

/// What runs.
pub struct Fleet {
    gateway: Bot,
    webs: Vec<Bot>,
    workers: Vec<Bot>,
    turns: Arc<Turns>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

/// Hands posts on.
struct Turns {
    doors: Vec<SocketAddr>,
    posts: AtomicU64,
    doubled: AtomicU64,
    client: Client,
}

impl Fleet {
    /// Starts all of them; the library must have been imported.
    pub async fn start(house: &House) -> Self {
        let doors: Vec<SocketAddr> = (0..OF_EACH).map(|_| free()).collect();
        let gateway = house.spawn(house.command().args(["--role", "gateway"]));
        let webs = doors.iter().map(|door| web(house, *door)).collect();
        let workers = (0..OF_EACH).map(|_| worker(house)).collect();
        house.comes_to_be(Presence::Online).await;
        let client = Client::builder().timeout(COMES_WITHIN).build().unwrap();
        let turns = Turns { doors, posts: AtomicU64::new(0), doubled: AtomicU64::new(0), client };
        let turns = Arc::new(turns);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(pass_on).with_state(Arc::clone(&turns));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let fleet = Self { gateway, webs, workers, turns, address, serving };
        fleet.open_doors(house).await;
        fleet
    }

    /// Has Discord post to the fleet once both doors answer.
    async fn open_doors(&self, house: &House) {
        let until = Instant::now() + COMES_WITHIN;
        for door in &self.turns.doors {
            let ready = || self.turns.client.get(format!("http://{door}/readyz")).send();
            while !ready().await.is_ok_and(|it| it.status().is_success()) {
                assert!(Instant::now() < until, "a door does not open:\n{}", house.last_words());
                sleep(Duration::from_millis(10)).await;
            }
        }
        let url = format!("http://{}/interactions", self.address);
        // Discord waits three seconds for an answer.
        while let Err(stuck) = house.application.interactions_endpoint(&url).await {
            assert!(Instant::now() < until, "{stuck}");
        }
    }

    /// Kills one of them and starts it again.
    pub async fn strike(&mut self, house: &House, lots: &mut Lots) {
        let which = usize::try_from(lots.between(0, OF_EACH as u64)).unwrap();
        if lots.any().is_multiple_of(2) {
            // The next one listens where this did, which it can once this is gone.
            self.webs.remove(which).kill().await;
            self.webs.insert(which, web(house, self.turns.doors[which]));
        } else {
            self.workers.remove(which).kill().await;
            self.workers.insert(which, worker(house));
        }
    }

    /// Kills them all at once. How many posts went to both doors.
    pub async fn die(self, house: &House) -> u64 {
        self.serving.abort();
        house.application.no_endpoint();
        for bot in [self.gateway].into_iter().chain(self.webs).chain(self.workers) {
            bot.kill().await;
        }
        house.mourn().await;
        self.turns.doubled.load(Ordering::Relaxed)
    }
}

fn web(house: &House, door: SocketAddr) -> Bot {
    let mut command = house.command();
    command.args(["--role", "web"]);
    command
        .env("ATHENAEUM_LISTEN", door.to_string())
        .env("DISCORD_PUBLIC_KEY", house.application.public_key());
    house.spawn(&mut command)
}

fn worker(house: &House) -> Bot {
    house.spawn(house.command().args(["--role", "worker"]))
}

/// An address that nobody listens at.
fn free() -> SocketAddr {
    Listening::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

async fn pass_on(State(turns): State<Arc<Turns>>, request: Request) -> Response {
    let nth = turns.posts.fetch_add(1, Ordering::Relaxed);
    let mut lots = Lots::of(nth);
    let (parts, body) = request.into_parts();
    let post =
        Post { uri: parts.uri, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() };
    let first = usize::try_from(nth).unwrap() % turns.doors.len();
    let second = (first + 1) % turns.doors.len();
    if lots.any().is_multiple_of(TWICE) {
        turns.doubled.fetch_add(1, Ordering::Relaxed);
        let (turns, post) = (Arc::clone(&turns), post.clone());
        tokio::spawn(async move { turns.hand(second, &post).await });
    }
    sleep(Duration::from_millis(lots.between(0, HELD_BACK))).await;
    for door in [first, second] {
        if let Some(answer) = turns.hand(door, &post).await {
            return answer;
        }
    }
    StatusCode::BAD_GATEWAY.into_response()
}

/// What Discord posts.
#[derive(Clone)]
struct Post {
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl Turns {
    /// Hands a post to a door; `None` when it gave no answer, though it may have done what it was asked for.
    async fn hand(&self, door: usize, post: &Post) -> Option<Response> {
        let sent = self.client.post(format!("http://{}{}", self.doors[door], post.uri));
        let answer = sent.headers(post.headers.clone()).body(post.body.clone()).send().await.ok()?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = Body::from(answer.bytes().await.ok()?).into_response();
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Some(response)
    }
}
