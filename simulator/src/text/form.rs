//! Modals: a frame with a line or more for each field.

use serde_json::Value;

use super::component::{is_select, kind, select};
use super::{Names, list, plain, string};

/// A modal as it opens: `*` behind a label means that the field must be filled, `(…)` is a placeholder.
pub fn form_text(modal: &Value) -> String {
    let mut lines = vec![format!("╭ {}", string(modal, "title").unwrap_or_default())];
    let fields = list(modal, "components").iter().flat_map(field);
    lines.extend(fields.map(|line| format!("│ {line}")));
    lines.push("╰ [Cancel] [Submit]".to_owned());
    lines.join("\n")
}

fn field(component: &Value) -> Vec<String> {
    match kind(component) {
        1 => list(component, "components").iter().flat_map(|input| labelled(input, input)).collect(),
        18 => component.get("component").map_or_else(Vec::new, |inner| labelled(component, inner)),
        _ => string(component, "content")
            .map_or_else(Vec::new, |text| plain(text, &Nobody).split('\n').map(str::to_owned).collect()),
    }
}

/// A field: its label, its description, then what it holds.
fn labelled(label: &Value, component: &Value) -> Vec<String> {
    let required = component.get("required").and_then(Value::as_bool) != Some(false);
    let star = if required { " *" } else { "" };
    let mut lines = vec![format!("{}{star}", string(label, "label").unwrap_or_default())];
    lines.extend(string(label, "description").map(str::to_owned));
    if is_select(component) {
        lines.push(select(component, &Nobody));
    } else if kind(component) == 4 {
        lines.extend(input(component));
    } else {
        lines.push(format!("[component of type {}]", kind(component)));
    }
    lines
}

fn input(input: &Value) -> Vec<String> {
    let held = string(input, "value").map(str::to_owned);
    let held = held.or_else(|| string(input, "placeholder").map(|hint| format!("({hint})")));
    let held: Vec<_> =
        held.unwrap_or_default().split('\n').map(|line| format!("▏{line}").trim_end().to_owned()).collect();
    held.into_iter().chain(room(input)).collect()
}

/// How much may be written, where the form says so.
fn room(input: &Value) -> Option<String> {
    let bound = |key: &str| input.get(key).and_then(Value::as_u64).filter(|number| *number > 0);
    match (bound("min_length"), bound("max_length")) {
        (Some(least), Some(most)) => Some(format!("  {least} to {most} characters")),
        (None, Some(most)) => Some(format!("  up to {most} characters")),
        (Some(least), None) => Some(format!("  at least {least} characters")),
        (None, None) => None,
    }
}

/// Forms name nobody by id but in preset selects, where the id has to do.
struct Nobody;

impl Names for Nobody {
    fn user(&self, id: &str) -> Option<String> {
        Some(id.to_owned())
    }

    fn role(&self, id: &str) -> Option<String> {
        Some(id.to_owned())
    }

    fn channel(&self, id: &str) -> Option<String> {
        Some(id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_opens() {
        let modal = json!({"title": "Add a comment", "custom_id": "m", "components": [
            {"type": 1, "components": [{
                "type": 4, "style": 2, "custom_id": "c", "label": "What did it do for you?",
                "placeholder": "In your own words", "max_length": 2000,
            }]},
            {"type": 1, "components": [{
                "type": 4, "style": 2, "custom_id": "d", "label": "Anything else?", "required": false, "value": "one\ntwo",
            }]},
            {"type": 18, "label": "Kind", "description": "What is it?", "component": {
                "type": 3, "custom_id": "k", "options": [{"label": "An idea", "value": "i"}],
            }},
            {"type": 10, "content": "Only moderators **read** this."},
        ]});
        let expected = "\
╭ Add a comment
│ What did it do for you? *
│ ▏(In your own words)
│   up to 2000 characters
│ Anything else?
│ ▏one
│ ▏two
│ Kind *
│ What is it?
│ ⟨Make a selection ▾⟩ An idea
│ Only moderators **read** this.
╰ [Cancel] [Submit]";
        assert_eq!(form_text(&modal), expected);
    }
}
