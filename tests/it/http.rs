//! The HTTP door itself: what is let in, what goes out in a response, and how the process says that it is well. That
//! everything else is the same behind it, the stories show: `ATHENAEUM_TEST_DOOR=http` sends them through it.

mod health;
mod replayed;
mod strangers;

use reqwest::{Client, RequestBuilder, Response};

use crate::support::{Door, Room};

/// A body that everybody can make: it asks whether the endpoint is there.
const PING: &str = r#"{"id":"1","application_id":"1","type":1,"token":"ping","version":1,"entitlements":[]}"#;

/// A room behind the HTTP door, with whoever stands before it.
struct Porch {
    room: Room,
    client: Client,
}

impl Porch {
    async fn open() -> Self {
        Self { room: Room::open_behind(Door::Http).await, client: Client::new() }
    }

    /// Now, as Discord writes it in a header.
    fn now(&self) -> String {
        (self.room.discord.clock().now_ms() / 1_000).to_string()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.room.bot.listening.unwrap())
    }

    /// A post without a signature.
    fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client.post(self.url("/interactions")).header("content-type", "application/json").body(body)
    }

    /// A post with the headers given.
    fn claims(&self, signature: &str, timestamp: &str, body: &[u8]) -> RequestBuilder {
        let post = self.post(body.to_vec());
        post.header("x-signature-ed25519", signature).header("x-signature-timestamp", timestamp)
    }

    /// A post that Discord signed just now.
    async fn signed(&self, body: &[u8]) -> Response {
        let now = self.now();
        let signature = self.room.application.sign(&now, body);
        self.claims(&signature, &now, body).send().await.unwrap()
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let response = self.client.get(self.url(path)).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// A sample of `/metrics` by its name and labels.
    async fn counted(&self, sample: &str) -> f64 {
        let (_, text) = self.get("/metrics").await;
        let line = text.lines().find_map(|it| it.strip_prefix(sample)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {sample} in\n{text}")).parse().unwrap()
    }
}
