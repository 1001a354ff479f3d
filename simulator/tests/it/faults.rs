//! What goes wrong on purpose.

use std::time::{Duration, Instant};

use discord_simulator::faults::{Loss, RateLimited, Scope};
use serde_json::json;
use tokio::join;

use crate::bot::harbour;

#[tokio::test]
async fn a_429_says_how_long_and_how_wide() {
    let (discord, _app, _guild, bot) = harbour().await;
    let limited = RateLimited { retry_after: Duration::from_millis(250), scope: Scope::Global };
    discord.faults().limit("GET /users/@me", 1, limited);
    let got = bot.rest.get("/users/@me").await;
    assert_eq!(
        (got.status, &got.body["retry_after"], &got.body["global"]),
        (429, &json!(0.25), &json!(true))
    );
    assert_eq!(
        (&got.headers["x-ratelimit-scope"], &got.headers["retry-after"]),
        (&"global".parse().unwrap(), &"1".parse().unwrap())
    );
    assert_eq!(bot.rest.get("/users/@me").await.status, 200);
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_lost_response_has_done_its_work() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    discord.faults().lose_response("POST /channels/*/messages", 1);
    let request = bot.rest.request(reqwest::Method::POST, &format!("/channels/{hall}/messages"));
    assert!(request.json(&json!({"content": "heard?"})).send().await.is_err());
    let ann = guild.member("ann");
    assert!(ann.sees("hall").contains("heard?"));
}

#[tokio::test]
async fn an_answer_may_be_lost_in_any_way_though_the_work_is_done() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    let path = format!("/channels/{hall}/messages");
    for (n, (how, status)) in
        [(Loss::Status(500), 500), (Loss::Empty, 204), (Loss::Page, 502)].iter().enumerate()
    {
        discord.faults().lose("POST /channels/*/messages", 1, *how);
        let request = bot.rest.request(reqwest::Method::POST, &path);
        let answer = request.json(&json!({"content": format!("heard {n}?")})).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), *status);
        assert!(guild.member("ann").sees("hall").contains(&format!("heard {n}?")));
    }
    assert_eq!(discord.faults().lost(), 3);
}

#[tokio::test]
async fn what_is_late_is_done_when_nobody_waits_any_more() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    let late = discord.faults().late("POST /channels/*/messages");
    let request = bot.rest.request(reqwest::Method::POST, &format!("/channels/{hall}/messages"));
    assert!(request.json(&json!({"content": "at last"})).send().await.is_err());
    assert_eq!(guild.member("ann").sees("hall"), "");
    late.release();
    discord.until(|world| world.text(&guild, "hall").contains("at last")).await;
    guild.member("bo").sees("hall");
}

#[tokio::test]
async fn a_dropped_connection_has_not() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    discord.faults().drop_connection("POST /channels/*/messages", 1);
    let request = bot.rest.request(reqwest::Method::POST, &format!("/channels/{hall}/messages"));
    assert!(request.json(&json!({"content": "heard?"})).send().await.is_err());
    assert_eq!(guild.member("ann").sees("hall"), "");
}

#[tokio::test]
async fn a_bad_gateway_does_nothing() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    discord.faults().fail("POST **", 1, 502);
    let path = format!("/channels/{hall}/messages");
    assert_eq!(bot.rest.post(&path, json!({"content": "x"})).await.status, 502);
    assert_eq!(bot.rest.get(&path).await.body, json!([]));
}

#[tokio::test]
async fn a_held_call_waits_for_the_scene() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    let hold = discord.faults().hold("POST /channels/*/messages");
    let path = format!("/channels/{hall}/messages");
    let ann = guild.member("ann");
    let (got, ()) = join!(bot.rest.post(&path, json!({"content": "slow"})), async {
        hold.arrived().await;
        assert_eq!(ann.sees("hall"), "");
        hold.release();
    });
    assert_eq!(got.status, 200);
}

#[tokio::test]
async fn a_slow_call_is_answered_to_who_waits_and_not_done_for_who_has_gone() {
    let (discord, _app, guild, bot) = harbour().await;
    let hall = guild.text_channel("hall");
    let path = format!("/channels/{hall}/messages");
    let ann = guild.member("ann");
    discord.faults().slow("POST /channels/*/messages", 1, Duration::from_secs(60));
    let request = bot.rest.request(reqwest::Method::POST, &path).timeout(Duration::from_millis(50));
    let gone = request.json(&json!({"content": "in a hurry"})).send().await.unwrap_err();
    assert!(gone.is_timeout(), "{gone:?}");
    assert_eq!(ann.sees("hall"), "");

    let by = Duration::from_millis(50);
    discord.faults().slow("POST /channels/*/messages", 1, by);
    let before = Instant::now();
    assert_eq!(bot.rest.post(&path, json!({"content": "patiently"})).await.status, 200);
    assert!(before.elapsed() >= by, "it was not slow");
    let seen = ann.sees("hall");
    assert!(seen.contains("patiently") && !seen.contains("in a hurry"), "{seen}");
    assert_eq!(discord.finish(), [""; 0]);
}

#[tokio::test]
async fn a_dispatch_may_come_twice() {
    let (discord, _app, guild, mut bot) = harbour().await;
    discord.faults().redeliver("MESSAGE_CREATE", 1);
    guild.member("ann").says("general", "echo").await;
    let first = bot.socket.dispatch("MESSAGE_CREATE").await;
    assert_eq!(bot.socket.dispatch("MESSAGE_CREATE").await, first);
}
