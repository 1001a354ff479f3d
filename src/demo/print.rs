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

    /// What they see of it, set in.
    pub fn shows(&self, text: &str) {
        for line in text.lines() {
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
        anstream::println!("Try it yourself:       cargo run -- demo --shell      (then type: help)");
        anstream::println!(
            "Run it on Discord:     cargo run -- init my-room      (README, \"Against Discord\")"
        );
        anstream::println!("Look into a work:      cargo run -- library show \"Thinking in Systems\"");
    }
}
