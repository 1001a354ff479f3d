//! `/my feedback`: a reader's own entries, to look at, edit and take back, also years later.

mod list;

use std::sync::Arc;

use crate::domain::entry::Status;
use crate::domain::ids::EntryNumber;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Button, Embed, Message, Reply, Row, Style};
use crate::interactions::command::{Command, Outcome, Policy, Route, Step, outdated};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::interactions::request::{Ask, Call, Press};
use crate::interactions::shape::{Kind, Shape, Sub};
use crate::library::catalogue::Catalogue;
use crate::store::entries::Full;

use super::feedback::{Comment, On, Shown, about, describe, edit, quoted, with_own};

/// `/my feedback`.
pub struct My;

impl Command for My {
    fn shape(&self) -> Shape {
        Shape {
            name: "my",
            line: "What you have given here",
            kind: Kind::Group(vec![Sub {
                name: "feedback",
                line: "Look at your own feedback, edit it, or take it back",
                options: Vec::new(),
            }]),
            shown_to: None,
            example: "/my feedback",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        const { &[Route::everyone("my.page"), Route::everyone("my.pick"), Route::everyone("my.edit")] }
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, _call: &Call) -> Outcome {
        Ok(page(desk, ask, 0, Shown::Anew))
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        match press.id.kind.as_str() {
            "my.page" => Ok(page(desk, ask, press.id.parsed(0).ok_or_else(outdated)?, Shown::after(press))),
            "my.pick" => {
                let picked = press.values.first().and_then(|it| it.parse().ok());
                let number = EntryNumber::new(picked.ok_or_else(outdated)?);
                let back = press.id.parsed(0).unwrap_or(0);
                Ok(picked_one(desk, ask, (number, back), Shown::after(press)))
            }
            "my.edit" => {
                let number = EntryNumber::new(press.id.parsed(0).ok_or_else(outdated)?);
                Ok(with_own(ask, number, |full| Ok(Step::Reply(Reply::Ask(edit(&full))))))
            }
            _ => Err(outdated()),
        }
    }
}

/// A page of the list, counted from 0; one beyond the last is the last.
fn page(desk: &Desk<'_>, ask: &Ask, at: usize, shown: Shown) -> Step {
    let (user, catalogue) = (ask.member.user, Arc::clone(&desk.catalogue));
    Step::read(async move |scope| {
        let own = scope.own_entries(user).await?;
        Ok(Step::Reply(shown.reply(list::page(&own, at, &catalogue))))
    })
}

/// One entry, with what can be done about it.
fn picked_one(desk: &Desk<'_>, ask: &Ask, (number, back): (EntryNumber, usize), shown: Shown) -> Step {
    let (user, catalogue) = (ask.member.user, Arc::clone(&desk.catalogue));
    Step::read(async move |scope| {
        let full = scope.own_entry(user, number).await?.ok_or_else(|| Refusal::no_such_entry(number))?;
        Ok(Step::Reply(shown.reply(detail(&catalogue, &full, back))))
    })
}

fn detail(catalogue: &Catalogue, full: &Full, back: usize) -> Message {
    let entry = &full.entry;
    let comment = full.words.as_deref().map_or(Comment::None, Comment::Text);
    let mut message = describe(about(catalogue, entry).as_deref(), entry, comment);
    let on = On::Entry(entry.number);
    let mut buttons = Vec::new();
    match entry.status {
        Status::Given => buttons.extend([
            Button::plain("Edit", CustomId::new("my.edit", [entry.number])).styled(Style::Primary),
            Button::plain("Rating and more", on.id("feedback.show")),
            Button::plain("Withdraw", on.id("feedback.withdraw")).styled(Style::Danger),
        ]),
        Status::Withdrawn => message.text.push_str("\nYou have withdrawn it."),
        Status::Removed => {
            message.text.push_str("\nA moderator removed it. Why:");
            let reason = full.reason.as_deref().unwrap_or("No reason is kept.");
            message = message.embed(Embed { text: Some(quoted(reason)), ..Embed::default() });
        }
    }
    buttons.push(Button::plain("Back", CustomId::new("my.page", [back])));
    message.row(Row::Buttons(buttons))
}
