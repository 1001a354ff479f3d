//! Messages and forms as a person would see them, in plain text for terminals and snapshots.
//!
//! What is printed depends on the message alone: never on the hour, the locale or the order of keys. Text is shown
//! with the signs of its styles but without its escapes; `<…>` behind a text is where it leads.

mod component;
mod embed;
mod form;
pub mod markdown;
mod phone;

use serde_json::Value;

pub use form::form_text;
pub use phone::phone_lines;

const SUPPRESS_EMBEDS: u64 = 1 << 2;
const EPHEMERAL: u64 = 1 << 6;
const LOADING: u64 = 1 << 7;
const SILENT: u64 = 1 << 12;

/// Names for the ids that texts mention.
pub trait Names {
    /// The name a member goes by.
    fn user(&self, id: &str) -> Option<String>;
    /// The name of a role.
    fn role(&self, id: &str) -> Option<String>;
    /// The name of a channel or thread, without `#`.
    fn channel(&self, id: &str) -> Option<String>;
}

/// A message from its text down to its files, without author and hour; no line break at the end.
pub fn message_text(message: &Value, names: &dyn Names) -> String {
    let mut lines = Vec::new();
    lines.extend(answered(message, names));
    if flagged(message, LOADING) {
        lines.push("… is thinking".to_owned());
    }
    lines.extend(written(message, names));
    for embed in shown_embeds(message) {
        lines.extend(embed::lines(embed, list(message, "attachments"), names));
    }
    lines.extend(component::lines(list(message, "components"), names));
    lines.extend(loose_files(message).map(file));
    lines.extend(
        message.pointer("/thread/name").and_then(Value::as_str).map(|name| format!("╰ thread: {name}")),
    );
    lines.extend(flagged(message, SILENT).then(|| "(sent without notification)".to_owned()));
    lines.extend(flagged(message, EPHEMERAL).then(|| "(only you can see this)".to_owned()));
    lines.join("\n")
}

/// Markdown as [`message_text`] prints it.
pub fn plain(markdown: &str, names: &dyn Names) -> String {
    markdown::marked(&markdown::parse(markdown), names)
}

fn flagged(message: &Value, flag: u64) -> bool {
    message.get("flags").and_then(Value::as_u64).is_some_and(|flags| flags & flag != 0)
}

fn list<'v>(of: &'v Value, key: &str) -> &'v [Value] {
    of.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text under `key`, if there is any.
fn string<'v>(of: &'v Value, key: &str) -> Option<&'v str> {
    of.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn written(message: &Value, names: &dyn Names) -> Vec<String> {
    string(message, "content").map_or_else(Vec::new, |text| own_lines(&plain(text, names)))
}

fn own_lines(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

/// The first line of the message that this one replies to.
fn answered(message: &Value, names: &dyn Names) -> Option<String> {
    let before = message.get("referenced_message").filter(|before| before.is_object())?;
    let author = before.get("author").map_or("somebody", |author| {
        string(author, "global_name").or_else(|| string(author, "username")).unwrap_or("somebody")
    });
    let said = written(before, names).into_iter().next().unwrap_or_else(|| "(no text)".to_owned());
    Some(format!("╭ {author}: {said}"))
}

fn shown_embeds(message: &Value) -> &[Value] {
    if flagged(message, SUPPRESS_EMBEDS) { &[] } else { list(message, "embeds") }
}

/// Files that no embed shows: a picture of an embed does not appear a second time.
fn loose_files(message: &Value) -> impl Iterator<Item = &Value> {
    list(message, "attachments").iter().filter(|file| {
        !shown_embeds(message)
            .iter()
            .any(|embed| ["image", "thumbnail"].iter().any(|key| embed::shows(embed, key, file)))
    })
}

/// `📎 name.csv (1.2 KB)`, with its description if it has one.
fn file(file: &Value) -> String {
    let name = string(file, "filename").unwrap_or("file");
    let size = file.get("size").and_then(Value::as_u64).map(|bytes| format!(" ({})", size(bytes)));
    let told = string(file, "description").map(|words| format!(": {words}"));
    format!("📎 {name}{}{}", size.unwrap_or_default(), told.unwrap_or_default())
}

/// A size in the largest unit that keeps it at one or more, with one decimal cut off.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", tenths(1024)),
        _ => format!("{} MB", tenths(1_048_576)),
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! A few names to print.

    use super::Names;

    /// Ann is 1, the moderators' role 2, the channel 3.
    pub(crate) struct People;

    impl Names for People {
        fn user(&self, id: &str) -> Option<String> {
            (id == "1").then(|| "ann".to_owned())
        }

        fn role(&self, id: &str) -> Option<String> {
            (id == "2").then(|| "Moderator".to_owned())
        }

        fn channel(&self, id: &str) -> Option<String> {
            (id == "3").then(|| "general".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use proptest::prelude::*;

    use super::testing::People;
    use super::*;
    use crate::rules::testing::any_json;

    proptest! {
        #[test]
        fn anything_can_be_printed(message in any_json(), columns in 0_usize..60) {
            let printed = message_text(&message, &People);
            prop_assert!(form_text(&message).starts_with("╭"));
            let content = string(&message, "content").is_some();
            prop_assert!(!content || !printed.is_empty());
            prop_assert!(!content || phone_lines(&message, &People, columns) > 0);
        }
    }

    #[test]
    fn a_whole_message() {
        let message = json!({
            "content": "<@1>, this may be what you look for:",
            "embeds": [{"title": "Thinking in Systems", "url": "https://example.org/tis", "description": "A primer."}],
            "components": [
                {"type": 1, "components": [{"type": 2, "style": 1, "label": "Discuss", "custom_id": "d"}]},
            ],
            "attachments": [{"id": "1", "filename": "notes.csv", "size": 1290}],
            "thread": {"name": "Thinking in Systems · Meadows"},
            "flags": 64 | 4096,
        });
        let expected = "\
@ann, this may be what you look for:
┃ **Thinking in Systems** <https://example.org/tis>
┃ A primer.
[Discuss]
📎 notes.csv (1.2 KB)
╰ thread: Thinking in Systems · Meadows
(sent without notification)
(only you can see this)";
        assert_eq!(message_text(&message, &People), expected);
    }

    #[test]
    fn waiting_replies_and_hidden_embeds() {
        let waiting = json!({"content": "", "flags": 64 | 128});
        assert_eq!(message_text(&waiting, &People), "… is thinking\n(only you can see this)");
        let reply = json!({
            "referenced_message": {"author": {"username": "bo"}, "content": "First **line**\nsecond"},
            "content": "Kept.", "flags": 4, "embeds": [{"title": "hidden"}],
        });
        assert_eq!(message_text(&reply, &People), "╭ bo: First **line**\nKept.");
        assert_eq!(message_text(&json!({}), &People), "");
    }

    #[test]
    fn a_picture_in_an_embed_is_not_a_file_below_it() {
        let message = json!({
            "embeds": [{"image": {"url": "attachment://a.png"}}],
            "attachments": [
                {"id": "1", "filename": "a.png", "size": 10, "description": "A river delta"},
                {"id": "2", "filename": "b.csv", "size": 2_097_152},
            ],
        });
        assert_eq!(message_text(&message, &People), "┃ [picture: A river delta]\n📎 b.csv (2.0 MB)");
    }

    #[test]
    fn sizes() {
        let cases =
            [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1_048_575, "1023.9 KB"), (1_048_576, "1.0 MB")];
        for (bytes, expected) in cases {
            assert_eq!(size(bytes), expected);
        }
    }
}
