//! Reads typed fields out of a TOML table and notes every mistake at its place.
//!
//! Syntax errors are recovered from, so that the rest of the table is still looked at; what stands on a
//! broken line, or seems missing because of one, is not complained about a second time.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::diagnostic::nearest;
use super::resource::utf16;
use super::source::{Source, unprintable};

/// A value and the bytes of the file where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Found<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

/// How long a list and its items may be.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) items: usize,
    pub(crate) length: usize,
}

/// A parsed TOML text within a file.
pub(crate) struct Document<'t> {
    pub(crate) table: DeTable<'t>,
    place: Position,
}

#[derive(Clone)]
struct Position {
    /// Where the TOML text starts in the file.
    offset: usize,
    /// Byte ranges of the lines with a syntax error, in the file.
    broken: Vec<Range<usize>>,
}

/// A table under the reading.
pub(crate) struct Fields<'t, 's> {
    table: &'t DeTable<'t>,
    place: Position,
    pub(crate) source: &'s mut Source,
    /// Where "this key is missing" is said.
    at: Range<usize>,
    /// Keys without which the table is not complete.
    needed: Vec<String>,
}

/// Longest address, in UTF-16 code units.
const ADDRESS_MAX: usize = 512;

impl<'t> Document<'t> {
    /// Parses a TOML text that starts at `offset` of the file.
    pub(crate) fn parse(text: &'t str, offset: usize, source: &mut Source) -> Document<'t> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut broken = Vec::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let line = line_of(text, span.start);
            broken.push(offset + line.start..offset + line.end);
            source.error(offset + span.start..offset + span.end, error.message(), syntax_mend(error));
        }
        Document { table: table.into_inner(), place: Position { offset, broken } }
    }

    pub(crate) fn fields<'a, 's>(&'a self, source: &'s mut Source, at: Range<usize>) -> Fields<'a, 's>
    where
        't: 'a,
    {
        Fields { table: &self.table, place: self.place.clone(), source, at, needed: Vec::new() }
    }
}

impl<'t> Fields<'t, '_> {
    /// Complains about keys that are none of these.
    pub(crate) fn only(&mut self, known: &[&str]) {
        for key in self.table.keys() {
            let word: &str = key.get_ref();
            let span = self.place.span(key.span());
            if known.contains(&word) || self.place.is_broken(&span) {
                continue;
            }
            let mend = match nearest(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", known.join(", ")),
            };
            self.source.error(span, format!("unknown key `{word}`"), mend);
        }
    }

    /// A text of one line.
    pub(crate) fn line(&mut self, key: &str, max: usize) -> Option<Found<String>> {
        let found = self.value(key)?;
        let Some(text) = found.value.as_str() else {
            return self.wrong(key, &found, "a text", &format!("write {key} = \"…\""));
        };
        self.checked(key, Found { value: text.to_owned(), span: found.span }, max)
    }

    /// A text of one line without which the table is not complete.
    pub(crate) fn needed(&mut self, key: &str, max: usize) -> Option<Found<String>> {
        self.must_have(key, &format!("add the line {key} = \"…\""));
        self.line(key, max)
    }

    /// Complains if the key is absent, and never advises to remove it.
    pub(crate) fn must_have(&mut self, key: &str, mend: &str) {
        self.needed.push(key.to_owned());
        if self.value(key).is_none() && self.place.broken.is_empty() {
            self.source.error(self.at.clone(), format!("`{key}` is missing"), mend);
        }
    }

    /// An address with http or https.
    pub(crate) fn address(&mut self, key: &str) -> Option<Found<String>> {
        let found = self.line(key, ADDRESS_MAX)?;
        if is_address(&found.value) {
            return Some(found);
        }
        let mend = "write it in full, starting with https:// or http://, without spaces";
        self.source.error(found.span, format!("`{key}` is not a web address"), mend);
        None
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, key: &str, bounds: Range<i32>) -> Option<i32> {
        let found = self.value(key)?;
        let Some(integer) = found.value.as_integer() else {
            return self.wrong(key, &found, "a whole number", &format!("write {key} = 2017, without quotes"));
        };
        let digits = integer.as_str().replace('_', "");
        match i32::from_str_radix(&digits, integer.radix()) {
            Ok(number) if bounds.contains(&number) => Some(number),
            _ => {
                let mend = format!("give a number from {} to {}", bounds.start, bounds.end - 1);
                self.source.error(found.span, format!("`{key}` is out of range"), mend);
                None
            }
        }
    }

    /// `true` or `false`; absent means `false`.
    pub(crate) fn flag(&mut self, key: &str) -> bool {
        let Some(found) = self.value(key) else {
            return false;
        };
        match found.value.as_bool() {
            Some(flag) => flag,
            None => {
                let mend = format!("write {key} = true, or leave it out");
                self.wrong::<bool>(key, &found, "true or false", &mend).unwrap_or(false)
            }
        }
    }

    /// A list of one-line texts without repetition.
    pub(crate) fn lines(&mut self, key: &str, limits: Limits) -> Vec<Found<String>> {
        let mut lines: Vec<Found<String>> = Vec::new();
        for item in self.array(key, limits.items) {
            let Some(text) = item.value.as_str() else {
                let _: Option<()> = self.wrong(key, &item, "texts", &format!("write {key} = [\"…\", \"…\"]"));
                continue;
            };
            let found = Found { value: text.to_owned(), span: item.span };
            let Some(line) = self.checked(key, found, limits.length) else {
                continue;
            };
            if lines.iter().any(|earlier| earlier.value == line.value) {
                let message = format!("`{}` is in `{key}` twice", line.value);
                self.source.error(line.span, message, "remove one of the two");
            } else {
                lines.push(line);
            }
        }
        lines
    }

    /// The items of a list, as they are.
    pub(crate) fn array(&mut self, key: &str, most: usize) -> Vec<Found<&'t DeValue<'t>>> {
        let Some(found) = self.value(key) else {
            return Vec::new();
        };
        let Some(array) = found.value.as_array() else {
            let _: Option<()> = self.wrong(key, &found, "a list", &format!("write {key} = [\"…\"]"));
            return Vec::new();
        };
        if array.is_empty() {
            let mend = self.fill(key, &format!("the line `{key}`"));
            self.source.error(found.span.clone(), format!("`{key}` is an empty list"), mend);
        }
        if array.len() > most {
            let message = format!("`{key}` has {} items, at most {most} are allowed", array.len());
            self.source.error(found.span, message, format!("remove {}", array.len() - most));
        }
        array.iter().map(|item| self.place.found(item)).collect()
    }

    /// The tables of an array of tables `[[key]]`.
    pub(crate) fn tables(&mut self, key: &str) -> Vec<Found<&'t DeTable<'t>>> {
        let mut tables = Vec::new();
        for item in self.array(key, usize::MAX) {
            match item.value.as_table() {
                Some(table) => tables.push(Found { value: table, span: item.span }),
                None => {
                    let _: Option<()> = self.wrong(key, &item, "tables", &format!("write [[{key}]]"));
                }
            }
        }
        tables
    }

    /// The table `[key]`.
    pub(crate) fn table(&mut self, key: &str) -> Option<Found<&'t DeTable<'t>>> {
        let found = self.value(key)?;
        match found.value.as_table() {
            Some(table) => Some(Found { value: table, span: found.span }),
            None => self.wrong(key, &found, "a table", &format!("write [{key}] on a line of its own")),
        }
    }

    /// Reads a table within this one.
    pub(crate) fn inner<'a>(&'a mut self, table: &Found<&'t DeTable<'t>>) -> Fields<'t, 'a> {
        Fields {
            table: table.value,
            place: self.place.clone(),
            source: &mut *self.source,
            at: table.span.clone(),
            needed: Vec::new(),
        }
    }

    /// A text that is checked as [`Fields::line`] does.
    pub(crate) fn checked(&mut self, key: &str, found: Found<String>, max: usize) -> Option<Found<String>> {
        let text = found.value.trim();
        let length = utf16(text);
        let (message, mend) = if text.is_empty() {
            (format!("`{key}` is empty"), self.fill(key, "it"))
        } else if text.contains('\n') {
            (format!("`{key}` has more than one line"), "write it on one line".to_owned())
        } else if self.source.names_invisible(&found.span) {
            return None;
        } else if let Some(c) = text.chars().find(|&c| unprintable(c)) {
            (format!("`{key}` holds the invisible character U+{:04X}", u32::from(c)), "remove it".to_owned())
        } else if length > max {
            (format!("`{key}` has {length} characters, at most {max} are allowed"), shorten(length - max))
        } else {
            return Some(Found { value: text.to_owned(), span: found.span });
        };
        self.source.error(found.span, message, mend);
        None
    }

    /// How to mend a key that holds nothing.
    fn fill(&self, key: &str, what: &str) -> String {
        let needed = self.needed.iter().any(|it| it == key);
        if needed { "fill it".to_owned() } else { format!("fill it or remove {what}") }
    }

    fn value(&self, key: &str) -> Option<Found<&'t DeValue<'t>>> {
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        let found = self.place.found(value);
        (!self.place.is_broken(&found.span)).then_some(found)
    }

    fn wrong<T>(&mut self, key: &str, found: &Found<&DeValue<'_>>, wanted: &str, mend: &str) -> Option<T> {
        let message = format!("`{key}` must be {wanted}, this is a value of type {}", found.value.type_str());
        self.source.error(found.span.clone(), message, mend);
        None
    }
}

impl Position {
    fn span(&self, inner: Range<usize>) -> Range<usize> {
        self.offset + inner.start..self.offset + inner.end
    }

    fn found<'t>(&self, value: &'t Spanned<DeValue<'t>>) -> Found<&'t DeValue<'t>> {
        Found { value: value.get_ref(), span: self.span(value.span()) }
    }

    fn is_broken(&self, span: &Range<usize>) -> bool {
        self.broken.iter().any(|line| span.start <= line.end && line.start <= span.end)
    }
}

/// Whether it is an http or https address that Discord takes as a link.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    matches!(scheme, "http" | "https")
        && host.chars().any(char::is_alphanumeric)
        && !host.contains('@')
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\' | '`')
        })
}

/// `shorten it by 12 characters`.
pub(crate) fn shorten(by: usize) -> String {
    format!("shorten it by {by} character{}", if by == 1 { "" } else { "s" })
}

fn syntax_mend(error: &Error) -> &'static str {
    let message = error.message();
    if message.contains("duplicate") {
        "keep one of the two lines"
    } else if message.contains("string") || message.contains("quot") {
        "put the text between two \" on one line; inside it write \\\" for a quote"
    } else {
        "write one `key = value` per line: texts in \"…\", lists in […], numbers bare"
    }
}

fn line_of(text: &str, at: usize) -> Range<usize> {
    let at = text.floor_char_boundary(at.min(text.len()));
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    start..end
}
