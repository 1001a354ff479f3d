//! Looking at the thread that the log knows.

use serenity::model::id as theirs;

use crate::discord::Code;
use crate::domain::discussion::{Discussion, DiscussionChanged, DiscussionGone, Seen};
use crate::domain::ids::ChannelId;
use crate::store::scope::Scope;

use super::trouble::Trouble;
use super::{Look, record, words};

/// What a look at the known thread showed.
pub(super) enum Sight {
    /// No discussion was ever opened.
    Never,
    /// It was deleted; this was the thread.
    Deleted(ChannelId),
    /// It is there.
    Here(Place),
}

/// Where a discussion is, and how it stands.
pub(super) struct Place {
    pub(super) channel: ChannelId,
    pub(super) thread: ChannelId,
    pub(super) archived: bool,
    pub(super) locked: bool,
}

/// Looks at the known thread, and puts the log right where it was out of date.
pub(super) async fn look(look: &Look<'_>) -> Result<Sight, Trouble> {
    let resource = &look.asks[0].wish.resource;
    let known = Scope::new(look.app.db.clone(), look.guild).discussion(resource).await?;
    let Some(known) = known else { return Ok(Sight::Never) };
    if known.gone {
        return Ok(Sight::Deleted(known.thread));
    }
    match look.app.rest.channel(theirs::ChannelId::new(known.thread.get())).await {
        Ok(thread) => {
            let state = thread.thread_metadata.map_or((false, false), |it| (it.archived, it.locked));
            here(look, &known, state).await
        }
        Err(err) if err.code() == Some(Code::UNKNOWN_CHANNEL) => {
            let gone = DiscussionGone { resource: resource.clone(), thread: known.thread };
            record::seen(look, Seen::Gone(gone)).await?;
            Ok(Sight::Deleted(known.thread))
        }
        Err(err) if err.code() == Some(Code::MISSING_ACCESS) => {
            Err(Trouble::told(words::hidden_from_me(&look.resource, known.channel)))
        }
        Err(err) => Err(err.into()),
    }
}

async fn here(
    look: &Look<'_>,
    known: &Discussion,
    (archived, locked): (bool, bool),
) -> Result<Sight, Trouble> {
    if (known.archived, known.locked) != (archived, locked) {
        let resource = look.asks[0].wish.resource.clone();
        let changed = DiscussionChanged { resource, thread: known.thread, archived, locked };
        record::seen(look, Seen::Standing(changed)).await?;
    }
    Ok(Sight::Here(Place { channel: known.channel, thread: known.thread, archived, locked }))
}
