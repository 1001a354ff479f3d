//! Comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
//!
//! Every text is quoted, whether it needs to be or not: a spreadsheet that splits at semicolons leaves quoted text
//! whole. Quoting alone does not keep a spreadsheet from computing what begins like a formula, so such text gets an
//! apostrophe in front, which spreadsheets hide. The exact texts are in the other format.

use std::io::{self, Write};

use super::columns::{COLUMNS, Cell, Cells};

/// Writes the line of column names.
pub(super) fn head(out: &mut impl Write) -> io::Result<()> {
    write!(out, "{}\r\n", COLUMNS.join(","))
}

/// Writes one row and says how many of its texts got an apostrophe.
pub(super) fn row(out: &mut impl Write, cells: &Cells<'_>) -> io::Result<u64> {
    let mut guarded = 0;
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        match cell {
            Cell::Nothing => {}
            Cell::Number(number) => write!(out, "{number}")?,
            Cell::Flag(flag) => write!(out, "{flag}")?,
            Cell::Text(text) => guarded += u64::from(quoted(out, text)?),
        }
    }
    out.write_all(b"\r\n")?;
    Ok(guarded)
}

/// What a reader of a file is told of its apostrophes: how many texts got one, and which format has the texts without
/// them. Nothing where none got one.
pub fn apostrophes(guarded: u64, exact: &str) -> Option<String> {
    let (texts, begin, them) = match guarded {
        0 => return None,
        1 => ("text", "begins", "it as it was"),
        _ => ("texts", "begin", "them as they were"),
    };
    Some(format!(
        "{guarded} {texts} that a spreadsheet would take for a formula {begin} with an apostrophe; {exact} has {them} given"
    ))
}

/// Whether a spreadsheet could take a text for a formula, or for a cell after which another begins.
pub(super) fn begins_like_a_formula(text: &str) -> bool {
    // As most do; nothing need be decoded.
    if text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return false;
    }
    text.trim_start_matches(is_skipped).starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠', '\u{2212}', '\u{fe62}',
        '\u{fe63}', '\u{fe66}', '\u{fe6b}',
    ])
}

/// What a spreadsheet may drop before it looks at a text: spaces, and what cannot be seen.
fn is_skipped(it: char) -> bool {
    let invisible = matches!(it, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}');
    invisible || (it.is_whitespace() && !matches!(it, '\t' | '\r' | '\n'))
}

/// Says whether it got an apostrophe.
fn quoted(out: &mut impl Write, text: &str) -> io::Result<bool> {
    let guarded = begins_like_a_formula(text);
    out.write_all(if guarded { b"\"'" } else { b"\"" })?;
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.write_all(b"\"\"")?;
        }
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"\"")?;
    Ok(guarded)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::borrow::Cow;

    use super::*;

    fn line(texts: &[&str]) -> String {
        let mut cells: Cells<'_> = std::array::from_fn(|_| Cell::Nothing);
        for (cell, text) in cells.iter_mut().zip(texts) {
            *cell = Cell::Text(Cow::Borrowed(text));
        }
        let mut out = Vec::new();
        row(&mut out, &cells).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read_back(line: &str) -> Vec<String> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
    }

    #[test]
    fn what_begins_like_a_formula_gets_an_apostrophe_and_nothing_else_changes() {
        let formulas = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\0=1",
            "  =1+1",
            "\u{a0}=1",
            "\u{3000}@x",
            "＝1+1",
            "＋1",
            "－1",
            "＠x",
            " ＝x",
            "\u{feff}=1",
            "\u{200b}-2",
            "\u{2212}1",
            "=HYPERLINK(\"x\",\"y\")",
            "=cmd|' /C calc'!A0",
        ];
        for text in formulas {
            assert_eq!(read_back(&line(&[text]))[0], format!("'{text}"), "{text:?}");
        }
        for text in ["1+1", "a=b", "'quoted'", "", "  plain", "—dash", "\"=1\"", "#1", "3 - 2", "日本=語"]
        {
            assert_eq!(read_back(&line(&[text]))[0], text, "{text:?}");
        }
    }

    #[test]
    fn every_text_that_gets_an_apostrophe_is_counted_and_no_other_one() {
        let mut cells: Cells<'_> = std::array::from_fn(|_| Cell::Nothing);
        cells[0] = Cell::Number(1);
        let texts = ["plain", "'=1", "=1", "-", "'", "\u{200b}+1"];
        for (cell, text) in cells.iter_mut().skip(3).zip(texts) {
            *cell = Cell::Text(Cow::Borrowed(text));
        }
        let mut out = Vec::new();
        assert_eq!(row(&mut out, &cells).unwrap(), 3);
        let plain: Cells<'_> = std::array::from_fn(|_| Cell::Text(Cow::Borrowed("3 - 2")));
        assert_eq!(row(&mut out, &plain).unwrap(), 0);
    }

    #[test]
    fn apostrophes_are_told_of_in_their_number_and_not_where_there_are_none() {
        assert_eq!(apostrophes(0, "that"), None);
        let one = "1 text that a spreadsheet would take for a formula begins with an apostrophe; that has it as it was given";
        assert_eq!(apostrophes(1, "that").as_deref(), Some(one));
        let two = "2 texts that a spreadsheet would take for a formula begin with an apostrophe; that has them as they were given";
        assert_eq!(apostrophes(2, "that").as_deref(), Some(two));
    }

    #[test]
    fn separators_quotes_and_line_ends_stay_within_their_cell() {
        let texts = ["a,b", "a\"b\"", "a\r\nb", "a;=1", "\"", "\"\"", ",\"\r\n,"];
        let line = line(&texts);
        assert!(line.ends_with("\r\n"));
        let read = read_back(&line);
        assert_eq!(read[..texts.len()], texts);
        assert_eq!(read.len(), COLUMNS.len());
    }

    #[test]
    fn numbers_and_flags_stand_bare_and_what_is_absent_is_empty() {
        let mut cells: Cells<'_> = std::array::from_fn(|_| Cell::Nothing);
        cells[0] = Cell::Number(12);
        cells[2] = Cell::Flag(true);
        let mut out = Vec::new();
        row(&mut out, &cells).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "12,,true,,,,,,,,,,,,,\r\n");
    }
}
