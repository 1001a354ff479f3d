//! Choices of command options, registered or suggested while typing (Application Commands, Option Choice Structure).

use serde_json::Value;

use super::Violation;
use super::localization::check_each;
use super::report::{Report, Text, present};

/// Largest whole number that survives every JSON reader.
const SAFE: f64 = 9_007_199_254_740_991.0;

const NAME: Text = Text::required(1, 100);

/// Checks the `data` of an autocomplete answer: at most 25 choices, all of one type.
pub fn check_choices(data: &Value) -> Vec<Violation> {
    Report::of(|report| {
        let choices = report.list(data, "choices", 0..=25);
        let text = choices.first().is_some_and(|choice| choice.get("value").is_some_and(Value::is_string));
        let kind = if text { Kind::Text } else { Kind::Number };
        report.inside("choices", |report| check_list(report, choices, kind));
    })
}

/// What the values of an option's choices are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
}

/// Checks each choice of a list.
pub(super) fn check_list(report: &mut Report, choices: &[Value], kind: Kind) {
    for (at, choice) in choices.iter().enumerate() {
        report.inside(at, |report| {
            report.text(choice, "name", NAME);
            check_each(report, choice, "name_localizations", |report, text| {
                report.text_length(text, NAME);
            });
            check_value(report, choice, kind);
        });
    }
}

fn check_value(report: &mut Report, choice: &Value, kind: Kind) {
    let Some(value) = present(choice, "value") else {
        report.missing("value");
        return;
    };
    match kind {
        Kind::Text => {
            report.text(choice, "value", Text::optional(100));
        }
        Kind::Integer if !value.is_i64() => {
            report.add_at("value", "NUMBER_TYPE_COERCE", format!("Value {value} is not int."));
        }
        Kind::Integer | Kind::Number => match value.as_f64() {
            None => report.add_at("value", "NUMBER_TYPE_COERCE", format!("Value {value} is not a number.")),
            Some(number) if number.abs() > SAFE => {
                report.add_at("value", "NUMBER_TYPE_MAX", "Value is beyond 2^53 - 1.");
            }
            Some(_) => {}
        },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(choices: Value) -> Vec<String> {
        brief(&check_choices(&json!({"choices": choices})))
    }

    #[test]
    fn choices_of_one_type_pass() {
        assert!(check(json!([])).is_empty());
        assert!(
            check(
                json!([{"name": "Dune · Herbert", "value": "dune"}, {"name": "b", "value": "x".repeat(100)}])
            )
            .is_empty()
        );
        assert!(check(json!([{"name": "a", "value": 1}, {"name": "b", "value": 2.5}])).is_empty());
    }

    #[test]
    fn limits_of_choices() {
        let many = vec![json!({"name": "n", "value": "v"}); 26];
        assert_eq!(check(json!(many)), ["choices BASE_TYPE_MAX_LENGTH"]);
        let cases = [
            (json!({"name": "", "value": "v"}), "choices.0.name BASE_TYPE_REQUIRED"),
            (json!({"name": "x".repeat(101), "value": "v"}), "choices.0.name BASE_TYPE_BAD_LENGTH"),
            (json!({"name": "n", "value": "x".repeat(101)}), "choices.0.value BASE_TYPE_MAX_LENGTH"),
            (json!({"name": "n"}), "choices.0.value BASE_TYPE_REQUIRED"),
            (json!({"name": "n", "value": true}), "choices.0.value NUMBER_TYPE_COERCE"),
            (json!({"name": "n", "value": 1e17}), "choices.0.value NUMBER_TYPE_MAX"),
        ];
        for (choice, expected) in cases {
            assert_eq!(check(json!([choice])), [expected], "{choice}");
        }
        let mixed = json!([{"name": "a", "value": "v"}, {"name": "b", "value": 1}]);
        assert_eq!(check(mixed), ["choices.1.value STRING_TYPE_CONVERT"]);
    }
}
