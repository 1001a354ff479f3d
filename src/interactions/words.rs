//! Text that people typed, made safe to show: it can format nothing, link nothing and ping nobody.

use crate::domain::reply::Embed;

/// Characters that begin or end something in Discord's Markdown, its mentions, timestamps or links.
const SPECIAL: &str = "\\*_~`|>#-+.()[]<:@!/";

/// Longest text of an embed, in UTF-16 units (Discord: Message, Embed Limits).
const EMBED_MAX: usize = 4_096;

/// User text for use within a line or paragraph of ours: shown exactly as it was typed.
///
/// Not for link labels: Discord ignores backslashes there, so user text never becomes a label.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for character in visible(text) {
        if SPECIAL.contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// User text in a block of its own, ready to copy: shown as it was typed, line by line.
pub fn fenced(text: &str) -> String {
    // A fence in the text would end ours; a word joiner keeps its backticks apart and cannot be seen.
    let mut apart = String::with_capacity(text.len());
    for character in visible(text) {
        if character == '`' && apart.ends_with('`') {
            apart.push('\u{2060}');
        }
        apart.push(character);
    }
    format!("```\n{apart}\n```")
}

/// The title over words that are handed back whole.
const TO_COPY: &str = "Your words, to copy";

/// What somebody typed, handed back ready to copy. In an embed: 2,000 units of a comment and a sentence of ours do
/// not fit one message's text.
pub fn to_copy(words: &str) -> Embed {
    let (text, cut) = beginning(words, EMBED_MAX, fenced);
    let title = if cut { "The beginning of your words, to copy" } else { TO_COPY };
    Embed { title: Some(title.to_owned()), text: Some(text), ..Embed::default() }
}

/// The words that [`to_copy`] handed back, read from their embed; `None` when they are not all there.
pub fn copied(title: &str, text: &str) -> Option<String> {
    let fenced = text.strip_prefix("```\n")?.strip_suffix("\n```").filter(|_| title == TO_COPY)?;
    let mut words = String::with_capacity(fenced.len());
    let mut rest = fenced.chars().peekable();
    while let Some(character) = rest.next() {
        let joiner = character == '\u{2060}' && words.ends_with('`') && rest.peek() == Some(&'`');
        words.extend((!joiner).then_some(character));
    }
    Some(words)
}

/// What else somebody asked for, in lines of ours, so that nothing they filled in has to be remembered.
pub fn asked_for(lines: String) -> Embed {
    Embed { title: Some("You asked for".to_owned()), text: Some(lines), ..Embed::default() }
}

/// The longest beginning of a text that takes at most so many UTF-16 units once it is dressed, and whether that is not
/// all of it. What limits a text's length counts it undressed, and escaping can double it.
fn beginning(text: &str, most: usize, dress: impl Fn(&str) -> String) -> (String, bool) {
    let mut kept = text;
    loop {
        let dressed = dress(kept);
        if dressed.encode_utf16().count() <= most {
            return (dressed, kept.len() < text.len());
        }
        kept = &kept[..kept.floor_char_boundary(kept.len() / 20 * 19)];
    }
}

/// The text without control characters and without those that turn the reading direction around, by which a text can
/// show something else than it says.
fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|it| {
        let turns = matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}');
        let controls = it.is_control() && *it != '\n';
        !turns && !controls
    })
}

/// `1 entry`, `2 entries`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A moment as Discord shows it to each reader in their own time zone (Discord: Message Formatting, Timestamps).
pub fn moment(millis: i64, style: char) -> String {
    format!("<t:{}:{style}>", millis.div_euclid(1_000))
}
