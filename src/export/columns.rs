//! The columns of an export, in the order that their readers rely on: new ones are only ever appended.
//!
//! An anonymous entry tells its day, never its minute, neither the message it came from nor when it was changed: any
//! of them could be laid beside what the channel shows. Its pseudonym is its own.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use crate::domain::entry::{Rating, Status};
use crate::domain::export::Authors;
use crate::domain::ids::{ActorId, GuildId};
use crate::library::catalogue::Catalogue;
use crate::store::exported::Exported;

/// The names of the columns.
pub const COLUMNS: [&str; 16] = [
    "number",
    "given_at",
    "edited_at",
    "resource",
    "title",
    "kind",
    "rating",
    "rating_words",
    "shift_side",
    "shift",
    "comment",
    "author",
    "anonymous",
    "source",
    "message_url",
    "status",
];

/// What stands in one column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    Nothing,
    Number(u64),
    Flag(bool),
    Text(Cow<'a, str>),
}

/// One row.
pub(super) type Cells<'a> = [Cell<'a>; COLUMNS.len()];

/// How rows are told: for whom, from where, with which titles.
pub(super) struct Telling {
    pub guild: GuildId,
    pub authors: Authors,
    pub library: Arc<Catalogue>,
}

/// The row of an entry.
pub(super) fn cells<'a>(entry: &'a Exported, telling: &'a Telling) -> Cells<'a> {
    let shift = entry.shift.as_ref();
    [
        Cell::Number(entry.number.get()),
        given_at(entry),
        edited_at(entry),
        Cell::text(entry.resource.as_str()),
        Cell::maybe(telling.library.title(&entry.resource)),
        Cell::text(entry.kind.name()),
        entry.rating.map_or(Cell::Nothing, |it| Cell::Number(it.number().unsigned_abs())),
        Cell::maybe(entry.rating.map(Rating::words)),
        Cell::maybe(shift.map(|it| it.side.label())),
        Cell::maybe(shift.map(|it| it.text.as_str())),
        Cell::maybe(entry.words.as_deref()),
        author(entry, telling),
        Cell::Flag(entry.anonymous),
        Cell::text(entry.source.name()),
        message_url(entry, telling.guild),
        Cell::text(Status::Given.name()),
    ]
}

/// What a reader is called where names are not told: the same for all their entries in a guild, another one in every
/// other guild, and nothing from which the account could be worked out.
pub fn pseudonym(guild: GuildId, actor: ActorId) -> String {
    let digest = Sha256::digest(format!("reader\n{guild}\n{actor}").as_bytes());
    // 48 bits: among a hundred thousand readers two meet by chance once in fifty thousand guilds.
    let digits = digest[..6].iter().fold(0_u64, |digits, byte| digits << 8 | u64::from(*byte));
    // The word before it keeps spreadsheets from reading digits around an `e` as a number.
    format!("reader-{digits:012x}")
}

impl<'a> Cell<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }
}

impl From<Option<String>> for Cell<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, |it| Self::Text(Cow::Owned(it)))
    }
}

fn given_at(entry: &Exported) -> Cell<'static> {
    Cell::from(if entry.anonymous { day(entry.given_at) } else { instant(entry.given_at) })
}

fn edited_at(entry: &Exported) -> Cell<'static> {
    Cell::from(entry.edited_at.filter(|_| !entry.anonymous).and_then(instant))
}

fn author(entry: &Exported, telling: &Telling) -> Cell<'static> {
    let named = match telling.authors {
        // The id first: a name may hold spaces and digits, an id holds none.
        Authors::Names if !entry.anonymous => {
            entry.reader.as_ref().map(|(user, name)| format!("{user} {name}"))
        }
        Authors::Names | Authors::Pseudonyms => None,
    };
    Cell::from(Some(named.unwrap_or_else(|| pseudonym(telling.guild, entry.actor))))
}

fn message_url(entry: &Exported, guild: GuildId) -> Cell<'static> {
    Cell::from(entry.message.filter(|_| !entry.anonymous).map(|it| it.url(guild)))
}

fn instant(millis: i64) -> Option<String> {
    let at = DateTime::<Utc>::from_timestamp_millis(millis)?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn day(millis: i64) -> Option<String> {
    Some(DateTime::<Utc>::from_timestamp_millis(millis)?.date_naive().to_string())
}
