//! A form that a member fills in and sends, with the checks that Discord's client makes.

use std::panic::Location;

use serde_json::{Value, json};

use super::{Answer, Member, Stuck, fail};
use crate::snowflake::Id;
use crate::state::interaction::Kind;

const TEXT_INPUT: u64 = 4;
const LABEL: u64 = 18;

/// An open form.
pub struct Form {
    member: Member,
    cause: Id,
    form: Value,
}

impl Form {
    pub(super) fn new(member: Member, cause: Id, form: Value) -> Self {
        Self { member, cause, form }
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
        let rows = self.form["components"].as_array_mut().into_iter().flatten();
        let field = rows.zip(&labels).find(|(_, known)| *known == label).map(|(row, _)| inner_mut(row));
        let field = field
            .ok_or_else(|| Stuck(format!("the form has no field {label}; it has: {}", labels.join(", "))))?;
        field["value"] = json!(text);
        Ok(self)
    }

    /// Writes into the field with this `custom_id`.
    pub(super) fn fill_id(&mut self, custom_id: &str, text: &str) -> Result<(), Stuck> {
        let rows = self.form["components"].as_array_mut().into_iter().flatten();
        let field = rows.map(inner_mut).find(|field| field["custom_id"] == custom_id);
        let field = field.ok_or_else(|| Stuck(format!("the form has no field {custom_id}")))?;
        field["value"] = json!(text);
        Ok(())
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
        let body = json!({"custom_id": self.form["custom_id"], "components": sent});
        let cause = self.member.shared().read(|world| {
            world.interactions.get(&self.cause).map(|cause| (cause.application, cause.channel, cause.source))
        });
        let (application, channel, source) =
            cause.ok_or_else(|| Stuck("the form is long gone".to_owned()))?;
        let mut opening = self.member.opening(application, channel, Kind::Submit, body);
        opening.message = source;
        opening.cause = Some(self.cause);
        Ok(self.member.interact(opening).await)
    }

    /// The fields with their labels, in order.
    fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        let rows = self.form["components"].as_array().into_iter().flatten();
        rows.map(|row| {
            let label = if row["type"] == LABEL { &row["label"] } else { &inner(row)["label"] };
            (label.as_str().unwrap_or_default(), inner(row))
        })
    }
}

fn inner(row: &Value) -> &Value {
    if row["type"] == LABEL { &row["component"] } else { &row["components"][0] }
}

fn inner_mut(row: &mut Value) -> &mut Value {
    if row["type"] == LABEL { &mut row["component"] } else { &mut row["components"][0] }
}

/// `required` defaults to true ("Component Reference", text input).
fn check(label: &str, field: &Value) -> Result<(), Stuck> {
    let length = field["value"].as_str().unwrap_or_default().encode_utf16().count() as u64;
    if length == 0 {
        let required = field["required"] != false;
        return if required { Err(Stuck(format!("{label} is required"))) } else { Ok(()) };
    }
    let (least, most) =
        (field["min_length"].as_u64().unwrap_or(0), field["max_length"].as_u64().unwrap_or(4000));
    if (least..=most).contains(&length) {
        Ok(())
    } else {
        Err(Stuck(format!("{label}: {length} characters, but {least} to {most} fit")))
    }
}

/// A row as Discord sends it back: what was typed, without how it looked.
fn sent_row(row: &Value) -> Value {
    let field = inner(row);
    let value = field["value"].as_str().unwrap_or_default();
    let sent = json!({"type": TEXT_INPUT, "custom_id": field["custom_id"], "value": value, "id": 2});
    if row["type"] == LABEL {
        json!({"type": LABEL, "id": 1, "component": sent})
    } else {
        json!({"type": 1, "id": 1, "components": [sent]})
    }
}
