//! The library as the log knows it: which resources were written, which are retired, how often each was looked up.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::library::resource::{Resource, Slug};

/// A resource as folded from its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// How often it was written; 1 is the first time.
    pub revision: i64,
    /// The content hash of what is served.
    pub hash: String,
    /// The content hash of the file last imported; another hash in [`Shelved::hash`] means that chat curation came after.
    pub file_hash: Option<String>,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// The resource itself; `None` when only the facts above were loaded.
    pub resource: Option<Arc<Resource>>,
}

/// A resource was added or rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceWritten {
    /// How often it was written by now.
    pub revision: i64,
    /// The content hash of the file it came from, if from a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_hash: Option<String>,
    /// All of it.
    pub resource: Arc<Resource>,
}

/// A resource is no longer offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRetired {
    /// Which one.
    pub slug: Slug,
}

/// What was looked up in a guild within an hour; who looked is not remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookupsCounted {
    /// How often, by resource of the deployment's library.
    pub counts: BTreeMap<Slug, u64>,
}
