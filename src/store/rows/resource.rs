//! The `resource` table: facts that decisions read, and a body that only the catalogue does.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::ids::ResourceKey;
use crate::domain::shelf::Shelved;
use crate::domain::state::{Rows, State};
use crate::library::resource::Resource;
use crate::store::engine::values::Insert;
use crate::store::engine::{Arg, Row, Sql, Tx, args, each, insert};
use crate::store::error::Result;

use super::view::{View, parse};
use super::views::{resource_key, rows_in};
use super::{body, list};

/// Facts about resources; their bodies stay in the database, because deciding never reads them.
pub(super) struct Resources;

impl View for Resources {
    type Key = ResourceKey;
    type Value = Shelved;

    const FIND: Sql = each!(
        "SELECT r.owner, r.slug, r.revision, r.hash, r.file_hash, r.retired FROM ",
        " AS it CROSS JOIN resource r WHERE r.owner = CAST(it.value ->> 0 AS BIGINT) AND r.slug = it.value ->> 1"
    );
    // A row without a body was loaded for its facts alone: it exists already and keeps the body that it has.
    const WRITE: &'static Insert = insert!(
        "INSERT INTO resource (owner, slug, revision, hash, file_hash, retired, body) VALUES ",
        7,
        " ON CONFLICT (owner, slug) DO UPDATE SET revision = excluded.revision, hash = excluded.hash, \
         file_hash = excluded.file_hash, retired = excluded.retired, \
         body = CASE WHEN excluded.body = '' THEN resource.body ELSE excluded.body END"
    );

    rows_in!(shelf);

    fn keys(wanted: &BTreeSet<ResourceKey>) -> Result<Vec<Arg>> {
        let keys: Vec<_> = wanted.iter().map(|it| (it.owner, it.slug.as_str())).collect();
        list(&keys)
    }

    fn read(row: &Row) -> Result<(ResourceKey, Shelved)> {
        let shelved = Shelved {
            revision: row.int(2)?,
            hash: row.text(3)?,
            file_hash: row.maybe_text(4)?,
            retired: row.int(5)? != 0,
            resource: None,
        };
        Ok((resource_key(row, 0)?, shelved))
    }

    fn values(key: &ResourceKey, it: &Shelved) -> Result<Vec<Arg>> {
        Ok(args![
            key.owner.as_i64(),
            key.slug.as_str(),
            it.revision,
            it.hash.as_str(),
            it.file_hash.as_deref(),
            i64::from(it.retired),
            it.resource.as_ref().map_or_else(|| Ok(String::new()), |it| body(&**it))?,
        ])
    }
}

/// Resources that need not be read, by the hash of their content.
pub type AtHand = HashMap<String, Arc<Resource>>;

/// Every resource with its body, for the catalogue in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_resources(tx: &mut Tx<'_>, at_hand: &AtHand) -> Result<Vec<(ResourceKey, Shelved)>> {
    let (mut all, mut missing) = (Vec::new(), BTreeSet::new());
    let facts = "SELECT owner, slug, revision, hash, file_hash, retired FROM resource";
    tx.fetch_each(facts, Vec::new(), |row| {
        let (key, mut shelved) = Resources::read(&row)?;
        match at_hand.get(&shelved.hash).filter(|it| it.slug == key.slug && it.retired == shelved.retired) {
            Some(resource) => {
                shelved.resource = Some(Arc::clone(resource));
                all.push((key, shelved));
            }
            None => drop(missing.insert(key)),
        }
        Ok(())
    })
    .await?;
    all.extend(whole(tx, &missing).await?);
    Ok(all)
}

/// These resources with their bodies.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub(super) async fn whole(
    tx: &mut Tx<'_>,
    wanted: &BTreeSet<ResourceKey>,
) -> Result<Vec<(ResourceKey, Shelved)>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let sql = each!(
        "SELECT r.owner, r.slug, r.revision, r.hash, r.file_hash, r.retired, r.body FROM ",
        " AS it CROSS JOIN resource r WHERE r.owner = CAST(it.value ->> 0 AS BIGINT) AND r.slug = it.value ->> 1"
    );
    let mut all = Vec::with_capacity(wanted.len());
    tx.fetch_each(sql, Resources::keys(wanted)?, |row| {
        let (key, mut shelved) = Resources::read(&row)?;
        let mut resource: Resource = parse("resource", &row, 6)?;
        resource.retired = shelved.retired;
        shelved.resource = Some(Arc::new(resource));
        all.push((key, shelved));
        Ok(())
    })
    .await?;
    Ok(all)
}
