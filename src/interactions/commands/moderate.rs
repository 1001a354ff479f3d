//! `/moderate`: what moderators take home, look at closely, and take out.

mod entry;
mod export;
mod missed;

use serenity::model::Permissions;

use crate::domain::entry::EntryKind;
use crate::domain::ids::EntryNumber;
use crate::domain::refusal::Refusal;
use crate::domain::reply::Choice;
use crate::interactions::command::{Command, Outcome, Policy, Route, outdated};
use crate::interactions::desk::Desk;
use crate::interactions::named;
use crate::interactions::request::{Ask, Call, Press, Typing};
use crate::interactions::shape::{Kind, Opt, Shape, Sub, Takes};

use entry::MOST_REASON;

/// A did-you-mean button of the export: the resource, and what else was asked.
const EXPORT: &str = "moderate.export";
/// The button that opens the form for a removal.
const REMOVE: &str = "moderate.remove";
/// The form with the reason.
const REASON: &str = "moderate.reason";

/// The command.
pub struct Moderate;

impl Command for Moderate {
    fn shape(&self) -> Shape {
        let number = || Opt::new("number", "The number of the entry", Takes::Number).required();
        Shape {
            name: "moderate",
            line: "Export what the community said, look at an entry, take one out",
            kind: Kind::Group(vec![
                Sub {
                    name: "export",
                    line: "A file with the feedback given here",
                    options: export_options(),
                },
                Sub {
                    name: "show",
                    line: "One entry, with all that is known of it",
                    options: vec![number()],
                },
                Sub {
                    name: "missed",
                    line: "What several people looked for here and did not find",
                    options: Vec::new(),
                },
                Sub {
                    name: "remove",
                    line: "Erase the words of an entry and keep it from counting",
                    options: vec![
                        number(),
                        Opt::new("reason", "What its author will read", Takes::Text(MOST_REASON)).required(),
                    ],
                },
            ]),
            shown_to: Some(Permissions::MANAGE_MESSAGES),
            example: "/moderate export since:4w",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Moderator
    }

    fn routes(&self) -> &'static [Route] {
        const ROUTES: &[Route] =
            &[Route::moderator(EXPORT), Route::moderator(REMOVE), Route::moderator(REASON)];
        ROUTES
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome {
        let number = || call.options.int("number").and_then(number).ok_or_else(unreadable);
        match call.sub.as_deref() {
            Some("export") => export::called(desk, ask, &call.options),
            Some("missed") => Ok(missed::show()),
            Some("show") => Ok(entry::show(desk, ask, number()?)),
            Some("remove") => {
                let reason = call.options.text("reason").unwrap_or_default();
                entry::remove(ask, number()?, reason, None)
            }
            _ => Err(outdated()),
        }
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        let number = || press.id.parsed(0).and_then(number).ok_or_else(outdated);
        match press.id.kind.as_str() {
            EXPORT => export::pressed(desk, ask, press),
            REMOVE => Ok(entry::ask_reason(number()?)),
            REASON => {
                let reason = press.fields.get(entry::REASON_FIELD).map_or("", String::as_str);
                entry::remove(ask, number()?, reason, Some(press))
            }
            _ => Err(outdated()),
        }
    }

    fn suggest(&self, desk: &Desk<'_>, _ask: &Ask, typing: &Typing) -> Vec<Choice> {
        if typing.option == "resource" { named::suggest(desk, &typing.typed) } else { Vec::new() }
    }
}

fn export_options() -> Vec<Opt> {
    let kinds = EntryKind::ALL.iter().map(|it| (it.name(), it.words())).collect();
    vec![
        Opt::new(
            "format",
            "The shape of the file",
            Takes::OneOf(vec![
                ("csv", "CSV, for spreadsheets"),
                ("jsonl", "JSON Lines, exact, for programs"),
            ]),
        ),
        Opt::new("resource", "Only feedback on this work", Takes::Suggested),
        Opt::new("since", "From this day on: 2026-11-01, 7d, 4w", Takes::Text(20)),
        Opt::new("until", "Up to this day, which counts: 2026-11-01, 7d, 4w", Takes::Text(20)),
        Opt::new("kind", "Only feedback of this kind", Takes::OneOf(kinds)),
        Opt::new(
            "authors",
            "How authors appear",
            Takes::OneOf(vec![("pseudonyms", "Pseudonyms"), ("names", "Names; needs Manage Server")]),
        ),
    ]
}

/// The number of an entry; people count from 1.
fn number(typed: i64) -> Option<EntryNumber> {
    u64::try_from(typed).ok().filter(|it| *it > 0).map(EntryNumber::new)
}

fn unreadable() -> Refusal {
    Refusal::new("Entries are numbered from 1; the number stands beside each one.")
}
