//! The door for other languages: the same scenes, told over HTTP.

use std::net::SocketAddr;

use discord_simulator::control::{Control, Opening};
use serde_json::{Value, json};

use super::bot::{INTENTS, Rest, Socket, identify, says, text};

/// Whoever tells a scene from outside.
struct Teller {
    control: Control,
    rest: Rest,
    socket: Socket,
}

/// A status and what was told.
type Told = (u16, Value);

async fn post(control: &Control, act: &str, body: Value) -> Told {
    let url = format!("{}/{act}", text(&control.world()["control"]));
    let response = reqwest::Client::new().post(url).json(&body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

fn opening(token: Option<&str>) -> Opening {
    Opening { application: "Bot".to_owned(), token: token.map(str::to_owned), intents: 0 }
}

fn loopback() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

impl Teller {
    /// A running door, and a bot that is online and has a command.
    async fn begin() -> Self {
        let control = Control::start(loopback(), opening(Some("a token of ours"))).await.unwrap();
        let world = control.world();
        let rest = Rest::at(text(&world["url"]), "a token of ours");
        let mut socket = Socket::open_at(text(&world["gateway"])).await;
        socket.send(identify("a token of ours", INTENTS)).await;
        socket.dispatch("GUILD_CREATE").await;
        let name =
            json!({"type": 3, "name": "name", "description": "d", "required": true, "autocomplete": true});
        let hello = json!({"name": "hello", "description": "d", "options": [name]});
        let commands = format!("/applications/{}/commands", text(&world["application"]));
        assert_eq!(rest.put(&commands, json!([hello])).await.status, 200);
        let told = Self { control, rest, socket };
        told.does("wait", json!({"until": "online"})).await;
        told.does("wait", json!({"until": "command", "name": "hello"})).await;
        told
    }

    async fn does(&self, act: &str, body: Value) -> Value {
        let (status, told) = post(&self.control, act, body).await;
        assert_eq!(status, 200, "{act}: {told}");
        told
    }

    /// An act and, beside it, the bot's answer to the interaction that comes of it.
    async fn answered(&mut self, act: &str, body: Value, callback: Value) -> (Value, Value) {
        let (control, rest, socket) = (&self.control, &self.rest, &mut self.socket);
        let bot = async {
            let interaction = socket.dispatch("INTERACTION_CREATE").await;
            assert_eq!(rest.callback(&interaction, callback).await.status, 204);
            interaction
        };
        let ((status, told), interaction) = tokio::join!(post(control, act, body), bot);
        assert_eq!(status, 200, "{act}: {told}");
        (told, interaction)
    }
}

fn row(component: &Value) -> Value {
    json!([{"type": 1, "components": [component]}])
}

#[tokio::test]
async fn people_are_moved_by_http() {
    let mut told = Teller::begin().await;
    let line = json!({"who": "ann", "where": "general", "line": "/hello name:wor"});
    let offers = json!({"type": 8, "data": {"choices": [{"name": "World", "value": "world"}]}});
    let (offered, _) = told.answered("type", line.clone(), offers).await;
    assert_eq!(offered, json!({"choices": [{"name": "World", "value": "world"}]}));

    let button = json!({"type": 2, "style": 1, "label": "Wave", "custom_id": "w"});
    let greeting = json!({"type": 4, "data": {"content": "Hello!", "components": row(&button)}});
    let (answer, interaction) = told.answered("slash", line, greeting).await;
    assert_eq!(interaction["data"]["options"][0]["value"], "wor");
    assert_eq!((&answer["kind"], &answer["private"]), (&json!("message"), &json!(false)));
    assert_eq!(answer["message"]["content"], "Hello!");

    let field = json!({"type": 4, "custom_id": "f", "label": "Words", "style": 1});
    let form = json!({"type": 9, "data": {"custom_id": "m", "title": "T", "components": row(&field)}});
    let press = json!({"who": "bo", "where": "general", "button": "Wave"});
    let (form, interaction) = told.answered("press", press, form).await;
    assert_eq!(interaction["member"]["user"]["username"], "bo");
    assert_eq!((&form["kind"], &form["fields"]), (&json!("form"), &json!(["Words"])));
    let filled = json!({"answer": form["answer"], "fields": {"Words": "hi"}});
    let (thanks, _) = told.answered("fill", filled, json!({"type": 5, "data": {"flags": 64}})).await;
    assert_eq!(thanks["private"], true);
    let findings = told.does("finish", json!({})).await["findings"].clone();
    assert_eq!(findings[1], "an interaction of bo (Submit) has no final answer", "{findings}");
}

#[tokio::test]
async fn commands_on_people_and_messages_are_used_by_http() {
    let mut told = Teller::begin().await;
    let commands = format!("/applications/{}/commands", text(&told.control.world()["application"]));
    let both = json!([{"name": "Greet", "type": 2}, {"name": "Mark", "type": 3}]);
    assert_eq!(told.rest.put(&commands, both).await.status, 200);
    let on_bo = json!({"who": "ann", "where": "general", "name": "Greet", "on": "bo"});
    let (answer, interaction) = told.answered("user-command", on_bo, says("Hello, bo!")).await;
    assert_eq!(answer["message"]["content"], "Hello, bo!");
    let target = text(&interaction["data"]["target_id"]);
    assert_eq!(interaction["data"]["resolved"]["users"][target]["username"], "bo");
    let said = told.does("say", json!({"who": "bo", "where": "general", "words": "Keep this"})).await;
    let mut on_said = json!({"who": "ann", "name": "Mark"});
    on_said.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    let (answer, interaction) = told.answered("message-command", on_said, says("Marked.")).await;
    assert_eq!(interaction["data"]["target_id"], said["message"]);
    assert_eq!(answer["message"]["content"], "Marked.");
    let nobody = json!({"who": "ann", "where": "general", "name": "Greet", "on": "zoe"});
    let (status, why) = post(&told.control, "user-command", nobody).await;
    assert_eq!((status, &why["stuck"]), (409, &json!("nobody here is called zoe")));
}

#[tokio::test]
async fn what_is_put_off_and_what_follows_is_waited_for() {
    let mut told = Teller::begin().await;
    let line = json!({"who": "ann", "where": "general", "line": "/hello name:world"});
    let (later, interaction) = told.answered("slash", line, json!({"type": 5})).await;
    let number = &later["answer"];
    let webhook = super::bot::webhook(&interaction, "");
    let settled = told.does("settle", json!({"answer": number}));
    // As discord.js writes it.
    let original = format!("{webhook}/messages/%40original");
    let edit = told.rest.patch(&original, json!({"content": "Now.", "allowed_mentions": {"parse": []}}));
    let (settled, edited) = tokio::join!(settled, edit);
    assert_eq!((&settled["message"]["content"], edited.status), (&json!("Now."), 200));
    let wait = told.does("follow-up", json!({"answer": number, "number": 1}));
    let more = told.rest.post(&webhook, says("And more.")["data"].clone());
    let (more, posted) = tokio::join!(wait, more);
    assert_eq!((&more["message"]["content"], posted.status), (&json!("And more."), 200));
    assert_eq!(told.does("finish", json!({})).await["findings"], json!([]));
}

#[tokio::test]
async fn people_write_and_look_around() {
    let told = Teller::begin().await;
    let said = told.does("say", json!({"who": "ann", "where": "general", "words": "hello @bo"})).await;
    let on = |words: &str| json!({"who": "ann", "channel": said["channel"], "message": said["message"], "words": words});
    told.does("edit", on("hello all")).await;
    let seen = told.does("see", json!({"who": "bo", "where": "general"})).await;
    assert_eq!(seen["text"], "ann: hello all (edited)");
    told.does("delete", on("")).await;
    assert_eq!(told.does("see", json!({"where": "general"})).await["text"], "");
}

#[tokio::test]
async fn places_and_people_are_added() {
    let told = Teller::begin().await;
    told.does("role", json!({"name": "Helper", "permissions": "8"})).await;
    told.does("channel", json!({"name": "finds", "tags": ["Shell"]})).await;
    told.does("guild", json!({"name": "Lagoon"})).await;
    told.does("channel", json!({"guild": "Lagoon", "name": "lounge"})).await;
    told.does("member", json!({"guild": "Lagoon", "name": "cy"})).await;
    let world = told.does("member", json!({"name": "di", "roles": ["Helper"]})).await;
    assert!(world["guilds"][0]["members"]["di"].is_string(), "{world}");
    assert!(world["guilds"][0]["channels"]["finds"].is_string(), "{world}");
    assert_eq!(world["guilds"][1]["name"], "Lagoon");
    told.does("say", json!({"guild": "Lagoon", "who": "cy", "where": "lounge", "words": "here"})).await;
    told.does("wait", json!({"until": "text", "guild": "Lagoon", "where": "lounge", "text": "here"})).await;
    let member = text(&world["guilds"][0]["members"]["di"]).to_owned();
    let guild = text(&world["guilds"][0]["id"]).to_owned();
    let member = told.rest.get(&format!("/guilds/{guild}/members/{member}")).await.body;
    assert_eq!(member["roles"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn things_go_wrong_on_demand() {
    let mut told = Teller::begin().await;
    let lost = json!({"route": "GET /users/@me", "effect": "fail", "status": 502});
    told.does("fault", lost).await;
    assert_eq!(told.rest.get("/users/@me").await.status, 502);
    assert_eq!(told.rest.get("/users/@me").await.status, 200);
    let limit =
        json!({"route": "GET /users/@me", "effect": "limit", "retry_after_s": 1.5, "scope": "global"});
    told.does("fault", limit).await;
    let limited = told.rest.get("/users/@me").await;
    assert_eq!((limited.status, &limited.body["retry_after"]), (429, &json!(1.5)));
    assert_eq!(limited.body["global"], true);
    told.does("gateway", json!({"do": "drop"})).await;
    assert!(told.socket.frame().await.is_err(), "the connection is cut");
    told.does("wait", json!({"until": "offline"})).await;
    told.does("expect", json!({"code": 10004})).await;
    assert_eq!(told.rest.get("/guilds/5").await.refusal(), (404, 10004));
    assert_eq!(told.does("finish", json!({})).await["findings"], json!([]));
    let calls = told.does("calls", json!({})).await;
    assert_eq!(calls["calls"].as_array().unwrap().last(), Some(&json!("GET /guilds/5")));
}

#[tokio::test]
async fn what_cannot_be_done_says_why() {
    let told = Teller::begin().await;
    let cases = [
        ("slash", json!({"who": "ann", "where": "general"}), "missing field `line`"),
        (
            "slash",
            json!({"who": "eve", "where": "general", "line": "/hello"}),
            "Harbour has no member \"eve\"; it has: ann, bo, mo",
        ),
        ("slash", json!({"who": "ann", "where": "general", "line": "/hello"}), "name is required"),
        (
            "press",
            json!({"who": "ann", "where": "general", "button": "Wave"}),
            "no message in #general has Wave",
        ),
        ("press", json!({"button": "Wave"}), "say on which answer"),
        ("settle", json!({"answer": 0}), "there is no answer 0"),
        ("fill", json!({"answer": 7, "fields": {}}), "there is no answer 7"),
        (
            "member",
            json!({"name": "di", "roles": ["King"]}),
            "has no role \"King\"; it has: @everyone, Moderator",
        ),
        ("thread", json!({"name": "tides", "do": "archive"}), "there is no thread \"tides\""),
        ("fault", json!({"route": "*", "effect": "burn"}), "unknown variant `burn`"),
        ("clock", json!({"seconds": -1}), "-1 seconds do not pass"),
        ("dance", json!({}), "there is no act \"dance\""),
    ];
    for (act, body, why) in cases {
        let (status, refused) = post(&told.control, act, body).await;
        assert_eq!(status, 409, "{act}: {refused}");
        assert!(text(&refused["stuck"]).contains(why), "{act}: {refused}");
    }
}

#[tokio::test]
async fn nobody_else_moves_the_people() {
    let refused = Control::start("0.0.0.0:0".parse().unwrap(), opening(None)).await;
    let refused = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(refused.contains("0.0.0.0:0 is not a loopback address"), "{refused}");

    let control = Control::start(loopback(), opening(None)).await.unwrap();
    let url = format!("{}/say", text(&control.world()["control"]));
    // What a page of a browser may send anywhere without asking is not JSON by name.
    let plain = r#"{"who": "ann", "where": "general", "words": "hi"}"#;
    let from_a_page = reqwest::Client::new().post(url).body(plain).send().await.unwrap();
    assert_eq!(from_a_page.status(), 415);
    assert_eq!(control.simulator().finish(), [""; 0]);
}

#[tokio::test]
async fn the_door_closes_with_its_owner() {
    let control = Control::start(loopback(), opening(None)).await.unwrap();
    let url = text(&control.world()["control"]).to_owned();
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 200);
    drop(control);
    loop {
        // The port is released by a task of its own.
        match reqwest::get(&url).await {
            Ok(_) => tokio::task::yield_now().await,
            Err(error) => break assert!(error.is_connect() || error.is_request(), "{error}"),
        }
    }
}
