//! Many short lists of numbers in one allocation.

/// Lists one after the other.
#[derive(Debug)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// Where a word of an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    /// Subtitle or alias.
    Beside,
    Author,
}

/// A term of an entry and its field, packed into one number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word(u32);

impl Lists {
    pub(super) fn new<'a>(lists: impl IntoIterator<Item = &'a [u32]>) -> Lists {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend_from_slice(list);
            starts.push(u32::try_from(items.len()).expect("an index holds fewer than 2^32 words"));
        }
        items.shrink_to_fit();
        Lists { starts, items }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn get(&self, at: u32) -> &[u32] {
        self.range(at, at + 1)
    }

    /// The lists from `from` up to but not including `to`, joined.
    pub(super) fn range(&self, from: u32, to: u32) -> &[u32] {
        &self.items[self.starts[from as usize] as usize..self.starts[to as usize] as usize]
    }
}

impl Word {
    pub(super) fn new(term: u32, field: Field) -> Word {
        Word(term << 2 | field as u32)
    }

    pub(super) fn unpack(packed: u32) -> Word {
        Word(packed)
    }

    pub(super) fn packed(self) -> u32 {
        self.0
    }

    pub(super) fn term(self) -> u32 {
        self.0 >> 2
    }

    pub(super) fn field(self) -> Field {
        match self.0 & 3 {
            0 => Field::Title,
            1 => Field::Beside,
            _ => Field::Author,
        }
    }
}
