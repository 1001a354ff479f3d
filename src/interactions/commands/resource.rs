//! `/resource`: a work's card, the pages behind it, and its neighbours.
//!
//! A look: answered from memory, it writes nothing and asks Discord for nothing. What a button or a list on a card
//! that everyone sees opens, only the presser sees; only Share here posts.

use std::fmt;
use std::str::FromStr;

use crate::domain::ids::UserId;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Audience, Button, Choice, Message, Reply, Row};
use crate::interactions::card::{self, ReadIn, pages};
use crate::interactions::command::{Command, Outcome, Part, Policy, Route, Step};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::interactions::named::{self, Named};
use crate::interactions::request::{Ask, Call, Press, Typing};
use crate::interactions::shape::{Kind, Opt, Shape, Takes};
use crate::interactions::words::escape;
use crate::library::resource::Resource;

/// The command.
pub struct ResourceCommand;

/// For whom a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whom {
    /// Everyone in the channel.
    Everyone,
    /// Only the person who asked.
    Asker,
    /// Everyone, with a word to this one.
    One(UserId),
}

impl Command for ResourceCommand {
    fn shape(&self) -> Shape {
        Shape {
            name: "resource",
            line: "Look a work up: what it is about and what readers here made of it",
            kind: Kind::Slash(vec![
                Opt::new("name", "Title, author, or what you remember of it", Takes::Suggested).required(),
                Opt::new("private", "Show it to me alone", Takes::Flag),
                Opt::new("for", "Whom you show it to; they are notified", Takes::User),
            ]),
            shown_to: None,
            example: "/resource name:thinking in systems",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        const {
            &[
                Route::everyone("card.more"),
                Route::everyone("card.page"),
                Route::everyone("card.related"),
                Route::everyone("card.share"),
                Route::everyone("card.show"),
            ]
        }
    }

    fn part(&self) -> Option<Part> {
        Some(Part::Learn)
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome {
        let whom = whom(call)?;
        let typed = call.options.text("name").unwrap_or_default();
        Ok(Step::say(match named::resolve(desk, typed) {
            Named::One(resource) => show(desk, &resource, whom),
            Named::Several(several) => {
                desk.lookups.missed((desk.guild, ask.reader().user), typed);
                named::did_you_mean_by(&several, |slug| {
                    CustomId::new("card.show", [slug.to_string(), whom.to_string()])
                })
            }
            Named::EmptyLibrary => named::empty_library(),
        }))
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        if press.id.kind == "card.related" {
            let picked = desk.resource(press.values.first().map(String::as_str))?;
            return Ok(Step::say(show(desk, &picked, Whom::Asker)));
        }
        let resource = desk.resource(press.id.argument(0))?;
        let page = press.id.parsed(1);
        Ok(match press.id.kind.as_str() {
            "card.page" if press.aside => Step::Reply(Reply::Update(open(desk, ask, (&resource, page)))),
            "card.share" => Step::say(share(desk, &resource, (page, &ask.member.name))),
            "card.show" => Step::say(show(desk, &resource, press.id.parsed(1).unwrap_or(Whom::Everyone))),
            _ => Step::say(open(desk, ask, (&resource, page))),
        })
    }

    fn suggest(&self, desk: &Desk<'_>, _ask: &Ask, typing: &Typing) -> Vec<Choice> {
        named::suggest(desk, &typing.typed)
    }
}

fn whom(call: &Call) -> Result<Whom, Refusal> {
    match (call.options.flag("private"), call.options.id("for")) {
        (true, Some(_)) => Err(Refusal::new(
            "A card that only you see cannot be shown to somebody else. Please leave out `private` or `for`.",
        )),
        (true, None) => Ok(Whom::Asker),
        (false, Some(id)) => Ok(Whom::One(UserId::new(id))),
        (false, None) => Ok(Whom::Everyone),
    }
}

fn show(desk: &Desk<'_>, resource: &Resource, whom: Whom) -> Message {
    desk.lookups.found(desk.guild, &resource.slug);
    let card = card::public(desk, resource);
    match whom {
        Whom::Everyone => card,
        Whom::Asker => aside(card, resource),
        Whom::One(user) => Message { text: format!("For <@{user}>:"), mention: Some(user), ..card },
    }
}

/// The card for one pair of eyes, which can still be shown to the others.
fn aside(mut card: Message, resource: &Resource) -> Message {
    let share = Button::plain("Share here", CustomId::new("card.share", [&resource.slug]));
    // Beneath the card's own buttons; a retired work may have none.
    card.rows.insert(card.rows.len().min(1), Row::Buttons(vec![share]));
    Message { audience: Audience::Asker, ..card }
}

/// A page for the presser alone; the card where the library has nothing beyond it any more.
fn open(desk: &Desk<'_>, ask: &Ask, (resource, page): (&Resource, Option<usize>)) -> Message {
    let discussed = named::here(desk, ask).is_some_and(|it| it.slug == resource.slug);
    let read = if discussed { ReadIn::ItsDiscussion } else { ReadIn::AnotherChannel };
    let page = pages::open(desk, resource, (page.unwrap_or(0), read));
    page.unwrap_or_else(|| aside(card::public(desk, resource), resource))
}

/// Posts a page, or the card, as the reader's doing, without notifying them of it.
fn share(desk: &Desk<'_>, resource: &Resource, (page, reader): (Option<usize>, &str)) -> Message {
    let page = page.and_then(|at| pages::shared(resource, desk, at));
    let shared = page.unwrap_or_else(|| card::public(desk, resource));
    Message { text: format!("Shared by {}:", escape(reader)), ..shared }
}

/// As an argument of a button.
impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("all"),
            Self::Asker => f.write_str("me"),
            Self::One(user) => user.fmt(f),
        }
    }
}

impl FromStr for Whom {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(Self::Everyone),
            "me" => Ok(Self::Asker),
            id => Ok(Self::One(UserId::new(id.parse()?))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::interactions::custom_id::LONGEST;
    use crate::library::resource::Slug;

    #[test]
    fn for_whom_a_card_is_survives_a_question_in_between() {
        for whom in [Whom::Everyone, Whom::Asker, Whom::One(UserId::new(u64::MAX))] {
            assert_eq!(whom.to_string().parse(), Ok(whom));
        }
        assert!("@everyone".parse::<Whom>().is_err());
    }

    #[test]
    fn a_card_without_buttons_of_its_own_can_be_shared_as_well() {
        let work = Resource::bare(Slug::try_from("bare").unwrap(), "Bare");
        assert_eq!(aside(Message::default(), &work).rows.len(), 1);
    }

    #[test]
    fn the_longest_button_fits_discord() {
        let slug = "s".repeat(Slug::MAX);
        let id = CustomId::new("card.show", [slug, Whom::One(UserId::new(u64::MAX)).to_string()]);
        assert!(id.to_string().len() <= LONGEST, "{id}");
    }
}
