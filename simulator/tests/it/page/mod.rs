//! The page's server, held to its wire by a plain WebSocket and plain requests, with a bot of raw frames behind it.

mod acting;
mod door;
mod hostile;
mod seeing;
mod switches;
mod wire;

use discord_simulator::page::{Event, Host, Page};
use discord_simulator::scene::PATIENCE;
use discord_simulator::{Application, Guild, Id, Member, Simulator, permissions};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::bot::{BITS, Bot, text};

/// A host with nothing to add.
struct Nobody;

impl Host for Nobody {}

/// A guild with its people, a bot that is online with commands, and the page.
struct Place {
    discord: Simulator,
    page: Page,
    app: Application,
    harbour: Guild,
    ann: Member,
    mo: Member,
    bot: Bot,
    general: Id,
    shelf: Id,
}

/// A page that is open in somebody's browser.
struct Tab {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    asked: u64,
    /// The last `world` frame.
    world: Value,
    /// All other frames that nobody has looked at yet.
    heard: Vec<Value>,
}

impl Place {
    async fn set() -> Self {
        Self::set_by(Nobody).await
    }

    async fn set_by(host: impl Host) -> Self {
        let here = "127.0.0.1:0".parse().unwrap();
        let (discord, page) = Simulator::start_with_page(here, host).await.unwrap();
        let app = discord.application("Athenaeum");
        let harbour = discord.guild("Harbour");
        let (general, shelf) = (harbour.text_channel("general"), harbour.forum("shelf", &["Time"]));
        harbour.install(&app, BITS);
        harbour.role("Moderator", permissions::MANAGE_MESSAGES);
        let (ann, mo) = (harbour.member("ann"), harbour.member_with("mo", &["Moderator"]));
        let bot = Bot::online(&discord, &app).await;
        bot.registers(&app, commands()).await;
        Self { discord, page, app, harbour, ann, mo, bot, general, shelf }
    }

    async fn tab(&self, who: &Member) -> Tab {
        Tab::open(&self.page, &format!("?as={}", who.id())).await
    }

    /// The id of a command, as the page knows it.
    fn command(&self, name: &str) -> String {
        let known = self.app.commands().into_iter().find(|it| it["name"] == name);
        text(&known.unwrap()["id"]).to_owned()
    }

    fn event(&self, title: &str, interaction: Option<Id>) {
        self.page.event(Event { title: title.to_owned(), body: json!({"n": 1}), interaction });
    }
}

fn commands() -> Value {
    let name = json!({"type": 3, "name": "name", "description": "d", "autocomplete": true, "required": true});
    let count = json!({"type": 4, "name": "count", "description": "d", "max_value": 5});
    let inner = json!([{"type": 1, "name": "top", "description": "d", "options": [count]}]);
    json!([
        {"name": "find", "description": "d", "options": [name]},
        {"name": "list", "description": "d", "options": inner},
        {"name": "staff", "description": "d", "default_member_permissions": "8192"},
        {"name": "Keep", "type": 3},
        {"name": "Greet", "type": 2},
        {"name": "read", "description": "d", "options": [{"type": 11, "name": "paper", "description": "d"}]},
    ])
}

/// Where the socket is, with a query.
fn address(page: &Page, query: &str) -> String {
    format!("{}live{query}", page.url().replacen("http", "ws", 1))
}

fn origin(page: &Page) -> String {
    page.url().trim_end_matches("/page/").to_owned()
}

impl Tab {
    async fn open(page: &Page, query: &str) -> Self {
        let mut request = address(page, query).into_client_request().unwrap();
        request.headers_mut().insert("origin", origin(page).parse().unwrap());
        let (stream, _) = connect_async(request).await.unwrap();
        let mut tab = Self { stream, asked: 0, world: Value::Null, heard: Vec::new() };
        tab.world(|_| true).await;
        tab
    }

    /// Sends an ask and waits for its end; everything that came before it has been heard.
    async fn ask(&mut self, ask: Value) -> Value {
        let number = self.begin(ask).await;
        self.end(number).await
    }

    async fn begin(&mut self, mut ask: Value) -> u64 {
        self.asked += 1;
        ask["ask"] = json!(self.asked);
        self.send(&ask.to_string()).await;
        self.asked
    }

    async fn end(&mut self, number: u64) -> Value {
        self.frame(|it| matches!(text(&it["type"]), "done" | "stuck") && it["ask"] == number).await
    }

    /// The end of an ask that goes well.
    async fn done(&mut self, ask: Value) -> Value {
        let end = self.ask(ask.clone()).await;
        assert_eq!(end["type"], "done", "{ask} came to {end}");
        end
    }

    /// Why an ask comes to nothing.
    async fn stuck(&mut self, ask: Value) -> String {
        let end = self.ask(ask.clone()).await;
        assert_eq!(end["type"], "stuck", "{ask} came to {end}");
        text(&end["why"]).to_owned()
    }

    async fn send(&mut self, words: &str) {
        self.stream.send(Message::text(words)).await.unwrap();
    }

    /// The first frame like this that nobody has looked at.
    async fn frame(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(&is_it) {
                return self.heard.remove(at);
            }
            let frame = self.next().await.expect("the socket is open");
            if frame["type"] == "world" {
                self.world = frame.clone();
            }
            self.heard.push(frame);
        }
    }

    /// Waits until the world is like this.
    async fn world(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if !self.world.is_null() && is_it(&self.world) {
            return self.world.clone();
        }
        self.frame(|it| it["type"] == "world" && is_it(it)).await
    }

    /// The next message whose text is this.
    async fn message(&mut self, content: &str) -> Value {
        let is_it = |it: &Value| it["type"] == "message" && it["message"]["content"] == content;
        self.frame(is_it).await["message"].clone()
    }

    /// The next frame; the close code if the socket ends.
    async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            match next.expect("a frame comes before patience ends") {
                Some(Ok(Message::Text(words))) => return Ok(serde_json::from_str(&words).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}
