//! What the demo prints: who does what, and what they see of it. Colours only on a terminal that wants them.

use std::path::Path;

use anstyle::{AnsiColor, Style};

const QUIET: Style = AnsiColor::BrightBlack.on_default();
const LOUD: Style = Style::new().bold();
const DOES: Style = AnsiColor::Cyan.on_default();

/// Standard output as a page. `anstream` leaves colours out where nobody can see them, or `NO_COLOR` is set.
pub struct Page(());

impl Page {
    /// An empty page.
    pub fn new() -> Self {
        Self(())
    }

    /// A heading.
    pub fn scene(&self, text: &str) {
        anstream::println!("\n{LOUD}── {text}{LOUD:#}");
    }

    /// A remark of the narrator's.
    pub fn says(&self, text: &str) {
        anstream::println!("{QUIET}{text}{QUIET:#}");
    }

    /// Somebody does something.
    pub fn does(&self, who: &str, what: &str) {
        anstream::println!("\n{DOES}{who} ›{DOES:#} {what}");
    }

    /// What they see of it, set in and wrapped.
    pub fn shows(&self, text: &str) {
        for line in text.lines().flat_map(wrapped) {
            anstream::println!("    {line}");
        }
    }

    /// Lines as they are, for files.
    pub fn plain(&self, text: &str) {
        for line in text.lines() {
            anstream::println!("{line}");
        }
    }

    /// What to do next.
    pub fn close(&self, folder: &Path) {
        self.scene("Where to go from here");
        let database = folder.join("athenaeum.db");
        anstream::println!("The log of all this:   {}", database.display());
        anstream::println!("Try it in a browser:   cargo run -- playground --open");
        anstream::println!("Or at the keyboard:    cargo run -- demo --shell      (then type: help)");
        anstream::println!(
            "Run it on Discord:     cargo run -- init my-room      (README, \"Against Discord\")"
        );
        anstream::println!("Look into a work:      cargo run -- library show \"Thinking in Systems\"");
    }
}

/// How wide what people see is printed.
const COLUMNS: usize = 96;

/// A line as lines that fit, each behind the same bar as the first.
fn wrapped(line: &str) -> Vec<String> {
    let is_margin = |it: char| matches!(it, ' ' | '┃' | '│' | '╭' | '╰' | '•');
    let margin: String = line.chars().take_while(|it| is_margin(*it)).collect();
    let again = margin.replace(['╭', '╰', '•'], " ");
    let mut lines = Vec::new();
    let mut current = margin.clone();
    for word in line[margin.len()..].split(' ') {
        let begun = current.chars().count() > margin.chars().count();
        if begun && current.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(std::mem::replace(&mut current, again.clone()));
        } else if begun {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_stays_behind_its_bar() {
        let line = format!("  ┃ • {}", "word ".repeat(30).trim_end());
        let lines = wrapped(&line);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|it| it.chars().count() <= COLUMNS), "{lines:?}");
        assert!(lines[0].starts_with("  ┃ • word") && lines[1].starts_with("  ┃   word"), "{lines:?}");
        assert_eq!(wrapped("short"), ["short"]);
        assert_eq!(wrapped(""), [""]);
    }
}
