//! Small questions about one guild that are asked before acting: what memory may not know yet is known here.

use crate::domain::discussion::Discussion;
use crate::domain::draft::Draft;
use crate::domain::ids::{DraftNumber, GuildId, MessageId, ResourceKey};

use super::engine::{Db, args, pairs};
use super::error::{Error, Result};
use super::rows::list;

/// A resource's discussion. Not from memory: another process may have opened it a moment ago.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn discussion(db: &Db, guild: GuildId, resource: &ResourceKey) -> Result<Option<Discussion>> {
    let sql = "SELECT body FROM discussion WHERE guild = $1 AND owner = $2 AND slug = $3";
    let args = args![guild.as_i64(), resource.owner.as_i64(), resource.slug.as_str()];
    let mut tx = db.read_of(guild).await?;
    let row = tx.fetch_optional(sql, args).await?;
    row.map(|row| serde_json::from_str(&row.text(0)?).map_err(Error::shape("discussion"))).transpose()
}

/// Those of the messages whose words are kept.
///
/// # Errors
/// When the database fails.
pub async fn with_words(db: &Db, guild: GuildId, messages: &[MessageId]) -> Result<Vec<MessageId>> {
    let wanted: Vec<_> = messages.iter().map(|it| (guild, *it)).collect();
    let sql = pairs!(
        "SELECT e.message",
        " CROSS JOIN entry e WHERE e.guild = wanted.guild AND e.message = wanted.it AND e.status = 'given' \
         AND e.words IS NOT NULL"
    );
    let mut tx = db.read_of(guild).await?;
    let rows = tx.fetch_all(sql, list(&wanted)?).await?;
    rows.iter().map(|row| Ok(MessageId::from_i64(row.int(0)?))).collect()
}

/// The drafts that wait for their logger's choice, of those of the messages that have one.
///
/// # Errors
/// When the database fails or holds what this release cannot read.
pub async fn waiting_drafts(
    db: &Db,
    guild: GuildId,
    messages: &[MessageId],
) -> Result<Vec<(MessageId, DraftNumber)>> {
    // By the index of those that wait, which are few; all that a guild ever kept are many.
    let sql = "SELECT body FROM draft WHERE used = 0 AND kept_at >= 0 AND +guild = $1";
    let mut tx = db.read_of(guild).await?;
    let mut waiting = Vec::new();
    for row in &tx.fetch_all(sql, args![guild.as_i64()]).await? {
        let draft: Draft = serde_json::from_str(&row.text(0)?).map_err(Error::shape("draft"))?;
        waiting.extend(
            messages.contains(&draft.message.message).then_some((draft.message.message, draft.number)),
        );
    }
    Ok(waiting)
}
