//! Who a message pings: what its text mentions, as far as `allowed_mentions` lets it ("Message", allowed mentions).

use serde_json::Value;

use super::message::Pings;
use crate::snowflake::Id;

/// What holds when a body has no `allowed_mentions`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Default {
    /// Regular messages: users, roles and everyone.
    Everything,
    /// Interactions and webhooks: users only.
    Users,
}

/// The mentions of a text that `allowed` lets through.
pub fn pings(content: &str, allowed: &Value, default: Default) -> Pings {
    let written = written(content);
    let Some(allowed) = allowed.as_object() else {
        let all = default == Default::Everything;
        let roles = if all { written.roles } else { Vec::new() };
        return Pings { users: written.users, roles, everyone: written.everyone && all };
    };
    let parse = |kind: &str| {
        let kinds = allowed.get("parse").and_then(Value::as_array);
        kinds.is_some_and(|kinds| kinds.iter().any(|it| it == kind))
    };
    let named = |kind: &str, id: Id| {
        let ids = allowed.get(kind).and_then(Value::as_array);
        ids.is_some_and(|ids| ids.iter().any(|it| Id::from_json(it) == Some(id)))
    };
    Pings {
        users: written.users.into_iter().filter(|id| parse("users") || named("users", *id)).collect(),
        roles: written.roles.into_iter().filter(|id| parse("roles") || named("roles", *id)).collect(),
        everyone: written.everyone && parse("everyone"),
    }
}

fn written(content: &str) -> Pings {
    let mut found =
        Pings { everyone: content.contains("@everyone") || content.contains("@here"), ..Pings::default() };
    for part in content.split("<@").skip(1) {
        let Some((inside, _)) = part.split_once('>') else {
            continue;
        };
        let (list, digits) = match inside.strip_prefix('&') {
            Some(digits) => (&mut found.roles, digits),
            None => (&mut found.users, inside.trim_start_matches('!')),
        };
        if let Ok(id) = digits.parse::<Id>()
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEXT: &str = "hi <@1> and <@!2>, <@&3> @everyone";

    #[test]
    fn an_ordinary_message_pings_everything_it_mentions() {
        let all = Pings { users: vec![Id(1), Id(2)], roles: vec![Id(3)], everyone: true };
        assert_eq!(pings(TEXT, &Value::Null, Default::Everything), all);
    }

    #[test]
    fn an_interaction_pings_users_only() {
        let users = Pings { users: vec![Id(1), Id(2)], ..Pings::default() };
        assert_eq!(pings(TEXT, &Value::Null, Default::Users), users);
    }

    #[test]
    fn only_the_named_one_is_pinged() {
        let one = Pings { users: vec![Id(2)], ..Pings::default() };
        assert_eq!(pings(TEXT, &json!({"parse": [], "users": ["2"]}), Default::Everything), one);
        assert_eq!(pings(TEXT, &json!({"parse": []}), Default::Everything), Pings::default());
    }
}
