//! What an export asks for, and the record that it was made.

use serde::{Deserialize, Serialize};

use super::entry::EntryKind;
use super::ids::ResourceKey;

/// The shape of an exported file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Comma-separated values (RFC 4180), guarded against spreadsheet formulas.
    #[default]
    Csv,
    /// One JSON object per line; exact, without a guard.
    Jsonl,
}

impl Format {
    /// The name in options, and the ending of the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

/// How the authors of entries appear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authors {
    /// As a number that is the same for all entries of one reader and means nothing elsewhere.
    #[default]
    Pseudonyms,
    /// As user id and name last seen; never for anonymous entries.
    Names,
}

/// Which entries an export holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The shape of the file.
    pub format: Format,
    /// How authors appear.
    pub authors: Authors,
    /// Only entries about this resource.
    pub resource: Option<ResourceKey>,
    /// Only entries of this kind.
    pub kind: Option<EntryKind>,
    /// Only entries given at or after this moment, in epoch milliseconds.
    pub since: Option<i64>,
    /// Only entries given before this moment.
    pub before: Option<i64>,
}

/// Somebody took an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportMade {
    /// What was asked for.
    pub query: Query,
    /// How many entries it held.
    pub rows: u64,
}
