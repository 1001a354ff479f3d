//! Who a message may notify (Message Resource, Allowed Mentions Object).

use serde_json::Value;

use super::Violation;
use super::report::{Report, present};

/// A rule of this house, not of Discord: whatever carries text says whom it may notify.
///
/// Discord's default notifies everybody that a text happens to name, and an edit falls back to the default even when
/// the first sending had narrowed it. A forum post is looked at in its `message`. Embeds count as text because an
/// edit of the embeds alone looks at the kept content again.
pub fn check_mentions(body: &Value) -> Vec<Violation> {
    Report::of(|report| match body.get("message") {
        Some(message) if message.is_object() => {
            report.inside("message", |report| check_named(report, message));
        }
        _ => check_named(report, body),
    })
}

/// Checks that `allowed_mentions`, where given, does not contradict itself.
pub(super) fn check_allowed_mentions(report: &mut Report, body: &Value) {
    let Some(allowed) = present(body, "allowed_mentions") else {
        return;
    };
    report.inside("allowed_mentions", |report| {
        if !allowed.is_object() {
            report.add("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            return;
        }
        let parsed = check_parse(report, allowed);
        for kind in ["users", "roles"] {
            let ids = report.list(allowed, kind, 0..=100);
            report.inside(kind, |report| check_ids(report, ids));
            if !ids.is_empty() && parsed.contains(&kind) {
                let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
                report.add("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
            }
        }
        report.boolean(allowed, "replied_user");
    });
}

fn check_parse<'v>(report: &mut Report, allowed: &'v Value) -> Vec<&'v str> {
    let kinds = report.list(allowed, "parse", 0..=3);
    report.inside("parse", |report| {
        for (at, kind) in kinds.iter().enumerate() {
            if !matches!(kind.as_str(), Some("users" | "roles" | "everyone")) {
                report.add_at(
                    at,
                    "BASE_TYPE_CHOICES",
                    "Value must be one of ('users', 'roles', 'everyone').",
                );
            }
        }
    });
    kinds.iter().filter_map(Value::as_str).collect()
}

fn check_ids(report: &mut Report, ids: &[Value]) {
    for (at, id) in ids.iter().enumerate() {
        report.inside(at, |report| report.snowflake(id));
    }
}

fn check_named(report: &mut Report, message: &Value) {
    if carries_text(message) && present(message, "allowed_mentions").is_none() {
        let message = "A message with text must say whom it may notify, if only nobody: {\"parse\": []}.";
        report.add_at("allowed_mentions", "ALLOWED_MENTIONS_MISSING", message);
    }
}

fn carries_text(message: &Value) -> bool {
    let written = message.get("content").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let embedded = message.get("embeds").and_then(Value::as_array).is_some_and(|embeds| !embeds.is_empty());
    written || embedded || message.get("components").is_some_and(displays_text)
}

/// Whether a tree of components holds a text display (type 10), which notifies as content does.
fn displays_text(components: &Value) -> bool {
    match components {
        Value::Array(items) => items.iter().any(displays_text),
        Value::Object(one) => {
            one.get("type").and_then(Value::as_i64) == Some(10)
                || one.get("components").is_some_and(displays_text)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(allowed: Value) -> Vec<String> {
        brief(&Report::of(|report| {
            check_allowed_mentions(report, &json!({"allowed_mentions": allowed}));
        }))
    }

    #[test]
    fn consistent_ones_pass() {
        assert!(check(json!({"parse": []})).is_empty());
        assert!(check(json!({"parse": ["roles"], "users": ["1", 2], "replied_user": false})).is_empty());
        assert!(check(json!({"parse": ["users"], "users": []})).is_empty());
    }

    #[test]
    fn contradictions_are_refused() {
        let exclusive = "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE";
        assert_eq!(check(json!({"parse": ["users"], "users": ["1"]})), [exclusive]);
        assert_eq!(check(json!({"parse": ["user"]})), ["allowed_mentions.parse.0 BASE_TYPE_CHOICES"]);
        assert_eq!(check(json!({"users": ["ann"]})), ["allowed_mentions.users.0 NUMBER_TYPE_COERCE"]);
        let many: Vec<_> = (1..=101).map(|id| id.to_string()).collect();
        assert_eq!(check(json!({"roles": many})), ["allowed_mentions.roles BASE_TYPE_MAX_LENGTH"]);
        assert_eq!(check(json!([])), ["allowed_mentions DICT_TYPE_CONVERT"]);
    }

    #[test]
    fn text_needs_them_named() {
        let missing = ["allowed_mentions ALLOWED_MENTIONS_MISSING"];
        assert_eq!(brief(&check_mentions(&json!({"content": "hello"}))), missing);
        assert_eq!(brief(&check_mentions(&json!({"embeds": [{"title": "t"}]}))), missing);
        assert_eq!(brief(&check_mentions(&json!({"content": "x", "allowed_mentions": null}))), missing);
        let shown = json!({"components": [{"type": 17, "components": [{"type": 10, "content": "hi"}]}]});
        assert_eq!(brief(&check_mentions(&shown)), missing);
        let post = json!({"name": "n", "message": {"content": "hello"}});
        assert_eq!(brief(&check_mentions(&post)), ["message.allowed_mentions ALLOWED_MENTIONS_MISSING"]);
    }

    #[test]
    fn nothing_said_needs_nothing() {
        assert!(check_mentions(&json!({"content": "x", "allowed_mentions": {"parse": []}})).is_empty());
        assert!(check_mentions(&json!({"content": "", "components": []})).is_empty());
        assert!(check_mentions(&json!({"flags": 64})).is_empty());
    }
}
