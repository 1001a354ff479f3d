//! Finding what a person means on a message: "the button Discuss", "the select Related".

use serde_json::{Map, Value, json};

use super::Stuck;
use super::value::{Typist, entity};

const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
const LINK: u64 = 5;

/// Options of a select, by what they are called or by what they stand for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    key: &'static str,
    names: &'a [&'a str],
}

/// The `data` of pressing the button with this label.
pub fn press(components: &[Value], label: &str) -> Result<Value, Stuck> {
    let button = all(components).find(|it| kind(it) == BUTTON && shows(it, label));
    pressed(button.ok_or_else(|| Stuck(format!("there is no button {label}")))?)
}

/// The `data` of pressing the button with this `custom_id`.
pub fn press_id(components: &[Value], custom_id: &str) -> Result<Value, Stuck> {
    let button = all(components).find(|it| kind(it) == BUTTON && it["custom_id"] == custom_id);
    pressed(button.ok_or_else(|| Stuck("this button is not there any more".to_owned()))?)
}

fn pressed(button: &Value) -> Result<Value, Stuck> {
    let label = button["label"].as_str().unwrap_or_default();
    if button["disabled"] == true {
        return Err(Stuck(format!("the button {label} is disabled")));
    }
    if button["style"] == LINK {
        return Err(Stuck(format!("{label} is a link to {}", button["url"])));
    }
    Ok(json!({"custom_id": button["custom_id"], "component_type": BUTTON, "id": button["id"]}))
}

/// The `data` of choosing these in the select with this placeholder.
pub fn pick(
    typist: Typist<'_>,
    components: &[Value],
    placeholder: &str,
    labels: &[&str],
) -> Result<Value, Stuck> {
    let select = all(components).find(|it| is_select(it) && shows(it, placeholder));
    let select = select.ok_or_else(|| Stuck(format!("there is no select {placeholder}")))?;
    picked(typist, select, Wanted { key: "label", names: labels })
}

/// The `data` of choosing these in the select with this `custom_id`, by their values, or as ids of people and places.
pub fn pick_id(
    typist: Typist<'_>,
    components: &[Value],
    custom_id: &str,
    values: &[&str],
) -> Result<Value, Stuck> {
    let select = all(components).find(|it| is_select(it) && it["custom_id"] == custom_id);
    let select = select.ok_or_else(|| Stuck("this select is not there any more".to_owned()))?;
    picked(typist, select, Wanted { key: "value", names: values })
}

/// Whether something is chosen in it, and not typed or pressed.
pub fn is_select(component: &Value) -> bool {
    kind(component) == STRING_SELECT || (5..=8).contains(&kind(component))
}

fn picked(typist: Typist<'_>, select: &Value, wanted: Wanted<'_>) -> Result<Value, Stuck> {
    let placeholder = select["placeholder"].as_str().unwrap_or("this select");
    if select["disabled"] == true {
        return Err(Stuck(format!("the select {placeholder} is disabled")));
    }
    let (least, most) =
        (select["min_values"].as_u64().unwrap_or(1), select["max_values"].as_u64().unwrap_or(1));
    if !(least..=most).contains(&(wanted.names.len() as u64)) {
        return Err(Stuck(format!("{placeholder} takes {least} to {most} choices")));
    }
    let mut resolved = Map::new();
    let one = |name: &&str| value(typist, select, (wanted.key, name), &mut resolved);
    let values: Result<Vec<Value>, Stuck> = wanted.names.iter().map(one).collect();
    let mut data = json!({"custom_id": select["custom_id"], "component_type": select["type"], "values": values?, "id": select["id"]});
    if !resolved.is_empty() {
        data["resolved"] = Value::Object(resolved);
    }
    Ok(data)
}

/// Where the link button with this label leads.
pub fn link(components: &[Value], label: &str) -> Option<String> {
    let button = all(components).find(|it| kind(it) == BUTTON && it["style"] == LINK && shows(it, label))?;
    button["url"].as_str().map(str::to_owned)
}

/// Whether there is a button that can be pressed, or a select, of this name.
pub fn offers(components: &[Value], name: &str) -> bool {
    all(components).any(|it| shows(it, name) && it["style"] != LINK)
}

/// All components that can be used, in reading order: those in rows, and in the blocks of the newer layout, whose
/// sections have one beside them (Discord: Component Reference, Section).
pub fn all(components: &[Value]) -> impl Iterator<Item = &Value> {
    components.iter().flat_map(inner)
}

fn inner(component: &Value) -> Vec<&Value> {
    match component["components"].as_array() {
        Some(nested) => nested.iter().chain(component.get("accessory")).flat_map(inner).collect(),
        None => vec![component],
    }
}

fn value(
    typist: Typist<'_>,
    select: &Value,
    (key, name): (&str, &str),
    resolved: &mut Map<String, Value>,
) -> Result<Value, Stuck> {
    let missing = || {
        let options = select["options"].as_array().into_iter().flatten();
        let known = options.filter_map(|option| option["label"].as_str()).collect::<Vec<_>>().join(", ");
        Stuck(format!("the select does not offer {name}; it offers: {known}"))
    };
    // Selects of users, roles, mentionables, channels are 5 to 8; options of users, channels, roles, mentionables 6 to 9.
    let entity_kind = match kind(select) {
        5 => 6,
        6 => 8,
        7 => 9,
        8 => 7,
        _ => {
            let options = select["options"].as_array().into_iter().flatten();
            let mut fitting = options.filter(|option| option[key] == name);
            return fitting.next().map(|option| option["value"].clone()).ok_or_else(missing);
        }
    };
    entity(typist, entity_kind, name, resolved).map(|id| json!(id)).ok_or_else(missing)
}

fn kind(component: &Value) -> u64 {
    component["type"].as_u64().unwrap_or_default()
}

fn shows(component: &Value, name: &str) -> bool {
    let labels = [
        &component["label"],
        &component["placeholder"],
        &component["emoji"]["name"],
        &component["custom_id"],
    ];
    labels.into_iter().any(|label| *label == name)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_stands_in_sections_and_containers_can_be_pressed() {
        let button = |label: &str| json!({"type": 2, "style": 1, "label": label, "custom_id": label});
        let words = json!({"type": 10, "content": "words"});
        let section = json!({"type": 9, "components": [words], "accessory": button("beside")});
        let row = json!({"type": 1, "components": [button("in a row")]});
        let components = [json!({"type": 17, "components": [section, row]}), button("alone")];
        for label in ["beside", "in a row", "alone"] {
            assert_eq!(press(&components, label).unwrap()["custom_id"], label);
        }
        assert!(!offers(&components, "words"));
    }
}
