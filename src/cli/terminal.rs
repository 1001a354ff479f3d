//! Writing for people: in colour on a terminal, unless `NO_COLOR` says otherwise.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use crate::store::open::absolute;

/// Says a line on stdout. If nobody listens any more, the work goes on.
pub(super) fn say(line: impl Display) {
    let _ = writeln!(anstream::stdout().lock(), "{line}");
}

/// Says a line on stderr.
pub(super) fn warn(line: impl Display) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Begins a new screen, if stdout is one.
pub(super) fn clear() {
    if std::io::stdout().is_terminal() {
        // Home, then clear to the end, then the lines above (ECMA-48; the last one is xterm's).
        say("\u{1b}[H\u{1b}[2J\u{1b}[3J");
    }
}

/// Whether somebody sits before stderr, where progress is shown.
pub(super) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// A path in full, for people who stand in another folder.
pub(super) fn in_full(path: &Path) -> String {
    absolute(path).display().to_string()
}

/// A name that somebody else chose, without what could move a terminal's cursor.
pub(super) fn harmless(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).collect()
}

/// `1 entry`, `2 entries`.
pub(super) fn count(many: u64, one: &str, more: &str) -> String {
    if many == 1 { format!("1 {one}") } else { format!("{many} {more}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert_eq!(harmless("Har\u{1b}[2Jbour\r\n\u{9b}1m"), "Har[2Jbour1m");
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!(
            (count(1, "guild", "guilds"), count(0, "guild", "guilds")),
            ("1 guild".into(), "0 guilds".into())
        );
    }
}
