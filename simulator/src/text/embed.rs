//! Embeds: a bar before each line, from the author down to the footer.

use serde_json::Value;

use super::{Names, list, plain, string};

/// An embed's lines; `files` tell what its uploaded pictures show.
pub(super) fn lines(embed: &Value, files: &[Value], names: &dyn Names) -> Vec<String> {
    content(embed, files, names)
        .iter()
        .flat_map(|text| text.split('\n'))
        .map(|line| format!("┃ {line}").trim_end().to_owned())
        .collect()
}

/// An embed's parts in order, without the bar; a part may be several lines.
pub(super) fn content(embed: &Value, files: &[Value], names: &dyn Names) -> Vec<String> {
    let author =
        embed.get("author").and_then(|author| Some(with_url(string(author, "name")?.to_owned(), author)));
    let title = string(embed, "title").map(|title| with_url(format!("**{}**", plain(title, names)), embed));
    let description = string(embed, "description").map(|text| plain(text, names));
    let fields = list(embed, "fields").iter().map(|field| field_text(field, names));
    let pictures = [("thumbnail", "small picture"), ("image", "picture")]
        .into_iter()
        .filter_map(|(key, word)| picture(embed, key, files).map(|told| format!("[{word}: {told}]")));
    let parts = author.into_iter().chain(title).chain(description).chain(fields);
    parts.chain(pictures).chain(footer(embed)).collect()
}

/// Whether the picture under `key` is this uploaded file: by name as the bot wrote it, by address as Discord did.
pub(super) fn shows(embed: &Value, key: &str, file: &Value) -> bool {
    let Some(url) = embed.get(key).and_then(|picture| string(picture, "url")) else {
        return false;
    };
    let named = url.strip_prefix("attachment://").is_some_and(|name| string(file, "filename") == Some(name));
    named || string(file, "url") == Some(url)
}

fn with_url(words: String, part: &Value) -> String {
    match string(part, "url") {
        Some(url) => format!("{words} <{url}>"),
        None => words,
    }
}

/// `Name: value`, or the name on a line of its own above several lines.
fn field_text(field: &Value, names: &dyn Names) -> String {
    let name = plain(string(field, "name").unwrap_or_default(), names);
    let value = plain(string(field, "value").unwrap_or_default(), names);
    if value.contains('\n') {
        let inner: Vec<_> = value.split('\n').map(|line| format!("  {line}")).collect();
        return format!("{name}:\n{}", inner.join("\n"));
    }
    format!("{name}: {value}")
}

/// What a picture shows: its description, else the name of its file.
fn picture(embed: &Value, key: &str, files: &[Value]) -> Option<String> {
    let picture = embed.get(key).filter(|picture| picture.is_object())?;
    let file = files.iter().find(|file| shows(embed, key, file));
    let told = string(picture, "description").or_else(|| file.and_then(|file| string(file, "description")));
    let url = string(picture, "url").unwrap_or_default();
    let name = url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    Some(told.unwrap_or(name).to_owned())
}

fn footer(embed: &Value) -> Option<String> {
    let words = embed.get("footer").and_then(|footer| string(footer, "text"));
    let day = string(embed, "timestamp").map(|at| at.get(..10).unwrap_or(at));
    match (words, day) {
        (Some(words), Some(day)) => Some(format!("{words} · {day}")),
        (words, day) => words.or(day).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::testing::People;

    #[test]
    fn every_part_has_its_place() {
        let embed = json!({
            "author": {"name": "The reading room", "url": "https://example.org"},
            "title": "Team Topologies", "url": "https://example.org/tt",
            "description": "How teams\n\nand software **shape** each other.",
            "fields": [
                {"name": "Away from", "value": "- handovers\n- big teams", "inline": true},
                {"name": "Kind", "value": "book"},
            ],
            "thumbnail": {"url": "https://example.org/pictures/cover.jpg?size=2"},
            "image": {"url": "attachment://b.png"},
            "footer": {"text": "Library of ann"}, "timestamp": "2026-11-22T10:00:00Z",
        });
        let expected = "\
┃ The reading room <https://example.org>
┃ **Team Topologies** <https://example.org/tt>
┃ How teams
┃
┃ and software **shape** each other.
┃ Away from:
┃   • handovers
┃   • big teams
┃ Kind: book
┃ [small picture: cover.jpg]
┃ [picture: b.png]
┃ Library of ann · 2026-11-22";
        assert_eq!(lines(&embed, &[], &People).join("\n"), expected);
    }

    #[test]
    fn an_embed_without_parts_has_no_lines() {
        assert!(lines(&json!({}), &[], &People).is_empty());
    }
}
