//! Looks whether the channels that were closed to the bot are open again: when somebody changed permissions, else every
//! hour. What waits there costs no call meanwhile, however much it is.

use std::sync::Arc;

use serenity::model::id as theirs;

use crate::app::App;
use crate::discord::permissions::{self, Hall, Who};
use crate::discord::{Code, Error};
use crate::domain::ids::{ChannelId, GuildId};
use crate::store::outbox::{Leased, Outcome};
use crate::store::parked;
use crate::store::scope::Scope;
use crate::worker::Outcomes;
use crate::worker::discuss::ground;

use super::{DAY, opened};

/// Most channels of a guild that one look asks for; the next look begins where this one ended.
const MOST_DOORS: usize = 20;

pub(in crate::worker) async fn perform(app: &Arc<App>, group: &[Leased]) -> Outcomes {
    let Some(first) = group.first() else { return Vec::new() };
    let now = app.clock.now();
    let outcome = match look(app, first).await {
        Ok(Left::Nothing) if now - first.planned_at >= DAY => Outcome::Done,
        Ok(_) => Outcome::Later(now + parked::LOOK_EVERY),
        Err(err) => {
            let error = err.as_ref();
            tracing::info!(error, guild.id = first.guild.get(), "closed channels could not be looked at");
            Outcome::Later(now + parked::LOOK_EVERY)
        }
    };
    // One is enough to look after a guild.
    let others = group.iter().skip(1).map(|it| (it.id, Outcome::Done));
    std::iter::once((first.id, outcome)).chain(others).collect()
}

/// Whether anything is still parked.
enum Left {
    Nothing,
    Something,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn look(app: &App, first: &Leased) -> Result<Left, Failure> {
    let guild = first.guild;
    let waiting = Scope::new(app.db.clone(), guild).waiting_at_doors().await?;
    if waiting.is_empty() {
        return Ok(Left::Nothing);
    }
    let doors = turn(waiting.iter().filter_map(|it| it.door).collect(), first.attempt);
    // They were found closed a moment ago; and where the bot no longer is, there is nothing to ask.
    let is_first = first.attempt == 1;
    if !is_first && !doors.is_empty() && app.views.guild(guild).settings().present {
        let visit = Visit::begin(app, guild).await?;
        for door in doors {
            if visit.is_open(door).await? {
                opened(app, (guild, door)).await?;
            }
        }
    }
    Ok(Left::Something)
}

/// The doors that an attempt looks at.
fn turn(mut doors: Vec<ChannelId>, attempt: i64) -> Vec<ChannelId> {
    let looked = usize::try_from(attempt).unwrap_or_default().wrapping_mul(MOST_DOORS);
    let begins = looked.checked_rem(doors.len()).unwrap_or_default();
    doors.rotate_left(begins);
    doors.truncate(MOST_DOORS);
    doors
}

/// A guild as the bot finds it.
struct Visit<'a> {
    app: &'a App,
    hall: Hall,
    user: u64,
    roles: Vec<u64>,
}

impl<'a> Visit<'a> {
    async fn begin(app: &'a App, guild: GuildId) -> Result<Self, Error> {
        let (rest, id) = (&app.rest, theirs::GuildId::new(guild.get()));
        let user = rest.current_user().await?.id;
        let (guild, roles, member) =
            tokio::try_join!(rest.guild(id), rest.guild_roles(id), rest.guild_member(id, user))?;
        let own = member.roles.iter().map(|it| it.get()).collect();
        Ok(Self { app, hall: Hall { guild, roles }, user: user.get(), roles: own })
    }

    /// Whether there is any use in trying again. Of a channel that is gone the askers are told so.
    async fn is_open(&self, door: ChannelId) -> Result<bool, Error> {
        let channel = match self.app.rest.channel(theirs::ChannelId::new(door.get())).await {
            Ok(channel) => channel,
            Err(err) if err.code() == Some(Code::UNKNOWN_CHANNEL) => return Ok(true),
            Err(err) if err.code() == Some(Code::MISSING_ACCESS) => return Ok(false),
            Err(err) => return Err(err),
        };
        let may = permissions::in_channel(&self.hall, Who { user: self.user, roles: &self.roles }, &channel);
        Ok(may.contains(permissions::for_opening(channel.kind == ground::FORUM)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn of_many_doors_each_has_its_turn() {
        let doors: Vec<_> = (1..=70).map(ChannelId::new).collect();
        assert_eq!(turn(doors.clone(), 1).len(), MOST_DOORS);
        let looked: BTreeSet<_> = (1..=4).flat_map(|it| turn(doors.clone(), it)).collect();
        assert_eq!(looked.len(), doors.len());
        assert_eq!(turn(doors[..3].to_vec(), 5).len(), 3);
        assert!(turn(Vec::new(), 5).is_empty());
    }
}
