//! How much of a phone's screen a message takes.
//!
//! An approximation that errs to the larger side: every character is one column (wide scripts and emoji two, joining
//! signs none), words wrap whole, headings are a third wider, fields stand below one another, a button takes its
//! label and four columns more, a select one line, a large picture eight lines, a small one none, as it stands beside.
//! The frames around embeds are not counted: `columns` is how much text fits on a line inside them.

use serde_json::Value;

use super::markdown::{Node, parse, text};
use super::{Names, component, list, loose_files, shown_embeds, string};

/// Lines of a large picture.
const PICTURE: usize = 8;
/// Columns of a button beside its label.
const BUTTON_FRAME: usize = 4;

/// How many lines a message takes where `columns` characters fit on one.
pub fn phone_lines(message: &Value, names: &dyn Names, columns: usize) -> usize {
    let phone = Phone { names, columns: columns.max(1) };
    let content = string(message, "content").map_or(0, |words| phone.words(words));
    let embeds: usize = shown_embeds(message).iter().map(|one| phone.embed(one)).sum();
    let components: usize = list(message, "components").iter().map(|one| phone.component(one)).sum();
    content + embeds + components + loose_files(message).count()
}

struct Phone<'n> {
    names: &'n dyn Names,
    columns: usize,
}

impl Phone<'_> {
    fn embed(&self, embed: &Value) -> usize {
        let of = |part: Option<&Value>, key: &str| {
            part.and_then(|part| string(part, key)).map_or(0, |words| self.words(words))
        };
        let fields =
            list(embed, "fields").iter().map(|field| of(Some(field), "name") + of(Some(field), "value"));
        let alone =
            of(embed.get("author"), "name") + of(Some(embed), "title") + of(Some(embed), "description");
        let picture = if embed.get("image").is_some_and(Value::is_object) { PICTURE } else { 0 };
        alone
            + fields.sum::<usize>()
            + picture
            + of(embed.get("footer"), "text").max(usize::from(string(embed, "timestamp").is_some()))
    }

    fn component(&self, component: &Value) -> usize {
        match component::kind(component) {
            1 => self.row(list(component, "components")),
            10 => string(component, "content").map_or(0, |words| self.words(words)),
            9 | 17 => list(component, "components").iter().map(|inner| self.component(inner)).sum(),
            12 => PICTURE,
            _ => 1,
        }
    }

    /// Buttons fill a line as far as they fit; a select has its own.
    fn row(&self, parts: &[Value]) -> usize {
        let selects = parts.iter().filter(|part| component::is_select(part)).count();
        let buttons = parts.iter().filter(|part| !component::is_select(part));
        let widths = buttons.map(|button| width(&component::button(button)) - 2 + BUTTON_FRAME);
        selects + filled(widths, self.columns)
    }

    fn words(&self, markdown: &str) -> usize {
        self.nodes(&parse(markdown))
    }

    /// Lines of headings are wider, so they are counted apart from the text around them.
    fn nodes(&self, nodes: &[Node]) -> usize {
        let mut lines = 0;
        let mut run = Vec::new();
        for node in nodes {
            if let Node::Heading(..) = node {
                lines += self.run(&mut run)
                    + self.wrapped(&text(std::slice::from_ref(node), self.names), self.columns * 3 / 4);
            } else {
                run.push(node.clone());
            }
        }
        lines + self.run(&mut run)
    }

    fn run(&self, nodes: &mut Vec<Node>) -> usize {
        let words = text(&std::mem::take(nodes), self.names);
        // The break before a heading ends a line and does not open another.
        let words = words.strip_suffix('\n').unwrap_or(&words);
        if words.is_empty() { 0 } else { self.wrapped(words, self.columns) }
    }

    fn wrapped(&self, words: &str, columns: usize) -> usize {
        let columns = columns.clamp(1, self.columns);
        words.split('\n').map(|line| filled(line.split_whitespace().map(width), columns).max(1)).sum()
    }
}

/// How many lines pieces of these widths fill, one column between two; a piece wider than a line is broken.
fn filled(widths: impl Iterator<Item = usize>, columns: usize) -> usize {
    let mut lines = 0;
    let mut used = columns;
    for width in widths {
        if lines > 0 && used + 1 + width <= columns {
            used += 1 + width;
        } else {
            lines += width.div_ceil(columns).max(1);
            used = if width == 0 { 0 } else { (width - 1) % columns + 1 };
        }
    }
    lines
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f | 0x2060 => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60 => 2,
        0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::text::testing::People;

    fn lines(message: &Value) -> usize {
        phone_lines(message, &People, 20)
    }

    #[test]
    fn words_wrap_whole() {
        let cases = [
            ("exactly twenty chars", 1),
            ("exactly twenty chars!", 2),
            ("one\n\nthree", 3),
            ("abcdefghijklmnopqrstuvwxyz", 2),
            ("a abcdefghijklmnopqrstuvwxyz", 3),
            ("**bold signs do not count**", 2),
            ("[label](https://example.org/a/long/address)", 1),
            ("語語語語語語語語語語語", 2),
        ];
        for (content, expected) in cases {
            assert_eq!(lines(&json!({"content": content})), expected, "{content}");
        }
        assert_eq!(lines(&json!({})), 0);
    }

    #[test]
    fn headings_are_wider() {
        assert_eq!(lines(&json!({"content": "a\n# seventeen columns\nb"})), 4);
        assert_eq!(lines(&json!({"content": "# short\nb"})), 2);
    }

    #[test]
    fn embeds_count_their_parts() {
        let embed = json!({
            "title": "A title of one line", "description": "Two lines of words in all.",
            "fields": [{"name": "From", "value": "- a\n- b\n- c"}, {"name": "To", "value": "d"}],
            "footer": {"text": "footer"}, "timestamp": "2026-11-22T10:00:00Z",
        });
        assert_eq!(lines(&json!({"embeds": [embed]})), 1 + 2 + 4 + 2 + 1);
        assert_eq!(lines(&json!({"embeds": [embed], "flags": 4})), 0);
        assert_eq!(lines(&json!({"embeds": [{"image": {"url": "https://x.org/a.png"}}]})), PICTURE);
    }

    #[test]
    fn buttons_wrap_by_their_labels() {
        let button = |label: &str| json!({"type": 2, "style": 1, "label": label, "custom_id": label});
        let row = |labels: &[&str]| {
            let buttons: Vec<_> = labels.iter().map(|label| button(label)).collect();
            json!({"components": [{"type": 1, "components": buttons}]})
        };
        assert_eq!(lines(&row(&["abcd", "abcdefg"])), 1);
        assert_eq!(lines(&row(&["abcd", "abcdefgh"])), 2);
        assert_eq!(lines(&row(&["a", "b", "c"])), 1);
        let select = json!({"components": [{"type": 1, "components": [{"type": 5, "custom_id": "s"}]}]});
        assert_eq!(lines(&select), 1);
    }

    #[test]
    fn a_wider_phone_never_takes_more() {
        let message = json!({"content": "# A heading here\nwords and words and words, and a few more of them\n- x\n- y"});
        let counts: Vec<_> = (1..60).map(|columns| phone_lines(&message, &People, columns)).collect();
        assert!(counts.windows(2).all(|pair| pair[0] >= pair[1]), "{counts:?}");
    }
}
