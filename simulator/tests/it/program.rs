//! The simulator as a program of its own.

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn program(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_discord-simulator"));
    command.args(words);
    command
}

fn run(words: &[&str]) -> Output {
    program(words).output().unwrap()
}

#[tokio::test]
async fn it_says_where_it_is_and_serves_until_it_is_stopped() {
    let words = ["--json", "--token", "a token of ours", "--name", "Greeter"];
    let mut child = program(&words).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let world: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(world["token"], "a token of ours");
    let bot = super::bot::Rest::at(world["url"].as_str().unwrap(), "a token of ours");
    let me = bot.get("/users/@me").await;
    assert_eq!((me.status, &me.body["username"]), (200, &Value::from("Greeter")));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn with_a_page_it_says_where_that_is() {
    let mut child = program(&["--page"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let line = lines.find(|line| line.starts_with("  page ")).unwrap();
    let page = line.trim_start_matches("  page").trim();
    assert!(page.starts_with("http://127.0.0.1:") && page.ends_with("/page/"), "{line}");
    let got = reqwest::get(page).await.unwrap();
    assert_eq!(got.status(), 200);
    assert!(got.text().await.unwrap().starts_with("<!doctype html>"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn it_helps() {
    let help = run(&["--help"]);
    let text = String::from_utf8(help.stdout).unwrap();
    assert!(help.status.success());
    for option in ["--listen", "--name", "--token", "--privileged", "--page", "--json", "--help"] {
        assert!(text.contains(option), "{option} is not in:\n{text}");
    }
}

#[test]
fn it_says_what_is_wrong_with_its_options() {
    let cases: [(&[&str], i32, &str); 4] = [
        (&["--tokn"], 2, "unknown option \"--tokn\" (try --help)"),
        (&["--token"], 2, "--token needs a value"),
        (&["--listen", "8123"], 2, "\"8123\" is no address and port such as 127.0.0.1:8123"),
        (&["--listen", "0.0.0.0:0"], 1, "0.0.0.0:0 is not a loopback address"),
    ];
    for (words, code, why) in cases {
        let output = run(words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(why), "{told}");
    }
}
