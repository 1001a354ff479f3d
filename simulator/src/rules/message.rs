//! Messages (Message Resource; Receiving and Responding for those of interactions).

use serde_json::Value;

use super::report::{Report, Text, present};
use super::{MessageContext, Violation};
use super::{attachment, component, embed, mentions, thread};

const SUPPRESS_EMBEDS: i64 = 1 << 2;
const EPHEMERAL: i64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: i64 = 1 << 12;
const VOICE: i64 = 1 << 13;
const COMPONENTS_V2: i64 = 1 << 15;

/// Checks a message that a bot sends or edits. Whether there is anything to send at all (50006) is for the caller to
/// decide, who alone knows of uploaded files.
pub fn check_message(body: &Value, context: MessageContext) -> Vec<Violation> {
    Report::of(|report| {
        if context != MessageContext::ForumPost {
            check_body(report, body, context);
            return;
        }
        thread::check_settings(report, body);
        match present(body, "message") {
            None => report.missing("message"),
            Some(message) => {
                report.inside("message", |report| check_body(report, message, context));
            }
        }
    })
}

/// Checks the `data` of a deferring callback (type 5), which may hold nothing but the ephemeral flag.
pub fn check_deferral(data: &Value) -> Vec<Violation> {
    Report::of(|report| check_flags(report, data, EPHEMERAL))
}

fn check_body(report: &mut Report, body: &Value, context: MessageContext) {
    if !body.is_object() {
        report.add("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return;
    }
    report.text(body, "content", Text::optional(2000));
    embed::check_embeds(report, body);
    mentions::check_allowed_mentions(report, body);
    attachment::check_attachments(report, body, context);
    check_stickers(report, body);
    check_nonce(report, body);
    report.boolean(body, "tts");
    check_flags(report, body, allowed_flags(context));
    check_components(report, body, context);
}

fn allowed_flags(context: MessageContext) -> i64 {
    match context {
        MessageContext::Create => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE | COMPONENTS_V2,
        MessageContext::Edit => SUPPRESS_EMBEDS | COMPONENTS_V2,
        MessageContext::InteractionReply | MessageContext::Webhook => {
            SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | VOICE | COMPONENTS_V2
        }
        MessageContext::ForumPost => SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2,
    }
}

fn check_flags(report: &mut Report, body: &Value, allowed: i64) {
    if let Some(flags) = report.integer(body, "flags", 0..=i64::MAX)
        && flags & !allowed != 0
    {
        let message = format!("Flags {} cannot be set here.", flags & !allowed);
        report.add_at("flags", "MESSAGE_FLAGS_INVALID", message);
    }
}

/// With the flag for the new components a message consists of them alone; the flag can never be taken back, so an
/// edit may leave it out and is then known by what it holds.
fn check_components(report: &mut Report, body: &Value, context: MessageContext) {
    let flagged = body.get("flags").and_then(Value::as_i64).is_some_and(|flags| flags & COMPONENTS_V2 != 0);
    let laid_out = flagged || context == MessageContext::Edit && component::holds_layout(body);
    if !laid_out {
        component::check_rows(report, body);
        return;
    }
    component::check_layout(report, body);
    for key in ["content", "embeds", "poll", "sticker_ids"] {
        let empty = |value: &Value| value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty);
        if present(body, key).is_some_and(|value| !empty(value)) {
            let message =
                format!("The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
            report.add_at(key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message);
        }
    }
}

fn check_stickers(report: &mut Report, body: &Value) {
    let stickers = report.list(body, "sticker_ids", 0..=3);
    report.inside("sticker_ids", |report| {
        for (at, sticker) in stickers.iter().enumerate() {
            report.inside(at, |report| report.snowflake(sticker));
        }
    });
}

fn check_nonce(report: &mut Report, body: &Value) {
    if !body.get("nonce").is_some_and(Value::is_i64) {
        report.text(body, "nonce", Text::optional(25));
    }
    if report.boolean(body, "enforce_nonce") == Some(true) && present(body, "nonce").is_none() {
        report.missing("nonce");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn create(body: Value) -> Vec<String> {
        brief(&check_message(&body, MessageContext::Create))
    }

    #[test]
    fn an_ordinary_message_passes() {
        let body = json!({
            "content": "x".repeat(2000), "nonce": "e-17", "enforce_nonce": true, "flags": 4096, "tts": false,
            "embeds": [{"title": "t"}], "allowed_mentions": {"parse": []}, "components": null,
        });
        assert_eq!(create(body), Vec::<String>::new());
        assert!(create(json!({"nonce": 17})).is_empty());
    }

    #[test]
    fn plain_limits() {
        let cases = [
            (json!({"content": "x".repeat(2001)}), "content BASE_TYPE_MAX_LENGTH"),
            (json!({"content": "😀".repeat(1001)}), "content BASE_TYPE_MAX_LENGTH"),
            (json!({"content": 5}), "content STRING_TYPE_CONVERT"),
            (json!({"nonce": "x".repeat(26)}), "nonce BASE_TYPE_MAX_LENGTH"),
            (json!({"enforce_nonce": true}), "nonce BASE_TYPE_REQUIRED"),
            (json!({"sticker_ids": ["1", "2", "3", "4"]}), "sticker_ids BASE_TYPE_MAX_LENGTH"),
            (json!({"embeds": {}}), "embeds LIST_TYPE_CONVERT"),
            (json!([]), " DICT_TYPE_CONVERT"),
        ];
        for (body, expected) in cases {
            assert_eq!(create(body.clone()), [expected], "{body}");
        }
    }

    #[test]
    fn flags_depend_on_the_request() {
        let with = |flags: i64, context| brief(&check_message(&json!({"flags": flags}), context));
        let refused = ["flags MESSAGE_FLAGS_INVALID"];
        assert_eq!(with(EPHEMERAL, MessageContext::Create), refused);
        assert_eq!(with(EPHEMERAL, MessageContext::Edit), refused);
        assert!(with(EPHEMERAL, MessageContext::InteractionReply).is_empty());
        assert!(with(EPHEMERAL | SUPPRESS_EMBEDS, MessageContext::Webhook).is_empty());
        assert_eq!(with(SUPPRESS_NOTIFICATIONS, MessageContext::Edit), refused);
        assert_eq!(with(1, MessageContext::InteractionReply), refused);
        assert_eq!(with(-1, MessageContext::Create)[0], "flags NUMBER_TYPE_MIN");
    }

    #[test]
    fn deferring_takes_only_ephemeral() {
        assert!(check_deferral(&json!({"flags": 64})).is_empty());
        assert!(check_deferral(&Value::Null).is_empty());
        assert_eq!(brief(&check_deferral(&json!({"flags": COMPONENTS_V2}))), ["flags MESSAGE_FLAGS_INVALID"]);
    }

    #[test]
    fn a_forum_post_needs_a_name_and_a_message() {
        let post = |body: Value| brief(&check_message(&body, MessageContext::ForumPost));
        assert!(post(json!({"name": "n", "message": {"content": "hello"}})).is_empty());
        assert_eq!(post(json!({})), ["name BASE_TYPE_REQUIRED", "message BASE_TYPE_REQUIRED"]);
        let long = json!({"name": "n", "message": {"content": "x".repeat(2001), "flags": 64}});
        assert_eq!(
            post(long),
            ["message.content BASE_TYPE_MAX_LENGTH", "message.flags MESSAGE_FLAGS_INVALID"]
        );
    }

    #[test]
    fn new_components_stand_alone() {
        let text = json!({"type": 10, "content": "hello"});
        assert!(create(json!({"flags": COMPONENTS_V2, "components": [text]})).is_empty());
        let mixed = json!({"flags": COMPONENTS_V2, "components": [text], "content": "x", "embeds": []});
        assert_eq!(create(mixed), ["content MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]);
        assert_eq!(create(json!({"components": [text]})), ["components.0.type UNION_TYPE_CHOICES"]);
        assert!(check_message(&json!({"components": [text]}), MessageContext::Edit).is_empty());
    }
}
