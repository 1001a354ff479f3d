//! Cuts the Markdown body into headings and blocks of lines between blank lines.

use std::ops::Range;

/// A line without its end, and where it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) span: Range<usize>,
}

/// What the body consists of.
#[derive(Clone, Debug)]
pub(super) enum Block<'t> {
    /// A heading with its number of `#` and its words.
    Heading(usize, Line<'t>),
    /// Lines without a blank one between.
    Lines(Vec<Line<'t>>),
}

/// The blocks of a part of the file.
pub(super) fn blocks(text: &str, span: Range<usize>) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut at = span.start;
    for raw in text[span].split_inclusive('\n') {
        let line = trimmed(raw, at);
        at += raw.len();
        if let Some(heading) = heading(&line) {
            flush(&mut lines, &mut blocks);
            blocks.push(heading);
        } else if line.text.trim().is_empty() {
            flush(&mut lines, &mut blocks);
        } else {
            lines.push(line);
        }
    }
    flush(&mut lines, &mut blocks);
    blocks
}

/// The words of a list item and its indentation; `None` if the line begins no item.
pub(super) fn bullet<'t>(line: &Line<'t>) -> Option<(usize, Line<'t>)> {
    let bare = line.text.trim_start();
    let indent = line.text.len() - bare.len();
    let rest = bare.strip_prefix(['-', '*', '•'])?;
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let words = rest.trim();
    let end = line.span.start + line.text.trim_end().len();
    let start = if words.is_empty() { line.span.start + indent } else { end - words.len() };
    Some((indent, Line { text: words, span: start..end }))
}

/// Whether Discord starts a new line with it whatever stands before: list item, quote, subtext.
pub(super) fn starts_anew(text: &str) -> bool {
    let text = text.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.len() < text.len() && (number.starts_with(". ") || number.starts_with(") "));
    numbered || ["- ", "* ", "• ", "> ", ">>> ", "-# "].iter().any(|mark| text.starts_with(mark))
}

fn trimmed(raw: &str, at: usize) -> Line<'_> {
    let text = raw.strip_suffix('\n').unwrap_or(raw);
    Line { text, span: at..at + text.len() }
}

fn heading<'t>(line: &Line<'t>) -> Option<Block<'t>> {
    let rest = line.text.trim_start_matches('#');
    let level = line.text.len() - rest.len();
    // `##Why` and `####### x` are no headings to Markdown, and surely meant as such.
    if level == 0 || (level == 1 && !rest.starts_with([' ', '\t'])) {
        return None;
    }
    Some(Block::Heading(level, Line { text: rest.trim(), span: line.span.clone() }))
}

fn flush<'t>(lines: &mut Vec<Line<'t>>, blocks: &mut Vec<Block<'t>>) {
    if !lines.is_empty() {
        blocks.push(Block::Lines(std::mem::take(lines)));
    }
}
