//! One guild's part of the database. Reading on behalf of a member goes through here and nowhere else, so that no
//! statement can be run without the guild that the interaction came from.

use crate::domain::discussion::Discussion;
use crate::domain::export::Query;
use crate::domain::ids::{DraftNumber, EntryNumber, GuildId, MessageId, Pos, ResourceKey, UserId};
use crate::domain::person::Person;

use super::drafts::{self, Waiting};
use super::engine::Db;
use super::entries::{self, Full};
use super::error::{Error, Result};
use super::exported::{self, Counted, Exported};
use super::parked::{self, Waiting as WaitingAtDoor};
use super::promises::{self, Open};
use super::{known, missed, words};

/// A guild's part of the database.
#[derive(Clone)]
pub struct Scope {
    db: Db,
    guild: GuildId,
}

impl Scope {
    /// The part of the guild that a verified interaction, or the operator, names.
    pub fn new(db: Db, guild: GuildId) -> Self {
        Self { db, guild }
    }

    /// Whose part it is.
    pub fn guild(&self) -> GuildId {
        self.guild
    }

    /// A member's row.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, user: UserId) -> Result<Option<Person>> {
        entries::person(&self.db, self.guild, user).await
    }

    /// A member's own entries that were not withdrawn, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_entries(&self, user: UserId) -> Result<Vec<Full>> {
        match self.person(user).await? {
            Some(person) => entries::of_person(&self.db, &person).await,
            None => Ok(Vec::new()),
        }
    }

    /// A member's own entry by its number, also a withdrawn one; `None` when it is another one's, or not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_entry(&self, user: UserId, number: EntryNumber) -> Result<Option<Full>> {
        let Some(person) = self.person(user).await? else { return Ok(None) };
        let found = entries::find(&self.db, self.guild, number).await?;
        Ok(found.filter(|it| person.is(it.entry.actor)))
    }

    /// A kept draft by its number; `None` when it is another one's, or not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_draft(&self, user: UserId, number: DraftNumber) -> Result<Option<Waiting>> {
        let found = drafts::find(&self.db, self.guild, number).await?;
        Ok(found.filter(|it| it.logger == Some(user)))
    }

    /// An entry by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn entry(&self, number: EntryNumber) -> Result<Option<Full>> {
        entries::find(&self.db, self.guild, number).await
    }

    /// Words that have not been erased.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn words(&self, at: Pos) -> Result<Option<String>> {
        let mut tx = self.db.read_of(self.guild).await?;
        Ok(words::find(&mut tx, self.guild, &[at]).await?.remove(&at))
    }

    /// Hands over the entries of an export one by one, and says how many there are of what in the same snapshot.
    ///
    /// # Errors
    /// What the database or the visitor says.
    pub async fn export<E: From<Error>>(
        &self,
        query: &Query,
        visit: impl FnMut(Exported) -> std::result::Result<(), E>,
    ) -> std::result::Result<Counted, E> {
        exported::each(&self.db, self.guild, query, visit).await
    }

    /// How many entries an export holds and leaves out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, query: &Query) -> Result<Counted> {
        exported::count(&self.db, self.guild, query).await
    }

    /// What was most often looked for in vain.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn missed(&self, limit: i64) -> Result<Vec<(String, i64)>> {
        missed::most(&self.db, self.guild, limit).await
    }

    /// A resource's discussion, also one opened by another process a moment ago.
    ///
    /// # Errors
    /// When the database fails or holds what this release cannot read.
    pub async fn discussion(&self, resource: &ResourceKey) -> Result<Option<Discussion>> {
        known::discussion(&self.db, self.guild, resource).await
    }

    /// Those of the messages whose words are kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with_words(&self, messages: &[MessageId]) -> Result<Vec<MessageId>> {
        known::with_words(&self.db, self.guild, messages).await
    }

    /// The drafts of these messages that wait for their logger's choice.
    ///
    /// # Errors
    /// When the database fails or holds what this release cannot read.
    pub async fn waiting_drafts(&self, messages: &[MessageId]) -> Result<Vec<(MessageId, DraftNumber)>> {
        known::waiting_drafts(&self.db, self.guild, messages).await
    }

    /// How much is parked before which door, what has waited longest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_at_doors(&self) -> Result<Vec<WaitingAtDoor>> {
        parked::waiting(&self.db, self.guild).await
    }

    /// Everything that is parked, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parked(&self) -> Result<Vec<Open>> {
        promises::parked(&self.db, self.guild).await
    }
}
