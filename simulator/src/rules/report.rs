//! Where violations are gathered: knows the place in the body that is being looked at.
//!
//! Lengths are counted in UTF-16 code units. Discord's documentation says only "characters"; its clients count UTF-16
//! units, its backend may count code points. A text never has fewer units than code points, so what passes here
//! passes whichever of the two is right.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::Value;

use super::Violation;

/// The length of a text as the limits count it: UTF-16 code units.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// What one text of a body must be like.
#[derive(Clone, Copy)]
pub(super) struct Text {
    min: usize,
    max: usize,
    required: bool,
    trimmed: bool,
}

impl Text {
    pub(super) const fn required(min: usize, max: usize) -> Self {
        Self { min, max, required: true, trimmed: false }
    }

    pub(super) const fn optional(max: usize) -> Self {
        Self { min: 0, max, required: false, trimmed: false }
    }

    /// Surrounding white space does not count, as in embeds.
    pub(super) const fn trimmed(self) -> Self {
        Self { trimmed: true, ..self }
    }

    pub(super) const fn at_least(self, min: usize) -> Self {
        Self { min, ..self }
    }
}

/// The violations found so far and the path of the value in hand.
#[derive(Default)]
pub(super) struct Report {
    path: Vec<String>,
    found: Vec<Violation>,
}

impl Report {
    pub(super) fn of(check: impl FnOnce(&mut Self)) -> Vec<Violation> {
        let mut report = Self::default();
        check(&mut report);
        report.found
    }

    /// Runs `check` one step further down.
    pub(super) fn inside<R>(&mut self, key: impl Display, check: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(key.to_string());
        let result = check(self);
        self.path.pop();
        result
    }

    /// Records a violation of the value in hand.
    pub(super) fn add(&mut self, code: &'static str, message: impl Into<String>) {
        self.found.push(Violation { path: self.path.join("."), code, message: message.into() });
    }

    /// Records a violation of a key of the value in hand.
    pub(super) fn add_at(&mut self, key: impl Display, code: &'static str, message: impl Into<String>) {
        self.inside(key, |report| report.add(code, message));
    }

    pub(super) fn missing(&mut self, key: &str) {
        self.add_at(key, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Checks the text under `key` and hands it back when it is one.
    pub(super) fn text<'v>(&mut self, of: &'v Value, key: &str, rule: Text) -> Option<&'v str> {
        match present(of, key) {
            None => {
                if rule.required {
                    self.missing(key);
                }
                None
            }
            Some(Value::String(text)) => {
                self.inside(key, |report| report.text_length(text, rule));
                Some(text)
            }
            Some(other) => {
                self.add_at(
                    key,
                    "STRING_TYPE_CONVERT",
                    format!("Could not interpret \"{other}\" as string."),
                );
                None
            }
        }
    }

    /// Checks the length of a text at the place in hand.
    pub(super) fn text_length(&mut self, text: &str, rule: Text) {
        let counted = length(if rule.trimmed { text.trim() } else { text });
        if counted == 0 && rule.required && rule.min > 0 {
            self.add("BASE_TYPE_REQUIRED", "This field is required");
        } else {
            self.size(counted, rule.min..=rule.max);
        }
    }

    /// Checks the list under `key`; absent and malformed lists are empty.
    pub(super) fn list<'v>(
        &mut self,
        of: &'v Value,
        key: &str,
        allowed: RangeInclusive<usize>,
    ) -> &'v [Value] {
        match present(of, key) {
            None => {
                if *allowed.start() > 0 {
                    self.missing(key);
                }
                &[]
            }
            Some(Value::Array(items)) => {
                self.inside(key, |report| report.size(items.len(), allowed));
                items
            }
            Some(_) => {
                self.add_at(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
                &[]
            }
        }
    }

    /// Checks the whole number under `key`, if there is one.
    pub(super) fn integer(&mut self, of: &Value, key: &str, allowed: RangeInclusive<i64>) -> Option<i64> {
        let value = present(of, key)?;
        let Some(number) = value.as_i64() else {
            self.add_at(key, "NUMBER_TYPE_COERCE", format!("Value \"{value}\" is not int."));
            return None;
        };
        if number < *allowed.start() {
            let message = format!("int value should be greater than or equal to {}.", allowed.start());
            self.add_at(key, "NUMBER_TYPE_MIN", message);
        } else if number > *allowed.end() {
            let message = format!("int value should be less than or equal to {}.", allowed.end());
            self.add_at(key, "NUMBER_TYPE_MAX", message);
        }
        Some(number)
    }

    /// Checks that `key` is absent or a boolean; absent reads as `None`.
    pub(super) fn boolean(&mut self, of: &Value, key: &str) -> Option<bool> {
        let value = present(of, key)?;
        if !value.is_boolean() {
            self.add_at(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        }
        value.as_bool()
    }

    /// Checks that a value is a snowflake.
    pub(super) fn snowflake(&mut self, value: &Value) {
        if !is_snowflake(value) {
            self.add("NUMBER_TYPE_COERCE", format!("Value {value} is not snowflake."));
        }
    }

    fn size(&mut self, counted: usize, allowed: RangeInclusive<usize>) {
        let (min, max) = allowed.into_inner();
        if counted > max && min == 0 {
            self.add("BASE_TYPE_MAX_LENGTH", format!("Must be {max} or fewer in length."));
        } else if counted < min || counted > max {
            self.add("BASE_TYPE_BAD_LENGTH", format!("Must be between {min} and {max} in length."));
        }
    }
}

/// The value under `key`, where `null` counts as absent.
pub(super) fn present<'v>(of: &'v Value, key: &str) -> Option<&'v Value> {
    of.get(key).filter(|value| !value.is_null())
}

/// Whether a value is an id: decimal digits in a string, as Discord writes it, or a number, which Discord takes.
pub(super) fn is_snowflake(value: &Value) -> bool {
    value.is_u64()
        || value.as_str().is_some_and(|id| id.parse::<u64>().is_ok_and(|number| number.to_string() == id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lengths_are_utf16_units() {
        assert_eq!(length("a😀"), 3);
        let body = json!({"t": "😀😀"});
        let found = Report::of(|report| {
            report.text(&body, "t", Text::optional(3));
        });
        assert_eq!(found[0].code, "BASE_TYPE_MAX_LENGTH");
        assert_eq!(found[0].path, "t");
    }

    #[test]
    fn null_is_absent() {
        let found = Report::of(|report| {
            report.text(&json!({"t": null}), "t", Text::required(1, 5));
            report.text(&json!({"u": null}), "u", Text::optional(5));
        });
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].code), ("t", "BASE_TYPE_REQUIRED"));
    }

    #[test]
    fn numbers_keep_their_range() {
        let body = json!({"low": -1, "high": 9, "right": 3, "word": "x"});
        let found = Report::of(|report| {
            for key in ["low", "high", "right", "word"] {
                report.integer(&body, key, 0..=5);
            }
        });
        let codes: Vec<_> = found.iter().map(|violation| violation.code).collect();
        assert_eq!(codes, ["NUMBER_TYPE_MIN", "NUMBER_TYPE_MAX", "NUMBER_TYPE_COERCE"]);
    }

    #[test]
    fn an_id_is_digits() {
        assert!(is_snowflake(&json!("123")) && is_snowflake(&json!(123)));
        for wrong in [json!(-1), json!(1.5), json!("0123"), json!("x"), json!(""), json!("-1"), json!("+1")] {
            assert!(!is_snowflake(&wrong), "{wrong}");
        }
    }
}
