//! A form that a member fills in and sends, with the checks that Discord's client makes.

use std::panic::Location;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::component;
use super::value::Typist;
use super::{Answer, Member, Stuck, fail};
use crate::snowflake::Id;
use crate::state::interaction::Kind;

const TEXT_INPUT: u64 = 4;
const TEXT_DISPLAY: u64 = 10;
const LABEL: u64 = 18;

/// An open form.
pub struct Form {
    member: Member,
    cause: Id,
    form: Value,
    /// The people, roles and places that were chosen, as Discord describes them beside the choice.
    resolved: Map<String, Value>,
}

/// What a member puts into a field.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Filled {
    /// Text.
    Typed(String),
    /// Options of a select by their values, or ids of people, roles and places.
    Chosen(Vec<String>),
}

/// What opened a form.
struct Origin {
    application: Id,
    channel: Id,
    /// The channel and the message on which it was opened.
    source: Option<(Id, Id)>,
}

impl Form {
    pub(super) fn new(member: Member, cause: Id, form: Value) -> Self {
        Self { member, cause, form, resolved: Map::new() }
    }

    /// The form as the member sees it.
    pub fn text(&self) -> String {
        crate::text::form_text(&self.form)
    }

    /// The labels of its fields, from the top.
    pub fn labels(&self) -> Vec<String> {
        self.fields().map(|(label, _)| label.to_owned()).collect()
    }

    /// What stands in a field now.
    pub fn value(&self, label: &str) -> Option<String> {
        let field = self.fields().find(|field| field.0 == label)?;
        Some(field.1["value"].as_str().unwrap_or_default().to_owned())
    }

    /// Writes into the field with this label, replacing what stands there.
    #[track_caller]
    #[must_use]
    pub fn fill(self, label: &str, text: &str) -> Self {
        let at = Location::caller();
        self.try_fill(label, text).unwrap_or_else(|stuck| fail(at, &stuck))
    }

    /// Writes into the field with this label.
    ///
    /// # Errors
    /// There is no such field.
    pub fn try_fill(mut self, label: &str, text: &str) -> Result<Self, Stuck> {
        let labels = self.labels();
        let field =
            self.fields().find(|(known, _)| *known == label).map(|(_, field)| field["custom_id"].clone());
        let field = field
            .ok_or_else(|| Stuck(format!("the form has no field {label}; it has: {}", labels.join(", "))))?;
        self.field(&field)?["value"] = json!(text);
        Ok(self)
    }

    /// Chooses in the select with this label; people, roles and channels by name.
    #[track_caller]
    #[must_use]
    pub fn choose(self, label: &str, names: &[&str]) -> Self {
        let at = Location::caller();
        self.try_choose(label, names).unwrap_or_else(|stuck| fail(at, &stuck))
    }

    /// Chooses in the select with this label.
    ///
    /// # Errors
    /// There is no such select or option, or it takes another number of choices.
    pub fn try_choose(mut self, label: &str, names: &[&str]) -> Result<Self, Stuck> {
        let field = self.fields().find(|(known, _)| *known == label).map(|(_, field)| field.clone());
        let field = field.ok_or_else(|| Stuck(format!("the form has no field {label}")))?;
        let custom_id = field["custom_id"].as_str().unwrap_or_default().to_owned();
        self.choose_as(&field, |typist, select| component::pick(typist, select, &custom_id, names))?;
        Ok(self)
    }

    /// Fills the field with this `custom_id`.
    pub(super) fn fill_id(&mut self, custom_id: &str, filled: &Filled) -> Result<(), Stuck> {
        let field = self.field(&json!(custom_id))?;
        match filled {
            Filled::Typed(text) => field["value"] = json!(text),
            // What need not be chosen may be left as nothing, whatever its least number says.
            Filled::Chosen(none) if none.is_empty() => field["values"] = json!([]),
            Filled::Chosen(values) => {
                let (field, values) = (field.clone(), values.iter().map(String::as_str).collect::<Vec<_>>());
                self.choose_as(&field, |typist, select| {
                    component::pick_id(typist, select, custom_id, &values)
                })?;
            }
        }
        Ok(())
    }

    /// Keeps what was chosen, and what Discord says of it.
    fn choose_as(
        &mut self,
        select: &Value,
        choose: impl FnOnce(Typist<'_>, &[Value]) -> Result<Value, Stuck>,
    ) -> Result<(), Stuck> {
        let channel = self.origin()?.channel;
        let member = &self.member;
        let mut chosen = member
            .shared()
            .read(|world| choose(member.typist(world, channel), std::slice::from_ref(select)))?;
        for (what, found) in chosen["resolved"].as_object().into_iter().flatten() {
            let known = self.resolved.entry(what.clone()).or_insert_with(|| json!({}));
            for (id, described) in found.as_object().into_iter().flatten() {
                known[id.as_str()] = described.clone();
            }
        }
        self.field(&select["custom_id"])?["values"] = chosen["values"].take();
        Ok(())
    }

    fn field(&mut self, custom_id: &Value) -> Result<&mut Value, Stuck> {
        let rows = self.form["components"].as_array_mut().into_iter().flatten();
        let mut fields = rows.filter(|row| is_field(row)).map(inner_mut);
        fields
            .find(|field| field["custom_id"] == *custom_id)
            .ok_or_else(|| Stuck(format!("the form has no field {}", custom_id.as_str().unwrap_or_default())))
    }

    /// Sends the form and waits for the answer.
    #[track_caller]
    pub fn submit(self) -> impl Future<Output = Answer> {
        let at = Location::caller();
        async move { self.try_submit().await.unwrap_or_else(|stuck| fail(at, &stuck)) }
    }

    /// Sends the form and waits for the answer.
    ///
    /// # Errors
    /// A field is empty that must not be, or too short or too long: the client would not send it.
    pub async fn try_submit(self) -> Result<Answer, Stuck> {
        for (label, field) in self.fields() {
            check(label, field)?;
        }
        let rows = self.form["components"].as_array().into_iter().flatten();
        let sent: Vec<Value> = rows.map(sent_row).collect();
        let mut body = json!({"custom_id": self.form["custom_id"], "components": sent});
        let Origin { application, channel, source } = self.origin()?;
        if !self.resolved.is_empty() {
            body["resolved"] = Value::Object(self.resolved);
        }
        let mut opening = self.member.opening(application, channel, Kind::Submit, body);
        opening.message = source;
        opening.cause = Some(self.cause);
        Ok(self.member.interact(opening).await)
    }

    fn origin(&self) -> Result<Origin, Stuck> {
        let cause = self.member.shared().read(|world| {
            world.interactions.get(&self.cause).map(|it| Origin {
                application: it.application,
                channel: it.channel,
                source: it.source,
            })
        });
        cause.ok_or_else(|| Stuck("the form is long gone".to_owned()))
    }

    /// The fields with their labels, in order.
    fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        let rows = self.form["components"].as_array().into_iter().flatten();
        rows.filter(|row| is_field(row)).map(|row| {
            let label = if row["type"] == LABEL { &row["label"] } else { &inner(row)["label"] };
            (label.as_str().unwrap_or_default(), inner(row))
        })
    }
}

/// Text that only stands there is a row of its own.
fn is_field(row: &Value) -> bool {
    row["type"] != TEXT_DISPLAY
}

fn inner(row: &Value) -> &Value {
    if row["type"] == LABEL { &row["component"] } else { &row["components"][0] }
}

fn inner_mut(row: &mut Value) -> &mut Value {
    if row["type"] == LABEL { &mut row["component"] } else { &mut row["components"][0] }
}

/// `required` defaults to true ("Component Reference", text input).
fn check(label: &str, field: &Value) -> Result<(), Stuck> {
    let is_required = || Stuck(format!("{label} is required"));
    if component::is_select(field) {
        let is_empty = chosen(field).is_empty();
        return if is_empty && field["required"] != false { Err(is_required()) } else { Ok(()) };
    }
    if field["type"] != TEXT_INPUT {
        return Err(Stuck(format!("{label}: fields of type {} cannot be filled in here", field["type"])));
    }
    let length = field["value"].as_str().unwrap_or_default().encode_utf16().count() as u64;
    if length == 0 {
        let required = field["required"] != false;
        return if required { Err(is_required()) } else { Ok(()) };
    }
    let (least, most) =
        (field["min_length"].as_u64().unwrap_or(0), field["max_length"].as_u64().unwrap_or(4000));
    if (least..=most).contains(&length) {
        Ok(())
    } else {
        Err(Stuck(format!("{label}: {length} characters, but {least} to {most} fit")))
    }
}

/// What is chosen in a select: what was picked, else what its options or its bot chose beforehand.
fn chosen(select: &Value) -> Vec<Value> {
    if let Some(values) = select["values"].as_array() {
        return values.clone();
    }
    let options = select["options"].as_array().into_iter().flatten().filter(|it| it["default"] == true);
    let beforehand = select["default_values"].as_array().into_iter().flatten();
    options.map(|it| it["value"].clone()).chain(beforehand.map(|it| it["id"].clone())).collect()
}

/// A row as Discord sends it back: what was typed or chosen, without how it looked.
fn sent_row(row: &Value) -> Value {
    if !is_field(row) {
        return json!({"type": TEXT_DISPLAY, "id": 1});
    }
    let field = inner(row);
    let sent = if component::is_select(field) {
        json!({"type": field["type"], "custom_id": field["custom_id"], "values": chosen(field), "id": 2})
    } else {
        let value = field["value"].as_str().unwrap_or_default();
        json!({"type": TEXT_INPUT, "custom_id": field["custom_id"], "value": value, "id": 2})
    };
    if row["type"] == LABEL {
        json!({"type": LABEL, "id": 1, "component": sent})
    } else {
        json!({"type": 1, "id": 1, "components": [sent]})
    }
}
