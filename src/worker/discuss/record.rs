//! Writing down what was seen or done on Discord.

use crate::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use crate::domain::discussion::{self, DiscussionOpened, Seen};
use crate::domain::effect::{Effect, Planned, Tidy};
use crate::domain::ids::{EffectId, GuildId, Pos};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::trouble::Trouble;
use super::{Look, stamp};

/// Records what a look showed.
pub(super) async fn seen(look: &Look<'_>, seen: Seen) -> Result<(), Trouble> {
    write(look, seen, Vec::new()).await
}

/// Records that the discussion was opened. Wishes that nobody waits for are settled with it; the others once their
/// askers were told.
pub(super) async fn opened(look: &Look<'_>, opened: DiscussionOpened) -> Result<(), Trouble> {
    let mut effects = Vec::new();
    // A message's nonce keeps a late first call from doing anything; a forum post has none.
    if opened.forum && look.attempt() > 1 {
        effects.push(Planned {
            order: format!("tidy:{}:{}", look.guild, opened.thread),
            effect: Effect::Tidy(Tidy {
                forum: opened.channel,
                kept: opened.thread,
                stamp: stamp::of(look.first()),
                since: look.first().first_at,
            }),
            reply_to: None,
        });
    }
    write(look, Seen::Opened(opened), effects).await
}

async fn write(look: &Look<'_>, seen: Seen, effects: Vec<Planned>) -> Result<(), Trouble> {
    let first = look.first();
    let unheard = look.asks.iter().filter(|it| it.leased.reply_to.is_none()).map(|it| it.leased.id);
    let settled = if matches!(seen, Seen::Opened(_)) { unheard.collect() } else { Vec::new() };
    let act = Record {
        guild: look.guild,
        effect: first.id,
        attempt: first.attempt.cast_unsigned(),
        cause: first.cause,
        seen,
        effects,
        settled,
    };
    look.app.log.write(act).await?;
    Ok(())
}

/// What came of an attempt.
struct Record {
    guild: GuildId,
    effect: EffectId,
    attempt: u64,
    cause: Pos,
    seen: Seen,
    effects: Vec<Planned>,
    settled: Vec<EffectId>,
}

impl Record {
    /// One attempt can see that a discussion is gone and then open it anew.
    fn step(&self) -> u64 {
        match self.seen {
            Seen::Gone(_) => 0,
            Seen::Standing(_) => 1,
            Seen::Opened(_) => 2,
        }
    }
}

impl Act for Record {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::result(self.effect, self.attempt * 3 + self.step())
    }

    fn fingerprint(&self) -> String {
        format!("{:?}", self.seen)
    }

    fn cause(&self) -> Option<Pos> {
        Some(self.cause)
    }

    fn needs(&self, _people: &State) -> Needs {
        let resource = self.seen.resource();
        Needs { discussions: vec![resource.clone()], tallies: vec![resource.clone()], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        decision.events.extend(discussion::news(state, self.guild, &self.seen).map(Happening::seen));
        decision.effects.clone_from(&self.effects);
        decision.settled.clone_from(&self.settled);
        Ok(decision)
    }
}
