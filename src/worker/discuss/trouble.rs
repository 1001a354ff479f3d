//! What can come between a wish and its answer, sorted by what happens next.

use std::error::Error as StdError;

use crate::discord::Error;
use crate::domain::reply::Message;
use crate::store::outbox::{LONGEST_WAIT, Outcome};
use crate::store::{self, Stop};
use crate::worker::Outcomes;

use super::{Look, Word};

/// The first wait before another attempt, in milliseconds; each further one is twice as long.
const FIRST_WAIT: i64 = 2_000;
/// From this attempt on, operators hear of it.
const WORRYING: i64 = 5;

/// Why a look did not end with words for each asker.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Everyone is told this, and the work is over: asking again begins anew.
    Told(Box<Word>),
    /// Discord did not do it, or did not say that it did.
    Discord(Error),
    /// What was done could not be written down.
    Log(Stop),
    /// The database failed.
    Store(store::Error),
    /// Somebody else is at it.
    Taken,
}

impl Trouble {
    pub(super) fn told(word: impl Into<Word>) -> Self {
        Self::Told(Box::new(word.into()))
    }

    /// What everyone is told, or what is noted of the effects instead.
    pub(super) fn settle(self, look: &Look<'_>) -> Result<Word, Outcomes> {
        match self {
            Self::Told(word) => Ok(*word),
            Self::Taken => Err(Vec::new()),
            Self::Discord(err @ (Error::Refused { .. } | Error::Unfit(_))) => {
                Ok(Message::aside(look.app.unsaid(&err)).into())
            }
            Self::Discord(err) => Err(again(look, &err, err.retry_after())),
            Self::Log(stop) => Err(again(look, &stop, None)),
            Self::Store(err) => Err(again(look, &err, None)),
        }
    }
}

impl From<Error> for Trouble {
    fn from(err: Error) -> Self {
        Self::Discord(err)
    }
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        Self::Log(stop)
    }
}

impl From<store::Error> for Trouble {
    fn from(err: store::Error) -> Self {
        Self::Store(err)
    }
}

fn again(look: &Look<'_>, err: &(dyn StdError + 'static), asked: Option<std::time::Duration>) -> Outcomes {
    let attempt = look.attempt();
    if attempt >= WORRYING {
        tracing::warn!(
            error = err,
            attempt,
            guild.id = look.guild.get(),
            "a discussion cannot be opened yet"
        );
    } else {
        tracing::info!(error = err, attempt, guild.id = look.guild.get(), "a discussion is looked for again");
    }
    let at = look.app.clock.now() + wait(attempt, asked);
    look.asks.iter().map(|it| (it.leased.id, Outcome::Later(at))).collect()
}

/// How long to wait after an attempt, in milliseconds.
fn wait(attempt: i64, asked: Option<std::time::Duration>) -> i64 {
    let doublings = u32::try_from(attempt - 1).unwrap_or_default().min(16);
    let backoff = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    let asked = asked.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(LONGEST_WAIT));
    backoff.max(asked)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_never_undercut_what_discord_asks() {
        let waits: Vec<_> = [1, 2, 3, 8, 9, 60].map(|attempt| wait(attempt, None)).into();
        assert_eq!(waits, [2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
        assert_eq!(wait(1, Some(Duration::from_secs(9))), 9_000);
        assert_eq!(wait(9, Some(Duration::from_secs(9))), 300_000);
    }
}
