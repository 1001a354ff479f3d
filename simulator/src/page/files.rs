//! Files that a person chooses for an option of a command: they are there before the command is sent, as at Discord, and
//! the command names them.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{Site, people};
use crate::scene::{Member, Stuck};
use crate::snowflake::Id;
use crate::state::file::Upload;

/// Whose file it is, where it is to be used, and what it is called.
#[derive(Deserialize)]
pub struct Of {
    #[serde(flatten)]
    who: people::Wish,
    channel: Id,
    name: String,
}

/// Keeps a file; answers with its id, or with why it is not taken.
pub async fn take(
    State(site): State<Site>,
    Query(of): Query<Of>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let upload = Upload { index: 0, name: of.name, content_type, bytes: bytes.to_vec() };
    let kept = match site.shared.read(|world| people::chosen(world, &of.who)) {
        Some((guild, user)) => Member::new(site.shared.clone(), guild, user).choose(of.channel, upload),
        None => Err(Stuck("nobody is here".to_owned())),
    };
    match kept {
        Ok(file) => axum::Json(json!({"file": file})).into_response(),
        Err(Stuck(why)) => (StatusCode::CONFLICT, why).into_response(),
    }
}
