//! One request, read whole: path, query, who asks, JSON body and files.

use std::collections::HashMap;

use axum::RequestExt;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use crate::error::{self, Refusal};
use crate::snowflake::Id;
use crate::state::World;
use crate::state::file::Upload;
use crate::state::journal::Sent;
use crate::state::post::Writing;

/// A request as the handlers see it.
pub struct Call {
    pub method: String,
    /// Below `/api/v10`.
    pub path: String,
    /// The path with its query, as sent.
    #[cfg(feature = "openapi")]
    pub address: String,
    pub query: HashMap<String, String>,
    /// The token of `Authorization: Bot …`.
    pub token: Option<String>,
    pub body: Value,
    pub files: Vec<Upload>,
    user_agent: String,
}

impl Call {
    /// Reads a request; a body that is no JSON is refused with the line that names the call.
    pub async fn read(request: Request) -> Result<Self, (String, Refusal)> {
        let headers = request.headers().clone();
        let path = below_base(request.uri().path());
        let text =
            |name: header::HeaderName| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let mut call = Self {
            method: request.method().to_string(),
            query: Query::try_from_uri(request.uri()).map(|Query(query)| query).unwrap_or_default(),
            token: text(header::AUTHORIZATION).strip_prefix("Bot ").map(str::to_owned),
            user_agent: text(header::USER_AGENT).to_owned(),
            #[cfg(feature = "openapi")]
            address: match request.uri().query() {
                Some(query) => format!("{path}?{query}"),
                None => path.clone(),
            },
            path,
            body: Value::Null,
            files: Vec::new(),
        };
        match read_body(request, &headers).await {
            Ok((body, files)) => {
                call.body = body;
                call.files = files;
                Ok(call)
            }
            Err(refusal) => Err((call.line(), refusal)),
        }
    }

    /// A call that came over no wire.
    pub fn made(method: &str, path: &str, token: &str, body: Value) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            #[cfg(feature = "openapi")]
            address: path.to_owned(),
            query: HashMap::new(),
            token: Some(token.to_owned()),
            body,
            files: Vec::new(),
            user_agent: "DiscordBot (x, 1)".to_owned(),
        }
    }

    /// The call in one line, with tokens left out: a scene prints it when it fails.
    pub fn line(&self) -> String {
        line(&self.method, &self.path)
    }

    /// The request as whoever listened on the wire would have it, but for the token in its header.
    pub fn sent(&self) -> Sent {
        let mut call = format!("{} {}", self.method, self.path);
        for (key, value) in &self.query {
            call.push_str(&format!(" {key}={value}"));
        }
        let files = self.files.iter().map(|it| (it.name.clone(), it.bytes.clone())).collect();
        Sent { call, body: self.body.clone(), files }
    }

    pub fn segments(&self) -> impl Iterator<Item = &str> {
        segments(&self.path)
    }

    /// What shares a rate limit: the route, with the ids of its top-level resource only ("Rate Limits").
    pub fn bucket(&self) -> String {
        let major = |(at, segment): (usize, &str)| {
            let id = at > 1 && segment.parse::<u64>().is_ok();
            if id { ":id".to_owned() } else { segment.to_owned() }
        };
        let segments: Vec<String> = self.segments().enumerate().map(major).collect();
        format!("{}:{}", self.method, segments.join(":"))
    }

    /// Refuses a request that does not say what it is (Reference, "User Agent").
    pub fn require_user_agent(&self) -> Result<(), Refusal> {
        let fine = self.user_agent.strip_prefix("DiscordBot (").is_some_and(|rest| rest.contains(')'));
        if fine { Ok(()) } else { Err(error::BAD_USER_AGENT.into()) }
    }

    /// The application that asks, by its bot token.
    pub fn application(&self, world: &World) -> Result<Id, Refusal> {
        let token = self.token.as_deref().unwrap_or_default();
        world.application_by_token(token).map(|known| known.id).ok_or_else(|| error::UNAUTHORIZED.into())
    }

    pub fn query_id(&self, key: &str) -> Option<Id> {
        self.query.get(key).and_then(|value| value.parse().ok())
    }

    /// A query's `limit`, within Discord's bounds.
    pub fn limit(&self, default: usize, most: usize) -> usize {
        self.query.get("limit").and_then(|value| value.parse().ok()).unwrap_or(default).clamp(1, most)
    }

    pub fn flag(&self, key: &str) -> bool {
        self.query.get(key).is_some_and(|value| matches!(value.as_str(), "true" | "True" | "1"))
    }

    /// The body as a message, with the files that came along.
    pub fn writing(&self) -> Writing {
        let body = if self.body.is_null() { json!({}) } else { self.body.clone() };
        Writing { body, files: self.files.clone() }
    }
}

/// A call in one line, with tokens left out.
pub fn line(method: &str, path: &str) -> String {
    let mut segments: Vec<&str> = segments(path).collect();
    let token_at = match segments.first() {
        Some(&("webhooks" | "interactions")) => Some(2),
        _ => None,
    };
    if let Some(segment) = token_at.and_then(|at| segments.get_mut(at)) {
        *segment = "…";
    }
    format!("{method} /{}", segments.join("/"))
}

/// The parts of a path.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The path below `/api/v10`, in plain characters: discord.js writes `@original` as `%40original`.
pub fn below_base(path: &str) -> String {
    let mut pieces = path.strip_prefix(super::BASE).unwrap_or(path).split('%');
    let mut plain = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            // An escaped slash stays escaped: it parts no segments.
            Some(byte) if byte != b'/' => {
                plain.push(byte);
                plain.extend_from_slice(&piece.as_bytes()[2..]);
            }
            _ => {
                plain.push(b'%');
                plain.extend_from_slice(piece.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

async fn read_body(request: Request, headers: &HeaderMap) -> Result<(Value, Vec<Upload>), Refusal> {
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let too_large = |_| Refusal::from(error::REQUEST_TOO_LARGE);
    if kind.starts_with("multipart/form-data") {
        return read_multipart(request).await;
    }
    let bytes = to_bytes(request.with_limited_body().into_body(), usize::MAX).await.map_err(too_large)?;
    if bytes.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    if !kind.starts_with("application/json") {
        let message = "Expected \"Content-Type\" header to be one of {'application/json'}.";
        return Err(Refusal::form("", "CONTENT_TYPE_INVALID", message));
    }
    Ok((parse(&bytes)?, Vec::new()))
}

async fn read_multipart(request: Request) -> Result<(Value, Vec<Upload>), Refusal> {
    let unreadable = || Refusal::from(error::INVALID_JSON);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
    let (mut body, mut files) = (Value::Null, Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        let (file, content_type) =
            (part.file_name().map(str::to_owned), part.content_type().map(str::to_owned));
        let bytes = part.bytes().await.map_err(|_| Refusal::from(error::REQUEST_TOO_LARGE))?;
        if name == "payload_json" {
            body = parse(&bytes)?;
            continue;
        }
        let index = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')?.parse().ok());
        let index = index
            .ok_or_else(|| Refusal::form(&name, "UNKNOWN_PART", "Parts are payload_json and files[n]."))?;
        let name = file.unwrap_or_else(|| "file".to_owned());
        files.push(Upload { index, name, content_type, bytes: bytes.to_vec() });
    }
    Ok((body, files))
}

fn parse(bytes: &Bytes) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| error::INVALID_JSON.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_in_plain_characters() {
        assert_eq!(
            below_base("/api/v10/webhooks/1/t/messages/%40original"),
            "/webhooks/1/t/messages/@original"
        );
        assert_eq!(below_base("/elsewhere/%2f/%zz/%4/%C3%A9%"), "/elsewhere/%2f/%zz/%4/é%");
    }
}
