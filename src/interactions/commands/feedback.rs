//! `/feedback` and its panel: what a work did for a reader, by tap, by option or in words.

mod acts;
mod asked;
mod on;
mod panel;
mod press;
mod shift;

use std::sync::Arc;

use crate::domain::entry::rules::{Beginning, Filling, Target};
use crate::domain::entry::{EntryKind, MOST_COMMENT, Rating, Source};
use crate::domain::ids::MessageId;
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Choice, Message, Row, Select, SelectOption};
use crate::interactions::command::{Command, Outcome, Policy, Route, Step, outdated};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::interactions::named::{self, Named};
use crate::interactions::request::{Ask, Call, Press, Typing};
use crate::interactions::shape::{Kind, Opt, Shape, Takes};
use crate::interactions::words::escape;
use crate::library::resource::Resource;

use asked::{Asked, Veil};

pub(super) use acts::asked_by;
pub use acts::{By, Shown, about};
pub use on::On;
pub use panel::{Comment, describe, of_entry, quoted, said};
pub use press::{edit, with_own};

/// `/feedback`.
pub struct Feedback;

/// The button of a card, which opens a panel for its work.
const OPEN: &str = "feedback.open";
/// Answers to the question which work it is about; both carry what was asked for.
const ABOUT: &str = "feedback.about";
const CHOOSE: &str = "feedback.choose";
/// "Try again" beside words of a command that was not recorded, and the form that it opens; both carry what was asked
/// for.
const AGAIN: &str = "feedback.again";
const FILL: &str = "feedback.fill";

impl Command for Feedback {
    fn shape(&self) -> Shape {
        let ratings = Rating::ALL.into_iter().map(|it| (it.number(), it.words())).collect();
        let kinds = EntryKind::ALL.into_iter().map(|it| (it.name(), it.words())).collect();
        let most = u16::try_from(MOST_COMMENT).expect("a comment's limit is below 65,536");
        Shape {
            name: "feedback",
            line: "Say what a work did for you",
            kind: Kind::Slash(vec![
                Opt::new("name", "Which work; in a discussion it is known", Takes::Suggested),
                Opt::new("rating", "How much it gave you", Takes::OneNumber(ratings)),
                Opt::new("kind", "What you want to say", Takes::OneOf(kinds)),
                Opt::new("shift", "A shift that you noticed", Takes::Suggested),
                Opt::new("comment", "What did it do for you?", Takes::Text(most)),
                Opt::new("anonymous", "Whether moderators see your name", Takes::Flag),
            ]),
            shown_to: None,
            example: "/feedback name:Thinking in Systems rating:Changed how I think",
        }
    }

    fn policy(&self) -> Policy {
        Policy::Everyone
    }

    fn routes(&self) -> &'static [Route] {
        const {
            &[
                Route::everyone(OPEN),
                Route::everyone(ABOUT),
                Route::everyone(CHOOSE),
                Route::everyone(AGAIN),
                Route::everyone(FILL),
                Route::everyone("feedback.rate"),
                Route::everyone("feedback.shift"),
                Route::everyone("feedback.kind"),
                Route::everyone("feedback.comment"),
                Route::everyone("feedback.words"),
                Route::everyone("feedback.anonymous"),
                Route::everyone(panel::ANOTHER),
                Route::everyone("feedback.withdraw"),
                Route::everyone("feedback.show"),
            ]
        }
    }

    fn called(&self, desk: &Desk<'_>, ask: &Ask, call: &Call) -> Outcome {
        let asked = Asked::read(call);
        match call.options.text("name") {
            Some(name) => match named::resolve(desk, name) {
                Named::One(resource) => record(desk, ask, (&resource, None, Shown::Anew), asked),
                Named::Several(several) => {
                    let question = named::did_you_mean_by(&several, |slug| asked.on(ABOUT, slug));
                    Ok(Step::say(asked.handed_back(question)))
                }
                Named::EmptyLibrary => Err(asked.refused(Refusal::new(named::empty_library().text))),
            },
            None => match named::here(desk, ask) {
                Some(resource) => record(desk, ask, (&resource, None, Shown::Anew), asked),
                None => choose(desk, &asked),
            },
        }
    }

    fn pressed(&self, desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
        match press.id.kind.as_str() {
            OPEN | panel::ANOTHER => opened(desk, (press.id.argument(0), panel::goes_on_veiled(&press.id))),
            ABOUT => answered(desk, ask, press, (press.id.argument(0), Asked::of(&press.id, 1))),
            CHOOSE => {
                let chosen = press.values.first().map(String::as_str);
                answered(desk, ask, press, (chosen, Asked::of(&press.id, 0)))
            }
            AGAIN => press::again(desk, press),
            FILL => filled(desk, ask, press),
            "feedback.rate" => press::rate(desk, ask, press),
            "feedback.shift" => press::shift(desk, ask, press),
            "feedback.kind" => press::kind(desk, ask, press),
            "feedback.comment" => press::comment(desk, ask, press),
            "feedback.words" => press::words(desk, ask, press),
            "feedback.anonymous" => press::anonymous(desk, ask, press),
            "feedback.withdraw" => press::withdraw(desk, ask, press),
            "feedback.show" => press::show(desk, ask, press),
            _ => Err(outdated()),
        }
    }

    fn suggest(&self, desk: &Desk<'_>, ask: &Ask, typing: &Typing) -> Vec<Choice> {
        if typing.option != "shift" {
            return named::suggest(desk, &typing.typed);
        }
        let resource = match typing.options.text("name") {
            Some(name) => match named::resolve(desk, name) {
                Named::One(resource) => Some(resource),
                Named::Several(_) | Named::EmptyLibrary => None,
            },
            None => named::here(desk, ask),
        };
        match resource {
            Some(resource) => shift::choices(&resource, &typing.typed),
            None => {
                let first = "Choose a work in name first";
                vec![Choice { name: first.to_owned(), value: first.to_owned() }]
            }
        }
    }
}

/// Opens a panel on which nothing is recorded yet.
fn opened(desk: &Desk<'_>, (slug, veiled): (Option<&str>, bool)) -> Outcome {
    let resource = open(desk, slug.ok_or_else(outdated)?)?;
    Ok(Step::say(panel::fresh(&resource, veiled)))
}

/// Goes on with what was asked for, now that it is known about which work.
fn answered(
    desk: &Desk<'_>,
    ask: &Ask,
    press: &Press,
    (slug, asked): (Option<&str>, Option<Asked>),
) -> Outcome {
    let (Some(slug), Some(asked)) = (slug, asked) else { return Err(outdated()) };
    // The comment has no room in a button, but stands beside it.
    let asked = Asked { comment: press.words.as_deref().and_then(typed), ..asked };
    // Pressed twice, the question is the panel whose first tap has begun the entry.
    record(desk, ask, (&desk.resource(Some(slug))?, press.message, Shown::Anew), asked)
}

/// The form that "Try again" opened was sent: the words, with all else that was asked for.
fn filled(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let resource = desk.resource(press.id.argument(0))?;
    let asked = Asked::of(&press.id, 1).ok_or_else(outdated)?;
    let Some(comment) = press.fields.get(press::COMMENT).and_then(|it| typed(it)) else {
        return Err(press::nothing_typed(asked.on(AGAIN, &resource.slug)));
    };
    let asked = Asked { comment: Some(comment), ..asked };
    record(desk, ask, (&resource, press.message, Shown::after(press)), asked)
}

/// A work that is still offered.
fn open(desk: &Desk<'_>, slug: &str) -> Result<Arc<Resource>, Refusal> {
    offered(desk.resource(Some(slug))?)
}

fn offered(resource: Arc<Resource>) -> Result<Arc<Resource>, Refusal> {
    if resource.retired {
        return Err(Refusal::resource_gone(&escape(&resource.title)));
    }
    Ok(resource)
}

fn record(
    desk: &Desk<'_>,
    ask: &Ask,
    (resource, panel, shown): (&Arc<Resource>, Option<MessageId>, Shown),
    asked: Asked,
) -> Outcome {
    let back = asked.back(resource, None);
    let resource = offered(Arc::clone(resource)).map_err(|it| it.handing_back(back.clone()))?;
    let noticed = asked.shift.as_deref().map(|it| shift::find(&resource, it)).transpose();
    let noticed = noticed.map_err(|it| it.handing_back(back))?;
    let back = asked.back(&resource, noticed.as_ref());
    let filling = Filling { rating: asked.rating, kind: asked.kind, shift: noticed, comment: asked.comment };
    if filling == Filling::default() {
        return Ok(Step::say(panel::fresh(&resource, asked.veil == Veil::On)));
    }
    let beginning = press::beginning(ask, panel, &resource, asked.veil == Veil::On);
    // By whichever question or form it went on, the command asked for it.
    let beginning = Beginning { source: Source::Command, ..beginning };
    let target = match shown {
        // What is not replaced can be answered once more.
        Shown::Anew => Target::Once(beginning),
        Shown::InPlace => Target::Fresh(beginning),
    };
    Ok(Step::act(acts::Fill {
        by: By::of(ask),
        target,
        filling,
        known: None,
        typed: back,
        catalogue: Arc::clone(&desk.catalogue),
        shown,
    }))
}

/// Asks which work it is about: what was lately talked about here, then the rest.
fn choose(desk: &Desk<'_>, asked: &Asked) -> Outcome {
    let suggestions = desk.catalogue.suggest("", &desk.rows().recent()).into_iter();
    let option = |it: crate::library::catalogue::Suggestion| SelectOption {
        label: it.name,
        value: it.slug.to_string(),
        note: None,
        chosen: false,
    };
    let options: Vec<SelectOption> = suggestions.map(option).collect();
    if options.is_empty() {
        return Err(asked.refused(Refusal::new(named::empty_library().text)));
    }
    let id = CustomId::new(CHOOSE, asked.carried()).into();
    let select = Select { id, placeholder: "Choose a work".to_owned(), options };
    let text = "Which work is it about? Nothing is recorded yet. Choose one; if it is not listed, name it with \
                `/feedback name:`.";
    Ok(Step::say(asked.handed_back(Message::aside(text).row(Row::Select(select)))))
}

/// Text that somebody typed, as it is kept: `None` when nothing is in it that can be seen, for Discord refuses to show
/// that. Databases take no U+0000.
pub fn typed(text: &str) -> Option<String> {
    let text = text.replace('\0', "");
    let text = text.trim();
    (!escape(text).trim().is_empty()).then(|| text.to_owned())
}
