//! The list of a reader's own entries, ten to a page.

use crate::domain::entry::Status;
use crate::domain::reply::{Button, Embed, Message, Row, Select, SelectOption};
use crate::interactions::commands::feedback::{about, said};
use crate::interactions::custom_id::CustomId;
use crate::interactions::words::{count, escape, moment};
use crate::library::catalogue::Catalogue;
use crate::library::resource::cut_at_word;
use crate::store::entries::Full;

/// Entries on a page.
pub const PAGE: usize = 10;
/// How much of a text a line shows, in UTF-16 units before escaping, which can double it: ten lines fit an embed.
const LINE: usize = 60;
/// A page, counted from 0; one beyond the last is the last.
pub fn page(own: &[Full], at: usize, catalogue: &Catalogue) -> Message {
    if own.is_empty() {
        return Message::aside("You have given no feedback here yet. `/feedback` is where it begins.");
    }
    let pages = own.len().div_ceil(PAGE);
    let at = at.min(pages - 1);
    let here = &own[at * PAGE..own.len().min((at + 1) * PAGE)];
    let lines: Vec<String> = here.iter().map(|it| line(it, catalogue)).collect();
    let total = count(own.len() as u64, "entry", "entries");
    let place = if pages == 1 { String::new() } else { format!(" · page {} of {pages}", at + 1) };
    let options = here.iter().map(|it| option(it, catalogue)).collect();
    let select = Select {
        id: CustomId::new("my.pick", [at]).into(),
        placeholder: "Choose one to edit or withdraw".to_owned(),
        options,
    };
    Message::aside(format!("**Your feedback here** · {total}{place}"))
        .embed(Embed { text: Some(lines.join("\n")), ..Embed::default() })
        .row(Row::Select(select))
        .row(turning(at, pages))
}

fn line(full: &Full, catalogue: &Catalogue) -> String {
    let entry = &full.entry;
    let anonymous = if entry.anonymous { " · anonymous" } else { "" };
    let head = format!(
        "**#{}** · *{}* · {} · {}{anonymous}",
        entry.number,
        escape(&title(full, catalogue)),
        said(entry),
        moment(entry.given_at, 'd'),
    );
    let below = match (entry.status, &full.words) {
        (Status::Removed, _) => removed_briefly(full),
        (_, Some(words)) => escape(&one_line(words)),
        (_, None) => return head,
    };
    format!("{head}\n-# {below}")
}

fn removed_briefly(full: &Full) -> String {
    let reason = full.reason.as_deref().map(|it| format!(": {}", escape(&one_line(it)))).unwrap_or_default();
    format!("A moderator removed it{reason}")
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    cut_at_word(&words.join(" "), LINE)
}

fn title(full: &Full, catalogue: &Catalogue) -> String {
    let resource = about(catalogue, &full.entry);
    resource.map_or_else(|| "a work that has left the library".to_owned(), |it| cut_at_word(&it.title, LINE))
}

fn option(full: &Full, catalogue: &Catalogue) -> SelectOption {
    SelectOption {
        label: format!("#{} · {}", full.entry.number, title(full, catalogue)),
        value: full.entry.number.to_string(),
        note: Some(match full.entry.status {
            Status::Removed => "removed by a moderator".to_owned(),
            Status::Given | Status::Withdrawn => said(&full.entry),
        }),
        chosen: false,
    }
}

fn turning(at: usize, pages: usize) -> Row {
    let button = |label: &str, to: usize| Button::plain(label, CustomId::new("my.page", [to]));
    let earlier = (at + 1 < pages).then(|| button("Older", at + 1));
    let later = at.checked_sub(1).map(|to| button("Newer", to));
    Row::Buttons(later.into_iter().chain(earlier).collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use super::*;
    use crate::domain::entry::{Entry, EntryKind, Rating, Source};
    use crate::domain::ids::{ActorId, EntryNumber, ResourceKey};
    use crate::interactions::render;
    use crate::library::resource::{Resource, Slug};
    use crate::library::topics::Topics;

    fn catalogue() -> Catalogue {
        let work = Resource::bare(Slug::try_from("a").unwrap(), "*".repeat(200));
        Catalogue::new(vec![Arc::new(work)], Arc::new(Topics::default()))
    }

    fn full(number: u64, status: Status) -> Full {
        let entry = Entry {
            number: EntryNumber::new(number),
            resource: ResourceKey::shared(Slug::try_from("a").unwrap()),
            actor: ActorId::new(1),
            kind: EntryKind::Correction,
            rating: Some(Rating::ChangedMyThinking),
            shift: None,
            words: None,
            reason: None,
            anonymous: true,
            source: Source::Panel,
            message: None,
            given_at: 1_700_000_000_000,
            edited_at: None,
            status,
        };
        Full { entry, words: Some("*".repeat(2_000)), reason: Some("_".repeat(2_000)), reader: None }
    }

    #[test]
    fn the_longest_page_fits() {
        let own: Vec<Full> = (9_999_980..9_999_999).map(|it| full(it, Status::Removed)).collect();
        let page = page(&own, 0, &catalogue());
        render::message(&page).unwrap();
        assert_eq!(page.text, "**Your feedback here** · 19 entries · page 1 of 2");
    }

    #[test]
    fn pages_turn_both_ways_and_end() {
        let own: Vec<Full> = (1..=21).map(|it| full(it, Status::Given)).collect();
        let labels = |at: usize| match page(&own, at, &catalogue()).rows.pop().unwrap() {
            Row::Buttons(buttons) => buttons.into_iter().map(|it| it.label).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(labels(0), ["Older"]);
        assert_eq!(labels(1), ["Newer", "Older"]);
        assert_eq!(labels(2), ["Newer"]);
        assert_eq!(labels(99), ["Newer"]);
    }
}
