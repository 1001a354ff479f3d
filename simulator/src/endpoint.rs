//! Interactions by signed posts instead of over the gateway ("Overview", setting up an endpoint): the probe before an
//! endpoint is taken, one post per interaction, and what comes back in its response.
//!
//! Posts are subject to faults like every call: for [`crate::Faults`] their route is `POST /endpoint`.

use std::sync::Arc;
use std::time::Duration;

use ed25519_dalek::{Signer, SigningKey};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::faults::Effect;
use crate::server::Shared;
use crate::snowflake::Id;
use crate::state::World;
use crate::state::interaction::FIRST_RESPONSE_MS;

/// The route of posts in faults.
const ROUTE: &str = "/endpoint";

/// An interaction on its way to an endpoint.
pub(crate) struct Post {
    pub url: String,
    pub key: SigningKey,
    pub interaction: Id,
    pub token: String,
    pub body: String,
}

/// What an endpoint answered.
struct Got {
    status: u16,
    json: bool,
    body: String,
}

/// A body with its signature, as it can be sent any number of times.
struct Signed {
    timestamp: String,
    signature: String,
    body: String,
}

/// Asks an endpoint what Discord asks before it takes the address: whether it answers a PING, and whether it refuses a
/// wrong signature.
pub(crate) async fn validate(shared: &Shared, url: &str, key: &SigningKey) -> Result<(), String> {
    let ping = json!({"id": "1", "application_id": "1", "type": 1, "token": "ping", "version": 1, "entitlements": []});
    let signed = sign(shared, key, ping.to_string());
    let forged = send(shared, url, &signed.forged()).await?;
    if forged.status != 401 {
        return Err(format!("it answers {} instead of 401 to a wrong signature", forged.status));
    }
    let got = send(shared, url, &signed).await?;
    let pong = serde_json::from_str::<Value>(&got.body).is_ok_and(|it| it["type"] == 1);
    if got.status == 200 && got.json && pong {
        return Ok(());
    }
    Err(format!("it does not answer a PING with a PONG in JSON, but {}: {}", got.status, got.body))
}

/// Posts an interaction and takes what comes back.
pub(crate) async fn deliver(shared: Arc<Shared>, post: Post) {
    let (fault, forge, replay) = shared.change(|world| {
        let fault = world.faults.strike("POST", ROUTE);
        let twice = world.faults.deliveries("INTERACTION_CREATE") > 1;
        (fault, world.faults.forges(), world.faults.replays() || twice)
    });
    let signed = sign(&shared, &post.key, post.body.clone());
    if forge {
        probe(&shared, &post, &signed).await;
    }
    let lost = matches!(fault, Some(Effect::Lose(_)));
    let got = match fault {
        Some(Effect::Drop) => Err("dropped".to_owned()),
        Some(Effect::Fail(status)) => Ok(Got { status, json: false, body: String::new() }),
        Some(Effect::Limit(_)) => Ok(Got { status: 429, json: false, body: String::new() }),
        other => {
            pass(other).await;
            send(&shared, &post.url, &signed).await
        }
    };
    if replay && let Ok(again) = send(&shared, &post.url, &signed).await {
        shared.change(|world| world.journal.replays.push((again.status, again.body)));
    }
    let got = if lost { Err("lost".to_owned()) } else { got };
    shared.change(|world| take(world, &post, got));
}

/// What makes a post late.
async fn pass(fault: Option<Effect>) {
    match fault {
        Some(Effect::Slow(by)) => tokio::time::sleep(by).await,
        Some(Effect::Hold(gate)) => {
            gate.arrived.notify_one();
            gate.open.notified().await;
        }
        _ => {}
    }
}

/// As Discord does routinely: an endpoint that takes a wrong signature is removed.
async fn probe(shared: &Shared, post: &Post, signed: &Signed) {
    let status = send(shared, &post.url, &signed.forged()).await.map_or(0, |got| got.status);
    if status != 401 {
        shared.change(|world| world.journal.endpoint.push(format!("answered {status} to a wrong signature")));
    }
}

fn take(world: &mut World, post: &Post, got: Result<Got, String>) {
    // Whatever comes after three seconds, Discord has gone.
    let late = |it: &crate::state::interaction::Interaction| world.now() - it.at > FIRST_RESPONSE_MS;
    let late = world.interactions.get(&post.interaction).is_none_or(late);
    match got {
        Ok(got) if got.status == 202 && got.body.is_empty() => return,
        Ok(got) if got.status == 200 && got.json && !late => {
            let body = serde_json::from_str(&got.body).unwrap_or_default();
            if crate::rest::answer_inline(world, (post.interaction, &post.token), body) {
                return;
            }
        }
        Ok(got) if !late => {
            let body = if got.body.is_empty() { "without a body" } else { "with a body" };
            world.journal.endpoint.push(format!("answered {} {body} to an interaction", got.status));
        }
        Ok(_) | Err(_) => {}
    }
    if let Some(interaction) = world.interactions.get_mut(&post.interaction) {
        interaction.given_up = true;
        interaction.bell.notify_one();
    }
}

fn sign(shared: &Shared, key: &SigningKey, body: String) -> Signed {
    let timestamp = (shared.read(World::now) / 1_000).to_string();
    let signature = sign_at(key, &timestamp, body.as_bytes());
    Signed { timestamp, signature, body }
}

/// The signature of a post, in hex.
pub(crate) fn sign_at(key: &SigningKey, timestamp: &str, body: &[u8]) -> String {
    hex(&key.sign(&[timestamp.as_bytes(), body].concat()).to_bytes())
}

impl Signed {
    /// The same with a signature of the right shape that is wrong.
    fn forged(&self) -> Self {
        let other = SigningKey::from_bytes(&[0x5e; 32]).sign(self.body.as_bytes());
        let (timestamp, body) = (self.timestamp.clone(), self.body.clone());
        Self { timestamp, signature: hex(&other.to_bytes()), body }
    }
}

/// Sends a post; the error says why there was no answer within three seconds.
async fn send(shared: &Shared, url: &str, signed: &Signed) -> Result<Got, String> {
    let request = shared.client().post(url).timeout(Duration::from_millis(FIRST_RESPONSE_MS.unsigned_abs()));
    let request = request
        .header(CONTENT_TYPE, "application/json")
        .header("user-agent", "Discord-Interactions/1.0 (+https://discord.com)")
        .header("x-signature-ed25519", &signed.signature)
        .header("x-signature-timestamp", &signed.timestamp)
        .body(signed.body.clone());
    let response = request.send().await.map_err(|error| format!("it does not answer: {error}"))?;
    let status = response.status().as_u16();
    let kind = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let json = kind.starts_with("application/json");
    let body = response.text().await.map_err(|error| format!("its answer breaks off: {error}"))?;
    Ok(Got { status, json, body })
}

/// Lower-case hexadecimal, as Discord writes keys and signatures.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
