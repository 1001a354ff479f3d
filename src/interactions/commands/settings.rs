//! `/settings`: where discussions open, and who else moderates.

pub mod panel;

use serenity::model::Permissions;

use crate::discord::permissions::for_opening;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment};
use crate::domain::effect::{Checked, Effect, Planned, ShowSettings};
use crate::domain::entry::rules::{self, Reader};
use crate::domain::guild::{Guild, ModeratorsSet, Place, PlaceSet};
use crate::domain::ids::{GuildId, RoleId, UserId};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Audience, Reply};
use crate::domain::state::State;
use crate::interactions::command::{Command, Outcome, Policy, Route, Step, outdated};
use crate::interactions::desk::Desk;
use crate::interactions::request::{Ask, Call, Picked, PlaceKind, Press};
use crate::interactions::shape::{Kind, Opt, Shape, Sub, Takes};

use panel::{ANYWHERE, Found, NO_ROLE, PLACE, Panel, ROLE, Standing};

/// The button that has a server looked over.
pub const DOCTOR: &str = "settings.doctor";

/// The command.
pub struct Settings;

impl Command for Settings {
    fn shape(&self) -> Shape {
        Shape {
            name: "settings",
            line: "Set up the reading room in this server",
            kind: Kind::Group(vec![
                Sub { name: "show", line: "What is set, and what is still missing", options: Vec::new() },
                Sub {
                    name: "doctor",
                    line: "Look over whether all works here, and how to mend it",
                    options: Vec::new(),
                },
                Sub {
                    name: "discussions",
                    line: "Where new discussions open",
                    options: vec![
                        Opt::new("channel", "A text channel or a forum", Takes::Channel).required(),
                    ],
                },
                Sub {
                    name: "moderators",
                    line: "Who moderates besides those who may manage messages",
                    options: vec![Opt::new("role", "The role", Takes::Role).required()],
                },
            ]),
            shown_to: Some(Permissions::MANAGE_GUILD),
            example: "/settings show",
        }
    }

    fn policy(&self) -> Policy {
        Policy::GuildManager
    }

    fn routes(&self) -> &'static [Route] {
        const ROUTES: &[Route] = &[
            Route::manager(PLACE),
            Route::manager(ANYWHERE),
            Route::manager(ROLE),
            Route::manager(NO_ROLE),
            Route::manager(DOCTOR),
        ];
        ROUTES
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome {
        let wish = match call.sub.as_deref() {
            Some("doctor") => return Ok(examine(ask)),
            Some("show") => None,
            Some("discussions") => {
                Some(Wish::Place(Some(place(call.options.channel("channel").ok_or_else(outdated)?)?)))
            }
            Some("moderators") => {
                let role = call.options.id("role").map(RoleId::new).ok_or_else(outdated)?;
                Some(Wish::Moderators(Some(moderating(desk, role)?)))
            }
            _ => return Err(outdated()),
        };
        Ok(go(desk, ask, wish, Way::Called))
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        let wish = match press.id.kind.as_str() {
            DOCTOR => return Ok(examine(ask)),
            PLACE => Wish::Place(Some(place(press.channel.ok_or_else(outdated)?)?)),
            ANYWHERE => Wish::Place(None),
            ROLE => {
                let role = press.values.first().and_then(|it| it.parse().ok()).map(RoleId::new);
                Wish::Moderators(Some(moderating(desk, role.ok_or_else(outdated)?)?))
            }
            NO_ROLE => Wish::Moderators(None),
            _ => return Err(outdated()),
        };
        Ok(go(desk, ask, Some(wish), Way::Pressed))
    }
}

/// What is to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Place(Option<Place>),
    Moderators(Option<RoleId>),
}

/// Which way the request came: the answer takes its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Called,
    Pressed,
}

fn place(picked: Picked) -> Result<Place, Refusal> {
    match picked.kind {
        PlaceKind::Text => Ok(Place { channel: picked.id, forum: false }),
        PlaceKind::Forum => Ok(Place { channel: picked.id, forum: true }),
        PlaceKind::Thread | PlaceKind::Other => Err(Refusal::new(format!(
            "Discussions can open in text channels and forums; <#{}> is neither. Nothing was changed.",
            picked.id
        ))),
    }
}

/// Everyone as moderators would open every export to everyone.
fn moderating(desk: &Desk<'_>, role: RoleId) -> Result<RoleId, Refusal> {
    if role.get() == desk.guild.get() {
        return Err(Refusal::new(
            "That role is everyone's. Choose one that only moderators have. Nothing was changed.",
        ));
    }
    Ok(role)
}

fn go(desk: &Desk<'_>, ask: &Ask, wish: Option<Wish>, way: Way) -> Step {
    let settings = wish.map_or_else(|| desk.settings.clone(), |it| it.applied_to(desk.settings.clone()));
    let note = wish.map(|it| it.note(desk));
    let here = here(ask);
    let (reply, check) = match at_once(&settings, here) {
        Some((place, role)) => {
            let message = Panel { note, settings, place, role }.message(ask.application);
            (if way == Way::Called { Reply::Say(message) } else { Reply::Update(message) }, None)
        }
        None => {
            let reply = if way == Way::Called { Reply::Later(Audience::Asker) } else { Reply::UpdateLater };
            (reply, Some(check(ask, ShowSettings { note, here })))
        }
    };
    match (wish, check) {
        (None, None) => Step::Reply(reply),
        (wish, check) => {
            let (reader, interaction, at) = (ask.reader(), ask.interaction, ask.at);
            Step::act(Set { reader, interaction, at, wish, check, reply })
        }
    }
}

/// Looks the server over; that takes Discord, so the answer comes later.
fn examine(ask: &Ask) -> Step {
    let (reader, interaction, at) = (ask.reader(), ask.interaction, ask.at);
    let check = Some(planned(ask, Effect::Examine));
    Step::act(Set { reader, interaction, at, wish: None, check, reply: Reply::Later(Audience::Asker) })
}

/// How it stands with what is set, as far as the interaction itself tells. Roles and other channels take a look.
fn at_once(settings: &Guild, here: Option<Checked>) -> Option<(Found, Found)> {
    let role = settings.moderators.is_none().then_some(Found::Unset(None))?;
    match (settings.place, here) {
        (None, here) => Some((Found::Unset(here), role)),
        (Some(place), Some(here)) if place.channel == here.channel => {
            let missing = Permissions::from_bits_truncate(here.missing);
            Some((Found::There(Standing { missing }), role))
        }
        _ => None,
    }
}

/// What the bot lacks in the text channel that somebody asks in. A thread's permissions are not its channel's.
fn here(ask: &Ask) -> Option<Checked> {
    let missing = for_opening(false) - ask.own_permissions;
    let is_text = ask.channel.kind == PlaceKind::Text;
    is_text.then(|| Checked { channel: ask.channel.id, missing: missing.bits() })
}

fn check(ask: &Ask, show: ShowSettings) -> Planned {
    planned(ask, Effect::ShowSettings(show))
}

fn planned(ask: &Ask, effect: Effect) -> Planned {
    Planned { effect, order: format!("reply:{}", ask.interaction), reply_to: Some(ask.reply_to.clone()) }
}

impl Wish {
    fn applied_to(self, mut settings: Guild) -> Guild {
        match self {
            Self::Place(place) => settings.place = place,
            Self::Moderators(role) => settings.moderators = role,
        }
        settings
    }

    fn note(self, desk: &Desk<'_>) -> String {
        match self {
            Self::Place(place) => {
                let elsewhere = place.map_or(0, |it| desk.rows().discussions_outside(it.channel));
                format!("Set. This is for new discussions only{}", staying(elsewhere))
            }
            Self::Moderators(Some(role)) => format!("Set: <@&{role}> moderates from now on."),
            Self::Moderators(None) => "Set: no role moderates any more.".to_owned(),
        }
    }
}

/// What becomes of the discussions that live elsewhere.
fn staying(elsewhere: usize) -> String {
    match elsewhere {
        0 => ".".to_owned(),
        1 => "; 1 that lives elsewhere stays there.".to_owned(),
        many => format!("; {many} that live elsewhere stay there."),
    }
}

/// Somebody looks at the settings or changes them.
struct Set {
    reader: Reader,
    interaction: u64,
    at: i64,
    wish: Option<Wish>,
    check: Option<Planned>,
    reply: Reply,
}

impl Act for Set {
    fn guild(&self) -> GuildId {
        self.reader.guild
    }

    fn key(&self) -> Key {
        Key::interaction(self.interaction)
    }

    fn fingerprint(&self) -> String {
        format!("settings {:?}", self.wish)
    }

    fn at_source(&self) -> Option<i64> {
        Some(self.at)
    }

    fn people(&self) -> Vec<UserId> {
        vec![self.reader.user]
    }

    fn decide(&self, state: &State, moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::reply(self.reply.clone());
        decision.effects.extend(self.check.clone());
        let now = state.guild(self.reader.guild);
        let person = rules::person(state, moment, &self.reader);
        let happened = match self.wish {
            Some(Wish::Place(place)) if place != now.place => {
                Some(Happening::by(person.actor, PlaceSet { place }))
            }
            Some(Wish::Moderators(role)) if role != now.moderators => {
                Some(Happening::by(person.actor, ModeratorsSet { role }))
            }
            _ => None,
        };
        if let Some(happened) = happened {
            decision.events.push(happened);
            decision.people.push(person);
        }
        Ok(decision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ChannelId;

    #[test]
    fn only_text_channels_and_forums_hold_discussions() {
        let id = ChannelId::new(5);
        let picked = |kind| place(Picked { id, kind });
        assert_eq!(picked(PlaceKind::Text), Ok(Place { channel: id, forum: false }));
        assert_eq!(picked(PlaceKind::Forum), Ok(Place { channel: id, forum: true }));
        for kind in [PlaceKind::Thread, PlaceKind::Other] {
            let refused = picked(kind).map_err(|it| it.why);
            assert!(refused.as_ref().is_err_and(|it| it.contains("<#5> is neither")), "{refused:?}");
        }
    }
}
