//! A resource as Discord would show it, as text.

use std::sync::Arc;

use discord_simulator::text::{Names, message_text};

use crate::config::Community;
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::reply::Message;
use crate::domain::shelf::Shelved;
use crate::interactions::card::{self, ReadIn, pages};
use crate::interactions::desk::Desk;
use crate::interactions::render;
use crate::library::page;
use crate::library::resource::{Resource, Slug};
use crate::library::topics::Topics;
use crate::store::snapshot::Snapshot;
use crate::views::Views;
use crate::views::lookups::Lookups;

/// A library in memory, as a guild sees it in which nobody has said anything yet.
pub(super) struct Preview {
    views: Views,
    lookups: Lookups,
    community: Community,
}

impl Preview {
    pub(super) fn new(resources: &[Arc<Resource>], topics: Topics, community: Community) -> Self {
        let resources =
            resources.iter().map(|it| (ResourceKey::shared(it.slug.clone()), shelved(it))).collect();
        let snapshot = Snapshot { resources, ..Snapshot::default() };
        Self { views: Views::new(snapshot, Arc::new(topics)), lookups: Lookups::default(), community }
    }

    /// The card, every page behind it, the card that opens a discussion, and the room left.
    ///
    /// # Errors
    /// When something does not fit Discord's limits, which is a mistake of the bot.
    pub(super) fn of(&self, slug: &Slug) -> Result<Option<String>, render::Overflow> {
        let desk = Desk::new(&self.views, &self.lookups, &self.community, (GuildId::DEPLOYMENT, 0));
        let Some(resource) = desk.catalogue.find(slug) else { return Ok(None) };
        let mut parts = vec![part("The card, for everyone", &card::public(&desk, &resource))?];
        for at in 0..pages::count(&resource, &desk.catalogue) {
            if let Some(page) = pages::open(&desk, &resource, (at, ReadIn::AnotherChannel)) {
                parts.push(part(&format!("Read more, page {}", at + 1), &page)?);
            }
        }
        let opening = card::opening(&resource, &desk.catalogue, &self.community);
        parts.push(part("The opening of its discussion", &opening)?);
        parts.push(format!("{}\n{}", heading("Room left, in characters"), room(&resource)));
        Ok(Some(parts.join("\n\n")))
    }
}

/// The title lines of all parts, so that they can be told from what Discord shows.
fn heading(text: &str) -> String {
    let bold = anstyle::Style::new().bold();
    format!("{bold}── {text} ──{bold:#}")
}

fn part(name: &str, message: &Message) -> Result<String, render::Overflow> {
    Ok(format!("{}\n{}", heading(name), message_text(&render::message(message)?, &Nobody)))
}

fn room(resource: &Resource) -> String {
    let rooms = page::room(resource);
    let widest = rooms.iter().map(|it| it.part.len()).max().unwrap_or(0);
    let line = |it: &page::Room| format!("{:widest$}  {:>4} of {:>4} left", it.part, it.left(), it.most);
    rooms.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn shelved(resource: &Arc<Resource>) -> Shelved {
    let hash = resource.content_hash();
    Shelved {
        revision: 1,
        file_hash: Some(hash.clone()),
        hash,
        retired: resource.retired,
        resource: Some(Arc::clone(resource)),
    }
}

/// A card mentions nobody.
struct Nobody;

impl Names for Nobody {
    fn user(&self, _id: &str) -> Option<String> {
        None
    }

    fn role(&self, _id: &str) -> Option<String> {
        None
    }

    fn channel(&self, _id: &str) -> Option<String> {
        None
    }
}
