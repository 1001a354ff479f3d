//! The tables whose rows are a key and a JSON body.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::domain::discussion::Discussion;
use crate::domain::draft::Draft;
use crate::domain::guild::Guild;
use crate::domain::ids::{ActorId, DraftNumber, GuildId, ResourceKey, UserId};
use crate::domain::person::Person;
use crate::domain::shelf::Shelved;
use crate::domain::state::State;
use crate::domain::tally::{Standing, Tally};
use crate::store::engine::{Arg, Row, Tx, args, each, insert};
use crate::store::error::{Error, Result};

use super::{body, list, slug};

type Scoped = (GuildId, ResourceKey);

fn parse<T: DeserializeOwned>(what: &'static str, row: &Row, at: usize) -> Result<T> {
    serde_json::from_str(&row.text(at)?).map_err(Error::shape(what))
}

fn resource_key(row: &Row, at: usize) -> Result<ResourceKey> {
    Ok(ResourceKey { owner: GuildId::from_i64(row.int(at)?), slug: slug(&row.text(at + 1)?)? })
}

fn scoped(row: &Row) -> Result<Scoped> {
    Ok((GuildId::from_i64(row.int(0)?), resource_key(row, 1)?))
}

/// A key as a set-based statement reads it: guild, owner, slug.
fn flat(keys: &BTreeSet<Scoped>) -> Vec<(GuildId, GuildId, &str)> {
    keys.iter().map(|(guild, it)| (*guild, it.owner, it.slug.as_str())).collect()
}

/// The same as values of a row.
fn scope((guild, resource): &Scoped) -> Vec<Arg> {
    args![guild.as_i64(), resource.owner.as_i64(), resource.slug.as_str()]
}

pub(super) async fn load_guilds(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<GuildId>,
) -> Result<()> {
    let sql = each!(
        "SELECT g.guild, g.body FROM ",
        " AS it CROSS JOIN guild g WHERE g.guild = CAST(it.value AS BIGINT)"
    );
    for row in &tx.fetch_all(sql, list(wanted)?).await? {
        state.guilds.load(GuildId::from_i64(row.int(0)?), Some(parse("guild", row, 1)?));
    }
    for guild in wanted {
        state.guilds.load(*guild, None);
    }
    Ok(())
}

pub(super) async fn save_guilds(tx: &mut Tx<'_>, state: &State, changed: &[GuildId]) -> Result<()> {
    let sql = insert!(
        "INSERT INTO guild (guild, body) VALUES ",
        2,
        " ON CONFLICT (guild) DO UPDATE SET body = excluded.body"
    );
    let mut rows = Vec::new();
    for guild in changed {
        if let Some(it) = state.guilds.find(guild) {
            rows.extend(args![guild.as_i64(), body(it)?]);
        }
    }
    tx.insert(sql, rows).await
}

pub(super) async fn load_people(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<(GuildId, UserId)>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sql = each!(
        "SELECT p.guild, p.user_id, p.actor, p.last_seen_name, p.memory FROM ",
        " AS it CROSS JOIN person p WHERE p.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND p.user_id = CAST(it.value ->> 1 AS BIGINT)"
    );
    for row in &tx.fetch_all(sql, list(wanted)?).await? {
        let person = Person {
            guild: GuildId::from_i64(row.int(0)?),
            user: UserId::from_i64(row.int(1)?),
            actor: ActorId::from_i64(row.int(2)?),
            name: row.text(3)?,
            memory: parse("person", row, 4)?,
        };
        state.people.load((person.guild, person.user), Some(person));
    }
    for key in wanted {
        state.people.load(*key, None);
    }
    Ok(())
}

pub(super) async fn save_people(tx: &mut Tx<'_>, state: &State, changed: &[(GuildId, UserId)]) -> Result<()> {
    let sql = insert!(
        "INSERT INTO person (guild, user_id, actor, last_seen_name, memory) VALUES ",
        5,
        " ON CONFLICT (guild, user_id) DO UPDATE SET last_seen_name = excluded.last_seen_name, memory = excluded.memory"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.people.find(key) {
            rows.extend(args![
                key.0.as_i64(),
                key.1.as_i64(),
                it.actor.as_i64(),
                it.name.as_str(),
                body(&it.memory)?
            ]);
        }
    }
    tx.insert(sql, rows).await
}

/// Loads the facts about resources; their bodies stay in the database, because deciding never reads them.
pub(super) async fn load_resources(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<ResourceKey>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> = wanted.iter().map(|it| (it.owner, it.slug.as_str())).collect();
    let sql = each!(
        "SELECT r.owner, r.slug, r.revision, r.hash, r.file_hash, r.retired FROM ",
        " AS it CROSS JOIN resource r WHERE r.owner = CAST(it.value ->> 0 AS BIGINT) AND r.slug = it.value ->> 1"
    );
    for row in &tx.fetch_all(sql, list(&keys)?).await? {
        let shelved = Shelved {
            revision: row.int(2)?,
            hash: row.text(3)?,
            file_hash: row.maybe_text(4)?,
            retired: row.int(5)? != 0,
            resource: None,
        };
        state.shelf.load(resource_key(row, 0)?, Some(shelved));
    }
    for key in wanted {
        state.shelf.load(key.clone(), None);
    }
    Ok(())
}

pub(super) async fn save_resources(tx: &mut Tx<'_>, state: &State, changed: &[ResourceKey]) -> Result<()> {
    let sql = insert!(
        "INSERT INTO resource (owner, slug, revision, hash, file_hash, retired, body) VALUES ",
        7,
        " ON CONFLICT (owner, slug) DO UPDATE SET revision = excluded.revision, hash = excluded.hash, \
         file_hash = excluded.file_hash, retired = excluded.retired, \
         body = CASE WHEN excluded.body = '' THEN resource.body ELSE excluded.body END"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.shelf.find(key) {
            rows.extend(args![key.owner.as_i64(), key.slug.as_str(), it.revision, it.hash.as_str()]);
            rows.extend(args![it.file_hash.as_deref(), i64::from(it.retired)]);
            // A row without a body was loaded for its facts alone: it exists already and keeps the body that it has.
            rows.extend(args![it.resource.as_ref().map_or_else(|| Ok(String::new()), |it| body(&**it))?]);
        }
    }
    tx.insert(sql, rows).await
}

/// Every resource with its body, for the catalogue in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_resources(tx: &mut Tx<'_>) -> Result<Vec<(ResourceKey, Shelved)>> {
    let sql = "SELECT owner, slug, revision, hash, file_hash, retired, body FROM resource";
    let mut all = Vec::new();
    tx.fetch_each(sql, Vec::new(), |row| {
        let mut resource: crate::library::resource::Resource = parse("resource", &row, 6)?;
        resource.retired = row.int(5)? != 0;
        let shelved = Shelved {
            revision: row.int(2)?,
            hash: row.text(3)?,
            file_hash: row.maybe_text(4)?,
            retired: resource.retired,
            resource: Some(Arc::new(resource)),
        };
        all.push((resource_key(&row, 0)?, shelved));
        Ok(())
    })
    .await?;
    Ok(all)
}

pub(super) async fn load_discussions(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<Scoped>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sql = each!(
        "SELECT d.guild, d.owner, d.slug, d.body FROM ",
        " AS it CROSS JOIN discussion d WHERE d.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND d.owner = CAST(it.value ->> 1 AS BIGINT) AND d.slug = it.value ->> 2"
    );
    for row in &tx.fetch_all(sql, list(&flat(wanted))?).await? {
        state.discussions.load(scoped(row)?, Some(parse("discussion", row, 3)?));
    }
    for key in wanted {
        state.discussions.load(key.clone(), None);
    }
    Ok(())
}

pub(super) async fn save_discussions(tx: &mut Tx<'_>, state: &State, changed: &[Scoped]) -> Result<()> {
    let sql = insert!(
        "INSERT INTO discussion (guild, owner, slug, thread, body) VALUES ",
        5,
        " ON CONFLICT (guild, owner, slug) DO UPDATE SET thread = excluded.thread, body = excluded.body"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.discussions.find(key) {
            rows.extend(scope(key));
            rows.extend(args![it.thread.as_i64(), body(it)?]);
        }
    }
    tx.insert(sql, rows).await
}

pub(super) async fn load_tallies(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<Scoped>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sql = each!(
        "SELECT t.guild, t.owner, t.slug, t.body FROM ",
        " AS it CROSS JOIN tally t WHERE t.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND t.owner = CAST(it.value ->> 1 AS BIGINT) AND t.slug = it.value ->> 2"
    );
    for row in &tx.fetch_all(sql, list(&flat(wanted))?).await? {
        state.tallies.load(scoped(row)?, Some(parse("tally", row, 3)?));
    }
    for key in wanted {
        state.tallies.load(key.clone(), None);
    }
    Ok(())
}

pub(super) async fn save_tallies(tx: &mut Tx<'_>, state: &State, changed: &[Scoped]) -> Result<()> {
    let sql = insert!(
        "INSERT INTO tally (guild, owner, slug, body) VALUES ",
        4,
        " ON CONFLICT (guild, owner, slug) DO UPDATE SET body = excluded.body"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.tallies.find(key) {
            rows.extend(scope(key));
            rows.extend(args![body(it)?]);
        }
    }
    tx.insert(sql, rows).await
}

pub(super) async fn load_standings(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<(GuildId, ResourceKey, ActorId)>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> =
        wanted.iter().map(|(guild, it, actor)| (guild, it.owner, it.slug.as_str(), actor)).collect();
    let sql = each!(
        "SELECT s.guild, s.owner, s.slug, s.actor, s.body FROM ",
        " AS it CROSS JOIN standing s WHERE s.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND s.owner = CAST(it.value ->> 1 AS BIGINT) AND s.slug = it.value ->> 2 \
         AND s.actor = CAST(it.value ->> 3 AS BIGINT)"
    );
    for row in &tx.fetch_all(sql, list(&keys)?).await? {
        let (guild, resource) = scoped(row)?;
        let standing: Standing = parse("standing", row, 4)?;
        state.standings.load((guild, resource, ActorId::from_i64(row.int(3)?)), Some(standing));
    }
    for key in wanted {
        state.standings.load(key.clone(), None);
    }
    Ok(())
}

pub(super) async fn save_standings(
    tx: &mut Tx<'_>,
    state: &State,
    changed: &[(GuildId, ResourceKey, ActorId)],
) -> Result<()> {
    let sql = insert!(
        "INSERT INTO standing (guild, owner, slug, actor, body) VALUES ",
        5,
        " ON CONFLICT (guild, owner, slug, actor) DO UPDATE SET body = excluded.body"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.standings.find(key) {
            rows.extend(args![
                key.0.as_i64(),
                key.1.owner.as_i64(),
                key.1.slug.as_str(),
                key.2.as_i64(),
                body(it)?
            ]);
        }
    }
    tx.insert(sql, rows).await
}

pub(super) async fn load_drafts(
    tx: &mut Tx<'_>,
    state: &mut State,
    wanted: &BTreeSet<(GuildId, DraftNumber)>,
) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let sql = each!(
        "SELECT d.guild, d.number, d.body FROM ",
        " AS it CROSS JOIN draft d WHERE d.guild = CAST(it.value ->> 0 AS BIGINT) \
         AND d.number = CAST(it.value ->> 1 AS BIGINT)"
    );
    for row in &tx.fetch_all(sql, list(wanted)?).await? {
        let draft: Draft = parse("draft", row, 2)?;
        state.drafts.load((GuildId::from_i64(row.int(0)?), draft.number), Some(draft));
    }
    for key in wanted {
        state.drafts.load(*key, None);
    }
    Ok(())
}

pub(super) async fn save_drafts(
    tx: &mut Tx<'_>,
    state: &State,
    changed: &[(GuildId, DraftNumber)],
) -> Result<()> {
    let sql = insert!(
        "INSERT INTO draft (guild, number, kept_at, used, body) VALUES ",
        5,
        " ON CONFLICT (guild, number) DO UPDATE SET used = excluded.used, body = excluded.body"
    );
    let mut rows = Vec::new();
    for key in changed {
        if let Some(it) = state.drafts.find(key) {
            rows.extend(args![key.0.as_i64(), key.1.as_i64(), it.kept_at, i64::from(it.used), body(it)?]);
        }
    }
    tx.insert(sql, rows).await
}

/// Every guild, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_guilds(tx: &mut Tx<'_>) -> Result<Vec<(GuildId, Guild)>> {
    let mut all = Vec::new();
    for row in &tx.fetch_all("SELECT guild, body FROM guild", Vec::new()).await? {
        all.push((GuildId::from_i64(row.int(0)?), parse("guild", row, 1)?));
    }
    Ok(all)
}

/// Every discussion, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_discussions(tx: &mut Tx<'_>) -> Result<Vec<(Scoped, Discussion)>> {
    let mut all = Vec::new();
    for row in &tx.fetch_all("SELECT guild, owner, slug, body FROM discussion", Vec::new()).await? {
        all.push((scoped(row)?, parse("discussion", row, 3)?));
    }
    Ok(all)
}

/// Every tally, for the views in memory.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn all_tallies(tx: &mut Tx<'_>) -> Result<Vec<(Scoped, Tally)>> {
    let mut all = Vec::new();
    for row in &tx.fetch_all("SELECT guild, owner, slug, body FROM tally", Vec::new()).await? {
        all.push((scoped(row)?, parse("tally", row, 3)?));
    }
    Ok(all)
}
