//! The scene that the README shows, and the smallest bot that can be in it.

use serde_json::json;

use super::bot::{INTENTS, Rest, Socket, identify, says, text};

use discord_simulator::{Simulator, permissions};

#[tokio::test]
async fn ann_is_greeted() {
    let discord = Simulator::start().await.unwrap();
    let app = discord.application("Greeter");
    let harbour = discord.guild("Harbour");
    harbour.text_channel("general");
    harbour.install(&app, permissions::ORDINARY);
    let ann = harbour.member("ann");

    tokio::spawn(run_bot(discord.url(), app.token()));
    app.connected().await;
    discord.until(|world| !world.commands(&app).is_empty()).await;

    let answer = ann.slash("general", "/hello name:world").await;
    assert_eq!(answer.text(), "Hello, world!");
    assert!(!answer.is_private());
    assert_eq!(discord.finish(), [""; 0]);
}

async fn run_bot(url: String, token: String) {
    let rest = Rest::at(&url, &token);
    let mut socket = Socket::open_at(&url.replacen("http", "ws", 1)).await;
    socket.send(identify(&token, INTENTS)).await;
    let ready = socket.dispatch("READY").await;
    let name = json!({"type": 3, "name": "name", "description": "Whom to greet", "required": true});
    let hello = json!([{"name": "hello", "description": "Says hello", "options": [name]}]);
    rest.put(&format!("/applications/{}/commands", text(&ready["application"]["id"])), hello).await;
    let asked = socket.dispatch("INTERACTION_CREATE").await;
    let name = text(&asked["data"]["options"][0]["value"]);
    rest.callback(&asked, says(&format!("Hello, {name}!"))).await;
    // A bot that goes away would be offline before ann has looked.
    std::future::pending::<()>().await;
}
