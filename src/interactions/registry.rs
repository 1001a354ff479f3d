//! All commands, one line each; registration, help, routing and the documentation's check follow from this list.

use serde_json::{Value, json};

use super::command::{Command, Policy};
use super::commands;

/// Every command, in the order of `/help`.
#[rustfmt::skip] // One line each, so that adding a command is adding a line.
pub const COMMANDS: &[&dyn Command] = &[
    &commands::resource::ResourceCommand,
    &commands::discuss::DiscussCommand,
    &commands::feedback::Feedback,
    &commands::my::My,
    &commands::keep::Keep,
    &commands::moderate::Moderate,
    &commands::settings::Settings,
    &commands::help::HelpCommand,
];

/// What everything that no command answers is counted under.
pub const NOBODYS: &str = "none";

/// The names of all commands, and [`NOBODYS`].
pub fn names() -> Vec<&'static str> {
    COMMANDS.iter().map(|it| it.shape().name).chain([NOBODYS]).collect()
}

/// The command of a name.
pub fn by_name(name: &str) -> Option<&'static dyn Command> {
    COMMANDS.iter().copied().find(|it| it.shape().name == name)
}

/// The command that answers a kind of `custom_id`, and who may press it.
pub fn by_route(kind: &str) -> Option<(&'static dyn Command, Policy)> {
    COMMANDS.iter().copied().find_map(|command| {
        let route = command.routes().iter().find(|it| it.kind == kind)?;
        Some((command, route.policy))
    })
}

/// The bodies with which all commands are registered.
pub fn registration() -> Value {
    json!(COMMANDS.iter().map(|it| it.shape().json()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_command_is_for_guilds_only() {
        let registered = registration();
        let registered = registered.as_array().expect("a list");
        assert_eq!(registered.len(), COMMANDS.len());
        for command in registered {
            // Context GUILD, installed to a guild (Discord: Application Commands, Contexts).
            assert_eq!(command["contexts"], json!([0]), "{}", command["name"]);
            assert_eq!(command["integration_types"], json!([0]), "{}", command["name"]);
        }
    }

    #[test]
    fn no_two_commands_claim_a_name_or_a_route() {
        let mut names = BTreeSet::new();
        let mut routes = BTreeSet::new();
        for command in COMMANDS {
            let name = command.shape().name;
            assert!(names.insert(name), "{name} is there twice");
            for route in command.routes() {
                assert!(routes.insert(route.kind), "{} is claimed twice", route.kind);
            }
        }
    }
}
