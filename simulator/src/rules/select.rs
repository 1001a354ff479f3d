//! Select menus of strings, people, roles and channels (Component Reference, String Select and the following).

use std::collections::HashSet;

use serde_json::Value;

use super::component::{Seen, check_custom_id, kind};
use super::media::check_emoji;
use super::report::{Report, Text, present};

/// Whether a component type is one of the selects.
pub(super) fn is_select(kind: i64) -> bool {
    matches!(kind, 3 | 5..=8)
}

/// Checks a select of whichever kind.
pub(super) fn check_select(report: &mut Report, select: &Value, seen: &mut Seen) {
    check_custom_id(report, select, seen);
    report.text(select, "placeholder", Text::optional(150));
    report.boolean(select, "disabled");
    let fewest = report.integer(select, "min_values", 0..=25).unwrap_or(1);
    let most = report.integer(select, "max_values", 1..=25).unwrap_or(1);
    if fewest > most {
        report.add_at(
            "min_values",
            "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE",
            "min_values is larger than max_values",
        );
    }
    if kind(select) == 3 {
        check_options(report, select, most);
    } else {
        check_defaults(report, select, most);
    }
}

fn check_options(report: &mut Report, select: &Value, most: i64) {
    let options = report.list(select, "options", 1..=25);
    report.inside("options", |report| {
        let mut seen = HashSet::new();
        for (at, option) in options.iter().enumerate() {
            report.inside(at, |report| check_option(report, option, &mut seen));
        }
    });
    // Discord compares with max_values only where it is given: one option and no max_values is fine.
    if present(select, "max_values").is_some() && !options.is_empty() && most > count(options.len()) {
        let message = "max_values is larger than the number of options";
        report.add_at("max_values", "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", message);
    }
    let chosen = options.iter().filter(|option| option.get("default").and_then(Value::as_bool) == Some(true));
    if count(chosen.count()) > most {
        let message = "More options are chosen than max_values allows";
        report.add_at("options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", message);
    }
}

fn check_option<'v>(report: &mut Report, option: &'v Value, seen: &mut HashSet<&'v str>) {
    report.text(option, "label", Text::required(1, 100));
    report.text(option, "description", Text::optional(100));
    report.boolean(option, "default");
    check_emoji(report, option);
    if let Some(value) = report.text(option, "value", Text::required(1, 100))
        && !seen.insert(value)
    {
        let message = "The specified option value is already used";
        report.add_at("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
    }
}

fn check_defaults(report: &mut Report, select: &Value, most: i64) {
    let defaults = report.list(select, "default_values", 0..=25);
    report.inside("default_values", |report| {
        for (at, value) in defaults.iter().enumerate() {
            report.inside(at, |report| check_default(report, kind(select), value));
        }
    });
    if count(defaults.len()) > most {
        let message = "More values are chosen than max_values allows";
        report.add_at("default_values", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", message);
    }
    if kind(select) == 8 {
        report.list(select, "channel_types", 0..=20);
    }
}

fn check_default(report: &mut Report, select: i64, value: &Value) {
    let allowed: &[&str] = match select {
        5 => &["user"],
        6 => &["role"],
        7 => &["user", "role"],
        _ => &["channel"],
    };
    if !value.get("type").and_then(Value::as_str).is_some_and(|kind| allowed.contains(&kind)) {
        report.add_at(
            "type",
            "BASE_TYPE_CHOICES",
            format!("Value must be one of ('{}').", allowed.join("', '")),
        );
    }
    match present(value, "id") {
        None => report.missing("id"),
        // Numbers are outside the documentation, but Discord takes them here and a well-known library sends them.
        Some(id) if id.is_u64() => {}
        Some(id) => report.inside("id", |report| report.snowflake(id)),
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(select: Value) -> Vec<String> {
        brief(&Report::of(|report| {
            check_select(report, &select, &mut Seen::new());
        }))
    }

    fn option(value: &str) -> Value {
        json!({"label": "l", "value": value})
    }

    #[test]
    fn ordinary_selects_pass() {
        let options =
            json!([option("a"), {"label": "b", "value": "b", "default": true, "emoji": {"name": "📚"}}]);
        let strings =
            json!({"type": 3, "custom_id": "c", "options": options, "max_values": 2, "min_values": 0});
        assert!(check(strings).is_empty());
        assert!(check(json!({"type": 8, "custom_id": "c", "channel_types": [0, 15]})).is_empty());
        let number = json!([{"id": 1, "type": "channel"}]);
        assert!(check(json!({"type": 8, "custom_id": "c", "default_values": number})).is_empty());
        let defaults = json!([{"id": "1", "type": "role"}]);
        assert!(check(json!({"type": 6, "custom_id": "c", "default_values": defaults})).is_empty());
    }

    #[test]
    fn limits_of_selects() {
        let many: Vec<_> = (0..26).map(|at| option(&at.to_string())).collect();
        let cases = [
            (json!({"type": 3, "options": [option("a")]}), "custom_id BASE_TYPE_REQUIRED"),
            (json!({"type": 3, "custom_id": "c"}), "options BASE_TYPE_REQUIRED"),
            (json!({"type": 3, "custom_id": "c", "options": []}), "options BASE_TYPE_BAD_LENGTH"),
            (json!({"type": 3, "custom_id": "c", "options": many}), "options BASE_TYPE_BAD_LENGTH"),
            (
                json!({"type": 3, "custom_id": "c", "options": [option("a"), option("a")]}),
                "options.1.value SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            ),
            (
                json!({"type": 3, "custom_id": "c", "options": [{"label": "x".repeat(101), "value": "v"}]}),
                "options.0.label BASE_TYPE_BAD_LENGTH",
            ),
            (
                json!({"type": 3, "custom_id": "c", "options": [option("a")], "max_values": 2}),
                "max_values SELECT_COMPONENT_MAX_VALUES_TOO_LARGE",
            ),
            (
                json!({"type": 5, "custom_id": "c", "min_values": 3, "max_values": 2}),
                "min_values SELECT_COMPONENT_MIN_VALUES_TOO_LARGE",
            ),
            (
                json!({"type": 5, "custom_id": "c", "placeholder": "x".repeat(151)}),
                "placeholder BASE_TYPE_MAX_LENGTH",
            ),
            (json!({"type": 5, "custom_id": "c", "max_values": 26}), "max_values NUMBER_TYPE_MAX"),
            (
                json!({"type": 5, "custom_id": "c", "default_values": [{"id": "1", "type": "role"}]}),
                "default_values.0.type BASE_TYPE_CHOICES",
            ),
        ];
        for (select, expected) in cases {
            assert_eq!(check(select.clone()), [expected], "{select}");
        }
    }

    #[test]
    fn no_more_are_chosen_than_may_be() {
        let chosen = |value: &str| json!({"label": "l", "value": value, "default": true});
        let select = json!({"type": 3, "custom_id": "c", "options": [chosen("a"), chosen("b")]});
        assert_eq!(check(select), ["options SELECT_COMPONENT_TOO_MANY_DEFAULTS"]);
    }
}
