//! A bot without a library: raw requests, raw frames.

use discord_simulator::scene::PATIENCE;
use discord_simulator::{Application, Guild, Simulator, permissions};
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// GUILDS and `GUILD_MESSAGES`.
pub const INTENTS: u64 = 1 | 1 << 9;
/// Everything that the bot of these tests may do.
pub const BITS: u64 = permissions::ORDINARY | permissions::MANAGE_THREADS;

/// A connection to the gateway.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The last sequence number heard.
    pub seq: u64,
}

/// A bot that is online.
pub struct Bot {
    pub rest: Rest,
    pub socket: Socket,
    pub ready: Value,
}

/// The REST half of a bot.
#[derive(Clone)]
pub struct Rest {
    client: reqwest::Client,
    base: String,
    token: String,
}

/// An answer: status and body.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

/// A guild with a text channel, a forum, and a bot that is online.
pub async fn harbour() -> (Simulator, Application, Guild, Bot) {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Athenaeum");
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.forum("shelf", &["Time", "!Staff"]);
    harbour.install(&app, BITS);
    let bot = Bot::online(&discord, &app).await;
    (discord, app, harbour, bot)
}

impl Bot {
    pub async fn online(discord: &Simulator, app: &Application) -> Self {
        let mut socket = Socket::open(discord).await;
        socket.send(identify(&app.token(), INTENTS)).await;
        let ready = socket.dispatch("READY").await;
        socket.dispatch("GUILD_CREATE").await;
        app.connected().await;
        Self { rest: Rest::new(discord, app), socket, ready }
    }

    pub async fn interaction(&mut self) -> Value {
        self.socket.dispatch("INTERACTION_CREATE").await
    }

    /// Answers the next interaction with this callback and returns the interaction.
    pub async fn answers(&mut self, callback: Value) -> Value {
        let interaction = self.interaction().await;
        let got = self.rest.callback(&interaction, callback).await;
        assert_eq!(got.status, 204, "{got:?}");
        interaction
    }

    /// Registers commands for everywhere.
    pub async fn registers(&self, app: &Application, commands: Value) {
        let got = self.rest.put(&format!("/applications/{}/commands", app.id()), commands).await;
        assert_eq!(got.status, 200, "{got:?}");
    }
}

impl Socket {
    pub async fn open(discord: &Simulator) -> Self {
        Self::open_at(&discord.url().replace("http", "ws")).await
    }

    pub async fn open_at(url: &str) -> Self {
        let (stream, _) = connect_async(format!("{url}/?v=10&encoding=json")).await.unwrap();
        let mut socket = Self { stream, seq: 0 };
        let hello = socket.frame().await.unwrap();
        assert_eq!((hello["op"].as_u64(), hello["d"]["heartbeat_interval"].is_u64()), (Some(10), true));
        socket
    }

    pub async fn send(&mut self, frame: Value) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// The next frame; the close code if the connection ends.
    pub async fn frame(&mut self) -> Result<Value, Option<u16>> {
        let next = tokio::time::timeout(PATIENCE, self.frame_some_day()).await;
        next.expect("a frame comes before patience ends")
    }

    /// The next frame, however long it takes: for a bot that serves whoever comes.
    pub async fn frame_some_day(&mut self) -> Result<Value, Option<u16>> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    self.seq = frame["s"].as_u64().unwrap_or(self.seq);
                    return Ok(frame);
                }
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next dispatch of this name, past all others.
    pub async fn dispatch(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await.unwrap();
            if frame["t"] == name {
                return frame["d"].clone();
            }
        }
    }

    pub async fn close(mut self, code: u16) {
        let frame =
            tokio_tungstenite::tungstenite::protocol::CloseFrame { code: code.into(), reason: "".into() };
        self.stream.close(Some(frame)).await.unwrap();
    }
}

impl Rest {
    pub fn new(discord: &Simulator, app: &Application) -> Self {
        Self::with_token(discord, &app.token())
    }

    pub fn with_token(discord: &Simulator, token: &str) -> Self {
        Self::at(&discord.url(), token)
    }

    /// Against a base URL.
    pub fn at(url: &str, token: &str) -> Self {
        let client =
            reqwest::Client::builder().user_agent("DiscordBot (https://example.org, 1)").build().unwrap();
        Self { client, base: format!("{url}/api/v10"), token: token.to_owned() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        request.header("authorization", format!("Bot {}", self.token))
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Got {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let call = (request.method().to_string(), request.url().clone());
        let response = client.execute(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        hold_against_the_specification(&call.0, call.1.path(), (status, &body));
        Got { status, headers, body }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Got {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Got {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Got {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Got {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn callback(&self, interaction: &Value, callback: Value) -> Got {
        self.post(
            &format!("/interactions/{}/{}/callback", text(&interaction["id"]), text(&interaction["token"])),
            callback,
        )
        .await
    }
}

/// The simulator's own answers must be Discord's, too.
#[cfg(feature = "openapi")]
fn hold_against_the_specification(method: &str, path: &str, (status, body): (u16, &Value)) {
    use discord_simulator::openapi::Specification;
    use std::sync::OnceLock;
    static SPECIFICATION: OnceLock<Option<Specification>> = OnceLock::new();
    let specification = SPECIFICATION.get_or_init(Specification::find);
    let body = (!body.is_null()).then_some(body);
    let path = path.trim_start_matches("/api/v10");
    let findings = specification.as_ref().map(|it| it.check_response(method, path, status, body));
    assert_eq!(findings.unwrap_or_default(), [""; 0], "{method} {path} answered {body:?}");
}

#[cfg(not(feature = "openapi"))]
fn hold_against_the_specification(_: &str, _: &str, _: (u16, &Value)) {}

impl Got {
    /// Status and Discord's code.
    pub fn refusal(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or_default())
    }
}

pub fn identify(token: &str, intents: u64) -> Value {
    json!({"op": 2, "d": {"token": token, "intents": intents, "compress": true, "properties": {"os": "linux", "browser": "raw", "device": "raw"}}})
}

/// The webhook route of an interaction's token.
pub fn webhook(interaction: &Value, rest: &str) -> String {
    format!("/webhooks/{}/{}{rest}", text(&interaction["application_id"]), text(&interaction["token"]))
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A callback that says something.
pub fn says(words: &str) -> Value {
    json!({"type": 4, "data": {"content": words, "allowed_mentions": {"parse": []}}})
}
