//! Who gets the page, and what a browser is told about it.

use std::net::SocketAddr;

use discord_simulator::Simulator;
use reqwest::{Client, StatusCode, redirect};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use super::super::bot::webhook;
use super::{Nobody, Place, address, origin};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws://HOST; \
                      form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A request as it is typed, for headers that no client would send.
async fn raw(at: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn host(place: &Place) -> String {
    origin(&place.page).replace("http://", "")
}

/// The status with which a socket is refused.
async fn refused(place: &Place, from: Option<&str>, host: Option<&str>) -> Option<StatusCode> {
    let mut request = address(&place.page, "").into_client_request().unwrap();
    if let Some(from) = from {
        request.headers_mut().insert("origin", from.parse().unwrap());
    }
    if let Some(host) = host {
        request.headers_mut().insert("host", host.parse().unwrap());
    }
    match connect_async(request).await {
        Ok(_) => None,
        Err(Error::Http(response)) => StatusCode::from_u16(response.status().as_u16()).ok(),
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn the_page_comes_sealed_and_unchanged_files_cost_nothing() {
    let place = Place::set().await;
    let client = Client::new();
    let page = client.get(place.page.url()).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let header = |name: &str| page.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("content-security-policy"), POLICY.replace("HOST", &host(&place)));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(header("cache-control"), "no-cache");
    let tag = header("etag");
    assert!(page.text().await.unwrap().starts_with("<!doctype html>"));
    let again = client.get(place.page.url()).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((again.status(), &again.headers()["etag"]), (StatusCode::NOT_MODIFIED, &tag.parse().unwrap()));
    let other = client.get(place.page.url()).header("if-none-match", "\"0\"").send().await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);
    let missing = client.get(format!("{}../Cargo.toml", place.page.url())).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let missing = client.get(format!("{}%2e%2e/Cargo.toml", place.page.url())).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_bare_address_leads_to_the_page_only_where_there_is_one() {
    let place = Place::set().await;
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    for path in ["/", "/page"] {
        let answer = client.get(format!("{}{path}", origin(&place.page))).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        assert_eq!(answer.headers()["location"], "/page/");
    }
    let plain = Simulator::start().await.unwrap();
    for path in ["/", "/page/", "/page/live"] {
        let answer = client.get(format!("{}{path}", plain.url())).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
    }
}

#[tokio::test]
async fn no_foreign_page_opens_the_socket() {
    let place = Place::set().await;
    let own = origin(&place.page);
    for from in [
        None,
        Some("https://example.org"),
        Some("null"),
        Some("http://127.0.0.1:1"),
        Some("http://127.0.0.1"),
    ] {
        assert_eq!(refused(&place, from, None).await, Some(StatusCode::FORBIDDEN), "{from:?}");
    }
    assert_eq!(refused(&place, Some(&own), None).await, None);
    // The name of the page is its own, too; but only together with an origin of the same name.
    let local = own.replace("127.0.0.1", "localhost");
    assert_eq!(refused(&place, Some(&local), None).await, Some(StatusCode::FORBIDDEN));
    assert_eq!(refused(&place, Some(&local), Some(local.trim_start_matches("http://"))).await, None);
}

#[tokio::test]
async fn no_foreign_name_leads_to_the_page() {
    let place = Place::set().await;
    let at = host(&place);
    let port = at.rsplit_once(':').unwrap().1;
    for name in [
        "rebound.example".to_owned(),
        format!("rebound.example:{port}"),
        "127.0.0.1".to_owned(),
        "127.0.0.1:1".to_owned(),
    ] {
        let answer = raw(&at, &format!("GET /page/ HTTP/1.1\nHost: {name}\nConnection: close\n\n")).await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{name}: {answer}");
        assert!(!answer.contains("<!doctype"), "{name}: {answer}");
        let foreign = format!("http://{name}");
        let got = refused(&place, Some(&foreign), Some(&name)).await;
        assert_eq!(got, Some(StatusCode::MISDIRECTED_REQUEST), "{name}");
    }
}

#[tokio::test]
async fn a_page_that_others_could_reach_is_not_served() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refused = Simulator::start_with_page(everywhere, Nobody).await.err().unwrap();
    assert!(refused.to_string().starts_with("0.0.0.0:0 is not a loopback address"), "{refused}");
}

#[tokio::test]
async fn a_file_of_the_bots_runs_nowhere() {
    let mut place = Place::set().await;
    let mut tab = place.tab(&place.ann).await;
    tab.done(json!({"type": "open", "channel": place.general})).await;
    let options = json!([{"name": "name", "type": 3, "value": "x"}]);
    let number = tab
        .begin(json!({"type": "command", "channel": place.general, "command": place.command("find"), "options": options}))
        .await;
    let interaction = place.bot.answers(json!({"type": 5})).await;
    tab.end(number).await;
    let part = reqwest::multipart::Part::bytes(b"<script>alert(1)</script>".to_vec());
    let part = part.file_name("page.html").mime_str("text/html").unwrap();
    let form = reqwest::multipart::Form::new().text("payload_json", "{}").part("files[0]", part);
    let request =
        place.bot.rest.request(reqwest::Method::PATCH, &webhook(&interaction, "/messages/@original"));
    assert_eq!(place.bot.rest.send(request.multipart(form)).await.status, 200);
    let message = tab.frame(|it| it["message"]["attachments"][0].is_object()).await;
    let url = message["message"]["attachments"][0]["url"].as_str().unwrap().to_owned();
    let file = Client::new().get(url).send().await.unwrap();
    assert_eq!(file.headers()["content-security-policy"], "default-src 'none'; sandbox");
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert_eq!(file.text().await.unwrap(), "<script>alert(1)</script>");
}
