//! An answer, told in JSON.

use serde_json::{Value, json};

use super::desk::Desk;
use crate::scene::Answer;

/// The answer with its number, by which it can be pressed, picked from, filled in and waited for.
pub fn tell(desk: &Desk, answer: Answer) -> Value {
    let (number, answer) = desk.keep(answer);
    let mut told = json!({
        "answer": number, "kind": kind(&answer), "text": answer.text(), "private": answer.is_private(),
        "pings": answer.pings(), "files": files(&answer),
    });
    if let Ok(form) = answer.try_form() {
        told["fields"] = json!(form.labels());
    }
    if answer.said().is_some() {
        told["message"] = answer.json();
        let further: Vec<Value> = answer.follow_ups().into_iter().map(|it| tell(desk, it)).collect();
        told["follow_ups"] = Value::Array(further);
    }
    told
}

fn kind(answer: &Answer) -> &'static str {
    if answer.said().is_some() {
        "message"
    } else if answer.is_form() {
        "form"
    } else {
        "silence"
    }
}

/// The content of a file that is no text is left to its URL in the message.
fn files(answer: &Answer) -> Vec<Value> {
    let told = |(name, bytes): (String, Vec<u8>)| json!({"name": name, "size": bytes.len(), "text": String::from_utf8(bytes).ok()});
    answer.files().into_iter().map(told).collect()
}
