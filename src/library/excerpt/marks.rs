//! Where in a text Discord's Markdown has marks, so that no cut leaves one open.
//! <https://support.discord.com/hc/en-us/articles/210298617>

use std::ops::Range;

use super::{Excerpt, fitting, last_gap};
use crate::library::resource::utf16;

/// The stretches of a text that a cut would break.
#[derive(Default)]
pub(super) struct Marks {
    found: Vec<Mark>,
}

struct Mark {
    span: Range<usize>,
    /// What opens and closes it; empty for links, which cannot be cut at all.
    sign: &'static str,
}

/// Longer signs before those that they begin with.
const SIGNS: [&str; 8] = ["```", "`", "***", "**", "*", "__", "~~", "||"];

impl Marks {
    /// The marks of a text; marks within marks are not told, since the outer one decides.
    pub(super) fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        let mut at = 0;
        while at < text.len() {
            at = match mark_at(text, at) {
                Some(mark) => {
                    let end = mark.span.end;
                    marks.found.push(mark);
                    end
                }
                None => next(text, at),
            };
        }
        marks
    }

    /// Whether the text may be cut there.
    pub(super) fn allow(&self, at: usize) -> bool {
        self.found.iter().all(|mark| at <= mark.span.start || at >= mark.span.end)
    }

    /// Cuts a text that has no allowed place for it because it begins with a mark longer than what may
    /// be shown: the mark is closed before the cut and opened again after it. A link is cut as it is.
    pub(super) fn cut_within(&self, text: &str, max_utf16: usize) -> Excerpt {
        let first = self.found.first().filter(|mark| mark.span.start == 0);
        let sign = first.map_or("", |mark| mark.sign);
        let room = max_utf16.saturating_sub(1 + utf16(sign));
        let limit = fitting(text, room);
        let inner = Marks::of(&text[sign.len()..]).shifted(sign.len());
        let place = |marks: &Marks| last_gap(text, limit, marks).filter(|&at| at > sign.len());
        let at = place(&inner).or_else(|| place(&Marks::default()));
        // Where not even one character fits beside its mark, going on counts more than the limit.
        let at = at.unwrap_or_else(|| next(text, sign.len()));
        let rest = text[at..].trim_start();
        let rest = match rest.strip_prefix(sign) {
            Some(closed) if !sign.is_empty() => closed.trim_start().to_owned(),
            _ if rest.is_empty() => String::new(),
            _ => format!("{sign}{rest}"),
        };
        let shown = format!("{}…{sign}", text[..at].trim_end());
        Excerpt { shown, rest: Some(rest).filter(|rest| !rest.is_empty()) }
    }

    fn shifted(mut self, by: usize) -> Marks {
        for mark in &mut self.found {
            mark.span = mark.span.start + by..mark.span.end + by;
        }
        self
    }
}

fn next(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(text.len(), |c| at + c.len_utf8())
}

fn mark_at(text: &str, at: usize) -> Option<Mark> {
    let rest = &text[at..];
    if text[..at].ends_with('\\') {
        return None;
    }
    if rest.starts_with('[') {
        let middle = rest.find("](")?;
        let end = middle + rest[middle..].find(')')? + 1;
        let is_link = !rest[1..end].contains(['\n', '[']);
        return is_link.then(|| Mark { span: at..at + end, sign: "" });
    }
    if rest.starts_with('<') || rest.starts_with("http://") || rest.starts_with("https://") {
        let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
        let closed = usize::from(rest.starts_with('<') && rest[end..].starts_with('>'));
        let is_mark = !rest.starts_with('<') || closed == 1;
        return is_mark.then(|| Mark { span: at..at + end + closed, sign: "" });
    }
    let underscore = rest.starts_with('_') && !rest.starts_with("__");
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).or(underscore.then_some("_"))?;
    let inner = &rest[sign.len()..];
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    let end = closing(inner, sign)?;
    Some(Mark { span: at..at + 2 * sign.len() + end, sign })
}

/// Where the sign closes: behind something, not behind white space, and not as part of a longer sign.
fn closing(inner: &str, sign: &str) -> Option<usize> {
    let own = |c: char| sign.starts_with(c);
    inner.match_indices(sign).map(|(at, _)| at).find(|&at| {
        let before = inner[..at].chars().next_back();
        let after = inner[at + sign.len()..].chars().next();
        before.is_some_and(|c| !c.is_whitespace() && !own(c)) && !after.is_some_and(own)
    })
}
