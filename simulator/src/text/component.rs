//! Buttons, selects and the blocks of the newer layout, one line each as far as they go.

use serde_json::Value;

use super::{Names, list, own_lines, plain, string};

/// The lines of a message's components.
pub(super) fn lines(components: &[Value], names: &dyn Names) -> Vec<String> {
    components.iter().flat_map(|component| block(component, names)).collect()
}

/// `[Discuss]`, `[Go to the book ↗]`, `(Discuss)` when disabled.
pub(super) fn button(button: &Value) -> String {
    let link = if kind(button) == 2 && string(button, "url").is_some() { Some("↗") } else { None };
    let parts = [emoji(button), string(button, "label"), link];
    let label = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if disabled(button) { format!("({label})") } else { format!("[{label}]") }
}

/// The number in a component's `type`.
pub(super) fn kind(component: &Value) -> u64 {
    component.get("type").and_then(Value::as_u64).unwrap_or_default()
}

/// Whether a component is a select of any kind.
pub(super) fn is_select(component: &Value) -> bool {
    matches!(kind(component), 3 | 5..=8)
}

/// `⟨Related ▾⟩ a · ✓ b`, with what is chosen marked.
pub(super) fn select(select: &Value, names: &dyn Names) -> String {
    let placeholder = string(select, "placeholder").unwrap_or("Make a selection");
    let head =
        if disabled(select) { format!("({placeholder} ▾)") } else { format!("⟨{placeholder} ▾⟩") };
    let choices = match kind(select) {
        3 => list(select, "options").iter().map(option).collect(),
        _ => entities(select, names),
    };
    format!("{head} {}", choices.join(" · ")).trim_end().to_owned()
}

fn block(component: &Value, names: &dyn Names) -> Vec<String> {
    let inner = list(component, "components");
    match kind(component) {
        1 => row(inner, names),
        9 => section(component, names),
        10 => string(component, "content").map_or_else(Vec::new, |text| own_lines(&plain(text, names))),
        12 => list(component, "items").iter().map(|item| picture(item, "media")).collect(),
        13 => vec![format!("📎 {}", component.pointer("/file/url").map_or("file", |url| file_name(url)))],
        14 => vec!["───".to_owned()],
        17 => lines(inner, names).iter().map(|line| format!("┃ {line}").trim_end().to_owned()).collect(),
        other => vec![format!("[component of type {other}]")],
    }
}

fn row(parts: &[Value], names: &dyn Names) -> Vec<String> {
    let buttons: Vec<_> = parts.iter().filter(|part| !is_select(part)).map(button).collect();
    let selects = parts.iter().filter(|part| is_select(part)).map(|part| select(part, names));
    let together = (!buttons.is_empty()).then(|| buttons.join(" "));
    together.into_iter().chain(selects).collect()
}

fn section(section: &Value, names: &dyn Names) -> Vec<String> {
    let beside = section.get("accessory").map(|accessory| match kind(accessory) {
        2 => button(accessory),
        _ => picture(accessory, "media"),
    });
    lines(list(section, "components"), names).into_iter().chain(beside).collect()
}

fn picture(of: &Value, key: &str) -> String {
    let url = of.get(key).and_then(|media| media.get("url"));
    let told = string(of, "description").unwrap_or_else(|| url.map_or("", file_name));
    format!("[picture: {told}]")
}

fn file_name(url: &Value) -> &str {
    url.as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
}

fn disabled(component: &Value) -> bool {
    component.get("disabled").and_then(Value::as_bool) == Some(true)
}

fn emoji(component: &Value) -> Option<&str> {
    component.get("emoji").and_then(|emoji| string(emoji, "name"))
}

fn option(option: &Value) -> String {
    let chosen = option.get("default").and_then(Value::as_bool) == Some(true);
    let parts = [chosen.then_some("✓"), emoji(option), string(option, "label")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What is chosen in a select of people, roles or channels; everything else in it depends on the guild.
fn entities(select: &Value, names: &dyn Names) -> Vec<String> {
    let chosen = |value: &Value| {
        let id = value
            .get("id")
            .map_or_else(String::new, |id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let mention = match string(value, "type") {
            Some("role") => format!("<@&{id}>"),
            Some("channel") => format!("<#{id}>"),
            _ => format!("<@{id}>"),
        };
        format!("✓ {}", plain(&mention, names))
    };
    let any = match kind(select) {
        5 => "any member",
        6 => "any role",
        7 => "any member or role",
        _ => "any channel",
    };
    let chosen: Vec<_> = list(select, "default_values").iter().map(chosen).collect();
    if chosen.is_empty() { vec![any.to_owned()] } else { chosen }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::testing::People;

    fn shown(components: &Value) -> String {
        lines(components.as_array().map_or(&[], Vec::as_slice), &People).join("\n")
    }

    #[test]
    fn buttons_and_selects() {
        let components = json!([
            {"type": 1, "components": [
                {"type": 2, "style": 1, "label": "Discuss", "custom_id": "a", "emoji": {"name": "💬"}},
                {"type": 2, "style": 2, "label": "Give feedback", "custom_id": "b", "disabled": true},
                {"type": 2, "style": 5, "label": "Go to the book", "url": "https://example.org"},
            ]},
            {"type": 1, "components": [{"type": 3, "custom_id": "c", "placeholder": "Related", "options": [
                {"label": "Thinking in Systems", "value": "1"},
                {"label": "Team Topologies", "value": "2", "default": true},
            ]}]},
            {"type": 1, "components": [{"type": 8, "custom_id": "d", "default_values": [{"id": 3, "type": "channel"}]}]},
            {"type": 1, "components": [{"type": 6, "custom_id": "e", "disabled": true}]},
        ]);
        let expected = "\
[💬 Discuss] (Give feedback) [Go to the book ↗]
⟨Related ▾⟩ Thinking in Systems · ✓ Team Topologies
⟨Make a selection ▾⟩ ✓ #general
(Make a selection ▾) any role";
        assert_eq!(shown(&components), expected);
    }

    #[test]
    fn the_newer_layout() {
        let components = json!([
            {"type": 17, "components": [
                {"type": 10, "content": "# Title\n**b**"},
                {"type": 14},
                {"type": 9, "components": [{"type": 10, "content": "words"}],
                 "accessory": {"type": 2, "style": 1, "label": "Open", "custom_id": "o"}},
                {"type": 12, "items": [{"media": {"url": "https://x.org/a.png"}}]},
            ]},
            {"type": 13, "file": {"url": "attachment://b.csv"}},
            {"type": 99},
        ]);
        let expected = "\
┃ # Title
┃ **b**
┃ ───
┃ words
┃ [Open]
┃ [picture: a.png]
📎 b.csv
[component of type 99]";
        assert_eq!(shown(&components), expected);
    }
}
