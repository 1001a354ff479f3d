//! Discord's markdown as its clients read it (Markdown Text 101; API Reference, Message Formatting).
//!
//! Serves two ends: messages are printed for people, and tests prove that a bot's escaping works, because an escaped
//! text must read as exactly one [`Node::Text`] equal to what was escaped. Where clients differ, this parser takes
//! the reading that finds more markup, so that the proof holds for all of them. Emoji by short name (`:books:`) are
//! left as text.

mod block;
mod inline;
mod print;

pub use print::{marked, text};

/// Deepest nesting; what is deeper stays text, as hostile input must not exhaust the stack.
const DEEPEST: u8 = 12;

/// One piece of a text. Line breaks are part of the texts around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Words as they stand, escapes resolved; never two in a row.
    Text(String),
    /// Words in a style.
    Styled(Style, Vec<Node>),
    /// `` `code` ``
    Code(String),
    /// A fenced block, with its language if one was named.
    CodeBlock {
        /// What stood behind the opening fence.
        language: Option<String>,
        /// The lines between the fences.
        code: String,
    },
    /// Lines behind `>` or everything behind `>>>`.
    Quote(Vec<Node>),
    /// A line behind one to three `#`.
    Heading(u8, Vec<Node>),
    /// A line behind `-#`.
    Subtext(Vec<Node>),
    /// An item of a list.
    Item {
        /// How deeply indented, from 0.
        depth: u8,
        /// Its number as written, in a numbered list.
        number: Option<u32>,
        /// What the item says.
        content: Vec<Node>,
    },
    /// `[label](address)`
    Link {
        /// What is shown in place of the address.
        label: Vec<Node>,
        /// Where it leads.
        url: String,
    },
    /// An address that shows itself, bare or in angle brackets.
    Url(String),
    /// Somebody or something that is named by id.
    Mention(Mention),
    /// `<t:…>`: a moment, in seconds since 1970, and the letter of its form.
    Timestamp(i64, char),
    /// A custom emoji's name.
    Emoji(String),
}

/// How words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `**x**`
    Bold,
    /// `*x*` or `_x_`
    Italic,
    /// `__x__`
    Underline,
    /// `~~x~~`
    Strike,
    /// `||x||`
    Spoiler,
}

impl Style {
    /// The sign on both sides of the words.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Bold => "**",
            Self::Italic => "*",
            Self::Underline => "__",
            Self::Strike => "~~",
            Self::Spoiler => "||",
        }
    }
}

/// Who or what a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// `<@id>`
    User(String),
    /// `<@&id>`
    Role(String),
    /// `<#id>`
    Channel(String),
    /// `</name:id>`, the name kept
    Command(String),
    /// `@everyone`
    Everyone,
    /// `@here`
    Here,
}

/// Reads a text.
pub fn parse(markdown: &str) -> Vec<Node> {
    read(markdown, Scope { depth: 0, blocks: true, quoted: false, label: false })
}

/// What surrounds the text in hand.
#[derive(Clone, Copy)]
struct Scope {
    depth: u8,
    /// Whether lines may be headings, items and quotes.
    blocks: bool,
    quoted: bool,
    /// Inside a link's label: no escapes and no further link.
    label: bool,
}

impl Scope {
    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Inside a styled run or a line of its own.
    fn inline(self) -> Self {
        Self { blocks: false, ..self.deeper() }
    }
}

/// What was recognised at the head of a text, and how many bytes it took.
struct Taken {
    node: Node,
    bytes: usize,
}

fn read(source: &str, scope: Scope) -> Vec<Node> {
    if scope.depth > DEEPEST {
        return if source.is_empty() { Vec::new() } else { vec![Node::Text(source.to_owned())] };
    }
    let mut nodes = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        let line_start = at == 0 || source[..at].ends_with('\n');
        let block = if scope.blocks && line_start { block::take(&source[at..], scope) } else { None };
        let taken = block.or_else(|| inline::take(&source[at..], scope));
        let taken =
            taken.unwrap_or_else(|| Taken { node: Node::Text(first.into()), bytes: first.len_utf8() });
        at += taken.bytes;
        push(&mut nodes, taken.node);
    }
    nodes
}

/// Appends a node, texts run together.
fn push(nodes: &mut Vec<Node>, node: Node) {
    match (nodes.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.push_str(&more),
        (_, node) => nodes.push(node),
    }
}

#[cfg(test)]
mod tests;
