//! What a call carries: JSON, or JSON with files.

use std::borrow::Cow;

use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;
use tokio_util::bytes::Bytes;

use super::Error;

/// A file that travels with a message (Discord: API Reference, Uploading Files). Its number in the body's
/// `attachments` is its place in the list that it is given in, from 0.
#[derive(Clone)]
pub struct File {
    /// The name that members see.
    pub name: String,
    /// What is in it.
    pub content: Bytes,
}

/// The encoded content of one call; cheap to clone, so that a call can be made again.
#[derive(Clone)]
pub(super) enum Body {
    Nothing,
    Json(Bytes),
    Form { json: Bytes, files: Vec<File> },
}

/// Where in a body the message is, whose mentions must be named.
#[derive(Clone, Copy)]
pub(super) enum MessageAt {
    /// The body is the message.
    Top,
    /// The body has the message under this key.
    Key(&'static str),
}

impl Body {
    /// A body that is no message.
    pub(super) fn json(body: &impl Serialize) -> Result<Self, Error> {
        serde_json::to_vec(body).map(|json| Self::Json(json.into())).map_err(|_| NOT_JSON)
    }

    /// A message. Refused without `allowed_mentions`: what a message leaves out, Discord takes as leave to ping
    /// whomever the text names (Discord: Message Resource, Allowed Mentions).
    pub(super) fn message(body: &impl Serialize, at: MessageAt, files: Vec<File>) -> Result<Self, Error> {
        let body = serde_json::to_value(body).map_err(|_| NOT_JSON)?;
        let message = match at {
            MessageAt::Top => Some(&body),
            MessageAt::Key(key) => body.get(key),
        };
        if !message.and_then(|message| message.get("allowed_mentions")).is_some_and(Value::is_object) {
            return Err(Error::Unfit("a message without allowed_mentions pings whomever its text names"));
        }
        Self::with_files(&body, files)
    }

    /// The answer to an interaction: a message (types 4 and 7) must name its mentions, the other types have none.
    pub(super) fn callback(body: &impl Serialize, files: Vec<File>) -> Result<Self, Error> {
        let body = serde_json::to_value(body).map_err(|_| NOT_JSON)?;
        match body.get("type").and_then(Value::as_u64) {
            Some(4 | 7) => Self::message(&body, MessageAt::Key("data"), files),
            Some(_) => Self::with_files(&body, files),
            None => Err(Error::Unfit("the answer to an interaction has no type")),
        }
    }

    pub(super) fn put_into(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Nothing => request,
            Self::Json(json) => request.header(CONTENT_TYPE, "application/json").body(json.clone()),
            Self::Form { json, files } => request.multipart(form(json, files)),
        }
    }

    fn with_files(body: &Value, files: Vec<File>) -> Result<Self, Error> {
        let json = Bytes::from(serde_json::to_vec(body).map_err(|_| NOT_JSON)?);
        Ok(if files.is_empty() { Self::Json(json) } else { Self::Form { json, files } })
    }
}

const NOT_JSON: Error = Error::Unfit("the body cannot be written as JSON");

fn form(json: &Bytes, files: &[File]) -> Form {
    // Without a content type Discord takes the part for plain text and still parses it; naming it is the documented form.
    let json = Part::stream_with_length(json.clone(), json.len() as u64)
        .mime_str("application/json")
        .expect("the media type is well formed");
    let mut form = Form::new().part("payload_json", json);
    for (number, file) in files.iter().enumerate() {
        let part = Part::stream_with_length(file.content.clone(), file.content.len() as u64)
            .file_name(file.name.clone());
        form = form.part(Cow::Owned(format!("files[{number}]")), part);
    }
    form
}
