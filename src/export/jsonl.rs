//! JSON Lines: one object per line with every column as its key, texts exactly as they were given.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::columns::{COLUMNS, Cell, Cells};

/// Writes one row.
pub(super) fn row(out: &mut impl Write, cells: &Cells<'_>) -> io::Result<()> {
    let mut json = serde_json::Serializer::new(&mut *out);
    let mut map = json.serialize_map(Some(COLUMNS.len()))?;
    for (name, cell) in COLUMNS.iter().zip(cells) {
        map.serialize_entry(name, cell)?;
    }
    map.end()?;
    out.write_all(b"\n")
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_none(),
            Self::Number(number) => to.serialize_u64(*number),
            Self::Flag(flag) => to.serialize_bool(*flag),
            Self::Text(text) => to.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::borrow::Cow;

    use serde_json::Value;

    use super::*;

    #[test]
    fn a_line_has_every_column_in_order_and_its_text_unchanged() {
        let text = "=1+1 \"quoted\",\r\n\u{1f600}\t\0";
        let mut cells: Cells<'_> = std::array::from_fn(|_| Cell::Nothing);
        cells[0] = Cell::Number(3);
        cells[10] = Cell::Text(Cow::Borrowed(text));
        cells[12] = Cell::Flag(false);
        let mut out = Vec::new();
        row(&mut out, &cells).unwrap();

        let line = String::from_utf8(out).unwrap();
        assert_eq!(line.matches('\n').count(), 1);
        let places: Vec<usize> =
            COLUMNS.iter().map(|name| line.find(&format!("\"{name}\":")).unwrap()).collect();
        assert!(places.is_sorted(), "{line}");
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["number"], 3);
        assert_eq!(read["comment"], text);
        assert_eq!(read["anonymous"], false);
        assert!(read["author"].is_null());
    }
}
