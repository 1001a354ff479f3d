//! The Markdown body of a page: description, why it belongs here, about the authors.

use std::ops::Range;

use super::blocks::{Block, Line, blocks, bullet};
use super::text::{items, paragraph};
use crate::library::diagnostic::nearest;
use crate::library::fields::Found;
use crate::library::fold;
use crate::library::resource::{About, Shift, Side, Why, WhyPart};
use crate::library::source::Source;

/// What stands below the front matter.
#[derive(Default)]
pub(super) struct Body {
    pub(super) description: Vec<String>,
    pub(super) why: Option<Why>,
    pub(super) about: Vec<Found<About>>,
}

pub(super) const WHY: &str = "Why this belongs here";
pub(super) const ABOUT: &str = "About the author";
pub(super) const AWAY: &str = "Away from";
pub(super) const TOWARD: &str = "Toward";
pub(super) const PROVIDES: &str = "Provides";

/// Reads the body.
pub(super) fn read(text: &str, span: Range<usize>, source: &mut Source) -> Body {
    let mut body = Body::default();
    let blocks = blocks(text, span);
    let is_section = |block: &Block<'_>| matches!(block, Block::Heading(level, _) if *level <= 2);
    let first = blocks.iter().position(is_section).unwrap_or(blocks.len());
    body.description = prose(&blocks[..first], source);
    let mut rest = &blocks[first..];
    while let [Block::Heading(level, heading), after @ ..] = rest {
        let end = after.iter().position(is_section).unwrap_or(after.len());
        read_section(&mut body, (*level, heading), &after[..end], source);
        rest = &after[end..];
    }
    body
}

fn read_section(
    body: &mut Body,
    (level, heading): (usize, &Line<'_>),
    blocks: &[Block<'_>],
    source: &mut Source,
) {
    let name = heading.text;
    if level == 1 {
        source.error(
            heading.span.clone(),
            "a heading of the first level",
            "the title stands in the front matter; use ##",
        );
    } else if same(name, WHY) {
        let why = read_why(heading, blocks, source);
        if body.why.replace(why).is_some() {
            source.error(heading.span.clone(), format!("`{WHY}` stands here twice"), "join the two");
        }
    } else if let Some(about) = about_name(name) {
        let paragraphs = prose(blocks, source);
        if paragraphs.is_empty() {
            empty_section(heading, source);
        }
        if body.about.iter().any(|earlier| earlier.value.name == about) {
            source.error(heading.span.clone(), format!("`{name}` stands here twice"), "join the two");
        }
        body.about.push(Found { value: About { name: about, paragraphs }, span: heading.span.clone() });
    } else {
        unknown_heading(heading, "##", &[WHY, ABOUT, "About <name>"], source);
        // What stands below it may be wrong as well.
        if blocks.iter().any(is_heading) {
            read_why(heading, blocks, source);
        } else {
            prose(blocks, source);
        }
    }
}

/// `None`: no section about a person; `Some(None)`: about the author.
fn about_name(heading: &str) -> Option<Option<String>> {
    if same(heading, ABOUT) || same(heading, "About the authors") {
        return Some(None);
    }
    let name = heading.strip_prefix("About ")?.trim();
    (!name.is_empty()).then(|| Some(name.to_owned()))
}

fn read_why(heading: &Line<'_>, blocks: &[Block<'_>], source: &mut Source) -> Why {
    let mut why = Why::default();
    let first = blocks.iter().position(is_heading).unwrap_or(blocks.len());
    why.parts.extend(prose(&blocks[..first], source).into_iter().map(WhyPart::Prose));
    let mut rest = &blocks[first..];
    while let [Block::Heading(level, name), after @ ..] = rest {
        let end = after.iter().position(is_heading).unwrap_or(after.len());
        if *level == 3 {
            read_list(&mut why, name, &after[..end], source);
        } else {
            source.error(name.span.clone(), "a heading of this level has no meaning here", "use ## or ###");
        }
        rest = &after[end..];
    }
    if why.parts.is_empty() {
        empty_section(heading, source);
    }
    why
}

/// The list under a `###` heading, and the prose that follows it.
fn read_list(why: &mut Why, heading: &Line<'_>, blocks: &[Block<'_>], source: &mut Source) {
    let lists = blocks.iter().take_while(|block| is_list(block)).count();
    let mut list = Vec::new();
    for block in &blocks[..lists] {
        if let Block::Lines(lines) = block {
            list.extend(items(lines, source));
        }
    }
    if lists == 0 {
        source.error(
            heading.span.clone(),
            format!("`{}` has no list", heading.text),
            "write lines `- …` under it, or remove it",
        );
    }
    let name = list_name(heading.text);
    if let Some(side) = name.as_ref().and_then(ListName::side) {
        find_repeated(why, side, &list, source);
    }
    let list = list.into_iter().map(|item| item.value).collect();
    let part = match name {
        Some(ListName::Away) => WhyPart::Away(list),
        Some(ListName::Toward) => WhyPart::Toward(list),
        Some(ListName::Provides(lead_in)) => WhyPart::Provides { lead_in, items: list },
        None => return unknown_heading(heading, "###", &[AWAY, TOWARD, "Provides: <lead-in>"], source),
    };
    why.parts.push(part);
    why.parts.extend(prose(&blocks[lists..], source).into_iter().map(WhyPart::Prose));
}

enum ListName {
    Away,
    Toward,
    Provides(String),
}

impl ListName {
    fn side(&self) -> Option<Side> {
        match self {
            ListName::Away => Some(Side::Away),
            ListName::Toward => Some(Side::Toward),
            ListName::Provides(_) => None,
        }
    }
}

fn list_name(heading: &str) -> Option<ListName> {
    if same(heading, AWAY) {
        return Some(ListName::Away);
    }
    if same(heading, TOWARD) {
        return Some(ListName::Toward);
    }
    let (name, lead_in) = heading.split_once(':').unwrap_or((heading, ""));
    same(name, PROVIDES).then(|| ListName::Provides(lead_in.trim().to_owned()))
}

/// A shift is known by its folded words, so two that differ only in dress would be one.
fn find_repeated(why: &Why, side: Side, list: &[Found<String>], source: &mut Source) {
    let earlier = why.parts.iter().filter_map(|part| match part {
        WhyPart::Away(items) => Some((Side::Away, items)),
        WhyPart::Toward(items) => Some((Side::Toward, items)),
        WhyPart::Prose(_) | WhyPart::Provides { .. } => None,
    });
    let same_side = earlier.filter(|(other, _)| *other == side).flat_map(|(_, items)| items);
    let mut keys: Vec<String> = same_side.map(|item| Shift::new(side, item).key()).collect();
    for item in list {
        let key = Shift::new(side, &item.value).key();
        if keys.contains(&key) {
            source.error(item.span.clone(), "the same shift stands here twice", "remove one of the two");
        }
        keys.push(key);
    }
}

fn prose(blocks: &[Block<'_>], source: &mut Source) -> Vec<String> {
    let mut paragraphs = Vec::new();
    for block in blocks {
        match block {
            Block::Lines(lines) => paragraphs.push(paragraph(lines, source)),
            Block::Heading(_, heading) => {
                let mend = format!("### stands only under `## {WHY}`; use a paragraph of its own");
                source.error(heading.span.clone(), "a heading that has no meaning here", mend);
            }
        }
    }
    paragraphs
}

fn is_heading(block: &Block<'_>) -> bool {
    matches!(block, Block::Heading(..))
}

fn is_list(block: &Block<'_>) -> bool {
    matches!(block, Block::Lines(lines) if lines.first().is_some_and(|line| bullet(line).is_some()))
}

fn same(heading: &str, name: &str) -> bool {
    fold::key(heading) == fold::key(name)
}

fn empty_section(heading: &Line<'_>, source: &mut Source) {
    source.error(
        heading.span.clone(),
        format!("`{}` is empty", heading.text),
        "fill it or remove the heading",
    );
}

fn unknown_heading(heading: &Line<'_>, marks: &str, known: &[&str], source: &mut Source) {
    let mend = match nearest(heading.text, known.iter().copied()) {
        Some(near) => format!("did you mean `{marks} {near}`?"),
        None => format!(
            "use one of: {}",
            known.iter().map(|name| format!("`{marks} {name}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    source.error(heading.span.clone(), format!("unknown heading `{}`", heading.text), mend);
}
