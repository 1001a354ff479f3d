//! Interactions by signed posts: what Discord asks of an endpoint, and what it takes from one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use discord_simulator::{Application, Simulator};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::bot::{Rest, harbour, says};

const COMMANDS: &str = r#"[{"name": "hello", "description": "Says hello", "type": 1}]"#;

/// An endpoint that answers PING, and interactions with what it was told to say, else with 202.
#[derive(Clone)]
struct Endpoint {
    key: Option<VerifyingKey>,
    heard: Arc<Mutex<Vec<Value>>>,
    says: Arc<Mutex<VecDeque<(u16, Value)>>>,
}

impl Endpoint {
    /// Opens one that checks signatures with the application's key, or one that takes everything.
    async fn open(key: Option<&str>) -> (Self, String) {
        let bytes = |text: &str| {
            let pairs = text.as_bytes().chunks(2).map(|it| std::str::from_utf8(it).unwrap());
            pairs.map(|it| u8::from_str_radix(it, 16).unwrap()).collect::<Vec<_>>()
        };
        let key = key.map(|it| VerifyingKey::from_bytes(&bytes(it).try_into().unwrap()).unwrap());
        let endpoint = Self { key, heard: Arc::default(), says: Arc::default() };
        let router = Router::new().route("/", post(hear)).with_state(endpoint.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        (endpoint, url)
    }

    fn will_say(&self, status: u16, body: Value) {
        self.says.lock().unwrap().push_back((status, body));
    }

    fn is_signed(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        let text = |name: &str| headers[name].to_str().unwrap();
        let digits = text("x-signature-ed25519");
        let bytes = (0..64).map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap());
        let signature = Signature::from_bytes(&bytes.collect::<Vec<_>>().try_into().unwrap());
        let signed = [text("x-signature-timestamp").as_bytes(), body].concat();
        self.key.is_none_or(|key| key.verify_strict(&signed, &signature).is_ok())
    }
}

async fn hear(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    if !endpoint.is_signed(&headers, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    if body["type"] == 1 {
        return axum::Json(json!({"type": 1})).into_response();
    }
    endpoint.heard.lock().unwrap().push(body);
    match endpoint.says.lock().unwrap().pop_front() {
        Some((200, body)) => axum::Json(body).into_response(),
        Some((status, _)) => StatusCode::from_u16(status).unwrap().into_response(),
        None => StatusCode::ACCEPTED.into_response(),
    }
}

/// A guild whose application posts its interactions to an endpoint.
async fn posting() -> (Simulator, Application, discord_simulator::Guild, Rest, Endpoint) {
    let (discord, app, guild, bot) = harbour().await;
    bot.registers(&app, serde_json::from_str(COMMANDS).unwrap()).await;
    let (endpoint, url) = Endpoint::open(Some(&app.public_key())).await;
    app.interactions_endpoint(&url).await.unwrap();
    let shown = bot.rest.get("/applications/@me").await.body;
    assert_eq!(
        (&shown["verify_key"], &shown["interactions_endpoint_url"]),
        (&json!(app.public_key()), &json!(url))
    );
    (discord, app, guild, bot.rest, endpoint)
}

#[tokio::test]
async fn an_endpoint_that_takes_a_wrong_signature_is_not_taken() {
    let (_discord, app, _guild, _bot) = harbour().await;
    let (_, url) = Endpoint::open(None).await;
    let told = app.interactions_endpoint(&url).await.unwrap_err();
    assert_eq!(told.0, "it answers 200 instead of 401 to a wrong signature");
    let (_, other) = Endpoint::open(Some(&app.public_key())).await;
    let nowhere = app.interactions_endpoint(&format!("{other}nowhere")).await.unwrap_err();
    assert_eq!(nowhere.0, "it answers 404 instead of 401 to a wrong signature");
}

#[tokio::test]
async fn an_answer_in_the_response_is_shown() {
    let (discord, _app, guild, _rest, endpoint) = posting().await;
    endpoint.will_say(200, says("Hello."));
    let ann = guild.member("ann");
    assert!(ann.slash("general", "/hello").await.text().contains("Hello."));
    let heard = endpoint.heard.lock().unwrap()[0].clone();
    assert_eq!((&heard["type"], &heard["data"]["name"]), (&json!(2), &json!("hello")));
    assert_eq!(discord.finish(), Vec::<String>::new());
}

#[tokio::test]
async fn after_202_the_answer_comes_by_a_call() {
    let (discord, _app, guild, rest, endpoint) = posting().await;
    let ann = guild.member("ann");
    let asked = tokio::spawn(async move { ann.slash("general", "/hello").await });
    let heard = || endpoint.heard.lock().unwrap().first().cloned();
    while heard().is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(rest.callback(&heard().unwrap(), says("By a call.")).await.status, 204);
    assert!(asked.await.unwrap().text().contains("By a call."));
    assert_eq!(discord.finish(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_is_held_to_the_rules_of_callbacks() {
    let (discord, _app, guild, _rest, endpoint) = posting().await;
    endpoint.will_say(200, says(&"x".repeat(2_001)));
    let shown = guild.member("ann").slash("general", "/hello").await.text();
    assert_eq!(shown, "The application did not respond");
    let found = discord.finish();
    assert!(found.len() == 1 && found[0].contains("50035"), "{found:?}");
}

#[tokio::test]
async fn another_status_is_no_answer_and_is_found() {
    let (discord, _app, guild, _rest, endpoint) = posting().await;
    endpoint.will_say(500, Value::Null);
    let shown = guild.member("ann").slash("general", "/hello").await.text();
    assert_eq!(shown, "The application did not respond");
    assert_eq!(discord.finish(), ["the endpoint answered 500 without a body to an interaction"]);
}

#[tokio::test]
async fn posts_are_forged_replayed_and_late_on_demand() {
    let (discord, app, guild, _rest, endpoint) = posting().await;
    let ann = guild.member("ann");
    discord.faults().forge_post(1);
    discord.faults().replay_post(1);
    endpoint.will_say(200, says("Once."));
    assert!(ann.slash("general", "/hello").await.text().contains("Once."));
    assert_eq!(discord.replays(), [(202, String::new())]);

    let hold = discord.faults().hold("POST /endpoint");
    endpoint.will_say(200, says("Too late."));
    let late = tokio::spawn(async move { ann.slash("general", "/hello").await });
    hold.arrived().await;
    discord.clock().advance(std::time::Duration::from_secs(4));
    assert_eq!(late.await.unwrap().text(), "The application did not respond");
    hold.release();
    app.no_endpoint();
    assert_eq!(discord.finish(), Vec::<String>::new());
}
