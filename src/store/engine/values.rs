//! Statements that write rows: the text for several numbers of rows, spelled when the program is compiled.
//!
//! Rejected: one statement over a JSON list. Taking fifteen columns out of each element costs SQLite ten times as much
//! as writing the row, and decides how many acts a second can be written.

use super::{Arg, Sql};

/// How many rows one statement writes. A list is cut into the largest that fit, so that the engine keeps a few prepared
/// statements per table, whatever the number of rows.
pub(super) const STEPS: [usize; 5] = [128, 32, 8, 2, 1];

/// A statement that writes rows; made by [`insert!`].
pub struct Insert {
    /// The number of values in a row.
    pub(in crate::store) columns: usize,
    /// The text for each of [`STEPS`].
    pub(in crate::store) texts: [Sql; STEPS.len()],
    /// The text before the rows, which ends with `VALUES `, and the text after them.
    pub(in crate::store) around: (&'static str, &'static str),
}

/// Statements that write to one table each, also as one text in which each writes one row, or none when its first value
/// is NULL; made by [`joined!`]. Most batches write a row or none to each table, and each statement that is sent alone
/// costs a wait of its own. Only SQLite takes several statements at once.
pub struct Joined {
    /// The statements, in the order in which they run.
    pub(in crate::store) groups: &'static [&'static [&'static Insert]],
    /// All of them.
    pub(in crate::store) text: &'static str,
}

/// A statement that writes rows: `insert!("INSERT INTO … VALUES ", 3, " ON CONFLICT …")` for rows of three values.
macro_rules! insert {
    (@ $rows:literal, $before:expr, $columns:expr, $after:expr) => {{
        use $crate::store::engine::values::{Place, length, spell};
        const SQLITE: [u8; length($before, $after, ($columns, $rows), Place::Bare)] =
            spell($before, $after, $columns, Place::Bare);
        const POSTGRES: [u8; length($before, $after, ($columns, $rows), Place::Numbered)] =
            spell($before, $after, $columns, Place::Numbered);
        match (std::str::from_utf8(&SQLITE), std::str::from_utf8(&POSTGRES)) {
            (Ok(sqlite), Ok(postgres)) => $crate::store::engine::Sql::of(sqlite, postgres),
            _ => panic!("SQL is UTF-8"),
        }
    }};
    ($before:expr, $columns:expr, $after:expr) => {
        const {
            &$crate::store::engine::values::Insert {
                columns: $columns,
                texts: [
            insert!(@ 128, $before, $columns, $after),
            insert!(@ 32, $before, $columns, $after),
            insert!(@ 8, $before, $columns, $after),
            insert!(@ 2, $before, $columns, $after),
            insert!(@ 1, $before, $columns, $after),
                ],
                around: ($before, $after),
            }
        }
    };
}
pub(in crate::store) use insert;

/// Groups of statements of [`insert!`] as one text: `joined!([EVENT, WORDS], VIEWS)`.
macro_rules! joined {
    ($($group:expr),+ $(,)?) => {
        const {
            use $crate::store::engine::values::{Insert, Joined, join, joined_length};
            const GROUPS: &[&[&Insert]] = &[$(&$group),+];
            const TEXT: [u8; joined_length(GROUPS)] = join(GROUPS);
            match std::str::from_utf8(&TEXT) {
                Ok(text) => &Joined { groups: GROUPS, text },
                Err(_) => panic!("SQL is UTF-8"),
            }
        }
    };
}
pub(in crate::store) use joined;

/// Two statements, also as one text; made by [`both!`].
pub struct Both {
    /// The first one, which takes no values, and the second.
    pub(in crate::store) apart: (&'static str, Sql),
    /// Both, for an engine that takes several at once.
    pub(in crate::store) joined: &'static str,
}

/// Two statements that are sent together where the engine can, the second as [`each!`](super::each) has it:
/// `both!("UPDATE … RETURNING …", "SELECT … FROM ", " AS it …")`.
macro_rules! both {
    ($first:literal, $before:literal, $after:literal) => {
        &$crate::store::engine::Both {
            apart: ($first, $crate::store::engine::each!($before, $after)),
            joined: concat!($first, "; ", $before, "json_each($1)", $after),
        }
    };
}
pub(in crate::store) use both;

/// How a text says where a value goes.
#[derive(Clone, Copy)]
pub(in crate::store) enum Place {
    /// `?`. SQLite finds a numbered one by walking the names of all that came before it.
    Bare,
    /// `$1`, `$2` and so on; Postgres knows no other.
    Numbered,
}

impl Place {
    /// How long the place of a value is, the first being 1.
    const fn length(self, mut number: usize) -> usize {
        match self {
            Self::Bare => 1,
            Self::Numbered => {
                let mut length = 1;
                while number > 0 {
                    length += 1;
                    number /= 10;
                }
                length
            }
        }
    }

    const fn spell(self, text: &mut [u8], at: usize, mut number: usize) {
        let mut end = at + self.length(number);
        while end > at + 1 {
            end -= 1;
            text[end] = b"0123456789"[number % 10];
            number /= 10;
        }
        text[at] = match self {
            Self::Bare => b'?',
            Self::Numbered => b'$',
        };
    }
}

/// The length of a text with so many columns and rows.
pub(in crate::store) const fn length(
    before: &str,
    after: &str,
    (columns, rows): (usize, usize),
    place: Place,
) -> usize {
    // A comma or a bracket after each value, and around each row an opening bracket and a comma, save after the last.
    let mut length = before.len() + 2 * rows - 1 + after.len();
    let mut number = 1;
    while number <= columns * rows {
        length += place.length(number) + 1;
        number += 1;
    }
    length
}

/// The text with as many rows as make it that long.
pub(in crate::store) const fn spell<const LENGTH: usize>(
    before: &str,
    after: &str,
    columns: usize,
    place: Place,
) -> [u8; LENGTH] {
    let mut text = [b','; LENGTH];
    copy(&mut text, 0, before.as_bytes());
    copy(&mut text, LENGTH - after.len(), after.as_bytes());
    let (mut at, mut number) = (before.len(), 1);
    while at < LENGTH - after.len() {
        text[at] = b'(';
        at += 1;
        let mut column = 0;
        while column < columns {
            place.spell(&mut text, at, number);
            at += place.length(number) + 1;
            number += 1;
            column += 1;
        }
        text[at - 1] = b')';
        at += 1;
    }
    text
}

const fn copy(to: &mut [u8], from: usize, part: &[u8]) -> usize {
    let mut at = 0;
    while at < part.len() {
        to[from + at] = part[at];
        at += 1;
    }
    from + part.len()
}

/// What stands in a joined text around the values of one row, instead of `VALUES (…)`.
const MAYBE: (&str, &str) = ("SELECT * FROM (SELECT ? AS it", ") AS maybe WHERE it IS NOT NULL");
const VALUES: &str = "VALUES ";

/// The length of a text that joins these.
pub(in crate::store) const fn joined_length(groups: &[&[&Insert]]) -> usize {
    let (mut length, mut group) = (0, 0);
    while group < groups.len() {
        let mut at = 0;
        while at < groups[group].len() {
            let Insert { columns, around: (before, after), .. } = groups[group][at];
            let values = MAYBE.0.len() + 2 * (*columns - 1) + MAYBE.1.len();
            length += before.len() - VALUES.len() + values + after.len() + 1;
            at += 1;
        }
        group += 1;
    }
    length
}

/// The text that joins these.
pub(in crate::store) const fn join<const LENGTH: usize>(groups: &[&[&Insert]]) -> [u8; LENGTH] {
    let mut text = [b';'; LENGTH];
    let (mut end, mut group) = (0, 0);
    while group < groups.len() {
        let mut at = 0;
        while at < groups[group].len() {
            // One of the semicolons that are there already ends it.
            end = spell_maybe(&mut text, end, groups[group][at]) + 1;
            at += 1;
        }
        group += 1;
    }
    text
}

const fn spell_maybe(text: &mut [u8], from: usize, insert: &Insert) -> usize {
    let (before, after) = insert.around;
    let (before, _) = before.as_bytes().split_at(before.len() - VALUES.len());
    let mut end = copy(text, from, before);
    end = copy(text, end, MAYBE.0.as_bytes());
    let mut column = 1;
    while column < insert.columns {
        end = copy(text, end, b",?");
        column += 1;
    }
    end = copy(text, end, MAYBE.1.as_bytes());
    copy(text, end, after.as_bytes())
}

impl Joined {
    /// The statements one by one, in order.
    pub(super) fn inserts(&self) -> impl Iterator<Item = &'static Insert> {
        self.groups.iter().copied().flatten().copied()
    }

    /// The values for the one text; the rows as they were when a table gets more than one.
    pub(super) fn values(&self, rows: Vec<Vec<Arg>>) -> Result<Vec<Arg>, Vec<Vec<Arg>>> {
        if self.inserts().zip(&rows).any(|(insert, values)| values.len() > insert.columns) {
            return Err(rows);
        }
        let whole = |(insert, mut values): (&Insert, Vec<Arg>)| {
            values.resize(insert.columns, Arg::Int(None));
            values
        };
        Ok(self.inserts().zip(rows).flat_map(whole).collect())
    }
}

impl Insert {
    /// The values cut into statements: each text with what it writes.
    pub(super) fn statements(&self, values: Vec<Arg>) -> impl Iterator<Item = (Sql, Vec<Arg>)> {
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
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const PAIRS: &Insert = insert!("INSERT INTO pair VALUES ", 2, " ON CONFLICT DO NOTHING");

    #[test]
    fn texts_have_a_place_for_every_value() {
        let [.., two, one] = PAIRS.texts;
        assert_eq!(one.sqlite, "INSERT INTO pair VALUES (?,?) ON CONFLICT DO NOTHING");
        assert_eq!(one.postgres, "INSERT INTO pair VALUES ($1,$2) ON CONFLICT DO NOTHING");
        assert_eq!(two.sqlite, "INSERT INTO pair VALUES (?,?),(?,?) ON CONFLICT DO NOTHING");
        for (step, text) in STEPS.iter().zip(PAIRS.texts) {
            assert_eq!(text.sqlite.matches('?').count(), step * 2);
            assert_eq!(text.postgres.matches('$').count(), step * 2);
        }
        assert!(PAIRS.texts[0].postgres.ends_with("($253,$254),($255,$256) ON CONFLICT DO NOTHING"));
        assert!(PAIRS.texts[1].postgres.contains("($7,$8),($9,$10),($11,$12)"));
        assert_eq!(insert!("V ", 1, "").texts[3].sqlite, "V (?),(?)");
        assert_eq!(insert!("V ", 1, "").texts[3].postgres, "V ($1),($2)");
    }

    #[test]
    fn a_joined_text_has_a_place_for_a_row_of_each() {
        const ONE: &Insert = insert!("INSERT INTO one VALUES ", 1, "");
        let both = joined!([PAIRS], [ONE]);
        let pair = "INSERT INTO pair SELECT * FROM (SELECT ? AS it,?) AS maybe WHERE it IS NOT NULL ON CONFLICT DO NOTHING";
        let one = "INSERT INTO one SELECT * FROM (SELECT ? AS it) AS maybe WHERE it IS NOT NULL";
        assert_eq!(both.text, format!("{pair};{one};"));
        let values = both.values(vec![vec![], vec![Arg::from(7)]]).unwrap();
        assert!(matches!(values[..], [Arg::Int(None), Arg::Int(None), Arg::Int(Some(7))]));
        assert!(both.values(vec![vec![], vec![Arg::from(7), Arg::from(8)]]).is_err());
    }

    #[test]
    fn rows_are_cut_into_the_largest_statements_and_keep_their_order() {
        let values: Vec<Arg> = (0..2 * 150).map(Arg::from).collect();
        let cut: Vec<_> = PAIRS.statements(values).collect();
        let lengths: Vec<usize> = cut.iter().map(|(_, values)| values.len() / 2).collect();
        assert_eq!(lengths, [128, 8, 8, 2, 2, 2]);
        let all = cut.into_iter().flat_map(|(_, values)| values);
        let numbers: Vec<i64> = all.filter_map(|it| if let Arg::Int(it) = it { it } else { None }).collect();
        assert_eq!(numbers, (0..300).collect::<Vec<i64>>());
        assert_eq!(PAIRS.statements(Vec::new()).count(), 0);
    }
}
