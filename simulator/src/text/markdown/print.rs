//! Texts as a person reads them, with or without the signs of their styles.

use chrono::{DateTime, Utc};

use super::super::Names;
use super::{Mention, Node};

/// The bare words, without any sign: what a screen reader would say.
pub fn text(nodes: &[Node], names: &dyn Names) -> String {
    Printer { names, signs: Signs::Hidden }.all(nodes)
}

/// The words with the signs of their styles and the addresses of their links: what a terminal can show.
pub fn marked(nodes: &[Node], names: &dyn Names) -> String {
    Printer { names, signs: Signs::Shown }.all(nodes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Signs {
    Shown,
    Hidden,
}

#[derive(Clone, Copy)]
struct Printer<'n> {
    names: &'n dyn Names,
    signs: Signs,
}

impl Printer<'_> {
    fn all(self, nodes: &[Node]) -> String {
        let mut out = String::new();
        for (at, node) in nodes.iter().enumerate() {
            let block = is_block(node);
            if block && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&self.one(node));
            if block && at + 1 < nodes.len() {
                out.push('\n');
            }
        }
        out
    }

    fn one(self, node: &Node) -> String {
        match node {
            Node::Text(words) => words.clone(),
            Node::Styled(style, inner) => self.around(style.sign(), &self.all(inner)),
            Node::Code(code) => self.around("`", code),
            Node::CodeBlock { language, code } => self.fenced(language.as_deref(), code),
            Node::Quote(inner) => self.before_lines("│ ", &self.all(inner)),
            Node::Heading(level, inner) => {
                self.before_lines(&format!("{} ", "#".repeat(usize::from(*level))), &self.all(inner))
            }
            Node::Subtext(inner) => self.before_lines("-# ", &self.all(inner)),
            Node::Item { depth, number, content } => {
                let sign = number.map_or_else(|| "•".to_owned(), |number| format!("{number}."));
                format!("{}{sign} {}", "  ".repeat(usize::from(*depth)), self.all(content))
            }
            Node::Link { label, url } => match self.signs {
                Signs::Shown => format!("{} <{url}>", self.all(label)),
                Signs::Hidden => self.all(label),
            },
            Node::Url(url) => url.clone(),
            Node::Mention(mention) => self.mention(mention),
            Node::Timestamp(seconds, form) => moment(*seconds, *form),
            Node::Emoji(name) => format!(":{name}:"),
        }
    }

    fn around(self, sign: &str, words: &str) -> String {
        match self.signs {
            Signs::Shown => format!("{sign}{words}{sign}"),
            Signs::Hidden => words.to_owned(),
        }
    }

    fn before_lines(self, sign: &str, words: &str) -> String {
        match self.signs {
            Signs::Shown => {
                words.split('\n').map(|line| format!("{sign}{line}")).collect::<Vec<_>>().join("\n")
            }
            Signs::Hidden => words.to_owned(),
        }
    }

    fn fenced(self, language: Option<&str>, code: &str) -> String {
        match self.signs {
            Signs::Shown => format!("```{}\n{code}\n```", language.unwrap_or_default()),
            Signs::Hidden => code.to_owned(),
        }
    }

    /// Ids that nobody knows read as the clients show them.
    fn mention(self, mention: &Mention) -> String {
        let (sign, name, unknown) = match mention {
            Mention::User(id) => ("@", self.names.user(id), "unknown-user"),
            Mention::Role(id) => ("@", self.names.role(id), "deleted-role"),
            Mention::Channel(id) => ("#", self.names.channel(id), "unknown"),
            Mention::Command(name) => ("/", Some(name.clone()), ""),
            Mention::Everyone => ("@", None, "everyone"),
            Mention::Here => ("@", None, "here"),
        };
        format!("{sign}{}", name.unwrap_or_else(|| unknown.to_owned()))
    }
}

fn is_block(node: &Node) -> bool {
    matches!(
        node,
        Node::CodeBlock { .. } | Node::Quote(_) | Node::Heading(..) | Node::Subtext(_) | Node::Item { .. }
    )
}

/// A moment in UTC. The relative form ("in 3 days") reads as the full one, since a print must not depend on the
/// moment at which it is made.
fn moment(seconds: i64, form: char) -> String {
    let Some(at) = DateTime::<Utc>::from_timestamp(seconds, 0) else {
        return "Invalid Date".to_owned();
    };
    let pattern = match form {
        't' => "%H:%M",
        'T' => "%H:%M:%S",
        'd' => "%Y-%m-%d",
        'D' => "%-d %B %Y",
        'F' => "%A, %-d %B %Y %H:%M",
        's' => "%Y-%m-%d %H:%M",
        'S' => "%Y-%m-%d %H:%M:%S",
        _ => "%-d %B %Y %H:%M",
    };
    at.format(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::text::testing::People;

    fn shown(markdown: &str) -> String {
        marked(&parse(markdown), &People)
    }

    fn bare(markdown: &str) -> String {
        text(&parse(markdown), &People)
    }

    #[test]
    fn signs_are_shown_or_hidden() {
        let words = "# A\n**b** _c_ `d`\n> e\n> f\n- g\n1. h\n-# i\n[j](https://k.org) ||l||";
        assert_eq!(shown(words), "# A\n**b** *c* `d`\n│ e\n│ f\n• g\n1. h\n-# i\nj <https://k.org> ||l||");
        assert_eq!(bare(words), "A\nb c d\ne\nf\n• g\n1. h\ni\nj l");
        assert_eq!(shown("a ```rs\nb\n``` c"), "a \n```rs\nb\n```\n c");
        assert_eq!(bare("```rs\nb\n```"), "b");
    }

    #[test]
    fn the_named_are_named() {
        assert_eq!(shown("<@1> <@&2> <#3> </help:4> @here"), "@ann @Moderator #general /help @here");
        assert_eq!(shown("<@9> <@&9> <#9>"), "@unknown-user @deleted-role #unknown");
    }

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(shown("<t:86461:t> <t:86461:T> <t:86461:d>"), "00:01 00:01:01 1970-01-02");
        assert_eq!(shown("<t:86461:D>, <t:86461:F>"), "2 January 1970, Friday, 2 January 1970 00:01");
        assert_eq!(shown("<t:86461:R>"), shown("<t:86461>"));
        assert_eq!(shown("<t:9223372036854775807>"), "Invalid Date");
    }
}
