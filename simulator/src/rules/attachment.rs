//! What a message says about its files (API Reference, Uploading Files).

use std::collections::HashSet;

use serde_json::Value;

use super::MessageContext;
use super::report::{Report, Text, is_snowflake, present};

/// Checks `attachments`: at most ten, each with an id of its own, and that embeds name none that is absent.
pub(super) fn check_attachments(report: &mut Report, body: &Value, context: MessageContext) {
    let attachments = report.list(body, "attachments", 0..=10);
    report.inside("attachments", |report| {
        let mut seen = HashSet::new();
        for (at, attachment) in attachments.iter().enumerate() {
            report.inside(at, |report| check_attachment(report, attachment, &mut seen));
        }
    });
    // An edit may keep files whose names the body does not repeat, so nothing can be said there.
    if context != MessageContext::Edit && !attachments.is_empty() {
        check_pictures(report, body, attachments);
    }
}

fn check_attachment(report: &mut Report, attachment: &Value, seen: &mut HashSet<String>) {
    match present(attachment, "id") {
        None => report.missing("id"),
        Some(id) if !is_snowflake(id) => {
            report.add_at("id", "NUMBER_TYPE_COERCE", format!("Value {id} is not snowflake."));
        }
        Some(id) => {
            // The same file may be called 0 or "0".
            let plain = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            if !seen.insert(plain) {
                report.add_at("id", "ATTACHMENT_ID_DUPLICATED", "Two attachments have the same id.");
            }
        }
    }
    report.text(attachment, "filename", Text::optional(1024).at_least(1));
    report.text(attachment, "description", Text::optional(1024));
}

/// Discord shows a hole where an embed names a file that was not sent; here it is refused, because no bot means it.
fn check_pictures(report: &mut Report, body: &Value, attachments: &[Value]) {
    let sent: HashSet<_> = attachments.iter().filter_map(|file| file.get("filename")?.as_str()).collect();
    let embeds = body.get("embeds").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for (at, embed) in embeds.iter().enumerate() {
        for key in ["image", "thumbnail"] {
            let url = embed.get(key).and_then(|picture| picture.get("url")?.as_str());
            if let Some(name) = url.and_then(|url| url.strip_prefix("attachment://"))
                && !sent.contains(name)
            {
                let message = "No attachment of this name comes with the message.";
                report.add_at(format!("embeds.{at}.{key}.url"), "ATTACHMENT_NOT_FOUND", message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(body: Value, context: MessageContext) -> Vec<String> {
        brief(&Report::of(|report| {
            check_attachments(report, &body, context);
        }))
    }

    #[test]
    fn ids_are_numbers_or_strings_and_unique() {
        let good =
            json!({"attachments": [{"id": 0, "filename": "a.csv"}, {"id": "1", "description": "words"}]});
        assert!(check(good, MessageContext::Create).is_empty());
        let twice = json!({"attachments": [{"id": 0}, {"id": "0"}]});
        assert_eq!(check(twice, MessageContext::Create), ["attachments.1.id ATTACHMENT_ID_DUPLICATED"]);
        let bad = json!({"attachments": [{}, {"id": -1}, {"id": 2, "description": "x".repeat(1025), "filename": ""}]});
        let expected = [
            "attachments.0.id BASE_TYPE_REQUIRED",
            "attachments.1.id NUMBER_TYPE_COERCE",
            "attachments.2.filename BASE_TYPE_BAD_LENGTH",
            "attachments.2.description BASE_TYPE_MAX_LENGTH",
        ];
        assert_eq!(check(bad, MessageContext::Create), expected);
        let many: Vec<_> = (0..11).map(|id| json!({"id": id})).collect();
        assert_eq!(
            check(json!({"attachments": many}), MessageContext::Edit),
            ["attachments BASE_TYPE_MAX_LENGTH"]
        );
    }

    #[test]
    fn an_embed_names_a_file_that_is_there() {
        let body = json!({
            "attachments": [{"id": 0, "filename": "a.png"}],
            "embeds": [{"image": {"url": "attachment://a.png"}, "thumbnail": {"url": "attachment://b.png"}}],
        });
        let expected = ["embeds.0.thumbnail.url ATTACHMENT_NOT_FOUND"];
        assert_eq!(check(body.clone(), MessageContext::Create), expected);
        assert!(check(body, MessageContext::Edit).is_empty());
    }
}
