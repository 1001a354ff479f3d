//! "Log as feedback" on a message: readers keep their own, moderators anyone's.
//!
//! In a discussion the work is known; elsewhere the first interaction keeps a draft, because nothing later sees the
//! message's words again, and the logger chooses the work from a select.

mod acts;
mod choice;

use std::sync::Arc;

use crate::domain::decision::Typed;
use crate::domain::draft::{self, Logged, check_age, too_late};
use crate::domain::entry::rules::draw;
use crate::domain::ids::{DraftNumber, EntryNumber};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Form, Input, Reply};
use crate::interactions::command::{Command, Outcome, Policy, Route, Step, outdated};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::interactions::named::{self, Named};
use crate::interactions::request::{Ask, Call, CallOn, Press, Target};
use crate::interactions::shape::{Kind, Shape};
use crate::library::resource::Resource;

use super::feedback::{By, Shown, typed};
use acts::{Chosen, GiveBack, KeepDraft, Log};

/// "Log as feedback".
pub struct Keep;

/// The one field of the search form.
const WORK: &str = "work";
/// Takes a work for a draft.
const TAKE: &str = "keep.take";

impl Command for Keep {
    fn shape(&self) -> Shape {
        Shape {
            name: "Log as feedback",
            line: "Keep a message as feedback on a work",
            kind: Kind::OnMessage,
            shown_to: None,
            example: "a message's menu → Apps → Log as feedback",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        const {
            &[
                Route::everyone("keep.pick"),
                Route::everyone("keep.other"),
                Route::everyone("keep.search"),
                Route::everyone(TAKE),
                Route::everyone("keep.withdraw"),
            ]
        }
    }

    fn called(&self, _desk: &Desk<'_>, _ask: &Ask, _call: &Call) -> Outcome {
        Err(outdated())
    }

    fn called_on(&self, desk: &Desk<'_>, ask: &Ask, call: &CallOn) -> Outcome {
        let message = readable(&call.message)?;
        let source = draft::door(ask.member.user, message.author.user, desk.is_moderator(&ask.member))?;
        if let Some(resource) = named::here(desk, ask).filter(|it| !it.retired) {
            let chosen = chosen(ask, resource, (None, Shown::Anew));
            return Ok(Step::act(Log { chosen, message, source }));
        }
        let options = choice::options(desk, &message.text);
        if options.is_empty() {
            return Err(Refusal::new(named::empty_library().text));
        }
        Ok(Step::act(KeepDraft { by: By::of(ask), message, options }))
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        if press.id.kind == "keep.withdraw" {
            return withdraw(desk, ask, press);
        }
        let number = DraftNumber::new(press.id.parsed(0).ok_or_else(outdated)?);
        match press.id.kind.as_str() {
            "keep.pick" if press.values.first().is_some_and(|it| it == choice::OTHER) => Ok(search(number)),
            "keep.other" => Ok(search(number)),
            "keep.pick" => log(desk, ask, press, (number, press.values.first().map(String::as_str))),
            TAKE => log(desk, ask, press, (number, press.id.argument(1))),
            "keep.search" => searched(desk, ask, press, number),
            _ => Err(outdated()),
        }
    }
}

/// The message, if it is one that can be kept.
fn readable(target: &Target) -> Result<Logged, Refusal> {
    if target.by_bot {
        return Err(Refusal::new("A bot wrote that. Feedback is what people say."));
    }
    if target.system {
        return Err(Refusal::new("Discord itself wrote that. Feedback is what people say."));
    }
    let text = typed(&target.text)
        .ok_or_else(|| Refusal::new("That message has no text that could be kept as feedback."))?;
    Ok(Logged { place: target.place, author: target.author.clone(), text })
}

/// Keeps a draft's message as feedback on the chosen work.
fn log(desk: &Desk<'_>, ask: &Ask, press: &Press, (number, slug): (DraftNumber, Option<&str>)) -> Outcome {
    let resource = desk.resource(slug)?;
    Ok(take(desk, ask, press, (number, resource, None)))
}

/// Reads the draft and logs it. Who may is checked anew: roles change while a form is open.
fn take(
    desk: &Desk<'_>,
    ask: &Ask,
    press: &Press,
    (number, resource, typed): (DraftNumber, Arc<Resource>, Option<Typed>),
) -> Step {
    let again = CustomId::new(TAKE, [number.to_string(), resource.slug.to_string()]);
    let chosen = chosen(ask, resource, (Some(number), Shown::after(press)));
    let (moderator, now) = (desk.is_moderator(&ask.member), desk.now);
    Step::read(async move |scope| {
        let user = chosen.by.reader.user;
        let back = |refusal: Refusal| refusal.handing_back(typed.clone());
        let waiting = scope.own_draft(user, number).await?.ok_or_else(|| back(too_late()))?;
        check_age(&waiting.draft, now).map_err(back)?;
        let (Some(text), Some(author)) = (waiting.words, waiting.author) else {
            return Err(back(too_late()).into());
        };
        let source = draft::door(user, author.user, moderator).map_err(back)?;
        // From here on the work is known; the draft waits, and no later interaction sees the message's words.
        let chosen = Chosen { typed: Some(Typed::words(&text, again)), ..chosen };
        let message = Logged { place: waiting.draft.message, author, text };
        Ok(Step::act(Log { chosen, message, source }))
    })
}

fn chosen(ask: &Ask, resource: Arc<Resource>, (draft, shown): (Option<DraftNumber>, Shown)) -> Chosen {
    Chosen { by: By::of(ask), resource, draft, lots: draw(ask.lots), shown, typed: None }
}

/// The form that searches the library.
fn search(number: DraftNumber) -> Step {
    let input = Input {
        id: WORK.to_owned(),
        label: "Which work is it about?".to_owned(),
        placeholder: "A title or an author".to_owned(),
        value: None,
        most: 200,
        required: true,
        tall: false,
    };
    let id = CustomId::new("keep.search", [number]).into();
    Step::Reply(Reply::Ask(Form { id, title: "Find the work".to_owned(), inputs: vec![input] }))
}

fn searched(desk: &Desk<'_>, ask: &Ask, press: &Press, number: DraftNumber) -> Outcome {
    let name = press.fields.get(WORK).map_or("", String::as_str);
    match named::resolve(desk, name) {
        Named::One(resource) => {
            let typed = Typed::words(name, CustomId::new("keep.other", [number]));
            Ok(take(desk, ask, press, (number, resource, Some(typed))))
        }
        Named::Several(several) => {
            let id = |slug: &_| CustomId::new(TAKE, [number.to_string(), format!("{slug}")]);
            let message = named::did_you_mean_by(&several, id).row(choice::other(number));
            Ok(Step::Reply(Shown::after(press).reply(message)))
        }
        Named::EmptyLibrary => Err(Refusal::new(named::empty_library().text)),
    }
}

/// "Withdraw" under the public reply: for the author, and for moderators.
fn withdraw(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let number = EntryNumber::new(press.id.parsed(0).ok_or_else(outdated)?);
    Ok(Step::act(GiveBack {
        by: By::of(ask),
        number,
        moderator: desk.is_moderator(&ask.member),
        catalogue: Arc::clone(&desk.catalogue),
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::domain::draft::Author;
    use crate::domain::ids::{ChannelId, MessageId, MessagePlace, UserId};

    fn target() -> Target {
        Target {
            place: MessagePlace { channel: ChannelId::new(1), message: MessageId::new(2) },
            author: Author { user: UserId::new(3), name: "ann".to_owned() },
            by_bot: false,
            system: false,
            text: "  said\0 so \n".to_owned(),
        }
    }

    #[test]
    fn what_a_person_said_is_kept_as_databases_take_it() {
        assert_eq!(readable(&target()).unwrap().text, "said so");
    }

    #[test]
    fn bots_discord_and_silence_are_refused_in_words() {
        let why = |target: Target| readable(&target).unwrap_err().why;
        let bot = why(Target { by_bot: true, ..target() });
        assert_eq!(bot, "A bot wrote that. Feedback is what people say.");
        let system = why(Target { system: true, ..target() });
        assert_eq!(system, "Discord itself wrote that. Feedback is what people say.");
        for text in ["", " \n", "\0"] {
            let textless = why(Target { text: text.to_owned(), ..target() });
            assert_eq!(textless, "That message has no text that could be kept as feedback.", "{text:?}");
        }
    }
}
