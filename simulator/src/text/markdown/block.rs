//! Markup that takes a whole line or several: headings, subtext, list items, quotes.

use super::{Node, Scope, Taken, read};

/// What a line that starts here is, if it is more than text. The line's end is taken with it.
pub(super) fn take(rest: &str, scope: Scope) -> Option<Taken> {
    heading(rest, scope)
        .or_else(|| subtext(rest, scope))
        .or_else(|| item(rest, scope))
        .or_else(|| quote(rest, scope))
}

/// A line's content and the bytes up to and including its end.
fn line(rest: &str) -> (&str, usize) {
    match rest.find('\n') {
        Some(end) => (&rest[..end], end + 1),
        None => (rest, rest.len()),
    }
}

/// What follows a sign and at least one blank, if anything does.
fn behind_blank(text: &str) -> Option<&str> {
    let content = text.trim_start_matches([' ', '\t']);
    (content.len() < text.len() && !content.trim().is_empty()).then_some(content)
}

fn heading(rest: &str, scope: Scope) -> Option<Taken> {
    let (whole, bytes) = line(rest);
    let signs = whole.trim_start_matches(' ');
    let content = signs.trim_start_matches('#');
    let level = u8::try_from(signs.len() - content.len()).ok().filter(|level| (1..=3).contains(level))?;
    let content = behind_blank(content)?.trim_end().trim_end_matches('#').trim_end();
    (!content.is_empty()).then(|| Taken { node: Node::Heading(level, read(content, scope.inline())), bytes })
}

fn subtext(rest: &str, scope: Scope) -> Option<Taken> {
    let (whole, bytes) = line(rest);
    let content = behind_blank(whole.trim_start_matches(' ').strip_prefix("-#")?)?;
    Some(Taken { node: Node::Subtext(read(content, scope.inline())), bytes })
}

fn item(rest: &str, scope: Scope) -> Option<Taken> {
    let (whole, bytes) = line(rest);
    let signs = whole.trim_start_matches(' ');
    let depth = u8::try_from((whole.len() - signs.len()) / 2).unwrap_or(u8::MAX);
    let digits = signs.len() - signs.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, content) = if digits == 0 {
        (None, signs.strip_prefix(['-', '*'])?)
    } else {
        (Some(signs[..digits].parse().ok()?), signs[digits..].strip_prefix('.')?)
    };
    let content = read(behind_blank(content)?, scope.inline());
    Some(Taken { node: Node::Item { depth, number, content }, bytes })
}

fn quote(rest: &str, scope: Scope) -> Option<Taken> {
    if scope.quoted {
        return None;
    }
    let inner = Scope { quoted: true, ..scope.deeper() };
    if let Some(all) = rest.trim_start_matches(' ').strip_prefix(">>> ") {
        return Some(Taken { node: Node::Quote(read(all, inner)), bytes: rest.len() });
    }
    let mut lines = Vec::new();
    let mut bytes = 0;
    while let (whole, length) = line(&rest[bytes..])
        && let Some(content) = whole.trim_start_matches(' ').strip_prefix("> ")
    {
        lines.push(content);
        bytes += length;
    }
    (!lines.is_empty()).then(|| Taken { node: Node::Quote(read(&lines.join("\n"), inner)), bytes })
}
