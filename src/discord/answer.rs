//! What an answer of Discord means.

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_util::bytes::Bytes;

use super::error::{Code, Error, Lost};
use super::signals::{Signals, seconds};

/// What is waited after a 429 that does not say how long.
const UNSAID_WAIT: std::time::Duration = std::time::Duration::from_secs(5);
/// How much of Discord's sentence is kept.
const SENTENCE: usize = 300;

/// The content of a success.
#[derive(Debug)]
pub(super) struct Answer(Bytes);

/// An answer with what it tells about limits.
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) signals: Signals,
    pub(super) result: Result<Answer, Error>,
}

impl Answer {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.0).map_err(|error| {
            Error::Unanswered(Lost::Unreadable { line: error.line(), column: error.column() })
        })
    }
}

impl Outcome {
    pub(super) async fn read(response: Response, mut signals: Signals) -> Self {
        let status = response.status();
        let body = response.bytes().await;
        let result = match (status, body) {
            (StatusCode::TOO_MANY_REQUESTS, body) => Err(too_many(&mut signals, &body.unwrap_or_default())),
            (_, Err(error)) => Err(Error::Unanswered(Lost::Connection(error.without_url()))),
            (status, Ok(body)) if status.is_success() => Ok(Answer(body)),
            (status, _) if is_no_decision(status) => Err(Error::Unanswered(Lost::Status(status.as_u16()))),
            (status, Ok(body)) => Err(refused(status, &body)),
        };
        Self { status: status.as_u16(), signals, result }
    }

    /// Whether it counts towards a ban (Discord: Rate Limits, Invalid Request Limit).
    pub(super) fn is_invalid(&self) -> bool {
        match self.status {
            401 | 403 => true,
            429 => !self.signals.shared,
            _ => false,
        }
    }
}

#[derive(Deserialize)]
struct Limited {
    retry_after: f64,
    #[serde(default)]
    global: bool,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    code: Code,
    #[serde(default)]
    message: String,
    #[serde(default)]
    errors: Value,
}

/// A failure before or behind Discord: nobody says whether the work was done.
fn is_no_decision(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT
}

/// Completes the signals from the body, whose `retry_after` is the more exact.
fn too_many(signals: &mut Signals, body: &[u8]) -> Error {
    match serde_json::from_slice::<Limited>(body) {
        Ok(limited) => {
            signals.retry_after = seconds(limited.retry_after).or(signals.retry_after);
            signals.global |= limited.global;
        }
        // Not Discord but what stands before it: it speaks of this host, not of one route.
        Err(_) => signals.global = true,
    }
    let retry_after = *signals.retry_after.get_or_insert(UNSAID_WAIT);
    Error::TooMany { retry_after, global: signals.global }
}

fn refused(status: StatusCode, body: &[u8]) -> Error {
    let status = status.as_u16();
    let Ok(refusal) = serde_json::from_slice::<Refusal>(body) else {
        return Error::Refused { status, code: Code::default(), message: "without a reason".into() };
    };
    let mut message: String = refusal.message.chars().filter(|c| !c.is_control()).take(SENTENCE).collect();
    let mut fields = Vec::new();
    name_fields(&refusal.errors, &mut Vec::new(), &mut fields);
    if !fields.is_empty() {
        message = format!("{message} ({})", fields.join(", "));
    }
    Error::Refused { status, code: refusal.code, message }
}

/// Walks the tree of errors (Discord: API Reference, Error Messages) and names each field with its code. The
/// sentences in the tree are left behind: they quote what was in the field.
fn name_fields<'a>(tree: &'a Value, path: &mut Vec<&'a str>, found: &mut Vec<String>) {
    let Some(branches) = tree.as_object() else {
        return;
    };
    for (key, branch) in branches {
        if key == "_errors" {
            let codes =
                branch.as_array().into_iter().flatten().filter_map(|error| error.get("code")?.as_str());
            found.extend(codes.map(|code| format!("{}: {code}", path.join("."))));
        } else {
            path.push(key);
            name_fields(branch, path, found);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn refusal(body: &Value) -> String {
        refused(StatusCode::BAD_REQUEST, &serde_json::to_vec(body).unwrap()).to_string()
    }

    #[test]
    fn a_refusal_names_the_fields_but_not_what_was_in_them() {
        let body = json!({
            "code": 50035,
            "message": "Invalid Form Body",
            "errors": { "embeds": { "0": { "title": { "_errors": [
                { "code": "BASE_TYPE_MAX_LENGTH", "message": "canary is too long" }
            ]}}}}
        });
        assert_eq!(
            refusal(&body),
            "Discord refused the call: status 400, code 50035, \
             Invalid Form Body (embeds.0.title: BASE_TYPE_MAX_LENGTH)"
        );
    }

    #[test]
    fn a_refusal_that_is_no_json_keeps_its_status() {
        let error = refused(StatusCode::FORBIDDEN, b"<html>blocked</html>");
        assert_eq!(error.to_string(), "Discord refused the call: status 403, code 0, without a reason");
    }

    #[test]
    fn an_answer_of_another_shape_does_not_quote_itself() {
        let error = Answer(Bytes::from_static(b"{\"id\": \"canary\"}")).read::<Vec<u64>>().unwrap_err();
        assert!(error.is_ambiguous());
        assert!(!format!("{error:?} {error}").contains("canary"));
    }

    #[test]
    fn a_429_that_discord_did_not_write_speaks_of_the_host() {
        let mut signals = Signals::default();
        let error = too_many(&mut signals, b"<html>1015</html>");
        assert!(matches!(error, Error::TooMany { retry_after: UNSAID_WAIT, global: true }));
        assert!(signals.global);
    }
}
