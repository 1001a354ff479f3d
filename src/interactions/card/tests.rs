//! Tests of the cards of all works of the sample.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use discord_simulator::text::{Names, phone_lines};
use serde_json::Value;

use super::*;
use crate::domain::entry::NoticedShift;
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::reply::Press;
use crate::domain::shelf::Shelved;
use crate::domain::tally::{Noticed, Tally};
use crate::interactions::render;
use crate::library::check::check;
use crate::library::resource::{About, Related, Shift, Slug, Why};
use crate::library::sample;
use crate::library::topics::Topics;
use crate::store::snapshot::Snapshot;
use crate::views::Views;
use crate::views::lookups::Lookups;

const GUILD: GuildId = GuildId::new(7);
/// As many lines and columns as a phone shows beside Discord's own frame.
const PHONE: (usize, usize) = (24, 38);

struct Nobody;

impl Names for Nobody {
    fn user(&self, _: &str) -> Option<String> {
        None
    }
    fn role(&self, _: &str) -> Option<String> {
        None
    }
    fn channel(&self, _: &str) -> Option<String> {
        None
    }
}

/// A reading room with these works and what the guild made of them.
struct Room {
    views: Views,
    lookups: Lookups,
    community: Community,
}

impl Room {
    fn of(works: Vec<Resource>, tally: impl Fn(&Resource) -> Tally) -> Self {
        let topics = Arc::new(Topics::parse(&sample::topics()).unwrap());
        let key = |it: &Resource| ResourceKey::shared(it.slug.clone());
        let tallies = works.iter().map(|it| ((GUILD, key(it)), tally(it))).collect();
        let resources = works.into_iter().map(|it| (key(&it), shelved(it))).collect();
        let views = Views::new(Snapshot { resources, tallies, ..Snapshot::default() }, topics);
        let community = Community {
            name: Some("The Harbour Library".into()),
            by: Some("Ann Lee".into()),
            ..Community::default()
        };
        Self { views, lookups: Lookups::default(), community }
    }

    fn desk(&self) -> Desk<'_> {
        Desk::new(&self.views, &self.lookups, &self.community, (GUILD, 0))
    }

    fn card(&self, resource: &Resource) -> Message {
        public(&self.desk(), resource)
    }
}

fn shelved(resource: Resource) -> Shelved {
    let hash = resource.content_hash();
    Shelved {
        revision: 1,
        hash,
        file_hash: None,
        retired: resource.retired,
        resource: Some(Arc::new(resource)),
    }
}

fn works() -> Vec<Resource> {
    let topics = Topics::parse(&sample::topics()).unwrap();
    let checked = check(&sample::pages(), Some(&topics));
    checked.resources.iter().map(|it| (**it).clone()).collect()
}

fn work(slug: &str) -> Resource {
    works().into_iter().find(|it| it.slug.as_str() == slug).unwrap()
}

/// The tally with the longest line: readers noticed the longest shift of each side.
fn wordy(resource: &Resource) -> Tally {
    let mut tally = Tally { ratings: [2, 2, 2, 2, 4], talking: 3, ..Tally::default() };
    for side in [resource.away().max_by_key(|it| it.len()), resource.toward().max_by_key(|it| it.len())] {
        let shifts = resource.shifts().into_iter().filter(|it| Some(it.text.as_str()) == side);
        tally.shifts.extend(shifts.map(|it| (it.key(), noticed(&it, 4))));
    }
    tally
}

fn noticed(shift: &Shift, readers: u64) -> Noticed {
    Noticed { shift: NoticedShift { side: shift.side, key: shift.key(), text: shift.text.clone() }, readers }
}

fn json(message: &Message) -> Value {
    render::message(message).unwrap()
}

fn lines(message: &Message) -> usize {
    phone_lines(&json(message), &Nobody, PHONE.1)
}

#[test]
fn every_card_of_the_sample_fits_a_phone() {
    let mut works = works();
    assert_eq!(works.len(), 28);
    for work in &mut works {
        work.page = Some(format!("https://library.example/{}", work.slug));
    }
    let room = Room::of(works.clone(), wordy);
    let over: Vec<_> = works
        .iter()
        .map(|it| (it.slug.as_str(), lines(&room.card(it))))
        .filter(|(_, lines)| *lines > PHONE.0)
        .collect();
    assert!(over.is_empty(), "longer than {} lines: {over:?}", PHONE.0);
}

/// The labels of all buttons, in order.
fn labels(message: &Message) -> Vec<&str> {
    let rows = message.rows.iter().filter_map(|row| match row {
        Row::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    rows.flatten().map(|it| it.label.as_str()).collect()
}

#[test]
fn a_card_shows_three_shifts_each_way_and_where_to_go() {
    let ddia = work("designing-data-intensive-applications");
    let room = Room::of(works(), |_| Tally::default());
    let card = room.card(&ddia);
    let embed = &card.embeds[0];
    assert_eq!(embed.url, ddia.url);
    assert_eq!(embed.colour, Some(0x6b_46c1));
    assert_eq!(embed.footer.as_deref(), Some("The Harbour Library · by Ann Lee"));
    let text = embed.text.as_deref().unwrap();
    assert!(text.starts_with("Martin Kleppmann · book · 2017\nHow data systems"), "{text}");
    let shifts: Vec<_> =
        embed.fields.iter().map(|it| (it.name.as_str(), it.text.lines().count(), it.inline)).collect();
    assert_eq!(shifts, [("Away from", 3, true), ("Toward", 3, true)]);
    assert_eq!(labels(&card), ["Discuss", "Give feedback", "Read more", "Go to the book"]);
    let Row::Select(related) = &card.rows[1] else { panic!("no list of related works") };
    assert_eq!(related.options.len(), ddia.related.len());
    assert_eq!(related.options[0].note.as_deref(), ddia.related[0].because.as_deref());
}

#[test]
fn what_the_library_does_not_have_leaves_nothing_behind() {
    let mut bare = Resource::bare(Slug::try_from("bare").unwrap(), "Bare");
    bare.authors = vec!["Ann Lee".into()];
    bare.summary = "A work.".into();
    let room = Room { community: Community::default(), ..Room::of(vec![bare.clone()], |_| Tally::default()) };
    let card = room.card(&bare);
    assert_eq!(labels(&card), ["Discuss", "Give feedback"]);
    assert_eq!(card.rows.len(), 1);
    let embed =
        Embed { title: Some("Bare".into()), text: Some("Ann Lee\nA work.".into()), ..Embed::default() };
    assert_eq!(card.embeds, std::slice::from_ref(&embed));
    let opening = opening(&bare, &room.desk().catalogue, &room.community);
    assert_eq!(opening.embeds, [embed]);
    assert_eq!(labels(&opening), ["Give feedback"]);
    assert_eq!(pages::open(&room.desk(), &bare, (0, ReadIn::AnotherChannel)), None);
}

#[test]
fn a_retired_work_is_shown_and_said_to_be_retired() {
    let mut work = work("deep-work");
    work.retired = true;
    let room = Room::of(vec![work.clone()], |_| Tally::default());
    let card = room.card(&work);
    let text = card.embeds[0].text.as_deref().unwrap();
    assert!(text.starts_with("*No longer offered in this library.*\nCal Newport"), "{text}");
    let shared = pages::shared(&work, &room.desk(), 0).unwrap();
    for it in [card, shared] {
        assert_eq!(labels(&it), ["Read more"], "it takes no feedback and gets no discussion");
    }
}

#[test]
fn a_retired_work_of_which_there_is_nothing_more_has_no_buttons() {
    let bare = Resource { retired: true, ..Resource::bare(Slug::try_from("bare").unwrap(), "Bare") };
    let room = Room::of(vec![bare.clone()], |_| Tally::default());
    assert_eq!(room.card(&bare).rows, []);
}

#[test]
fn many_authors_are_counted_on_the_card_and_named_on_the_pages() {
    let mut work = work("deep-work");
    work.authors = ["Ann", "Bo", "Cy", "Di", "Ed"].map(str::to_owned).to_vec();
    let room = Room::of(vec![work.clone()], |_| Tally::default());
    let text = room.card(&work).embeds[0].text.clone().unwrap();
    assert!(text.starts_with("Ann, Bo, Cy and 2 others · book"), "{text}");
    let pages = pages_of(&work, &room);
    let named = |page: &Message| page.embeds[0].text.as_deref().unwrap().contains("Ann, Bo, Cy, Di, Ed");
    assert!(pages.iter().any(named));
}

#[test]
fn without_shifts_a_card_says_why_the_work_belongs() {
    let mut work = work("deep-work");
    work.why = Some(Why { parts: vec![WhyPart::Prose("Because it does. And more.".into())] });
    let room = Room::of(vec![work.clone()], |_| Tally::default());
    let fields = &room.card(&work).embeds[0].fields;
    assert_eq!(fields, &[field("Why this belongs here", "Because it does.".into())]);
}

#[test]
fn a_shift_that_is_shown_in_part_says_where_it_goes_on() {
    let side = |shift: &str| few(std::iter::once(shift)).unwrap();
    let long = "from ".repeat(30);
    assert!(side(&long).ends_with("…\n*Goes on under Read more.*"), "{}", side(&long));
    assert_eq!(side("From pipelines"), "- From pipelines");
}

#[test]
fn an_opening_card_ends_with_the_question() {
    let room = Room::of(works(), |_| Tally::default());
    for work in works() {
        let opening = opening(&work, &room.desk().catalogue, &room.community);
        json(&opening);
        let last = opening.embeds[0].fields.last().unwrap();
        assert_eq!(Some(&last.text), work.question.as_ref(), "{}", work.slug);
        let all = work.away().chain(work.toward()).filter(|it| !json(&opening).to_string().contains(*it));
        assert_eq!(all.count(), 0, "{} does not show all shifts", work.slug);
    }
}

/// Everything as long as a file may have it.
fn fullest() -> Resource {
    let mut work = work("deep-work");
    let long =
        |length: usize| "Words *and* words_of it. ".repeat(length / 25 + 1)[..length].trim_end().to_owned();
    work.title = long(200);
    work.subtitle = Some(long(200));
    work.authors = (0..25).map(|it| format!("{} {it}", long(97))).collect();
    work.summary = long(300);
    work.tagline = Some(long(300));
    work.question = Some(long(300));
    work.publisher = Some(long(200));
    work.image = Some("https://library.example/a.png".into());
    work.image_alt = Some(long(1_024));
    work.portrait = Some("https://library.example/b.png".into());
    work.url = Some(format!("https://library.example/{}", "a".repeat(480)));
    work.page = work.url.clone();
    work.related = works().iter().take(25).map(|it| link(it, long(200))).collect();
    work.description = (0..9).map(|_| long(3_000)).collect();
    let items = || (0..25).map(|it| format!("{it} {}", long(195))).collect();
    work.why = Some(Why {
        parts: vec![WhyPart::Prose(long(3_000)), WhyPart::Away(items()), WhyPart::Toward(items())],
    });
    work.about =
        work.authors.iter().map(|it| About { name: Some(it.clone()), paragraphs: vec![long(900)] }).collect();
    work
}

fn link(to: &Resource, because: String) -> Related {
    Related { slug: to.slug.clone(), because: Some(because) }
}

#[test]
fn the_fullest_file_fits_discord_and_says_where_it_goes_on() {
    let fullest = fullest();
    let mut all = works();
    all.retain(|it| it.slug != fullest.slug);
    all.push(fullest.clone());
    let room = Room::of(all, wordy);
    let catalogue = room.desk().catalogue;
    json(&room.card(&fullest));
    let opening = opening(&fullest, &catalogue, &room.community);
    assert!(json(&opening).to_string().matches("Goes on under Read more").count() >= 3);
    let pages = pages_of(&fullest, &room);
    assert!(pages.len() > 10, "{} pages", pages.len());
    let told: String = pages.iter().map(|it| json(it).to_string()).collect();
    for item in fullest.away().chain(fullest.toward()) {
        assert!(told.contains(item.split_once(" W").unwrap().0), "{item}");
    }
}

/// All pages, by pressing Next until there is none.
fn pages_of(resource: &Resource, room: &Room) -> Vec<Message> {
    let mut found = Vec::new();
    loop {
        let page = pages::open(&room.desk(), resource, (found.len(), ReadIn::AnotherChannel)).unwrap();
        let Row::Buttons(buttons) = &page.rows[0] else { panic!("no buttons") };
        let next = buttons.iter().find(|it| it.label == "Next").is_some_and(|it| !it.disabled);
        found.push(page);
        if !next {
            return found;
        }
    }
}

#[test]
fn the_ways_on_lead_to_the_neighbouring_pages() {
    let ddia = work("designing-data-intensive-applications");
    let room = Room::of(works(), |_| Tally::default());
    let pages = pages_of(&ddia, &room);
    for (at, page) in pages.iter().enumerate() {
        let Row::Buttons(buttons) = &page.rows[0] else { panic!("no buttons") };
        let ids: Vec<_> = buttons.iter().map(|it| (it.label.as_str(), &it.press, it.disabled)).collect();
        let to = |kind: &str, page: usize| Press::Send(format!("{kind}:1:{}:{page}", ddia.slug));
        let last = at + 1 == pages.len();
        let back = to("card.page", at.checked_sub(1).unwrap_or(pages.len()));
        assert_eq!(ids[0], ("Back", &back, at == 0));
        assert_eq!(ids[1], ("Next", &to("card.page", at + 1), last));
        assert_eq!(ids[2], ("Share here", &to("card.share", at), false));
        assert_eq!(page.embeds[0].footer, Some(format!("Page {} of {}", at + 1, pages.len())));
    }
}
