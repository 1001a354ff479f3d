//! Reading kept drafts: one for the logger who says what it is about, those whose time is over for the sweep.

use crate::domain::draft::{Author, Draft};
use crate::domain::ids::{DraftNumber, GuildId, UserId};

use super::engine::{Db, Tx, args};
use super::error::{Error, Result};

/// A draft with what lies beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The draft.
    pub draft: Draft,
    /// The message's words, until the draft is used or its time is over.
    pub words: Option<String>,
    /// Who wrote the message, unless they were forgotten.
    pub author: Option<Author>,
    /// Who keeps it, unless they were forgotten.
    pub logger: Option<UserId>,
}

/// One draft of a guild.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, guild: GuildId, number: DraftNumber) -> Result<Option<Waiting>> {
    let mut tx = db.read_of(guild).await?;
    let sql = "SELECT body FROM draft WHERE guild = $1 AND number = $2";
    let Some(row) = tx.fetch_optional(sql, args![guild.as_i64(), number.as_i64()]).await? else {
        return Ok(None);
    };
    let draft: Draft = serde_json::from_str(&row.text(0)?).map_err(Error::shape("draft"))?;
    let beside = tx
        .fetch_one(
            "SELECT (SELECT body FROM words WHERE pos = $1 AND guild = $2), \
             (SELECT user_id FROM person WHERE guild = $2 AND actor = $3), \
             (SELECT last_seen_name FROM person WHERE guild = $2 AND actor = $3), \
             (SELECT user_id FROM person WHERE guild = $2 AND actor = $4)",
            args![
                draft.words.map(crate::domain::ids::Pos::as_i64),
                guild.as_i64(),
                draft.author.as_i64(),
                draft.actor.as_i64(),
            ],
        )
        .await?;
    let author = beside.maybe_int(1)?.map(UserId::from_i64).zip(beside.maybe_text(2)?);
    Ok(Some(Waiting {
        draft,
        words: beside.maybe_text(0)?,
        author: author.map(|(user, name)| Author { user, name }),
        logger: beside.maybe_int(3)?.map(UserId::from_i64),
    }))
}

/// The drafts kept before a moment that still wait, at most 512 at once.
///
/// # Errors
/// When the database fails.
pub async fn expired(tx: &mut Tx<'_>, moment: i64) -> Result<Vec<(GuildId, DraftNumber)>> {
    let sql =
        "SELECT guild, number FROM draft WHERE used = 0 AND kept_at < $1 ORDER BY guild, number LIMIT 512";
    let rows = tx.fetch_all(sql, args![moment]).await?;
    rows.iter().map(|row| Ok((GuildId::from_i64(row.int(0)?), DraftNumber::from_i64(row.int(1)?)))).collect()
}
