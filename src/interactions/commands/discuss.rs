//! `/discuss`: where a work's one discussion is; it is opened if there is none yet.
//!
//! Always answered later and for the asker alone: only Discord knows how the thread stands, and opening one takes a
//! call. All who ask meanwhile are served together by the worker.

use std::sync::Arc;

use crate::domain::decision::{Act, Decision, Key, Moment, Needs};
use crate::domain::effect::{Discuss, Effect, Planned, ReplyTo};
use crate::domain::ids::{ChannelId, GuildId, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Audience, Choice, Message, Reply};
use crate::domain::state::State;
use crate::interactions::command::{Command, Outcome, Policy, Route, Step, outdated};
use crate::interactions::desk::{Desk, key};
use crate::interactions::named::{self, Named};
use crate::interactions::request::{Ask, Call, PlaceKind, Press, Typing};
use crate::interactions::shape::{Kind, Opt, Shape, Takes};
use crate::library::resource::Resource;

/// The Discuss button, and the one under "did you mean".
const ASK: &str = "discuss.ask";
/// The button under "was deleted".
const ANEW: &str = "discuss.anew";
/// Works offered to somebody who named none: one row of buttons.
const OFFERED: usize = 5;

/// The command.
pub struct DiscussCommand;

impl Command for DiscussCommand {
    fn shape(&self) -> Shape {
        let name = Opt::new("name", "Which work; in its discussion you can leave this out", Takes::Suggested);
        Shape {
            name: "discuss",
            line: "Go to a work's discussion, or open it",
            kind: Kind::Slash(vec![name]),
            shown_to: None,
            example: "/discuss name:Thinking in Systems",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        const { &[Route::everyone(ASK), Route::everyone(ANEW)] }
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome {
        let Some(typed) = call.options.text("name").filter(|it| !it.trim().is_empty()) else {
            return Ok(named::here(desk, ask).map_or_else(|| offer(desk), |it| wish(desk, ask, (&it, false))));
        };
        Ok(match named::resolve(desk, typed) {
            Named::One(resource) => wish(desk, ask, (&resource, false)),
            Named::Several(several) => Step::say(named::did_you_mean(&several, ASK)),
            Named::EmptyLibrary => Step::say(named::empty_library()),
        })
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        let anew = match press.id.kind.as_str() {
            ASK => false,
            ANEW => true,
            _ => return Err(outdated()),
        };
        let resource = desk.resource(press.id.argument(0))?;
        Ok(wish(desk, ask, (&resource, anew)))
    }

    fn suggest(&self, desk: &Desk<'_>, _ask: &Ask, typing: &Typing) -> Vec<Choice> {
        named::suggest(desk, &typing.typed)
    }
}

fn wish(desk: &Desk<'_>, ask: &Ask, (resource, anew): (&Resource, bool)) -> Step {
    Step::act(AskDiscussion {
        guild: ask.guild,
        interaction: ask.interaction,
        at: ask.at,
        reply_to: ask.reply_to.clone(),
        wish: Discuss {
            resource: key(resource),
            set: desk.settings.place.map(|it| it.channel),
            asked_in: asked_in(ask),
            asker: ask.asker(desk.is_moderator(&ask.member)),
            anew,
        },
    })
}

/// Discussions are not opened within threads but beside them.
fn asked_in(ask: &Ask) -> ChannelId {
    match ask.channel.kind {
        PlaceKind::Thread => ask.channel.parent.unwrap_or(ask.channel.id),
        PlaceKind::Text | PlaceKind::Forum | PlaceKind::Other => ask.channel.id,
    }
}

/// For somebody who names no work: what was lately talked about here, or the beginning of the library.
fn offer(desk: &Desk<'_>) -> Step {
    let recent = desk.rows().recent();
    let recent = recent.iter().filter_map(|it| desk.catalogue.find(it)).filter(|it| !it.retired);
    let mut works: Vec<Arc<Resource>> = recent.take(OFFERED).collect();
    if works.is_empty() {
        works.extend(desk.catalogue.iter().take(OFFERED).cloned());
    }
    if works.is_empty() {
        return Step::say(named::empty_library());
    }
    let rows = named::did_you_mean(&works, ASK).rows;
    let text =
        "Which work would you like to discuss? Choose one of these, or name another with `/discuss name:`.";
    Step::say(Message { rows, ..Message::aside(text) })
}

/// Promises to find or open a discussion.
struct AskDiscussion {
    guild: GuildId,
    interaction: u64,
    at: i64,
    reply_to: ReplyTo,
    wish: Discuss,
}

impl Act for AskDiscussion {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        format!("discuss:{}:{}", self.wish.resource, self.wish.anew)
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.at)
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { resources: vec![self.wish.resource.clone()], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        if state.shelf.find(&self.wish.resource).is_none() {
            return Err(Refusal::new("That work is no longer in the library."));
        }
        let planned = Planned {
            order: order(self.guild, &self.wish.resource),
            effect: Effect::Discuss(self.wish.clone()),
            reply_to: Some(self.reply_to.clone()),
        };
        Ok(Decision { effects: vec![planned], ..Decision::reply(Reply::Later(Audience::Asker)) })
    }
}

/// Wishes for the same discussion stand in one order, so that two of them cannot open it twice.
fn order(guild: GuildId, resource: &ResourceKey) -> String {
    format!("discuss:{guild}:{resource}")
}
