//! A text as it came from a file: decoded, with every mistake of its bytes found, and places in it named
//! by line and column.

use std::borrow::Cow;
use std::ops::Range;
use std::str::Utf8Error;

use super::diagnostic::{Diagnostic, Place};

/// A file before anything is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// How people know it: `config/library/deep-work.md`.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A decoded file that collects what is wrong with it.
#[derive(Debug)]
pub(crate) struct Source {
    name: String,
    text: String,
    found: Vec<Diagnostic>,
}

impl SourceFile {
    /// A file with that name and content.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> SourceFile {
        SourceFile { name: name.into(), bytes: bytes.into() }
    }

    /// The name without folders and extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        let base = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        base.strip_suffix(".md").unwrap_or(base)
    }
}

impl Source {
    /// Decodes a file. Whatever is wrong is noted, and what can still be read is read, so that the
    /// mistakes of bytes and of content are told in one run.
    pub(crate) fn decode(file: &SourceFile) -> Source {
        let checked = std::str::from_utf8(&file.bytes);
        let lossy = checked.map_or_else(|_| String::from_utf8_lossy(&file.bytes), Cow::Borrowed);
        let bare = lossy.strip_prefix('\u{feff}').unwrap_or(&lossy);
        let mut source = Source { name: file.name.clone(), text: String::new(), found: Vec::new() };
        // One byte is looked for a dozen times as fast as two, and hardly a file has it.
        if bare.contains('\r') {
            source.text = bare.replace("\r\n", "\n");
            source.find_line_ends(bare);
        } else {
            bare.clone_into(&mut source.text);
        }
        if bare.len() < lossy.len() {
            source.error(0..0, "the file begins with a byte order mark", "save it as UTF-8 without BOM");
        }
        if let Err(broken) = checked {
            source.find_undecodable(&file.bytes, broken);
        }
        source.find_unprintable();
        source
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn error(&mut self, span: Range<usize>, message: impl Into<String>, mend: impl Into<String>) {
        let found = Diagnostic::error(self.place(span), message, mend);
        self.found.push(found);
    }

    pub(crate) fn warning(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        let found = Diagnostic::warning(self.place(span), message, mend);
        self.found.push(found);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// What was found, in the order of the file.
    pub(crate) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|found| (found.place.line, found.place.column));
        self.found
    }

    /// Where a span of the text is.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place::within(&self.name, &self.text, span)
    }

    fn find_line_ends(&mut self, raw: &str) {
        if let Some(at) = raw.find("\r\n") {
            // The text that is shown has one byte less per earlier CR; this is the first, so none.
            self.error(at..at, "lines end with CR LF", "save the file with LF line ends");
        }
    }

    fn find_undecodable(&mut self, bytes: &[u8], broken: Utf8Error) {
        let good = String::from_utf8_lossy(&bytes[..broken.valid_up_to()]);
        let at = good.trim_start_matches('\u{feff}').replace("\r\n", "\n").len();
        let byte = bytes[broken.valid_up_to()];
        let span = at..at + '\u{fffd}'.len_utf8();
        self.error(span, format!("not UTF-8: byte {byte:#04x}"), "save the file as UTF-8");
    }

    /// Tells those of a line at its first one: a binary file would otherwise drown everything else. ASCII ones are
    /// blanked out then, or the TOML parser would tell them a second time.
    fn find_unprintable(&mut self) {
        if !self.text.contains(strange) {
            return;
        }
        let lines = self.text.clone();
        let mut at = 0;
        for line in lines.split_inclusive('\n') {
            if let Some((i, c)) = line.char_indices().find(|&(_, c)| strange(c)) {
                let span = at + i..at + i + c.len_utf8();
                self.error(span, invisible(line), "remove it");
            }
            at += line.len();
        }
        self.text = self.text.replace(|c: char| strange(c) && c.is_ascii(), " ");
    }

    /// Whether a part of the file holds an invisible character, which was told when the file was decoded.
    pub(crate) fn names_invisible(&self, span: &Range<usize>) -> bool {
        self.text.get(span.clone()).is_some_and(|it| it.contains(strange))
    }
}

/// How many different invisible characters of a line are named.
const NAMED: usize = 4;

/// What is said of a line's invisible characters.
fn invisible(line: &str) -> String {
    let mut codes: Vec<String> = Vec::new();
    for c in line.chars().filter(|it| strange(*it)) {
        let code = format!("U+{:04X}", u32::from(c));
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    match codes.as_slice() {
        [code] => format!("invisible character {code}"),
        codes if codes.len() <= NAMED => format!("invisible characters {}", codes.join(", ")),
        codes => format!("invisible characters {} and others", codes[..NAMED].join(", ")),
    }
}

/// What nobody means to write into a file.
fn strange(c: char) -> bool {
    unprintable(c) && !matches!(c, '\n' | '\t')
}

/// Control characters, and characters that reorder or hide text on the screen.
pub(super) fn unprintable(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fff9}'..='\u{fffb}')
}
