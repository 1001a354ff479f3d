//! Options of application commands, down to subcommands in groups (Application Commands, Option Structure).

use std::collections::HashSet;

use serde_json::Value;

use super::choice::{Kind, check_list};
use super::command::{check_description, check_name};
use super::file_type;
use super::report::{Report, present};

const SUBCOMMAND: i64 = 1;
const GROUP: i64 = 2;
const STRING: i64 = 3;
const INTEGER: i64 = 4;
const CHANNEL: i64 = 7;
const NUMBER: i64 = 10;
const ATTACHMENT: i64 = 11;

/// Where in the tree of a command a list of options stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Command,
    Group,
    Subcommand,
}

impl Level {
    /// Subcommands stand at the top or in a group, groups only at the top, parameters anywhere but in a group.
    fn admits(self, kind: i64) -> bool {
        match self {
            Self::Command => true,
            Self::Group => kind == SUBCOMMAND,
            Self::Subcommand => kind != SUBCOMMAND && kind != GROUP,
        }
    }
}

/// Checks the `options` of a command, group or subcommand.
pub(super) fn check_options(report: &mut Report, of: &Value, level: Level) {
    let options = report.list(of, "options", usize::from(level == Level::Group)..=25);
    report.inside("options", |report| {
        check_mixture(report, options);
        let mut names = HashSet::new();
        let mut optional_before = false;
        for (at, option) in options.iter().enumerate() {
            report.inside(at, |report| {
                check_option(report, option, level);
                check_unique(report, option, &mut names);
                let required = option.get("required").and_then(Value::as_bool) == Some(true);
                if required && optional_before {
                    let message = "Required options must be placed before non-required options";
                    report.add("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
                }
                optional_before |= !required;
            });
        }
    });
}

fn kind(option: &Value) -> i64 {
    option.get("type").and_then(Value::as_i64).unwrap_or_default()
}

fn check_mixture(report: &mut Report, options: &[Value]) {
    let nesting = options.iter().filter(|option| matches!(kind(option), SUBCOMMAND | GROUP)).count();
    if nesting > 0 && nesting < options.len() {
        let message =
            "Sub-command and sub-command group option types are mutually exclusive to all other types";
        report.add("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
}

/// Names are unique in their list, and so are their translations within each locale.
fn check_unique(report: &mut Report, option: &Value, names: &mut HashSet<(String, String)>) {
    let own = option.get("name").map(|name| ("", name));
    let localized = option.get("name_localizations").and_then(Value::as_object);
    let localized = localized.into_iter().flatten().map(|(locale, name)| (locale.as_str(), name));
    for (locale, name) in own.into_iter().chain(localized) {
        let Some(name) = name.as_str() else { continue };
        if !names.insert((locale.to_owned(), name.to_owned())) {
            let message = "Option name already exists in this list of options";
            report.add_at("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
    }
}

fn check_option(report: &mut Report, option: &Value, level: Level) {
    check_name(report, option);
    check_description(report, option);
    report.boolean(option, "required");
    match report.integer(option, "type", 1..=11) {
        None if present(option, "type").is_none() => report.missing("type"),
        Some(number @ 1..=11) if !level.admits(number) => {
            let message = "An option of this type cannot stand here";
            report.add_at("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
        }
        Some(SUBCOMMAND) => check_options(report, option, Level::Subcommand),
        Some(GROUP) => check_options(report, option, Level::Group),
        Some(number) => check_parameter(report, option, number),
        None => {}
    }
}

fn check_parameter(report: &mut Report, option: &Value, number: i64) {
    for (key, kinds) in [
        ("options", &[][..]),
        ("choices", &[STRING, INTEGER, NUMBER]),
        ("min_value", &[INTEGER, NUMBER]),
        ("max_value", &[INTEGER, NUMBER]),
        ("min_length", &[STRING]),
        ("max_length", &[STRING]),
        ("channel_types", &[CHANNEL]),
        ("file_types", &[ATTACHMENT]),
    ] {
        if present(option, key).is_some_and(|value| !is_empty(value)) && !kinds.contains(&number) {
            report.add_at(key, "APPLICATION_COMMAND_OPTION_FIELD_INVALID", "Not for an option of this type");
        }
    }
    check_choices(report, option, number);
    check_lengths(report, option);
    check_file_types(report, option);
}

/// A kind of file, or an ending with its dot.
fn check_file_types(report: &mut Report, option: &Value) {
    let types = report.list(option, "file_types", 0..=10);
    report.inside("file_types", |report| {
        for (at, wanted) in types.iter().enumerate() {
            let known = wanted.as_str().is_some_and(file_type::is_one);
            if !known {
                let message = "Must be \"audio\", \"image\", \"video\", or an ending such as \".pdf\"";
                report.inside(at, |report| report.add("BASE_TYPE_CHOICES", message));
            }
        }
    });
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn check_choices(report: &mut Report, option: &Value, number: i64) {
    let choices = report.list(option, "choices", 0..=25);
    let kind = match number {
        STRING => Kind::Text,
        INTEGER => Kind::Integer,
        _ => Kind::Number,
    };
    report.inside("choices", |report| check_list(report, choices, kind));
    if report.boolean(option, "autocomplete") == Some(true) {
        if !choices.is_empty() {
            let message = "choices and autocomplete are mutually exclusive";
            report.add_at("autocomplete", "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_WITH_CHOICES", message);
        }
        if ![STRING, INTEGER, NUMBER].contains(&number) {
            let message = "Only STRING, INTEGER and NUMBER options can be completed";
            report.add_at("autocomplete", "APPLICATION_COMMAND_OPTION_FIELD_INVALID", message);
        }
    }
}

fn check_lengths(report: &mut Report, option: &Value) {
    let least = report.integer(option, "min_length", 0..=6000);
    let most = report.integer(option, "max_length", 1..=6000);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        report.add_at(
            "min_length",
            "APPLICATION_COMMAND_OPTION_MIN_ABOVE_MAX",
            "min_length is above max_length",
        );
    }
    let bound = |key| option.get(key).and_then(Value::as_f64);
    if let (Some(least), Some(most)) = (bound("min_value"), bound("max_value"))
        && least > most
    {
        report.add_at(
            "min_value",
            "APPLICATION_COMMAND_OPTION_MIN_ABOVE_MAX",
            "min_value is above max_value",
        );
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, clippy::unwrap_used, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(options: Value) -> Vec<String> {
        brief(&Report::of(|report| {
            check_options(report, &json!({"options": options}), Level::Command);
        }))
    }

    fn text(name: &str) -> Value {
        json!({"type": 3, "name": name, "description": "d"})
    }

    fn changed(changes: Value) -> Vec<String> {
        let mut option = text("name");
        for (key, value) in changes.as_object().unwrap() {
            option[key] = value.clone();
        }
        check(json!([option]))
    }

    #[test]
    fn parameters_and_nesting_pass() {
        let rating = json!({
            "type": 4, "name": "rating", "description": "d", "required": true, "min_value": 1, "max_value": 5,
            "choices": [{"name": "Useful", "value": 3}],
        });
        assert_eq!(check(json!([rating, text("name")])), Vec::<String>::new());
        let sub = json!({"type": 1, "name": "show", "description": "d", "options": [text("name")]});
        let group = json!({"type": 2, "name": "set", "description": "d", "options": [sub]});
        assert_eq!(check(json!([sub, group])), Vec::<String>::new());
    }

    #[test]
    fn lists_of_options_have_rules() {
        let required = json!({"type": 3, "name": "b", "description": "d", "required": true});
        let order = ["options.1 APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"];
        assert_eq!(check(json!([text("a"), required])), order);
        let twice = ["options.1.name APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"];
        assert_eq!(check(json!([text("a"), text("a")])), twice);
        let mut german = [text("a"), text("b")];
        for option in &mut german {
            option["name_localizations"] = json!({"de": "eins"});
        }
        assert_eq!(check(json!(german)), twice);
        let many: Vec<_> = (0..26).map(|at| text(&format!("o{at}"))).collect();
        assert_eq!(check(json!(many)), ["options BASE_TYPE_MAX_LENGTH"]);
    }

    #[test]
    fn nothing_nests_deeper_or_mixes() {
        let sub = |options: Value| json!({"type": 1, "name": "s", "description": "d", "options": options});
        let invalid = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID";
        assert_eq!(check(json!([sub(json!([])), text("a")])), [format!("options {invalid}")]);
        assert_eq!(
            check(json!([sub(json!([sub(json!([]))]))])),
            [format!("options.0.options.0.type {invalid}")]
        );
        let group = json!({"type": 2, "name": "g", "description": "d", "options": [text("a")]});
        assert_eq!(check(json!([group])), [format!("options.0.options.0.type {invalid}")]);
        let empty = json!({"type": 2, "name": "g", "description": "d"});
        assert_eq!(check(json!([empty])), ["options.0.options BASE_TYPE_REQUIRED"]);
    }

    #[test]
    fn each_key_belongs_to_its_types() {
        let choice = json!([{"name": "n", "value": "v"}]);
        let cases = [
            (json!({"type": null}), "type BASE_TYPE_REQUIRED"),
            (json!({"type": 12}), "type NUMBER_TYPE_MAX"),
            (
                json!({"type": 5, "autocomplete": true}),
                "autocomplete APPLICATION_COMMAND_OPTION_FIELD_INVALID",
            ),
            (json!({"min_value": 1}), "min_value APPLICATION_COMMAND_OPTION_FIELD_INVALID"),
            (json!({"channel_types": [0]}), "channel_types APPLICATION_COMMAND_OPTION_FIELD_INVALID"),
            (json!({"type": 4, "max_length": 5}), "max_length APPLICATION_COMMAND_OPTION_FIELD_INVALID"),
            (
                json!({"choices": choice, "autocomplete": true}),
                "autocomplete APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_WITH_CHOICES",
            ),
            (json!({"type": 4, "choices": choice}), "choices.0.value NUMBER_TYPE_COERCE"),
            (json!({"max_length": 6001}), "max_length NUMBER_TYPE_MAX"),
            (json!({"max_length": 0}), "max_length NUMBER_TYPE_MIN"),
            (
                json!({"min_length": 9, "max_length": 5}),
                "min_length APPLICATION_COMMAND_OPTION_MIN_ABOVE_MAX",
            ),
            (
                json!({"type": 4, "min_value": 9, "max_value": 5}),
                "min_value APPLICATION_COMMAND_OPTION_MIN_ABOVE_MAX",
            ),
            (json!({"description": null}), "description BASE_TYPE_REQUIRED"),
            (json!({"name": "Name"}), "name APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"required": 1}), "required BOOLEAN_TYPE_CONVERT"),
        ];
        for (changes, expected) in cases {
            assert_eq!(changed(changes.clone()), [format!("options.0.{expected}")], "{changes}");
        }
    }
}
