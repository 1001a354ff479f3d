//! The door against a scripted gateway over real sockets.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::session::{Patience, Plan};
use super::stub::{Act, Stub, dispatch, hello, ready};
use super::*;
use crate::discord::RestOptions;
use crate::discord::stub::{Play, Stub as RestStub};

#[derive(Debug, PartialEq)]
pub enum Heard {
    Interaction(u64),
    Event(String),
    Unreadable(Option<String>),
}

struct Ears {
    heard: mpsc::UnboundedSender<Heard>,
}

impl Intake for Ears {
    fn interaction(&self, interaction: Interaction) {
        // A task as the bot would start one: it must run in the bot's own runtime.
        let heard = self.heard.clone();
        tokio::spawn(async move {
            heard.send(Heard::Interaction(interaction.id().get())).unwrap();
        });
    }

    fn event(&self, event: Event) {
        self.heard.send(Heard::Event(event.name().unwrap())).unwrap();
    }

    fn unreadable(&self, kind: Option<String>) {
        self.heard.send(Heard::Unreadable(kind)).unwrap();
    }
}

pub struct Door {
    stop: CancellationToken,
    heard: mpsc::UnboundedReceiver<Heard>,
    task: JoinHandle<Result<Ended, GatewayError>>,
}

impl Door {
    pub fn open(stub: &Stub) -> Self {
        Self::with(|ears, stop| run(stub.options("bot-canary"), ears, stop))
    }

    /// A door at an address that is known, with a patience of the test's choice.
    fn at(address: SocketAddr, patience: Patience) -> Self {
        let plan = Plan {
            address: format!("ws://{address}"),
            shards: Shards::all(1),
            connected: Connected::default(),
            base: format!("http://{address}").parse().unwrap(),
            token: BotToken::parse("bot-canary").unwrap(),
            patience,
        };
        Self::with(|ears, stop| session::keep(plan, ears, stop))
    }

    fn with<F>(run: impl FnOnce(Arc<dyn Intake>, CancellationToken) -> F) -> Self
    where
        F: Future<Output = Result<Ended, GatewayError>> + Send + 'static,
    {
        let (sender, heard) = mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(Arc::new(Ears { heard: sender }), stop.clone()));
        Self { stop, heard, task }
    }

    pub async fn hears(&mut self) -> Heard {
        self.heard.recv().await.unwrap()
    }

    pub async fn close(self) -> Result<Ended, GatewayError> {
        self.stop.cancel();
        self.task.await.unwrap()
    }
}

/// A press on a button, with every secret that an interaction can hold.
pub fn interaction() -> Value {
    json!({
        "id": "5", "application_id": "6", "type": 3, "token": "it-canary", "version": 1, "locale": "en-US",
        "entitlements": [], "authorizing_integration_owners": {}, "attachment_size_limit": 1, "context": 0,
        "guild_id": "2", "channel_id": "7", "app_permissions": "0",
        "user": { "id": "3", "username": "reader", "discriminator": "0", "avatar": null },
        "data": { "custom_id": "a", "component_type": 2 },
        "message": {
            "id": "9", "channel_id": "7", "content": "canary words", "timestamp": "2026-11-22T10:00:00+00:00",
            "author": { "id": "1", "username": "athenaeum", "discriminator": "0", "avatar": null },
            "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": [], "pinned": false, "type": 0
        }
    })
}

pub fn deleted(seq: u64, message: u64) -> Act {
    dispatch(seq, "MESSAGE_DELETE", &json!({ "id": message.to_string(), "channel_id": "7", "guild_id": "2" }))
}

#[tokio::test]
async fn what_comes_in_is_handed_on() {
    let script = vec![
        hello(),
        Act::Hear(2),
        ready(),
        dispatch(2, "INTERACTION_CREATE", &interaction()),
        dispatch(3, "INTERACTION_CREATE", &json!({ "id": "5", "content": "canary words" })),
        dispatch(4, "SOMETHING_NEW", &json!({})),
    ];
    let mut stub = Stub::start(vec![script]).await;
    let mut door = Door::open(&stub);

    let identified = stub.heard().await;
    assert_eq!(identified["d"]["intents"], 1 | 1 << 9);
    assert_eq!(identified["d"]["shard"], json!([0, 1]));

    assert_eq!(door.hears().await, Heard::Event("READY".into()));
    let mut rest = [door.hears().await, door.hears().await, door.hears().await];
    rest.sort_by_key(|heard| format!("{heard:?}"));
    assert_eq!(
        rest,
        [
            Heard::Interaction(5),
            Heard::Unreadable(Some("INTERACTION_CREATE".into())),
            Heard::Unreadable(Some("SOMETHING_NEW".into())),
        ]
    );

    assert_eq!(door.close().await.unwrap(), Ended::Stopped);
    assert_eq!(stub.heard().await, json!({ "closed": 1000 }));
    assert_eq!(stub.calls(), ["/api/v10/gateway/bot"], "serenity made no call of its own");
}

#[tokio::test]
async fn events_keep_their_order() {
    let mut script = vec![hello(), Act::Hear(2), ready()];
    for at in 0..200 {
        let seq = at + 2;
        script.push(if at % 2 == 0 { deleted(seq, seq) } else { dispatch(seq, &kind(at), &json!({})) });
    }
    let stub = Stub::start(vec![script]).await;
    let mut door = Door::open(&stub);
    assert_eq!(door.hears().await, Heard::Event("READY".into()));
    for at in 0..200 {
        let expected = if at % 2 == 0 {
            Heard::Event("MESSAGE_DELETE".into())
        } else {
            Heard::Unreadable(Some(kind(at)))
        };
        assert_eq!(door.hears().await, expected);
    }
    door.close().await.unwrap();
}

fn kind(at: u64) -> String {
    let letter = |digit: u64| char::from(b'A' + u8::try_from(digit).unwrap());
    format!("NEW_{}{}", letter(at / 26), letter(at % 26))
}

#[tokio::test]
async fn a_lost_session_is_taken_up_at_the_address_that_was_found() {
    let first = vec![hello(), Act::Hear(2), ready(), deleted(2, 9), Act::Say(json!({ "op": 7, "d": null }))];
    let second =
        vec![hello(), Act::Hear(6), dispatch(3, "RESUMED", &json!({})), deleted(4, 9), Act::Close(4000)];
    let third = vec![hello(), Act::Hear(6), dispatch(5, "RESUMED", &json!({}))];
    let mut stub = Stub::start(vec![first, second, third]).await;
    let mut door = Door::open(&stub);
    assert_eq!(stub.heard().await["op"], 2);
    for seq in [2, 4] {
        let resumed = stub.heard().await;
        assert_eq!((&resumed["d"]["session_id"], &resumed["d"]["seq"]), (&json!("session"), &json!(seq)));
    }
    for kind in ["READY", "MESSAGE_DELETE", "RESUMED", "MESSAGE_DELETE", "RESUMED"] {
        assert_eq!(door.hears().await, Heard::Event(kind.into()));
    }
    door.close().await.unwrap();
}

#[tokio::test]
async fn what_discord_never_forgives_ends_the_door_with_a_reason() {
    for (code, reason) in [
        (4004, "Discord does not accept the bot token"),
        (4013, "the gateway does not know the intents"),
        (4014, "Discord does not allow this application the events"),
    ] {
        let stub = Stub::start(vec![vec![hello(), Act::Hear(2), Act::Close(code)]]).await;
        let error = Door::open(&stub).task.await.unwrap().unwrap_err();
        assert!(error.to_string().starts_with(reason), "{code}: {error}");
    }
}

#[tokio::test]
async fn without_an_address_from_the_base_the_door_stays_shut() {
    let stub = Stub::found_at(Vec::new(), |_| None).await;
    let error = Door::open(&stub).task.await.unwrap().unwrap_err();
    assert!(matches!(error, GatewayError::Token), "{error:?}");
    assert_eq!(stub.calls(), ["/api/v10/gateway/bot"]);

    let stub = Stub::found_at(Vec::new(), |_| Some(json!({ "url": "https://discord.com" }))).await;
    let error = Door::open(&stub).task.await.unwrap().unwrap_err();
    assert!(matches!(error, GatewayError::Address), "{error:?}");

    let spent = json!({ "total": 1000, "remaining": 0, "reset_after": 90_001, "max_concurrency": 1 });
    let stub = Stub::found_at(Vec::new(), |at| {
        Some(json!({ "url": format!("ws://{at}"), "session_start_limit": spent }))
    })
    .await;
    let error = Door::open(&stub).task.await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the bot was started too often today; Discord allows it again in 2 min");
}

/// Nobody says where the gateway is: `play` comes to every attempt to ask.
async fn never_found(play: Play) {
    let stub = RestStub::start(vec![play; 4]).await;
    let rest = Rest::new(RestOptions { timeout: Duration::from_millis(30), ..stub.options() }).unwrap();
    let token = BotToken::parse("bot-canary").unwrap();
    let options = GatewayOptions { rest, token, shards: None, connected: Connected::default() };
    let mut door = Door::with(|ears, stop| run(options, ears, stop));
    assert_eq!(door.heard.recv().await, None, "a session was begun");
    let error = door.task.await.unwrap().unwrap_err();
    assert!(matches!(error, GatewayError::Unknown(_)), "{error:?}");
    let asked: Vec<String> = stub.finish().into_iter().map(|it| it.line).collect();
    assert_eq!(asked, ["GET /api/v10/gateway/bot"; 4], "the door knocked elsewhere");
}

#[tokio::test]
async fn a_discord_that_cannot_say_where_its_gateway_is_keeps_the_door_shut() {
    let broken = json!({ "code": 0, "message": "500: Internal Server Error" });
    never_found(Play::json(500, &broken)).await;
}

#[tokio::test]
async fn a_discord_that_never_says_where_its_gateway_is_keeps_the_door_shut() {
    never_found(Play::Stall).await;
}

#[tokio::test]
async fn a_stop_ends_a_door_that_never_opened() {
    // Nobody says hello: the session has not begun.
    let stub = Stub::start(vec![vec![Act::Hear(2)]]).await;
    let door = Door::open(&stub);
    assert_eq!(door.close().await.unwrap(), Ended::Stopped);
}

#[tokio::test]
async fn a_session_that_spins_is_given_up_for_a_new_one() {
    // Closed without a code, serenity turns in circles until the next heartbeat is due: here, for ten minutes.
    let hello = || Act::Say(json!({ "op": 10, "d": { "heartbeat_interval": 600_000 } }));
    let mut scripts = vec![vec![hello(), Act::Hear(2), ready(), Act::CloseWithoutCode]];
    scripts.extend((0..20).map(|_| vec![hello(), Act::Hear(2), ready(), deleted(2, 9)]));
    let stub = Stub::start(scripts).await;
    let patience =
        Patience { thread: Duration::from_millis(400), pause: Duration::ZERO, ..Patience::default() };
    let mut door = Door::at(stub.address, patience);
    while door.hears().await != Heard::Event("MESSAGE_DELETE".into()) {}
    door.close().await.unwrap();
}

#[tokio::test]
async fn a_connection_that_never_opens_is_given_up_for_a_new_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let patience =
        Patience { shards: Duration::from_millis(100), pause: Duration::ZERO, ..Patience::default() };
    let door = Door::at(listener.local_addr().unwrap(), patience);
    let first = listener.accept().await.unwrap();
    let second = listener.accept().await.unwrap();
    assert_eq!(door.close().await.unwrap(), Ended::Stopped);
    drop((first, second));
}
