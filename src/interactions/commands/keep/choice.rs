//! Which work a message may be about: the best matches, and a way to any other.

use std::collections::BTreeSet;

use crate::domain::ids::DraftNumber;
use crate::domain::reply::{Button, Message, Row, Select, SelectOption};
use crate::interactions::custom_id::CustomId;
use crate::interactions::desk::Desk;
use crate::library::catalogue::{Catalogue, Suggestion};
use crate::library::fold;
use crate::library::resource::{Resource, Slug};

/// The value of the option that opens the search.
pub const OTHER: &str = "Other…";
/// Matches beside that option; a select takes 25 (Discord: Component Reference, String Select).
const MATCHES: usize = 24;

/// The options for a message's text; empty only when the library is.
pub fn options(desk: &Desk<'_>, text: &str) -> Vec<SelectOption> {
    let matches = matches(&desk.catalogue, text, &desk.rows().recent());
    matches.into_iter().map(|it| option(it.name, it.slug.to_string())).collect()
}

/// The question which work a message is about.
pub fn ask(number: DraftNumber, options: &[SelectOption]) -> Message {
    let mut options = options.to_vec();
    options.push(option(OTHER.to_owned(), OTHER.to_owned()));
    let id = CustomId::new("keep.pick", [number]).into();
    Message::aside("Which work is that message about? I keep it in mind for fifteen minutes.")
        .row(Row::Select(Select { id, placeholder: "Choose a work".to_owned(), options }))
}

/// A way back to the search.
pub fn other(number: DraftNumber) -> Row {
    Row::Buttons(vec![Button::plain(OTHER, CustomId::new("keep.other", [number]))])
}

/// Works that the text names, then those that fit its words, then those lately talked about, then the rest.
fn matches(catalogue: &Catalogue, text: &str, recent: &[Slug]) -> Vec<Suggestion> {
    let folded = format!(" {} ", fold::key(text));
    let mut named: Vec<(usize, Suggestion)> =
        catalogue.iter().filter_map(|it| Some((weight(it, &folded)?, suggestion(it)))).collect();
    named.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let named = named.into_iter().map(|(_, it)| it);
    let mut slugs = BTreeSet::new();
    named
        .chain(catalogue.suggest(text, recent))
        .chain(catalogue.suggest("", recent))
        .filter(|it| slugs.insert(it.slug.clone()))
        .take(MATCHES)
        .collect()
}

/// How plainly a folded text names a work: the length of the longest of its names that stands there. A title of one
/// short word stands in many texts by chance and only ranks behind longer ones.
fn weight(resource: &Resource, folded: &str) -> Option<usize> {
    let titles = std::iter::once(&resource.title).chain(&resource.aliases).map(|it| fold::key(it));
    let surnames = resource.authors.iter().filter_map(|it| fold::words(it).pop());
    let names = titles.chain(surnames).filter(|it| folded.contains(&format!(" {it} ")));
    names.map(|it| it.len()).filter(|it| *it > 2).max()
}

fn suggestion(resource: &std::sync::Arc<Resource>) -> Suggestion {
    Suggestion { name: resource.choice_name(), slug: resource.slug.clone() }
}

fn option(label: String, value: String) -> SelectOption {
    SelectOption { label, value, note: None, chosen: false }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use super::*;
    use crate::library::topics::Topics;

    fn catalogue(works: &[(&str, &str)]) -> Catalogue {
        let work = |(title, author): &(&str, &str)| {
            let slug = fold::key(title).replace(' ', "-");
            let mut work = Resource::bare(Slug::try_from(slug.as_str()).unwrap(), *title);
            work.authors = vec![(*author).to_owned()];
            Arc::new(work)
        };
        Catalogue::new(works.iter().map(work).collect(), Arc::new(Topics::default()))
    }

    fn names(works: &[(&str, &str)], text: &str) -> Vec<String> {
        matches(&catalogue(works), text, &[]).into_iter().map(|it| it.name).collect()
    }

    const WORKS: [(&str, &str); 3] =
        [("A Small Harbour", "Ida Berg"), ("Deep Currents", "Jo Lind"), ("Tides", "Kim Moe")];

    #[test]
    fn a_title_or_author_deep_in_the_text_comes_first() {
        let long = "one two three four five six seven eight nine ten and then Deep Currents did it";
        assert_eq!(names(&WORKS, long)[0], "Deep Currents · Lind");
        assert_eq!(names(&WORKS, "what I took from Moe, all in all")[0], "Tides · Moe");
        let both = "tides, and above all: deep CURRENTS!";
        assert_eq!(names(&WORKS, both)[..2], ["Deep Currents · Lind", "Tides · Moe"]);
    }

    #[test]
    fn each_work_is_there_once_and_room_is_left_for_any_other() {
        let titles: Vec<String> = (0..40).map(|it| format!("Work {it}")).collect();
        let works: Vec<(&str, &str)> = titles.iter().map(|it| (it.as_str(), "Ida Berg")).collect();
        let found = names(&works, "work 7 by Berg");
        assert_eq!(found.len(), MATCHES);
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), MATCHES);
        assert_eq!(names(&WORKS, "nothing of the kind").len(), 3);
    }
}
