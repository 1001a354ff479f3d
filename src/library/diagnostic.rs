//! One mistake in a file: where, what, and how to mend it, shown with its line.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be served as it is.
    Error,
    /// It can, but someone should look.
    Warning,
}

/// How a diagnostic is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Text alone.
    Plain,
    /// With terminal colours.
    Coloured,
}

/// Where in which file, with the line itself so that showing it needs no second look at the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as people know it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line, or the part of a very long one around the place.
    pub shown: String,
    /// The bytes of `shown` that are meant.
    pub span: Range<usize>,
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// How to mend it, as an instruction.
    pub mend: String,
}

/// How much of a long line is shown on each side, in characters.
const AROUND: usize = 60;

impl Diagnostic {
    /// An error.
    #[must_use]
    pub fn error(place: Place, message: impl Into<String>, mend: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, place, message: message.into(), mend: mend.into() }
    }

    /// A warning.
    #[must_use]
    pub fn warning(place: Place, message: impl Into<String>, mend: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, place, message: message.into(), mend: mend.into() }
    }

    /// Whether the file cannot be served.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The drawing: message, place, line with a mark under it, and the mend.
    #[must_use]
    pub fn render(&self, look: Look) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mark = AnnotationKind::Primary.span(self.place.span.clone());
        let snippet = Snippet::source(&self.place.shown)
            .line_start(self.place.line)
            .path(&self.place.file)
            .annotation(mark);
        let group =
            level.primary_title(&self.message).element(snippet).element(Level::HELP.message(&self.mend));
        let renderer = match look {
            Look::Plain => Renderer::plain(),
            Look::Coloured => Renderer::styled(),
        };
        renderer.render(&[group])
    }
}

/// One line for logs: `file:line:column: message (mend)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column, .. } = &self.place;
        write!(f, "{file}:{line}:{column}: {} ({})", self.message, self.mend)
    }
}

impl Place {
    /// The start of a file of which nothing can be shown.
    #[must_use]
    pub fn file(name: &str) -> Place {
        Place { file: name.to_owned(), line: 1, column: 1, shown: String::new(), span: 0..0 }
    }

    /// The place of a byte range of a text; a range over several lines is cut to its first.
    #[must_use]
    pub fn within(file: &str, text: &str, span: Range<usize>) -> Place {
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = &text[line_start..line_end];
        let (from, to) = window(line, start - line_start..end.min(line_end) - line_start);
        Place {
            file: file.to_owned(),
            line: text[..line_start].matches('\n').count() + 1,
            column: line[..start - line_start].chars().count() + 1,
            shown: line[from..to].to_owned(),
            span: start - line_start - from..end.min(line_end).min(line_start + to) - line_start - from,
        }
    }
}

/// The nearest of the known words, if it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |candidate: &&'a str| strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase());
    let best = known.into_iter().min_by_key(near)?;
    (near(&best) <= 1 + word.chars().count() / 3).then_some(best)
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// The part of a line that is shown: all of it unless it is very long.
fn window(line: &str, span: Range<usize>) -> (usize, usize) {
    let back = |at: usize| line[..at].char_indices().rev().nth(AROUND - 1).map_or(0, |(i, _)| i);
    let on = |at: usize| line[at..].char_indices().nth(AROUND).map_or(line.len(), |(i, _)| at + i);
    if line.chars().count() <= 2 * AROUND {
        return (0, line.len());
    }
    (back(span.start), on(span.end.min(on(span.start))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, span: Range<usize>) -> Place {
        Place::within("library/a.md", text, span)
    }

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let text = "über\nzwölf x\n";
        let x = text.find('x').unwrap_or_default();
        let found = place(text, x..x + 1);
        assert_eq!((found.line, found.column, found.shown.as_str()), (2, 7, "zwölf x"));
        assert_eq!(&found.shown[found.span], "x");
        let end = place(text, text.len()..text.len());
        assert_eq!((end.line, end.column), (3, 1));
    }

    #[test]
    fn a_span_over_lines_or_outside_is_cut() {
        assert_eq!(place("ab\ncd", 1..5).span, 1..2);
        assert_eq!(place("ab", 7..9).column, 3);
        assert_eq!(place("é", 1..2).column, 1);
    }

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = format!("{}!{}", "é".repeat(500), "x".repeat(500));
        let at = text.find('!').unwrap_or_default();
        let found = place(&text, at..at + 1);
        assert_eq!(found.column, 501);
        assert!(found.shown.chars().count() <= 2 * AROUND + 1);
        assert_eq!(&found.shown[found.span], "!");
        let all = place(&text, 0..text.len());
        assert!(all.shown.chars().count() <= 3 * AROUND);
    }

    #[test]
    fn it_shows_line_mark_and_mend() {
        let text = "+++\ntilte = \"A\"\n";
        let found = Diagnostic::error(place(text, 4..9), "unknown key `tilte`", "did you mean `title`?");
        insta::assert_snapshot!(found.render(Look::Plain), @r#"
        error: unknown key `tilte`
         --> library/a.md:2:1
          |
        2 | tilte = "A"
          | ^^^^^
          |
          = help: did you mean `title`?
        "#);
        assert!(found.render(Look::Coloured).contains("\u{1b}["));
        assert_eq!(found.to_string(), "library/a.md:2:1: unknown key `tilte` (did you mean `title`?)");
    }

    #[test]
    fn only_a_near_word_is_suggested() {
        assert_eq!(nearest("tilte", ["title", "subtitle"]), Some("title"));
        assert_eq!(nearest("Title", ["title"]), Some("title"));
        assert_eq!(nearest("colour", ["title", "kind"]), None);
        assert_eq!(nearest("x", []), None);
    }
}
