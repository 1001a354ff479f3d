//! Taps on the panel: each is recorded at once, and the panel says how things stand then.

use std::sync::Arc;

use crate::domain::decision::Typed;
use crate::domain::entry::rules::{Beginning, Filling, Hiding, Target, draw};
use crate::domain::entry::{EntryKind, MOST_COMMENT, Rating, Source};
use crate::domain::ids::{EntryNumber, MessageId};
use crate::domain::refusal::Refusal;
use crate::domain::reply::{Form, Input, Reply};
use crate::interactions::command::{Outcome, Step, outdated};
use crate::interactions::desk::{self, Desk};
use crate::interactions::request::{Ask, Press};
use crate::library::resource::Resource;
use crate::store::Stop;
use crate::store::entries::Full;

use super::acts::{By, Fill, Hide, Shown, Veil, Withdraw, about};
use super::asked::Asked;
use super::on::On;
use super::panel::{self, Comment};
use super::{FILL, open, shift, typed};

/// The one field of the form.
pub const COMMENT: &str = "comment";
/// The form of a panel.
const WORDS: &str = "feedback.words";

/// A rating was tapped.
pub fn rate(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let rating = press.id.parsed(2).and_then(Rating::from_number).ok_or_else(outdated)?;
    tap(desk, ask, press, Filling { rating: Some(rating), ..Filling::default() })
}

/// A kind was picked.
pub fn kind(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let kind = press.values.first().and_then(|it| EntryKind::from_name(it)).ok_or_else(outdated)?;
    tap(desk, ask, press, Filling { kind: Some(kind), ..Filling::default() })
}

/// A shift was picked.
pub fn shift(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let key = press.values.first().cloned().ok_or_else(outdated)?;
    match On::read(&press.id).ok_or_else(outdated)? {
        On::Fresh { slug, .. } => {
            let noticed = shift::by_key(&*open(desk, slug.as_str())?, &key)?;
            tap(desk, ask, press, Filling { shift: Some(noticed), ..Filling::default() })
        }
        On::Entry(number) => {
            // Which work it is about stands in the entry alone.
            let (fill, catalogue) = (filler(desk, ask, press, number), Arc::clone(&desk.catalogue));
            Ok(with_own(ask, number, move |full| {
                let resource = about(&catalogue, &full.entry).ok_or_else(outdated)?;
                let filling = Filling { shift: Some(shift::by_key(&resource, &key)?), ..Filling::default() };
                Ok(fill(filling, full))
            }))
        }
    }
}

fn tap(desk: &Desk<'_>, ask: &Ask, press: &Press, filling: Filling) -> Outcome {
    match On::read(&press.id).ok_or_else(outdated)? {
        On::Entry(number) => {
            let fill = filler(desk, ask, press, number);
            // The words are read for the panel, which shows all that is recorded.
            Ok(with_own(ask, number, move |full| Ok(fill(filling, full))))
        }
        On::Fresh { slug, veiled } => {
            let resource = open(desk, slug.as_str())?;
            let target = Target::Fresh(beginning(ask, press.message, &resource, veiled));
            Ok(Step::act(plain(desk, ask, press, target, filling)))
        }
    }
}

/// "Add a comment" was pressed: opens the form, with the words that stand there already.
pub fn comment(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    match On::read(&press.id).ok_or_else(outdated)? {
        On::Entry(number) => Ok(with_own(ask, number, move |full| Ok(Step::Reply(Reply::Ask(edit(&full)))))),
        on @ On::Fresh { .. } => {
            if let On::Fresh { slug, .. } = &on {
                open(desk, slug.as_str())?;
            }
            Ok(Step::Reply(Reply::Ask(form(on.id(WORDS), MOST_COMMENT, press.words.clone()))))
        }
    }
}

/// The form was sent.
pub fn words(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let on = On::read(&press.id).ok_or_else(outdated)?;
    let raw = press.fields.get(COMMENT).map_or("", String::as_str);
    let back = Typed::words(raw, on.id("feedback.comment"));
    let Some(comment) = typed(raw) else {
        return Err(nothing_typed(back.again));
    };
    let target = match &on {
        On::Entry(number) => Target::Entry(*number),
        On::Fresh { slug, veiled } => {
            let resource = open(desk, slug.as_str()).map_err(|it| it.handing_back(Some(back.clone())))?;
            Target::Fresh(beginning(ask, press.message, &resource, *veiled))
        }
    };
    let filling = Filling { comment: Some(comment), ..Filling::default() };
    Ok(Step::act(Fill { typed: Some(back), ..plain(desk, ask, press, target, filling) }))
}

/// "Try again" was pressed beside words: opens the form with them in it.
pub fn again(desk: &Desk<'_>, press: &Press) -> Outcome {
    let resource = open(desk, press.id.argument(0).ok_or_else(outdated)?)?;
    let asked = Asked::of(&press.id, 1).ok_or_else(outdated)?;
    let id = asked.on(FILL, &resource.slug).into();
    Ok(Step::Reply(Reply::Ask(form(id, MOST_COMMENT, press.words.clone()))))
}

/// A form was sent without words.
pub fn nothing_typed(again: impl Into<String>) -> Refusal {
    Refusal::new("There was nothing in it but spaces. Nothing was saved.").with_again(again)
}

/// "Stay anonymous" was pressed.
pub fn anonymous(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    match On::read(&press.id).ok_or_else(outdated)? {
        On::Entry(number) => {
            let hide = hider(desk, ask, press);
            Ok(with_own(ask, number, move |full| Ok(hide(full))))
        }
        On::Fresh { slug, .. } => {
            let panel = press.message.ok_or_else(outdated)?;
            let veil = Veil { by: By::of(ask), panel, resource: open(desk, slug.as_str())? };
            let hide = hider(desk, ask, press);
            Ok(veil_or_hide(ask, veil, hide))
        }
    }
}

/// A quick tap may have begun an entry that the pressed button knows nothing of yet.
fn veil_or_hide(ask: &Ask, veil: Veil, hide: impl FnOnce(Full) -> Step + Send + 'static) -> Step {
    let user = ask.member.user;
    Step::read(async move |scope| {
        let person = scope.person(user).await?;
        let begun = person.and_then(|it| it.memory.panel).filter(|(panel, _)| *panel == veil.panel);
        let Some((_, number)) = begun else { return Ok(Step::act(veil)) };
        match scope.own_entry(user, number).await? {
            Some(full) if !full.entry.anonymous && full.entry.status == Default::default() => Ok(hide(full)),
            _ => Ok(Step::act(veil)),
        }
    })
}

/// "Withdraw" was pressed.
pub fn withdraw(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let Some(On::Entry(number)) = On::read(&press.id) else { return Err(outdated()) };
    let catalogue = Arc::clone(&desk.catalogue);
    Ok(Step::act(Withdraw { by: By::of(ask), number, catalogue, shown: Shown::after(press) }))
}

/// The panel of an entry was asked for.
pub fn show(desk: &Desk<'_>, ask: &Ask, press: &Press) -> Outcome {
    let Some(On::Entry(number)) = On::read(&press.id) else { return Err(outdated()) };
    let (catalogue, shown) = (Arc::clone(&desk.catalogue), Shown::after(press));
    Ok(with_own(ask, number, move |full| {
        let resource = about(&catalogue, &full.entry);
        let comment = full.words.as_deref().map_or(Comment::None, Comment::Text);
        Ok(Step::Reply(shown.reply(panel::of_entry(resource.as_deref(), &full.entry, comment))))
    }))
}

/// Reads the member's own entry and goes on with it, if it counts.
pub fn with_own(
    ask: &Ask,
    number: EntryNumber,
    go_on: impl FnOnce(Full) -> Outcome + Send + 'static,
) -> Step {
    use crate::domain::entry::rules::check_status;
    let user = ask.member.user;
    Step::read(async move |scope| {
        let full = scope.own_entry(user, number).await?.ok_or_else(|| Refusal::no_such_entry(number))?;
        check_status(&full.entry)?;
        go_on(full).map_err(Stop::Refused)
    })
}

/// How an entry of a work begins on a panel.
pub fn beginning(ask: &Ask, panel: Option<MessageId>, resource: &Resource, veiled: bool) -> Beginning {
    Beginning {
        resource: desk::key(resource),
        title: resource.title.clone(),
        anonymous: veiled,
        source: Source::Panel,
        message: None,
        panel,
        lots: draw(ask.lots),
    }
}

/// The form for an entry, prefilled with its words.
pub fn edit(full: &Full) -> Form {
    form(On::Entry(full.entry.number).id(WORDS), full.entry.most_words(), full.words.clone())
}

fn form(id: String, most: usize, value: Option<String>) -> Form {
    let input = Input {
        id: COMMENT.to_owned(),
        label: "What did it do for you?".to_owned(),
        placeholder: "A thought, a doubt, something that changed …".to_owned(),
        value,
        most: u16::try_from(most).unwrap_or(u16::MAX),
        required: true,
        tall: true,
    };
    Form { id, title: "Your comment".to_owned(), inputs: vec![input] }
}

fn plain(desk: &Desk<'_>, ask: &Ask, press: &Press, target: Target, filling: Filling) -> Fill {
    Fill {
        by: By::of(ask),
        target,
        filling,
        known: None,
        typed: None,
        catalogue: Arc::clone(&desk.catalogue),
        shown: Shown::after(press),
    }
}

fn filler(
    desk: &Desk<'_>,
    ask: &Ask,
    press: &Press,
    number: EntryNumber,
) -> impl FnOnce(Filling, Full) -> Step + Send + use<> {
    let act = plain(desk, ask, press, Target::Entry(number), Filling::default());
    move |filling, full| {
        let known = full.entry.words.zip(full.words);
        Step::act(Fill { filling, known, ..act })
    }
}

fn hider(desk: &Desk<'_>, ask: &Ask, press: &Press) -> impl FnOnce(Full) -> Step + Send + use<> {
    let (by, catalogue) = (By::of(ask), Arc::clone(&desk.catalogue));
    let (shown, lots) = (Shown::after(press), draw(ask.lots));
    move |full| {
        let Full { entry, words, .. } = full;
        let hiding = Hiding { number: entry.number, words_at: entry.words, words, lots };
        Step::act(Hide { by, resource: entry.resource, hiding, catalogue, shown })
    }
}
