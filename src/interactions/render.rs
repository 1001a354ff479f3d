//! Replies as Discord's JSON, with Discord's limits checked before anything leaves.

use serde_json::{Map, Value, json};

use crate::domain::reply::{
    Audience, Button, Choice, Embed, Form, Message, Picker, Press, Reply, Row, Select, Style,
};

/// What would not fit; always a mistake of ours, because whoever writes a reply cuts what may be long.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{part} takes {most}, but there are {found}")]
pub struct Overflow {
    /// What does not fit.
    pub part: &'static str,
    /// How much fits.
    pub most: usize,
    /// How much there is.
    pub found: usize,
}

/// The body of an interaction's answer (Discord: Receiving and Responding, Interaction Response Object).
///
/// # Errors
/// When something does not fit Discord's limits.
pub fn answer(reply: &Reply) -> Result<Value, Overflow> {
    Ok(match reply {
        Reply::Say(it) => json!({ "type": 4, "data": message(it)? }),
        Reply::Later(audience) => json!({ "type": 5, "data": { "flags": flags(*audience, false) } }),
        Reply::UpdateLater => json!({ "type": 6 }),
        Reply::Update(it) => json!({ "type": 7, "data": message(it)? }),
        Reply::Suggest(choices) => json!({ "type": 8, "data": { "choices": suggestions(choices)? } }),
        Reply::Ask(it) => json!({ "type": 9, "data": form(it)? }),
    })
}

/// The body of a message, for answers, edits and new messages alike.
///
/// # Errors
/// When something does not fit Discord's limits.
pub fn message(it: &Message) -> Result<Value, Overflow> {
    fit("a message's text", 2_000, units(&it.text))?;
    fit("a message", 10, it.embeds.len())?;
    fit("a message's rows", 5, it.rows.len())?;
    let embeds = it.embeds.iter().map(embed).collect::<Result<Vec<_>, _>>()?;
    fit("all embeds of a message", 6_000, it.embeds.iter().map(embed_units).sum())?;
    let rows = it.rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let users: Vec<String> = it.mention.iter().map(ToString::to_string).collect();
    Ok(json!({
        "content": it.text,
        "embeds": embeds,
        "components": rows,
        "flags": flags(it.audience, it.quiet),
        // Named in full every time: what is left out, Discord takes as leave to ping (Message, Allowed Mentions).
        "allowed_mentions": { "parse": [], "users": users },
    }))
}

/// The body that makes an existing message anew. Who sees it was settled when it was first sent, and Discord refuses to
/// be told again (Discord: Receiving and Responding, Followup Messages; Message, Edit Message).
///
/// # Errors
/// When something does not fit Discord's limits.
pub fn edit(it: &Message) -> Result<Value, Overflow> {
    let mut body = message(it)?;
    if let Some(body) = body.as_object_mut() {
        body.remove("flags");
    }
    Ok(body)
}

fn flags(audience: Audience, quiet: bool) -> u32 {
    let aside = if audience == Audience::Asker { 1 << 6 } else { 0 };
    let silent = if quiet { 1 << 12 } else { 0 };
    aside | silent
}

fn embed(it: &Embed) -> Result<Value, Overflow> {
    let mut body = Map::new();
    let mut text = |key: &str, part, most, value: &Option<String>| -> Result<(), Overflow> {
        if let Some(value) = value {
            fit(part, most, units(value))?;
            body.insert(key.to_owned(), json!(value));
        }
        Ok(())
    };
    text("title", "an embed's title", 256, &it.title)?;
    text("url", "an embed's address", 2_048, &it.url)?;
    text("description", "an embed's text", 4_096, &it.text)?;
    fit("an embed's fields", 25, it.fields.len())?;
    for field in &it.fields {
        fit("a field's name", 256, units(&field.name))?;
        fit("a field's text", 1_024, units(&field.text))?;
    }
    let fields: Vec<_> = it
        .fields
        .iter()
        .map(|it| json!({ "name": it.name, "value": it.text, "inline": it.inline }))
        .collect();
    if !fields.is_empty() {
        body.insert("fields".to_owned(), json!(fields));
    }
    if let Some(colour) = it.colour {
        body.insert("color".to_owned(), json!(colour));
    }
    if let Some(footer) = &it.footer {
        fit("an embed's footer", 2_048, units(footer))?;
        body.insert("footer".to_owned(), json!({ "text": footer }));
    }
    for (key, picture) in [("image", &it.image), ("thumbnail", &it.thumbnail)] {
        if let Some(url) = picture {
            body.insert(key.to_owned(), json!({ "url": url }));
        }
    }
    Ok(Value::Object(body))
}

/// What counts toward the limit over all embeds.
fn embed_units(it: &Embed) -> usize {
    let parts = [&it.title, &it.text, &it.footer].into_iter().flatten().map(|it| units(it)).sum::<usize>();
    parts + it.fields.iter().map(|it| units(&it.name) + units(&it.text)).sum::<usize>()
}

fn row(it: &Row) -> Result<Value, Overflow> {
    let components = match it {
        Row::Buttons(buttons) => {
            fit("a row of buttons", 5, buttons.len())?;
            buttons.iter().map(button).collect::<Result<Vec<_>, _>>()?
        }
        Row::Select(it) => vec![select(it)?],
        Row::PickChannel(it) => {
            let mut picker = picker(it, 8, "channel")?;
            // Text and forum channels: where discussions can live.
            picker["channel_types"] = json!([0, 15]);
            vec![picker]
        }
        Row::PickRole(it) => vec![picker(it, 6, "role")?],
    };
    Ok(json!({ "type": 1, "components": components }))
}

fn button(it: &Button) -> Result<Value, Overflow> {
    fit("a button's label", 80, units(&it.label))?;
    let mut body = json!({ "type": 2, "label": it.label, "disabled": it.disabled });
    match &it.press {
        Press::Open(url) => {
            fit("a button's address", 512, units(url))?;
            body["style"] = json!(5);
            body["url"] = json!(url);
        }
        Press::Send(id) => {
            fit_id(id)?;
            body["style"] = json!(match it.style {
                Style::Primary => 1,
                Style::Secondary => 2,
                Style::Success => 3,
                Style::Danger => 4,
            });
            body["custom_id"] = json!(id);
        }
    }
    Ok(body)
}

fn select(it: &Select) -> Result<Value, Overflow> {
    fit_id(&it.id)?;
    fit("a select's placeholder", 150, units(&it.placeholder))?;
    fit("a select's options", 25, it.options.len())?;
    let mut options = Vec::with_capacity(it.options.len());
    for option in &it.options {
        fit("an option's label", 100, units(&option.label))?;
        fit("an option's value", 100, units(&option.value))?;
        let mut body = json!({ "label": option.label, "value": option.value, "default": option.chosen });
        if let Some(note) = &option.note {
            fit("an option's note", 100, units(note))?;
            body["description"] = json!(note);
        }
        options.push(body);
    }
    Ok(json!({ "type": 3, "custom_id": it.id, "placeholder": it.placeholder, "options": options }))
}

fn picker(it: &Picker, kind: u8, what: &str) -> Result<Value, Overflow> {
    fit_id(&it.id)?;
    fit("a picker's placeholder", 150, units(&it.placeholder))?;
    let mut body = json!({ "type": kind, "custom_id": it.id, "placeholder": it.placeholder });
    if let Some(id) = it.chosen {
        body["default_values"] = json!([{ "id": id.to_string(), "type": what }]);
    }
    Ok(body)
}

fn form(it: &Form) -> Result<Value, Overflow> {
    fit_id(&it.id)?;
    fit("a form's title", 45, units(&it.title))?;
    fit("a form's inputs", 5, it.inputs.len())?;
    let mut rows = Vec::with_capacity(it.inputs.len());
    for input in &it.inputs {
        fit("an input's label", 45, units(&input.label))?;
        fit("an input's placeholder", 100, units(&input.placeholder))?;
        let mut body = json!({
            "type": 4,
            "custom_id": input.id,
            "label": input.label,
            "style": if input.tall { 2 } else { 1 },
            "max_length": input.most,
            "required": input.required,
            "placeholder": input.placeholder,
        });
        if let Some(value) = &input.value {
            fit("an input's value", usize::from(input.most), units(value))?;
            body["value"] = json!(value);
        }
        rows.push(json!({ "type": 1, "components": [body] }));
    }
    Ok(json!({ "custom_id": it.id, "title": it.title, "components": rows }))
}

fn suggestions(choices: &[Choice]) -> Result<Value, Overflow> {
    fit("choices", 25, choices.len())?;
    for choice in choices {
        fit("a choice's name", 100, units(&choice.name))?;
        fit("a choice's value", 100, units(&choice.value))?;
    }
    Ok(choices.iter().map(|it| json!({ "name": it.name, "value": it.value })).collect())
}

fn fit_id(id: &str) -> Result<(), Overflow> {
    fit("a custom id", super::custom_id::LONGEST, units(id))
}

fn fit(part: &'static str, most: usize, found: usize) -> Result<(), Overflow> {
    if found <= most { Ok(()) } else { Err(Overflow { part, most, found }) }
}

/// Discord counts in UTF-16 units.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
