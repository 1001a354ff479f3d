//! What hangs on resources in any guild: a resource with entries or a discussion must not vanish with its file.

use std::collections::BTreeMap;

use crate::library::resource::Slug;

use super::engine::Db;
use super::error::Result;
use super::rows::slug;

/// What hangs on one resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hanging {
    /// Entries that count.
    pub entries: u64,
    /// Whether there is a discussion.
    pub discussion: bool,
}

/// What hangs on each resource of the deployment's library, over all guilds.
///
/// # Errors
/// When the database fails.
pub async fn by_slug(db: &Db) -> Result<BTreeMap<Slug, Hanging>> {
    let mut tx = db.read().await?;
    let mut hanging: BTreeMap<Slug, Hanging> = BTreeMap::new();
    let entries = "SELECT slug, COUNT(*) FROM entry WHERE owner = 0 AND status = 'given' GROUP BY slug";
    for row in &tx.fetch_all(entries, Vec::new()).await? {
        hanging.entry(slug(&row.text(0)?)?).or_default().entries = row.int(1)?.cast_unsigned();
    }
    for row in &tx.fetch_all("SELECT DISTINCT slug FROM discussion WHERE owner = 0", Vec::new()).await? {
        hanging.entry(slug(&row.text(0)?)?).or_default().discussion = true;
    }
    Ok(hanging)
}
