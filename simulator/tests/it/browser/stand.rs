//! A guild whose bot has one of everything that a page can show, and answers everything that can be done with it.

use std::net::{Ipv4Addr, SocketAddr};

use discord_simulator::page::{Host, Page};
use discord_simulator::{Application, Guild, Id, Member, Simulator, permissions};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::driver::{Browser, LOOKS, Visit};
use super::hostile::asking;
use crate::bot::{Bot, Rest, says, text, webhook};

/// Nothing is beside the simulator.
struct Alone;

impl Host for Alone {}

/// The guild, the bot and the page.
pub struct Stand {
    pub discord: Simulator,
    app: Application,
    pub guild: Guild,
    pub rest: Rest,
    pub quiet: Id,
    pub moderator: Id,
    page: Page,
    general: Id,
    people: Vec<Member>,
}

/// What the bot's commands, buttons and selects are called.
pub fn commands() -> Value {
    let title =
        json!({"type": 3, "name": "title", "description": "Of what", "required": true, "autocomplete": true});
    let many = json!({"type": 4, "name": "many", "description": "How many", "min_value": 1, "max_value": 9});
    let loud = json!({"type": 5, "name": "loud", "description": "Whether all may hear it"});
    let inner = json!({"type": 1, "name": "all", "description": "Lists all of them"});
    let any = |(kind, name): (u64, &str)| json!({"type": kind, "name": name, "description": "Of that kind"});
    let file = json!({"type": 11, "name": "paper", "description": "Which", "required": true});
    let kinds = [(5, "loud"), (6, "who"), (7, "where"), (8, "role"), (9, "whom"), (10, "much")].map(any);
    let choice = json!({"name": "JSON Lines", "value": "jsonl"});
    let form = json!({"type": 3, "name": "form", "description": "Of the file", "choices": [choice]});
    let kinds = kinds.into_iter().chain([form]).collect::<Vec<_>>();
    json!([
        {"name": "card", "description": "Shows a card", "options": [title, many, loud]},
        {"name": "tell", "description": "Tells what was filled in", "options": kinds},
        {"name": "file", "description": "Gives a file, after a while"},
        {"name": "shelf", "description": "Has a group", "options": [inner]},
        {"name": "never", "description": "Does not answer"},
        {"name": "read", "description": "Reads a file", "options": [file]},
        {"name": "Mark", "type": 3},
        {"name": "Greet", "type": 2},
    ])
}

impl Stand {
    /// Opens it, with ann, bo and mo (a moderator) in it, and nobody else's bot.
    pub async fn open() -> Self {
        Self::open_at((Ipv4Addr::LOCALHOST, 0).into()).await
    }

    /// Opens it at an address.
    pub async fn open_at(here: SocketAddr) -> Self {
        Self::open_as(here, ("Stand", "Harbour")).await
    }

    /// Opens it at an address, with names for the bot and the guild.
    pub async fn open_as(here: SocketAddr, (bot, harbour): (&str, &str)) -> Self {
        let (discord, page) = Simulator::start_with_page(here, Alone).await.unwrap();
        let app = discord.application(bot);
        let guild = discord.guild(harbour);
        let general = guild.text_channel("general");
        let quiet = guild.text_channel("quiet");
        guild.forum("shelf", &["Time", "Space"]);
        guild.install(&app, permissions::ORDINARY | permissions::MANAGE_THREADS);
        let moderator = guild.role("Moderator", permissions::MANAGE_MESSAGES | permissions::MANAGE_THREADS);
        let people = vec![guild.member("ann"), guild.member("bo"), guild.member_with("mo", &["Moderator"])];
        let bot = Bot::online(&discord, &app).await;
        bot.registers(&app, commands()).await;
        let rest = bot.rest.clone();
        tokio::spawn(serve(bot));
        discord.until(|world| world.commands(&app).len() == 8).await;
        Self { discord, app, guild, rest, quiet, moderator, page, general, people }
    }

    /// Has other commands from now on.
    pub async fn registers(&self, commands: Value) {
        let got = self.rest.put(&format!("/applications/{}/commands", self.app.id()), commands).await;
        assert_eq!(got.status, 200, "{got:?}");
    }

    /// The channel in which the bot writes.
    pub fn general(&self) -> Id {
        self.general
    }

    /// One of those who are in it.
    pub fn person(&self, name: &str) -> &Member {
        self.people.iter().find(|it| it.name() == name).unwrap()
    }

    /// Where somebody finds the page as themselves.
    pub fn page_of(&self, name: &str) -> String {
        format!("{}?as={}&guild={}", self.page.url(), self.person(name).id(), self.guild.id())
    }

    /// A message of the bot's in #general; its id.
    pub async fn posts(&self, message: Value) -> String {
        let path = format!("/channels/{}/messages", self.general);
        let got = self.rest.post(&path, message).await;
        assert_eq!(got.status, 200, "{got:?}");
        text(&got.body["id"]).to_owned()
    }

    /// A thread on a message in #general; its id.
    pub async fn begins_thread(&self, message: &str, name: &str) -> String {
        let path = format!("/channels/{}/messages/{message}/threads", self.general);
        let got = self.rest.post(&path, json!({"name": name})).await;
        assert_eq!(got.status, 201, "{got:?}");
        text(&got.body["id"]).to_owned()
    }
}

/// Ann's page, once #general is there.
pub async fn ann_at(browser: &Browser, stand: &Stand) -> Visit {
    let ann = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    ann.sees("This is the beginning").await;
    ann
}

/// A message with every kind of button and select, and an embed with every part.
pub fn card(title: &str) -> Value {
    let button = |style, label, id| json!({"type": 2, "style": style, "label": label, "custom_id": id});
    let mut off = button(2, "Off", "off");
    off["disabled"] = json!(true);
    let link = json!({"type": 2, "style": 5, "label": "Out", "url": "https://example.org/"});
    let choice = |name: &str| json!({"label": name, "value": name, "description": format!("That is {name}")});
    let one = json!({"type": 3, "custom_id": "one", "placeholder": "One", "options": [choice("red"), choice("blue")]});
    let two = json!({"type": 3, "custom_id": "two", "placeholder": "Several", "min_values": 1, "max_values": 2, "options": [choice("salt"), choice("oil"), choice("rice")]});
    let inline = |name: &str| json!({"name": name, "value": "- a\n- b", "inline": true});
    json!({
        "content": "Look at **this**",
        "embeds": [{
            "title": title, "url": "https://example.org/card", "description": "> quoted\n`code`", "color": 0x2c_5f_a8,
            "author": {"name": "An author"}, "footer": {"text": "The foot"}, "timestamp": "2026-11-22T10:00:00+00:00",
            "thumbnail": {"url": "https://example.org/small.png"}, "image": {"url": "https://example.org/large.png"},
            "fields": [inline("Away from"), inline("Toward"), {"name": "Wide", "value": "alone"}],
        }],
        "components": [
            {"type": 1, "components": [button(1, "Ask", "ask"), button(2, "Change", "change"), button(3, "Whisper", "whisper"), button(4, "Break", "break"), off]},
            {"type": 1, "components": [link]}, {"type": 1, "components": [one]}, {"type": 1, "components": [two]},
        ],
        "allowed_mentions": {"parse": []},
    })
}

fn form() -> Value {
    let short = json!({"type": 4, "custom_id": "name", "label": "Name", "style": 1, "min_length": 2, "max_length": 10});
    let long = json!({"type": 4, "custom_id": "words", "style": 2, "required": false, "max_length": 200, "placeholder": "In your own words"});
    let labelled = json!({"type": 18, "label": "Words", "description": "As many as fit", "component": long});
    json!({"type": 9, "data": {"title": "A question", "custom_id": "asked", "components": [{"type": 1, "components": [short]}, labelled]}})
}

/// A form in which nothing is typed.
fn choices() -> Value {
    let option = |name: &str| json!({"label": name, "value": name});
    let tastes = json!({"type": 3, "custom_id": "tastes", "min_values": 1, "max_values": 2, "options": [option("sweet"), option("sour"), option("salty")]});
    let guest = json!({"type": 5, "custom_id": "guest", "required": false});
    let labelled =
        |label: &str, component: Value| json!({"type": 18, "label": label, "component": component});
    let words = json!({"type": 10, "content": "Nothing is **typed** here."});
    json!({"type": 9, "data": {"title": "A choice", "custom_id": "chosen", "components": [words, labelled("Tastes", tastes), labelled("Guest", guest)]}})
}

/// A message in which people, roles and places are chosen.
pub fn selects() -> Value {
    let select = |(kind, name): (u64, &str)| json!({"type": 1, "components": [{"type": kind, "custom_id": name, "placeholder": name}]});
    let rows = [(5, "Who"), (6, "Role"), (7, "Whom"), (8, "Where")].map(select);
    json!({"content": "Choose", "components": rows, "allowed_mentions": {"parse": []}})
}

/// A message in the newer layout: a section with a button beside its words, in a container.
pub fn section() -> Value {
    let beside = json!({"type": 2, "style": 1, "label": "Choose", "custom_id": "choose"});
    let words = json!({"type": 10, "content": "## Blocks"});
    let section = json!({"type": 9, "components": [words], "accessory": beside});
    json!({"flags": 1 << 15, "components": [{"type": 17, "accent_color": 0x2c_5f_a8, "components": [section]}], "allowed_mentions": {"parse": []}})
}

async fn serve(mut bot: Bot) {
    while let Ok(frame) = bot.socket.frame_some_day().await {
        if frame["t"] == "INTERACTION_CREATE" {
            answer(&bot.rest, &frame["d"]).await;
        }
    }
}

async fn answer(rest: &Rest, interaction: &Value) {
    let data = &interaction["data"];
    let named = data["name"].as_str().or(data["custom_id"].as_str()).unwrap_or_default();
    let callback = match (interaction["type"].as_u64(), named) {
        (Some(4), _) if data["options"][0]["value"] == "silence" => return,
        (Some(4), "form") => {
            let typed = text(&data["options"][0]["value"]);
            json!({"type": 8, "data": {"choices": [{"name": typed, "value": typed}]}})
        }
        (Some(2), "form") => asking(text(&data["options"][0]["value"])),
        (Some(5), custom_id) if !["chosen", "asked"].contains(&custom_id) => {
            says(&typed(&data["components"]))
        }
        (Some(4), _) => suggestions(text(&data["options"][0]["value"])),
        (_, "never" | "break") => return,
        (_, "file") => return file(rest, interaction).await,
        (_, "card") => json!({"type": 4, "data": card(text(&data["options"][0]["value"]))}),
        (_, "ask") => form(),
        (_, "choose") => choices(),
        (_, "chosen") => whispered(&filled(&data["components"])),
        (_, "tell") => whispered(&told(&data["options"])),
        (_, "asked") => {
            whispered(&format!("You are {}", text(&data["components"][0]["components"][0]["value"])))
        }
        (_, "change") => json!({"type": 7, "data": {"content": "Changed", "embeds": []}}),
        (_, "one" | "two" | "Who" | "Role" | "Whom" | "Where") => {
            whispered(&format!("Picked {}", data["values"]))
        }
        (_, "Mark") => whispered("Marked"),
        (_, "Greet") => whispered(&format!(
            "Greeted {}",
            text(&data["resolved"]["users"][text(&data["target_id"])]["username"])
        )),
        (_, "read") => whispered(&read(data).await),
        _ => whispered("Only for you"),
    };
    let got = rest.callback(interaction, callback).await;
    assert_eq!(got.status, 204, "{got:?}");
}

fn whispered(words: &str) -> Value {
    let mut said = says(words);
    said["data"]["flags"] = json!(64);
    said
}

/// The options of a command, by name and value.
fn told(options: &Value) -> String {
    let one = |it: &Value| format!("{}={}", text(&it["name"]), it["value"]);
    options.as_array().into_iter().flatten().map(one).collect::<Vec<_>>().join(" ")
}

/// What was chosen in a form, field by field; its words come back without any.
fn filled(components: &Value) -> String {
    let fields = components.as_array().into_iter().flatten().filter(|it| it["type"] == 18);
    let one = |it: &Value| format!("{}={}", text(&it["component"]["custom_id"]), it["component"]["values"]);
    fields.map(one).collect::<Vec<_>>().join(" ")
}

/// What was typed in a form, field by field.
fn typed(components: &Value) -> String {
    let one = |it: &Value| {
        let field = if it["type"] == 18 { &it["component"] } else { &it["components"][0] };
        field["value"].as_str().or(field["values"][0].as_str()).map(|it| format!("Got {it}"))
    };
    components.as_array().into_iter().flatten().filter_map(one).collect::<Vec<_>>().join("\n")
}

/// What stands in the file that was given.
async fn read(data: &Value) -> String {
    let file = &data["resolved"]["attachments"][text(&data["options"][0]["value"])];
    let words = reqwest::get(text(&file["url"])).await.unwrap().text().await.unwrap();
    format!("{}: {words}", text(&file["filename"]))
}

fn suggestions(typed: &str) -> Value {
    if typed == "daw" {
        return json!({"type": 8, "data": {"choices": [{"name": "Dawn, a sketch", "value": "sketch"}]}});
    }
    let choices = ["Delta", "Dune", "Desk"].into_iter().filter(|it| it.to_lowercase().starts_with(typed));
    json!({"type": 8, "data": {"choices": choices.map(|it| json!({"name": it, "value": it})).collect::<Vec<_>>()}})
}

async fn file(rest: &Rest, interaction: &Value) {
    rest.callback(interaction, json!({"type": 5})).await;
    let words = json!({"content": "Here it is", "attachments": [{"id": 0, "filename": "list.csv"}], "allowed_mentions": {"parse": []}});
    let bytes = Part::bytes(b"a,b\n1,2\n".to_vec()).file_name("list.csv");
    let form = Form::new().text("payload_json", words.to_string()).part("files[0]", bytes);
    let path = webhook(interaction, "/messages/@original");
    let got = rest.send(rest.request(Method::PATCH, &path).multipart(form)).await;
    assert_eq!(got.status, 200, "{got:?}");
}
