//! What Discord refuses in a request's body, beyond what its machine-readable specification says.
//!
//! Each check takes JSON and returns every violation it finds, never only the first. Paths are relative to the value
//! that was handed in; [`beneath`] puts them below a callback's `data`. The codes are those that Discord is seen to
//! answer; its documentation lists none of them, so a bot must not depend on more than "form body refused" (50035).

mod attachment;
mod choice;
mod command;
mod component;
mod embed;
pub(crate) mod file_type;
mod form_error;
mod localization;
mod media;
mod mentions;
mod message;
mod modal;
mod option;
mod report;
mod select;
mod thread;

use std::fmt;

pub use choice::check_choices;
pub use command::{check_commands, exceeds_command_limits};
pub use form_error::form_error;
pub use mentions::check_mentions;
pub use message::{check_deferral, check_message};
pub use modal::check_modal;
pub use report::length;
pub use thread::{check_channel_name, check_thread};

/// One thing in a body that Discord refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where it is: keys and list positions joined with dots, e.g. `embeds.0.title`; empty for the body itself.
    pub path: String,
    /// Discord's name of the rule, e.g. `BASE_TYPE_MAX_LENGTH`.
    pub code: &'static str,
    /// The sentence that Discord answers with it.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() { "(body)" } else { &self.path };
        write!(f, "{place}: {} ({})", self.message, self.code)
    }
}

/// The request that carries a message; it decides which flags are allowed and what a missing key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageContext {
    /// A new message in a channel or thread.
    Create,
    /// A change of a message, by whichever route.
    Edit,
    /// The `data` of an interaction callback of type 4 or 7.
    InteractionReply,
    /// A follow-up through an interaction's webhook.
    Webhook,
    /// A new post in a forum: the whole thread body with its nested `message`.
    ForumPost,
}

/// Moves violations below `prefix`, e.g. `data` for the body of an interaction callback.
pub fn beneath(prefix: &str, violations: Vec<Violation>) -> Vec<Violation> {
    let below = |path: String| {
        if path.is_empty() { prefix.to_owned() } else { format!("{prefix}.{path}") }
    };
    violations.into_iter().map(|violation| Violation { path: below(violation.path), ..violation }).collect()
}

#[cfg(test)]
pub(crate) mod testing {
    //! Short forms for the tests of the rules.

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::Violation;

    /// Any JSON, with keys and values that the checks look for.
    pub(crate) fn any_json() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(vec![
            "type",
            "components",
            "component",
            "custom_id",
            "options",
            "embeds",
            "fields",
            "name",
            "value",
            "label",
            "content",
            "flags",
            "attachments",
            "id",
            "url",
            "image",
            "emoji",
            "choices",
            "message",
            "title",
            "style",
            "footer",
            "text",
            "author",
            "timestamp",
            "name_localizations",
            "_errors",
            "accessory",
            "default_values",
            "allowed_mentions",
            "parse",
            "users",
            "min_values",
            "max_length",
            "placeholder",
            "items",
            "media",
            "thread",
        ]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..20_i64).prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(|number| json!(number)),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 60, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..8).prop_map(|pairs| pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()),
            ]
        })
    }

    /// `path CODE` of each violation.
    pub(crate) fn brief(found: &[Violation]) -> Vec<String> {
        found.iter().map(|violation| format!("{} {}", violation.path, violation.code)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_body_is_judged(body in testing::any_json()) {
            let contexts = [
                MessageContext::Create,
                MessageContext::Edit,
                MessageContext::InteractionReply,
                MessageContext::Webhook,
                MessageContext::ForumPost,
            ];
            let messages = contexts.into_iter().flat_map(|context| check_message(&body, context));
            let others = [check_commands(&body), check_modal(&body), check_choices(&body), check_mentions(&body)];
            let found: Vec<_> = messages.chain(others.into_iter().flatten()).chain(check_thread(&body)).collect();
            prop_assert!(!found.is_empty(), "no JSON is right for all of these at once");
            let told = form_error(&found);
            prop_assert!(told["errors"].is_object());
        }
    }

    #[test]
    fn violations_move_below_a_key() {
        let found = |path: &str| vec![Violation { path: path.into(), code: "X", message: "no".into() }];
        assert_eq!(beneath("data", found("embeds.0"))[0].path, "data.embeds.0");
        assert_eq!(beneath("data", found(""))[0].path, "data");
        assert_eq!(found("")[0].to_string(), "(body): no (X)");
    }
}
