//! Tests of the cards of all works of the sample.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use discord_simulator::text::{Names, phone_lines};
use serde_json::Value;

use super::*;
use crate::domain::entry::NoticedShift;
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::reply::{Press, Reply};
use crate::domain::shelf::Shelved;
use crate::domain::tally::{Noticed, Tally};
use crate::interactions::render;
use crate::library::check::check;
use crate::library::resource::{Related, Shift, Slug, Why};
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
