//! Application commands as a bulk overwrite registers them (Application Commands, Application Command Structure).

use std::collections::HashSet;

use serde_json::Value;

use super::Violation;
use super::localization::{check_each, longest};
use super::option::{Level, check_options};
use super::report::{Report, Text, present};

const CHAT_INPUT: i64 = 1;
/// Most units over names, descriptions and values of one command.
const TOTAL: usize = 8000;

const NAME: Text = Text::required(1, 32);
const DESCRIPTION: Text = Text::required(1, 100);

/// Checks the list of a bulk overwrite. How many commands a scope may have is [`exceeds_command_limits`]: Discord
/// answers that with a code of its own.
pub fn check_commands(list: &Value) -> Vec<Violation> {
    Report::of(|report| {
        let Some(commands) = list.as_array() else {
            report.add("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            return;
        };
        let mut names = HashSet::new();
        for (at, command) in commands.iter().enumerate() {
            report.inside(at, |report| {
                check_command(report, command);
                if !names.insert((kind(command), command.get("name"))) {
                    let message = "Application command names must be unique";
                    report.add_at("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
                }
            });
        }
    })
}

/// Whether a list has more commands of one type than a scope may have: 100 chat, 15 user, 15 message commands, one
/// entry point. The answer to that is error 30032.
pub fn exceeds_command_limits(list: &Value) -> bool {
    let of =
        |number: i64| list.as_array().map_or(0, |all| all.iter().filter(|one| kind(one) == number).count());
    of(CHAT_INPUT) > 100 || of(2) > 15 || of(3) > 15 || of(4) > 1
}

/// Checks the name of a chat command or option and its translations.
pub(super) fn check_name(report: &mut Report, of: &Value) {
    if let Some(name) = report.text(of, "name", NAME) {
        report.inside("name", |report| check_letters(report, name));
    }
    check_each(report, of, "name_localizations", |report, name| {
        report.text_length(name, NAME);
        check_letters(report, name);
    });
}

/// Checks the description of a chat command or option and its translations.
pub(super) fn check_description(report: &mut Report, of: &Value) {
    report.text(of, "description", DESCRIPTION);
    check_each(report, of, "description_localizations", |report, text| {
        report.text_length(text, DESCRIPTION);
    });
}

fn kind(command: &Value) -> i64 {
    present(command, "type").map_or(CHAT_INPUT, |value| value.as_i64().unwrap_or_default())
}

fn check_command(report: &mut Report, command: &Value) {
    report.integer(command, "type", 1..=4);
    if kind(command) == CHAT_INPUT {
        check_name(report, command);
        check_description(report, command);
        check_options(report, command, Level::Command);
    } else {
        check_menu_command(report, command);
    }
    check_permissions(report, command);
    check_numbers(report, command, "contexts", 2);
    check_numbers(report, command, "integration_types", 1);
    for key in ["nsfw", "dm_permission"] {
        report.boolean(command, key);
    }
    if counted(command) > TOTAL {
        report.add("APPLICATION_COMMAND_TOO_LARGE", format!("Command exceeds maximum size ({TOTAL})"));
    }
}

/// Commands on a user or a message have a free name, no description and no options.
fn check_menu_command(report: &mut Report, command: &Value) {
    report.text(command, "name", NAME);
    check_each(report, command, "name_localizations", |report, name| {
        report.text_length(name, NAME);
    });
    if present(command, "description").is_some_and(|text| text.as_str() != Some("")) {
        let message = "Context menu commands cannot have description";
        report.add_at("description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message);
    }
    if present(command, "options")
        .is_some_and(|options| options.as_array().is_none_or(|list| !list.is_empty()))
    {
        let message = "Context menu commands cannot have options";
        report.add_at("options", "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", message);
    }
}

fn check_permissions(report: &mut Report, command: &Value) {
    let Some(bits) = present(command, "default_member_permissions") else {
        return;
    };
    let written =
        bits.as_str().is_some_and(|bits| bits.parse::<u64>().is_ok_and(|number| number.to_string() == bits));
    // The documentation wants a string, the machine-readable specification a number; Discord takes both.
    if !written && bits.as_u64().is_none() {
        let message = format!("Value {bits} is not a set of permissions.");
        report.add_at("default_member_permissions", "NUMBER_TYPE_COERCE", message);
    }
}

fn check_numbers(report: &mut Report, command: &Value, key: &str, highest: u64) {
    let values = report.list(command, key, 0..=3);
    report.inside(key, |report| {
        if present(command, key).is_some() && values.is_empty() {
            report.add("BASE_TYPE_BAD_LENGTH", "Must be 1 or more in length.");
        }
        let mut seen = HashSet::new();
        for (at, value) in values.iter().enumerate() {
            if value.as_u64().is_none_or(|number| number > highest) {
                report.add_at(at, "BASE_TYPE_CHOICES", format!("Value must be between 0 and {highest}."));
            } else if !seen.insert(value) {
                report.add_at(at, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
            }
        }
    });
}

fn check_letters(report: &mut Report, name: &str) {
    let foreign = !name.chars().all(is_name_letter);
    if !name.is_empty() && (foreign || name.to_lowercase() != name) {
        report.add("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

/// Discord's `[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]`, with the standard library's idea of letters and numbers, which
/// besides admits the combining marks of other scripts.
fn is_name_letter(c: char) -> bool {
    matches!(c, '-' | '_' | '\'' | '\u{900}'..='\u{97f}' | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e5b}')
        || c.is_alphanumeric()
}

fn counted(part: &Value) -> usize {
    let list = |key: &str| part.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let own = longest(part, "name") + longest(part, "description");
    let options: usize = list("options").iter().map(counted).sum();
    let choices: usize =
        list("choices").iter().map(|choice| longest(choice, "name") + longest(choice, "value")).sum();
    own + options + choices
}

#[cfg(test)]
mod tests {
    #![expect(clippy::needless_pass_by_value, clippy::unwrap_used, reason = "tests hand over literals")]

    use serde_json::json;

    use super::super::testing::brief;
    use super::*;

    fn check(list: Value) -> Vec<String> {
        brief(&check_commands(&list))
    }

    fn changed(changes: Value) -> Vec<String> {
        let mut command = json!({"name": "resource", "description": "Look a work up"});
        for (key, value) in changes.as_object().unwrap() {
            command[key] = value.clone();
        }
        check(json!([command]))
    }

    #[test]
    fn ordinary_commands_pass() {
        let list = json!([
            {"name": "resource", "description": "d", "contexts": [0], "integration_types": [0]},
            {"name": "moderate", "description": "d", "default_member_permissions": "8192"},
            {"name": "Log as feedback", "type": 3, "description": ""},
            {"name": "ressource-é_1'", "description": "d"},
            {"name": "ขวัญ", "description": "d"},
        ]);
        assert_eq!(check(list), Vec::<String>::new());
    }

    /// Client libraries write out what is empty or null instead of leaving it away.
    #[test]
    fn the_empty_is_absent() {
        let option = json!({
            "type": 5, "name": "private", "description": "d", "required": false, "autocomplete": false,
            "channel_types": [], "choices": [], "options": [], "name_localizations": null,
            "min_value": null, "max_value": null, "min_length": null, "max_length": null,
        });
        let changes = json!({
            "name_localizations": {}, "description_localizations": {}, "nsfw": false, "type": null,
            "default_member_permissions": null, "contexts": null, "options": [option],
        });
        assert_eq!(changed(changes), Vec::<String>::new());
        let menu = json!([{
            "type": 3, "name": "Log", "description": "", "options": [], "name_localizations": {}
        }]);
        assert_eq!(check(menu), Vec::<String>::new());
    }

    #[test]
    fn names_and_descriptions_have_rules() {
        let cases = [
            (json!({"name": "Resource"}), "0.name APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"name": "re source"}), "0.name APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"name": "re/source"}), "0.name APPLICATION_COMMAND_INVALID_NAME"),
            (json!({"name": "x".repeat(33)}), "0.name BASE_TYPE_BAD_LENGTH"),
            (json!({"name": ""}), "0.name BASE_TYPE_REQUIRED"),
            (json!({"description": "x".repeat(101)}), "0.description BASE_TYPE_BAD_LENGTH"),
            (json!({"description": null}), "0.description BASE_TYPE_REQUIRED"),
            (json!({"type": 3}), "0.description APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION"),
            (
                json!({"name_localizations": {"de": "Buch"}}),
                "0.name_localizations.de APPLICATION_COMMAND_INVALID_NAME",
            ),
            (json!({"default_member_permissions": "x"}), "0.default_member_permissions NUMBER_TYPE_COERCE"),
            (json!({"contexts": [3]}), "0.contexts.0 BASE_TYPE_CHOICES"),
            (json!({"contexts": []}), "0.contexts BASE_TYPE_BAD_LENGTH"),
            (json!({"integration_types": [0, 0]}), "0.integration_types.1 SET_TYPE_ALREADY_CONTAINS_VALUE"),
            (json!({"type": 5, "description": null}), "0.type NUMBER_TYPE_MAX"),
        ];
        for (changes, expected) in cases {
            assert_eq!(changed(changes.clone()), [expected], "{changes}");
        }
        assert_eq!(check(json!({})), [" LIST_TYPE_CONVERT"]);
        let menu =
            json!([{"type": 3, "name": "m", "options": [{"type": 3, "name": "a", "description": "d"}]}]);
        assert_eq!(check(menu), ["0.options APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS"]);
    }

    #[test]
    fn names_are_unique_per_type() {
        let chat = json!({"name": "same", "description": "d"});
        let menu = json!({"name": "same", "type": 2});
        assert!(check(json!([chat, menu])).is_empty());
        assert_eq!(check(json!([chat, chat])), ["1.name APPLICATION_COMMANDS_DUPLICATE_NAME"]);
    }

    #[test]
    fn the_total_counts_the_longest_translation() {
        let option = |at: usize, value: usize| {
            let choices: Vec<_> =
                (0..25).map(|n| json!({"name": format!("{n:02}"), "value": "x".repeat(value)})).collect();
            json!({"type": 3, "name": format!("o{at}"), "description": "d", "choices": choices})
        };
        let fitting = json!({"options": [option(0, 100), option(1, 100), option(2, 100)]});
        assert!(changed(fitting).is_empty());
        let large = json!({"options": [option(0, 100), option(1, 100), option(2, 100), option(3, 100)]});
        assert_eq!(changed(large), ["0 APPLICATION_COMMAND_TOO_LARGE"]);
        assert_eq!(
            counted(&json!({"name": "a", "description": "b", "name_localizations": {"de": "abc"}})),
            4
        );
    }

    #[test]
    fn a_scope_has_room_for_so_many() {
        let menus = |count: usize| json!(vec![json!({"name": "m", "type": 3}); count]);
        assert!(!exceeds_command_limits(&menus(15)));
        assert!(exceeds_command_limits(&menus(16)));
        assert!(exceeds_command_limits(&json!(vec![json!({"name": "c"}); 101])));
    }
}
