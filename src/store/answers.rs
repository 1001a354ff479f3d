//! The `answer` table: the same question gets the same answer, also after a crash between doing and telling.

use std::collections::{BTreeSet, HashMap};

use crate::domain::decision::Key;
use crate::domain::ids::GuildId;
use crate::domain::reply::Reply;

use super::engine::{Arg, Insert, Row, Tx, args, each, insert};
use super::error::{Error, Result};
use super::rows::list;

/// How long replies are kept, in milliseconds; the keys stay.
pub const KEPT_FOR: i64 = 60 * 60 * 1_000;

/// An answer given before.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The digest of what was asked; `None` once it was cleared.
    pub request: Option<String>,
    /// What was replied; `None` once it was cleared.
    pub reply: Option<Reply>,
    /// The end of the log when it was given.
    pub pos: i64,
}

/// An answer to keep.
#[derive(Debug)]
pub struct Fresh {
    /// Whose.
    pub guild: GuildId,
    /// The act's key.
    pub key: Key,
    /// The digest of what was asked, and what was replied as JSON; `None` when it may quote words that a later act of
    /// the same batch erases.
    pub said: Option<(String, String)>,
}

/// A statement with the one that finds answers given before, by the list of [`wanted`].
macro_rules! and_find_answers {
    ($first:literal) => {
        $crate::store::engine::both!(
            $first,
            "SELECT a.guild, a.key, a.req_hash, a.reply, a.pos FROM ",
            " AS it CROSS JOIN answer a WHERE a.guild = CAST(it.value ->> 0 AS BIGINT) AND a.key = it.value ->> 1"
        )
    };
}
pub(super) use and_find_answers;

/// The list that [`and_find_answers!`] takes.
///
/// # Errors
/// When a key cannot be written, which every key can.
pub(super) fn wanted(keys: &[(GuildId, &Key)]) -> Result<Vec<Arg>> {
    list(&keys.iter().map(|(guild, key)| (guild, key.as_str())).collect::<Vec<_>>())
}

/// Reads what [`and_find_answers!`] found.
///
/// # Errors
/// When a kept reply cannot be read.
pub(super) fn read(rows: &[Row]) -> Result<HashMap<(GuildId, String), Kept>> {
    let mut found = HashMap::new();
    for row in rows {
        let reply = row.maybe_text(3)?.map(|it| serde_json::from_str(&it)).transpose();
        let kept = Kept {
            request: row.maybe_text(2)?,
            reply: reply.map_err(Error::shape("reply"))?,
            pos: row.int(4)?,
        };
        found.insert((GuildId::from_i64(row.int(0)?), row.text(1)?), kept);
    }
    Ok(found)
}

/// Keeps answers.
pub(super) const KEEP: &Insert =
    insert!("INSERT INTO answer (guild, key, req_hash, pos, reply, at) VALUES ", 6, "");

/// The values that [`KEEP`] takes, for answers given when the log ended at `pos`.
pub(super) fn values(answers: &[Fresh], pos: i64, at: i64) -> Vec<Arg> {
    let row = |it: &Fresh| {
        let (request, reply) =
            it.said.as_ref().map(|(request, reply)| (request.as_str(), reply.as_str())).unzip();
        args![it.guild.as_i64(), it.key.as_str(), request, pos, reply, at]
    };
    answers.iter().flat_map(row).collect()
}

/// Clears what was asked and replied in guilds in which words were just erased: a reply may quote them. Who repeats an
/// act of the last hour there then hears that it was done.
///
/// # Errors
/// When the database fails.
pub async fn clear_in(tx: &mut Tx<'_>, guilds: &BTreeSet<GuildId>) -> Result<()> {
    if guilds.is_empty() {
        return Ok(());
    }
    // The plus keeps the planner from walking all keys that a guild ever had, instead of the few replies kept.
    let sql = each!(
        "UPDATE answer SET reply = NULL, req_hash = NULL WHERE reply IS NOT NULL AND +guild IN \
         (SELECT CAST(it.value AS BIGINT) FROM ",
        " AS it)"
    );
    tx.execute(sql, list(&Vec::from_iter(guilds))?).await?;
    Ok(())
}

/// Clears what was asked and replied before a moment: it may hold what people said.
///
/// # Errors
/// When the database fails.
pub async fn clear_before(tx: &mut Tx<'_>, moment: i64) -> Result<u64> {
    let sql = "UPDATE answer SET reply = NULL, req_hash = NULL WHERE reply IS NOT NULL AND at < $1";
    tx.execute(sql, args![moment]).await
}
