//! A command as a person types it: `/settings discussions channel:#shelf`.
//!
//! Values may hold spaces; an option begins where ` name:` of an option of this command stands.

use serde_json::{Value, json};

use super::Stuck;
use super::value::printed;

const SUB_COMMAND: u64 = 1;
const SUB_COMMAND_GROUP: u64 = 2;

/// A typed line, held against the command that it names.
#[derive(Debug)]
pub struct Line<'a> {
    /// The command, as registered.
    pub command: &'a Value,
    /// Subcommand group and subcommand, outermost first.
    path: Vec<&'a Value>,
    /// What was typed for which option, in typing order.
    pub typed: Vec<(&'a Value, String)>,
}

impl<'a> Line<'a> {
    /// Reads a line. `commands` are those that the person could choose from.
    pub fn read(commands: &'a [Value], line: &str) -> Result<Self, Stuck> {
        let line =
            line.trim_start().strip_prefix('/').ok_or_else(|| Stuck("a command begins with /".to_owned()))?;
        let (name, mut rest) = split_word(line);
        let is_it = |command: &&Value| command["name"] == name && command["type"].as_u64().unwrap_or(1) == 1;
        let command = commands.iter().find(is_it).ok_or_else(|| unknown_command(commands, name))?;
        let (mut node, mut path) = (command, Vec::new());
        while has_subcommands(node) {
            let (word, after) = split_word(rest);
            let inner = options(node).find(|option| option["name"] == word);
            node = inner.ok_or_else(|| Stuck(format!("/{name} needs one of: {}", names(node))))?;
            path.push(node);
            rest = after;
        }
        Ok(Self { command, path, typed: read_options(node, rest)? })
    }

    /// A command with its options as an interaction nests them: name and value, below subcommands.
    pub fn chosen(command: &'a Value, given: &[Value]) -> Result<Self, Stuck> {
        let (mut node, mut path, mut given) = (command, Vec::new(), given);
        while has_subcommands(node) {
            let first = given.first().unwrap_or(&Value::Null);
            let inner = options(node).find(|option| option["name"] == first["name"]);
            node = inner.ok_or_else(|| {
                Stuck(format!("/{} needs one of: {}", command["name"].as_str().unwrap_or("?"), names(node)))
            })?;
            path.push(node);
            given = first["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        }
        let mut typed: Vec<(&Value, String)> = Vec::new();
        for option in given {
            typed.push(given_option(node, option)?);
        }
        let twice =
            typed.iter().enumerate().find(|(at, (one, _))| typed[..*at].iter().any(|it| it.0 == *one));
        match twice {
            Some((_, (option, _))) => Err(Stuck(format!("{} is given twice", option["name"]))),
            None => Ok(Self { command, path, typed }),
        }
    }

    /// The options that this line could fill.
    pub fn offered(&self) -> impl Iterator<Item = &'a Value> {
        options(self.path.last().copied().unwrap_or(self.command))
    }

    /// The interaction's `options`: the filled ones, inside the subcommands that were named.
    pub fn nested(&self, filled: Vec<Value>) -> Value {
        let mut inner = Value::Array(filled);
        for node in self.path.iter().rev() {
            inner = json!([{"name": node["name"], "type": node["type"], "options": inner}]);
        }
        inner
    }
}

fn given_option<'a>(node: &'a Value, given: &Value) -> Result<(&'a Value, String), Stuck> {
    let known = options(node).find(|option| option["name"] == given["name"]);
    let known =
        known.ok_or_else(|| Stuck(format!("{} is no option; there are: {}", given["name"], names(node))))?;
    match &given["value"] {
        value @ (Value::String(_) | Value::Number(_) | Value::Bool(_)) => Ok((known, printed(value))),
        _ => Err(Stuck(format!("{} has no value", known["name"].as_str().unwrap_or("?")))),
    }
}

fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

fn options(node: &Value) -> impl Iterator<Item = &Value> {
    node["options"].as_array().into_iter().flatten()
}

fn has_subcommands(node: &Value) -> bool {
    options(node).any(|option| matches!(option["type"].as_u64(), Some(SUB_COMMAND | SUB_COMMAND_GROUP)))
}

fn names(node: &Value) -> String {
    options(node).filter_map(|option| option["name"].as_str()).collect::<Vec<_>>().join(", ")
}

fn unknown_command(commands: &[Value], name: &str) -> Stuck {
    let known = commands.iter().filter_map(|command| command["name"].as_str()).collect::<Vec<_>>().join(", ");
    Stuck(format!("there is no command /{name} here; there are: {known}"))
}

fn read_options<'a>(node: &'a Value, rest: &str) -> Result<Vec<(&'a Value, String)>, Stuck> {
    let mut starts: Vec<(usize, usize, &Value)> =
        options(node).filter_map(|option| start_of(option, rest)).collect();
    starts.sort_by_key(|(start, ..)| *start);
    let before = starts.first().map_or(rest.len(), |(start, ..)| *start);
    if !rest[..before].trim().is_empty() {
        return Err(Stuck(format!("`{}` is no option; there are: {}", rest[..before].trim(), names(node))));
    }
    let ends = starts.iter().skip(1).map(|(start, ..)| *start).chain([rest.len()]);
    Ok(starts
        .iter()
        .zip(ends)
        .map(|((_, from, option), end)| (*option, rest[*from..end].trim().to_owned()))
        .collect())
}

/// Where the option begins in the text, and where its value does.
fn start_of<'a>(option: &'a Value, text: &str) -> Option<(usize, usize, &'a Value)> {
    let key = format!("{}:", option["name"].as_str()?);
    let at_word = |at: &usize| text[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let at = text.match_indices(&key).map(|(at, _)| at).find(at_word)?;
    Some((at, at + key.len(), option))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn commands() -> Vec<Value> {
        vec![
            json!({"name": "resource", "type": 1, "options": [
                {"name": "name", "type": 3}, {"name": "private", "type": 5}, {"name": "for", "type": 6}]}),
            json!({"name": "settings", "options": [
                {"name": "discussions", "type": 1, "options": [{"name": "channel", "type": 7}]}]}),
        ]
    }

    fn typed(line: &str) -> Vec<(String, String)> {
        let commands = commands();
        let line = Line::read(&commands, line).unwrap();
        line.typed
            .iter()
            .map(|(option, text)| (option["name"].as_str().unwrap().to_owned(), text.clone()))
            .collect()
    }

    fn pair(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn values_hold_spaces_and_colons() {
        let found = typed("/resource name:designing data: the book private:true for:@bo");
        assert_eq!(
            found,
            [pair("name", "designing data: the book"), pair("private", "true"), pair("for", "@bo")]
        );
    }

    #[test]
    fn options_come_in_any_order_and_may_be_empty() {
        assert_eq!(typed("/resource for:@bo name:"), [pair("for", "@bo"), pair("name", "")]);
        assert_eq!(typed("/resource"), []);
    }

    #[test]
    fn subcommands_nest() {
        let commands = commands();
        let line = Line::read(&commands, "/settings discussions channel:#shelf").unwrap();
        let nested = line.nested(vec![json!({"name": "channel"})]);
        assert_eq!(nested, json!([{"name": "discussions", "type": 1, "options": [{"name": "channel"}]}]));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let commands = commands();
        let words = |line| Line::read(&commands, line).unwrap_err().to_string();
        assert_eq!(words("/nothing"), "there is no command /nothing here; there are: resource, settings");
        assert_eq!(words("/settings"), "/settings needs one of: discussions");
        assert_eq!(words("/resource quietly"), "`quietly` is no option; there are: name, private, for");
    }
}
