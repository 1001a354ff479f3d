//! Statements that write rows: the text for several numbers of rows, spelled when the program is compiled.
//!
//! Rejected: one statement over a JSON list. Taking fifteen columns out of each element costs SQLite ten times as much
//! as writing the row, and decides how many acts a second can be written.

use super::Arg;

/// How many rows one statement writes. A list is cut into the largest that fit, so that the engine keeps a few prepared
/// statements per table, whatever the number of rows.
pub(super) const STEPS: [usize; 4] = [128, 16, 4, 1];

/// A statement that writes rows; made by [`insert!`].
pub struct Insert {
    /// The number of values in a row.
    pub(in crate::store) columns: usize,
    /// The text for each of [`STEPS`].
    pub(in crate::store) texts: [&'static str; STEPS.len()],
}

/// A statement that writes rows: `insert!("INSERT INTO … VALUES ", 3, " ON CONFLICT …")` for rows of three values.
macro_rules! insert {
    (@ $rows:literal, $before:literal, $columns:literal, $after:literal) => {{
        use $crate::store::engine::values::{length, spell};
        const TEXT: [u8; length($before, $after, $columns * $rows, $rows)] = spell($before, $after, $columns);
        match std::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => panic!("SQL is UTF-8"),
        }
    }};
    ($before:literal, $columns:literal, $after:literal) => {
        const {
            &$crate::store::engine::values::Insert {
                columns: $columns,
                texts: [
            insert!(@ 128, $before, $columns, $after),
            insert!(@ 16, $before, $columns, $after),
            insert!(@ 4, $before, $columns, $after),
            insert!(@ 1, $before, $columns, $after),
                ],
            }
        }
    };
}
pub(in crate::store) use insert;

/// The length of a text with so many values in so many rows.
pub(in crate::store) const fn length(before: &str, after: &str, values: usize, rows: usize) -> usize {
    // `?,` for each value, `(),` around each row, but no comma after the last ones.
    before.len() + 2 * values + 2 * rows - 1 + after.len()
}

/// The text with as many rows as make it that long.
///
/// The values are not numbered: SQLite finds a numbered one by walking the names of all that came before it.
pub(in crate::store) const fn spell<const LENGTH: usize>(
    before: &str,
    after: &str,
    columns: usize,
) -> [u8; LENGTH] {
    let mut text = [b','; LENGTH];
    copy(&mut text, 0, before.as_bytes());
    copy(&mut text, LENGTH - after.len(), after.as_bytes());
    let mut at = before.len();
    while at < LENGTH - after.len() {
        text[at] = b'(';
        let mut column = 0;
        while column < columns {
            text[at + 1 + 2 * column] = b'?';
            column += 1;
        }
        text[at + 2 * columns] = b')';
        at += 2 * columns + 2;
    }
    text
}

const fn copy(to: &mut [u8], from: usize, part: &[u8]) {
    let mut at = 0;
    while at < part.len() {
        to[from + at] = part[at];
        at += 1;
    }
}

impl Insert {
    /// The values cut into statements: each text with what it writes.
    pub(super) fn statements(&self, values: Vec<Arg>) -> impl Iterator<Item = (&'static str, Vec<Arg>)> {
        debug_assert_eq!(values.len() % self.columns, 0, "a row lacks values");
        let (columns, texts) = (self.columns, self.texts);
        let mut rest = values.into_iter();
        std::iter::from_fn(move || {
            let rows = rest.len() / columns;
            let (step, text) = STEPS.iter().zip(texts).find(|(step, _)| **step <= rows)?;
            Some((text, rest.by_ref().take(step * columns).collect()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIRS: &Insert = insert!("INSERT INTO pair VALUES ", 2, " ON CONFLICT DO NOTHING");

    #[test]
    fn texts_have_a_place_for_every_value() {
        assert_eq!(PAIRS.texts[3], "INSERT INTO pair VALUES (?,?) ON CONFLICT DO NOTHING");
        assert_eq!(PAIRS.texts[2], "INSERT INTO pair VALUES (?,?),(?,?),(?,?),(?,?) ON CONFLICT DO NOTHING");
        for (step, text) in STEPS.iter().zip(PAIRS.texts) {
            assert_eq!(text.matches('?').count(), step * 2);
        }
        assert_eq!(insert!("V ", 1, "").texts[2], "V (?),(?),(?),(?)");
    }

    #[test]
    fn rows_are_cut_into_the_largest_statements_and_keep_their_order() {
        let values: Vec<Arg> = (0..2 * 150).map(Arg::from).collect();
        let cut: Vec<_> = PAIRS.statements(values).collect();
        let lengths: Vec<usize> = cut.iter().map(|(_, values)| values.len() / 2).collect();
        assert_eq!(lengths, [128, 16, 4, 1, 1]);
        let all = cut.into_iter().flat_map(|(_, values)| values);
        let numbers: Vec<i64> = all.filter_map(|it| if let Arg::Int(it) = it { it } else { None }).collect();
        assert_eq!(numbers, (0..300).collect::<Vec<i64>>());
        assert_eq!(PAIRS.statements(Vec::new()).count(), 0);
    }
}
