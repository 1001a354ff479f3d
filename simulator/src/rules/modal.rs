//! Modals (Receiving and Responding, Modal; Component Reference, Text Input and Label).

use serde_json::Value;

use super::Violation;
use super::component::{CUSTOM_ID, Seen, check_custom_id, kind, wrong_kind};
use super::report::{Report, Text, length, present};
use super::select;

/// Checks the `data` of a callback that opens a modal.
pub fn check_modal(data: &Value) -> Vec<Violation> {
    Report::of(|report| {
        report.text(data, "title", Text::required(1, 45));
        report.text(data, "custom_id", CUSTOM_ID);
        let components = report.list(data, "components", 1..=5);
        report.inside("components", |report| {
            let mut seen = Seen::new();
            for (at, component) in components.iter().enumerate() {
                report.inside(at, |report| check_top(report, component, &mut seen));
            }
        });
    })
}

fn check_top(report: &mut Report, component: &Value, seen: &mut Seen) {
    match kind(component) {
        1 => check_row(report, component, seen),
        10 => {
            report.text(component, "content", Text::required(1, 4000));
        }
        18 => check_label(report, component, seen),
        _ => wrong_kind(report, "1, 10, 18"),
    }
}

/// The older form: an action row around one text input, which brings its own label.
fn check_row(report: &mut Report, row: &Value, seen: &mut Seen) {
    let inputs = report.list(row, "components", 1..=1);
    report.inside("components", |report| {
        for (at, input) in inputs.iter().enumerate() {
            report.inside(at, |report| {
                if kind(input) != 4 {
                    wrong_kind(report, "4");
                    return;
                }
                report.text(input, "label", Text::required(1, 45));
                check_input(report, input, seen);
            });
        }
    });
}

fn check_label(report: &mut Report, label: &Value, seen: &mut Seen) {
    report.text(label, "label", Text::required(1, 45));
    report.text(label, "description", Text::optional(100));
    let Some(component) = present(label, "component") else {
        report.missing("component");
        return;
    };
    report.inside("component", |report| match kind(component) {
        4 => {
            if present(component, "label").is_some() {
                let message = "A text input in a label takes its words from the label";
                report.add_at("label", "TEXT_INPUT_LABEL_NOT_ALLOWED", message);
            }
            check_input(report, component, seen);
        }
        number if select::is_select(number) => {
            select::check_select(report, component, seen);
            refuse_disabled(report, component);
        }
        19 | 21..=23 => check_custom_id(report, component, seen),
        _ => wrong_kind(report, "3, 4, 5, 6, 7, 8, 19, 21, 22, 23"),
    });
}

fn check_input(report: &mut Report, input: &Value, seen: &mut Seen) {
    check_custom_id(report, input, seen);
    if present(input, "style").is_none() {
        report.missing("style");
    }
    report.integer(input, "style", 1..=2);
    report.text(input, "placeholder", Text::optional(100));
    report.boolean(input, "required");
    refuse_disabled(report, input);
    let fewest = report.integer(input, "min_length", 0..=4000).unwrap_or(0);
    let most = report.integer(input, "max_length", 1..=4000).unwrap_or(4000);
    if fewest > most {
        report.add_at(
            "min_length",
            "TEXT_INPUT_MIN_LENGTH_TOO_LARGE",
            "min_length is larger than max_length",
        );
    }
    // Discord documents only 4000; a value above max_length would open a form that nobody can send.
    let most = usize::try_from(most).unwrap_or(4000).min(4000);
    if let Some(value) = report.text(input, "value", Text::optional(4000))
        && (most + 1..=4000).contains(&length(value))
    {
        report.add_at("value", "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
    }
}

fn refuse_disabled(report: &mut Report, component: &Value) {
    if present(component, "disabled").is_some_and(|value| *value != Value::Bool(false)) {
        report.add_at("disabled", "COMPONENT_DISABLED_IN_MODAL", "Components of a modal cannot be disabled");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, clippy::unwrap_used, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn input(id: &str) -> Value {
        json!({"type": 4, "custom_id": id, "style": 2, "label": "What did it do for you?", "max_length": 2000})
    }

    fn with(components: Value) -> Value {
        json!({"title": "Add a comment", "custom_id": "m", "components": components})
    }

    fn one(changes: Value) -> Vec<String> {
        let mut input = input("a");
        for (key, value) in changes.as_object().unwrap() {
            input[key] = value.clone();
        }
        brief(&check_modal(&with(json!([{"type": 1, "components": [input]}]))))
    }

    #[test]
    fn both_forms_of_an_input_pass() {
        let labelled =
            json!({"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "b", "style": 1}});
        let rows =
            json!([{"type": 1, "components": [input("a")]}, labelled, {"type": 10, "content": "hint"}]);
        assert_eq!(check_modal(&with(rows)), []);
    }

    #[test]
    fn the_modal_has_limits() {
        let row = json!({"type": 1, "components": [input("a")]});
        let empty = json!({"title": "x".repeat(46), "custom_id": "", "components": []});
        let expected =
            ["title BASE_TYPE_BAD_LENGTH", "custom_id BASE_TYPE_REQUIRED", "components BASE_TYPE_BAD_LENGTH"];
        assert_eq!(brief(&check_modal(&empty)), expected);
        let six: Vec<_> =
            (0..6).map(|at| json!({"type": 1, "components": [input(&at.to_string())]})).collect();
        assert_eq!(brief(&check_modal(&with(json!(six)))), ["components BASE_TYPE_BAD_LENGTH"]);
        let twice = ["components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED"];
        assert_eq!(brief(&check_modal(&with(json!([row, row])))), twice);
    }

    #[test]
    fn an_input_has_limits() {
        let cases = [
            (json!({"label": null}), "label BASE_TYPE_REQUIRED"),
            (json!({"label": "x".repeat(46)}), "label BASE_TYPE_BAD_LENGTH"),
            (json!({"style": null}), "style BASE_TYPE_REQUIRED"),
            (json!({"style": 3}), "style NUMBER_TYPE_MAX"),
            (json!({"placeholder": "x".repeat(101)}), "placeholder BASE_TYPE_MAX_LENGTH"),
            (json!({"max_length": 4001}), "max_length NUMBER_TYPE_MAX"),
            (json!({"min_length": 2001}), "min_length TEXT_INPUT_MIN_LENGTH_TOO_LARGE"),
            (json!({"value": "x".repeat(4001)}), "value BASE_TYPE_MAX_LENGTH"),
            (json!({"value": "x".repeat(2001)}), "value BASE_TYPE_MAX_LENGTH"),
            (json!({"disabled": true}), "disabled COMPONENT_DISABLED_IN_MODAL"),
            (json!({"required": "no"}), "required BOOLEAN_TYPE_CONVERT"),
            (json!({"type": 3}), "type UNION_TYPE_CHOICES"),
        ];
        for (changes, expected) in cases {
            assert_eq!(one(changes.clone()), [format!("components.0.components.0.{expected}")], "{changes}");
        }
    }

    #[test]
    fn a_label_holds_one_component() {
        let check = |label: Value| brief(&check_modal(&with(json!([label]))));
        assert_eq!(check(json!({"type": 18, "label": "l"})), ["components.0.component BASE_TYPE_REQUIRED"]);
        let doubled = json!({"type": 18, "label": "l", "component": input("a")});
        assert_eq!(check(doubled), ["components.0.component.label TEXT_INPUT_LABEL_NOT_ALLOWED"]);
        let button = json!({"type": 18, "label": "l", "component": {"type": 2}});
        assert_eq!(check(button), ["components.0.component.type UNION_TYPE_CHOICES"]);
        assert_eq!(check(json!({"type": 2})), ["components.0.type UNION_TYPE_CHOICES"]);
    }
}
