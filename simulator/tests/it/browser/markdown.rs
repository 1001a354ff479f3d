//! The page reads Discord's Markdown as the simulator does, whatever is in it.

use discord_simulator::text::markdown::{self, Mention, Node};
use serde_json::{Value, json};

use super::driver::{Browser, Kind, LOOKS, in_every_browser};
use super::stand::Stand;

/// What texts are put together from: all signs that mean something, and some that look like it.
const PIECES: [&str; 48] = [
    "a",
    "b c",
    " ",
    "\n",
    "\\",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "||",
    "`",
    "``",
    "```",
    "```rs\n",
    "\n```",
    "> ",
    ">>> ",
    "# ",
    "### ",
    "-# ",
    "- ",
    "  - ",
    "1. ",
    "[",
    "](",
    ")",
    "](https://a.org)",
    "<https://b.org>",
    "https://c.org/d_(e).",
    "http://",
    "h",
    "@everyone",
    "@here",
    "<@12>",
    "<@&3>",
    "<#4>",
    "</my own:5>",
    "<t:86400:R>",
    "<t:5>",
    "<:owl:6>",
    "¯\\_(ツ)_/¯",
    "é",
    "🦉",
    "\u{202e}",
    "\u{200b}",
    "snake_case",
    "\"t\"",
];

in_every_browser!(the_page_reads_markdown_as_the_simulator_does);

async fn the_page_reads_markdown_as_the_simulator_does(browser: Browser) {
    let stand = Stand::open().await;
    let visit = browser.visit(&stand.page_of("ann"), LOOKS[0]).await;
    let texts: Vec<String> = (0..6_000).map(made_up).collect();
    let script =
        format!("import('/page/markdown/parse.js').then(({{ parse }}) => {}.map(parse))", json!(texts));
    let read = visit.eval(&script).await;
    for (text, read) in texts.iter().zip(read.as_array().unwrap()) {
        assert_eq!(*read, told(&markdown::parse(text)), "{text:?}");
    }
    visit.leave().await;
}

/// One of many texts, always the same ones.
fn made_up(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap()
    };
    // Of few pieces each, for what goes wrong goes wrong where the same signs meet again.
    let few: Vec<&str> = (0..5).map(|_| PIECES[next() % PIECES.len()]).collect();
    let length = 1 + next() % 14;
    (0..length).map(|_| few[next() % few.len()]).collect()
}

fn told(nodes: &[Node]) -> Value {
    nodes.iter().map(one).collect()
}

fn one(node: &Node) -> Value {
    match node {
        Node::Text(text) => json!({"kind": "text", "text": text}),
        Node::Styled(style, nodes) => {
            json!({"kind": format!("{style:?}").to_lowercase(), "nodes": told(nodes)})
        }
        Node::Code(text) => json!({"kind": "code", "text": text}),
        Node::CodeBlock { language, code } => json!({"kind": "block", "language": language, "text": code}),
        Node::Quote(nodes) => json!({"kind": "quote", "nodes": told(nodes)}),
        Node::Heading(level, nodes) => json!({"kind": "heading", "level": level, "nodes": told(nodes)}),
        Node::Subtext(nodes) => json!({"kind": "subtext", "nodes": told(nodes)}),
        Node::Item { depth, number, content } => {
            json!({"kind": "item", "depth": depth, "number": number, "nodes": told(content)})
        }
        Node::Link { label, url } => json!({"kind": "link", "nodes": told(label), "url": url}),
        Node::Url(url) => json!({"kind": "url", "url": url}),
        Node::Mention(mention) => mentioned(mention),
        Node::Timestamp(seconds, form) => json!({"kind": "moment", "seconds": seconds, "form": form}),
        Node::Emoji(name) => json!({"kind": "emoji", "name": name}),
    }
}

fn mentioned(mention: &Mention) -> Value {
    match mention {
        Mention::User(id) => json!({"kind": "user", "id": id}),
        Mention::Role(id) => json!({"kind": "role", "id": id}),
        Mention::Channel(id) => json!({"kind": "channel", "id": id}),
        // The simulator keeps the name only.
        Mention::Command(name) => json!({"kind": "command", "name": name, "id": "5"}),
        Mention::Everyone => json!({"kind": "everyone"}),
        Mention::Here => json!({"kind": "here"}),
    }
}
