//! Components of messages: action rows, buttons, and the tree of the newer layout (Component Reference).

use std::collections::HashSet;

use serde_json::Value;

use super::media::{BUTTON, check_emoji, check_url};
use super::report::{Report, Text, present};
use super::select;

/// What `custom_id` must be like, wherever it occurs.
pub(super) const CUSTOM_ID: Text = Text::required(1, 100);

/// Custom ids of one message or modal; a second use of one is refused.
pub(super) type Seen = HashSet<String>;

/// The number in a component's `type`.
pub(super) fn kind(component: &Value) -> i64 {
    component.get("type").and_then(Value::as_i64).unwrap_or_default()
}

/// Checks the components of an ordinary message: at most five action rows and nothing else.
pub(super) fn check_rows(report: &mut Report, body: &Value) {
    let rows = report.list(body, "components", 0..=5);
    let mut seen = Seen::new();
    report.inside("components", |report| {
        for (at, row) in rows.iter().enumerate() {
            report.inside(at, |report| match kind(row) {
                1 => check_row(report, row, &mut seen),
                _ => wrong_kind(report, "1"),
            });
        }
    });
}

/// Whether a message holds components that exist only in the newer layout.
pub(super) fn holds_layout(body: &Value) -> bool {
    let top = body.get("components").and_then(Value::as_array);
    top.is_some_and(|components| {
        components.iter().any(|component| matches!(kind(component), 9 | 10 | 12..=14 | 17))
    })
}

/// Checks the tree of a message in the newer layout: at most forty components, nested ones counted.
pub(super) fn check_layout(report: &mut Report, body: &Value) {
    let top = report.list(body, "components", 0..=40);
    let mut seen = Seen::new();
    report.inside("components", |report| {
        if top.iter().map(count).sum::<usize>() > 40 {
            report.add(
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                "The total number of components cannot exceed 40",
            );
        }
        for (at, component) in top.iter().enumerate() {
            report.inside(at, |report| check_block(report, component, &mut seen));
        }
    });
}

/// Checks `custom_id`: there, 1 to 100 units, used once.
pub(super) fn check_custom_id(report: &mut Report, component: &Value, seen: &mut Seen) {
    if let Some(id) = report.text(component, "custom_id", CUSTOM_ID)
        && !seen.insert(id.to_owned())
    {
        report.add_at(
            "custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        );
    }
}

/// Records that the component in hand may not stand here.
pub(super) fn wrong_kind(report: &mut Report, allowed: &str) {
    report.add_at(
        "type",
        "UNION_TYPE_CHOICES",
        format!("Value of field \"type\" must be one of ({allowed})."),
    );
}

fn count(component: &Value) -> usize {
    let nested = component.get("components").and_then(Value::as_array);
    let accessory = component.get("accessory").map_or(0, count);
    1 + accessory + nested.map_or(0, |inner| inner.iter().map(count).sum())
}

fn check_row(report: &mut Report, row: &Value, seen: &mut Seen) {
    let parts = report.list(row, "components", 1..=5);
    report.inside("components", |report| {
        let selects = parts.iter().filter(|part| select::is_select(kind(part))).count();
        if selects > 1 || (selects == 1 && parts.len() > 1) {
            report
                .add("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width");
        }
        for (at, part) in parts.iter().enumerate() {
            report.inside(at, |report| match kind(part) {
                2 => check_button(report, part, seen),
                number if select::is_select(number) => select::check_select(report, part, seen),
                _ => wrong_kind(report, "2, 3, 5, 6, 7, 8"),
            });
        }
    });
}

fn check_button(report: &mut Report, button: &Value, seen: &mut Seen) {
    report.text(button, "label", Text::optional(80));
    check_emoji(report, button);
    report.boolean(button, "disabled");
    if present(button, "style").is_none() {
        report.missing("style");
    }
    match report.integer(button, "style", 1..=6) {
        Some(1..=4) => {
            check_custom_id(report, button, seen);
            refuse(report, button, &["url", "sku_id"]);
        }
        Some(5) => {
            if present(button, "url").is_none() {
                report.add_at("url", "BUTTON_COMPONENT_URL_REQUIRED", "A url is required");
            }
            check_url(report, button, "url", BUTTON);
            refuse(report, button, &["custom_id", "sku_id"]);
        }
        Some(6) => {
            if present(button, "sku_id").is_none() {
                report.missing("sku_id");
            }
            refuse(report, button, &["custom_id", "url", "label", "emoji"]);
        }
        _ => return,
    }
    let says = |key| present(button, key).is_some_and(|value| value.as_str() != Some(""));
    if !says("label") && !says("emoji") && !says("sku_id") {
        report.add("BUTTON_COMPONENT_LABEL_REQUIRED", "A label or an emoji is required");
    }
}

fn refuse(report: &mut Report, button: &Value, keys: &[&str]) {
    for key in keys {
        if present(button, key).is_some() {
            let message = format!("A button of this style cannot have a {key}");
            report.add_at(key, "BUTTON_COMPONENT_FIELD_NOT_ALLOWED", message);
        }
    }
}

fn check_block(report: &mut Report, block: &Value, seen: &mut Seen) {
    match kind(block) {
        1 => check_row(report, block, seen),
        9 => check_section(report, block, seen),
        10 => {
            report.text(block, "content", Text::required(1, 4000));
        }
        12 => {
            report.list(block, "items", 1..=10);
        }
        13 | 14 => {}
        17 => check_container(report, block, seen),
        _ => wrong_kind(report, "1, 9, 10, 12, 13, 14, 17"),
    }
}

fn check_container(report: &mut Report, container: &Value, seen: &mut Seen) {
    let inner = report.list(container, "components", 1..=40);
    report.inside("components", |report| {
        for (at, block) in inner.iter().enumerate() {
            report.inside(at, |report| match kind(block) {
                17 => wrong_kind(report, "1, 9, 10, 12, 13, 14"),
                _ => check_block(report, block, seen),
            });
        }
    });
}

fn check_section(report: &mut Report, section: &Value, seen: &mut Seen) {
    let texts = report.list(section, "components", 1..=3);
    report.inside("components", |report| {
        for (at, text) in texts.iter().enumerate() {
            report.inside(at, |report| match kind(text) {
                10 => check_block(report, text, seen),
                _ => wrong_kind(report, "10"),
            });
        }
    });
    match present(section, "accessory") {
        None => report.missing("accessory"),
        Some(accessory) => report.inside("accessory", |report| match kind(accessory) {
            2 => check_button(report, accessory, seen),
            11 => {}
            _ => wrong_kind(report, "2, 11"),
        }),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn rows(rows: Value) -> Vec<String> {
        brief(&Report::of(|report| {
            check_rows(report, &json!({"components": rows}));
        }))
    }

    fn row(parts: Value) -> Value {
        json!([{"type": 1, "components": parts}])
    }

    fn button(id: &str) -> Value {
        json!({"type": 2, "style": 1, "label": "Discuss", "custom_id": id})
    }

    #[test]
    fn a_row_holds_buttons_or_one_select() {
        let select = json!({"type": 5, "custom_id": "s"});
        assert!(rows(row(json!([button("a"), button("b")]))).is_empty());
        assert!(rows(row(json!([select]))).is_empty());
        let width = ["components.0.components COMPONENT_LAYOUT_WIDTH_EXCEEDED"];
        assert_eq!(rows(row(json!([select, button("a")]))), width);
        assert_eq!(rows(row(json!([]))), ["components.0.components BASE_TYPE_BAD_LENGTH"]);
        let six: Vec<_> = (0..6).map(|at| button(&at.to_string())).collect();
        assert_eq!(rows(row(json!(six))), ["components.0.components BASE_TYPE_BAD_LENGTH"]);
        assert_eq!(rows(row(json!([{"type": 4}]))), ["components.0.components.0.type UNION_TYPE_CHOICES"]);
        assert_eq!(rows(json!([button("a")])), ["components.0.type UNION_TYPE_CHOICES"]);
        let six: Vec<_> =
            (0..6).map(|at| json!({"type": 1, "components": [button(&at.to_string())]})).collect();
        assert_eq!(rows(json!(six)), ["components BASE_TYPE_MAX_LENGTH"]);
    }

    #[test]
    fn custom_ids_are_unique_over_all_rows() {
        let two = json!([{"type": 1, "components": [button("a")]}, {"type": 1, "components": [button("a")]}]);
        assert_eq!(rows(two), ["components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED"]);
        let long = button(&"x".repeat(101));
        assert_eq!(rows(row(json!([long]))), ["components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH"]);
    }

    #[test]
    fn each_style_of_button_has_its_keys() {
        let cases = [
            (json!({"type": 2, "style": 1, "label": "a"}), "custom_id BASE_TYPE_REQUIRED"),
            (json!({"type": 2, "style": 5, "label": "a"}), "url BUTTON_COMPONENT_URL_REQUIRED"),
            (
                json!({"type": 2, "style": 5, "label": "a", "url": "attachment://x"}),
                "url URL_TYPE_INVALID_SCHEME",
            ),
            (
                json!({"type": 2, "style": 5, "label": "a", "url": "https://x.org", "custom_id": "c"}),
                "custom_id BUTTON_COMPONENT_FIELD_NOT_ALLOWED",
            ),
            (
                json!({"type": 2, "style": 2, "label": "a", "url": "https://x.org", "custom_id": "c"}),
                "url BUTTON_COMPONENT_FIELD_NOT_ALLOWED",
            ),
            (json!({"type": 2, "style": 7, "label": "a", "custom_id": "c"}), "style NUMBER_TYPE_MAX"),
            (json!({"type": 2, "label": "a", "custom_id": "c"}), "style BASE_TYPE_REQUIRED"),
            (
                json!({"type": 2, "style": 1, "label": "x".repeat(81), "custom_id": "c"}),
                "label BASE_TYPE_MAX_LENGTH",
            ),
            (
                json!({"type": 2, "style": 1, "custom_id": "c", "emoji": {"name": ":x:"}}),
                "emoji COMPONENT_INVALID_EMOJI",
            ),
        ];
        for (button, expected) in cases {
            let expected = format!("components.0.components.0.{expected}");
            assert_eq!(rows(row(json!([button]))), [expected], "{button}");
        }
        let nameless = json!({"type": 2, "style": 1, "custom_id": "c"});
        assert_eq!(
            rows(row(json!([nameless]))),
            ["components.0.components.0 BUTTON_COMPONENT_LABEL_REQUIRED"]
        );
        for style in 1..=4 {
            let bare = json!({"type": 2, "style": style, "label": "a"});
            let missing = ["components.0.components.0.custom_id BASE_TYPE_REQUIRED"];
            assert_eq!(rows(row(json!([bare]))), missing);
        }
        let premium = json!({"type": 2, "style": 6, "sku_id": "5"});
        assert!(rows(row(json!([premium]))).is_empty());
        let named = json!({"type": 2, "style": 6, "label": "Buy"});
        let expected = [
            "components.0.components.0.sku_id BASE_TYPE_REQUIRED",
            "components.0.components.0.label BUTTON_COMPONENT_FIELD_NOT_ALLOWED",
        ];
        assert_eq!(rows(row(json!([named]))), expected);
        let link = json!({"type": 2, "style": 5, "label": "Go to the book", "url": "https://example.org"});
        assert!(rows(row(json!([link]))).is_empty());
    }

    #[test]
    fn the_layout_counts_what_is_nested() {
        let check = |top: Value| {
            brief(&Report::of(|report| {
                check_layout(report, &json!({"components": top}));
            }))
        };
        let text = json!({"type": 10, "content": "t"});
        let section = json!({"type": 9, "components": [text], "accessory": button("a")});
        assert!(check(json!([{"type": 17, "components": [section, {"type": 14}]}])).is_empty());
        let crowd = json!([{"type": 17, "components": vec![text.clone(); 40]}]);
        assert_eq!(check(crowd), ["components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"]);
        assert_eq!(
            check(json!([{"type": 9, "components": [text]}])),
            ["components.0.accessory BASE_TYPE_REQUIRED"]
        );
        assert_eq!(check(json!([button("a")])), ["components.0.type UNION_TYPE_CHOICES"]);
        assert_eq!(check(json!([{"type": 10}])), ["components.0.content BASE_TYPE_REQUIRED"]);
        let nested = json!([{"type": 17, "components": [{"type": 17, "components": [text]}]}]);
        assert_eq!(check(nested), ["components.0.components.0.type UNION_TYPE_CHOICES"]);
    }
}
