//! Paragraphs and list items: lines joined as Discord would need them, and what Discord cannot show.

use std::ops::Range;

use super::blocks::{Line, bullet, starts_anew};
use crate::library::fields::{Found, is_address, shorten};
use crate::library::resource::utf16;
use crate::library::source::Source;

/// Longest list item, in UTF-16 code units.
pub(super) const ITEM_MAX: usize = 200;

/// Joins lines into one paragraph. Discord shows every line break, so a wrapped line is joined with a
/// space; a break stays where an item, quote or subtext begins, or where a backslash asks for it.
pub(super) fn paragraph(lines: &[Line<'_>], source: &mut Source) -> String {
    let mut text = String::new();
    for line in lines {
        check(line, source);
        let words = line.text.trim();
        if text.is_empty() {
        } else if let Some(broken) = text.strip_suffix('\\') {
            text = format!("{}\n", broken.trim_end());
        } else if starts_anew(words) {
            text.push('\n');
        } else {
            text.push(' ');
        }
        text.push_str(&words.replace('\t', " "));
    }
    text.trim_end_matches('\\').trim().to_owned()
}

/// The items of a block of lines, the first of which begins an item.
pub(super) fn items(lines: &[Line<'_>], source: &mut Source) -> Vec<Found<String>> {
    let mut items: Vec<Found<String>> = Vec::new();
    let mut outer = None;
    for line in lines {
        check(line, source);
        match bullet(line) {
            Some((indent, item)) => {
                if indent > *outer.get_or_insert(indent) + 1 {
                    source.error(
                        item.span.clone(),
                        "a list within a list",
                        "move the item out to the others",
                    );
                }
                items.push(Found { value: item.text.replace('\t', " "), span: item.span });
            }
            None => continue_item(&mut items, line),
        }
    }
    items.into_iter().filter_map(|item| checked_item(item, source)).collect()
}

fn continue_item(items: &mut [Found<String>], line: &Line<'_>) {
    let Some(item) = items.last_mut() else { return };
    if !item.value.is_empty() {
        item.value.push(' ');
    }
    item.value.push_str(&line.text.trim().replace('\t', " "));
    item.span.end = line.span.end;
}

fn checked_item(item: Found<String>, source: &mut Source) -> Option<Found<String>> {
    let length = utf16(&item.value);
    if item.value.is_empty() {
        source.error(item.span, "an empty list item", "fill it or remove it");
        None
    } else if length > ITEM_MAX {
        let message = format!("the item has {length} characters, at most {ITEM_MAX} are allowed");
        source.error(item.span, message, shorten(length - ITEM_MAX));
        None
    } else {
        Some(item)
    }
}

/// Markdown that Discord would show as raw signs.
fn check(line: &Line<'_>, source: &mut Source) {
    let text = line.text.trim();
    let at = |needle: &str| {
        line.text.find(needle).map(|i| line.span.start + i..line.span.start + i + needle.len())
    };
    if text.starts_with("```") || text.starts_with("~~~") {
        source.error(line.span.clone(), "a code block", "say it in words; `inline code` is fine");
    } else if text.starts_with('|') {
        source.error(
            line.span.clone(),
            "a table, which Discord does not show",
            "write it as a list or as prose",
        );
    } else if is_rule(text) {
        source.error(line.span.clone(), "a ruled line, which Discord does not show", "remove it");
    }
    if let Some(span) = at("![") {
        source.error(span, "a picture within the text", "name it as `image` in the front matter");
    }
    if let Some(span) = tag(line) {
        source.error(
            span,
            "HTML, which Discord does not show",
            "use Markdown: **bold**, *italic*, [words](https://…)",
        );
    }
    for span in broken_links(line) {
        source.error(span, "a link that is not a web address", "write [words](https://…)");
    }
}

fn is_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    let Some(first @ ('-' | '*' | '_' | '=')) = signs.next() else { return false };
    signs.try_fold(1, |count, sign| (sign == first).then_some(count + 1)).is_some_and(|count| count >= 3)
}

/// `<b>`, `</p>`, `<br/>`; not `<https://…>` and not `a < b`.
fn tag(line: &Line<'_>) -> Option<Range<usize>> {
    line.text.match_indices('<').find_map(|(i, _)| {
        let inner = &line.text[i + 1..i + 1 + line.text[i + 1..].find('>')?];
        let name = inner.trim_start_matches('/');
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') && !name.contains("://");
        is_tag.then(|| line.span.start + i..line.span.start + i + inner.len() + 2)
    })
}

fn broken_links(line: &Line<'_>) -> Vec<Range<usize>> {
    let targets = line.text.match_indices("](").map(|(i, found)| i + found.len());
    targets
        .filter_map(|start| {
            let rest = &line.text[start..];
            let end = rest.find(')').unwrap_or(rest.len());
            let address = rest[..end].trim_matches(['<', '>']);
            (!is_address(address)).then(|| line.span.start + start..line.span.start + start + end)
        })
        .collect()
}
