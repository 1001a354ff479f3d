//! Which rows an event touches: what a process reads again when another one has written.
//!
//! Not what the rows become: that the fold alone says, and the process that wrote has done it.

use super::decision::Needs;
use super::event::Event;
use super::ids::{GuildId, ResourceKey};
use crate::library::resource::Slug;

impl Event {
    /// The rows that folding this event may change, besides the guild's own. Entries bring their tallies.
    pub fn touches(&self, guild: GuildId) -> Needs {
        let mut touched = Needs::default();
        let own = |slug: &Slug| ResourceKey { owner: guild, slug: slug.clone() };
        match self {
            Self::ResourceWritten(it) => touched.resources.push(own(&it.resource.slug)),
            Self::ResourceRetired(it) => touched.resources.push(own(&it.slug)),
            Self::DiscussionOpened(it) => {
                touched.discussions.push(it.resource.clone());
                touched.tallies.push(it.resource.clone());
            }
            Self::DiscussionChanged(it) => touched.discussions.push(it.resource.clone()),
            Self::DiscussionGone(it) => touched.discussions.push(it.resource.clone()),
            Self::DiscussionJoined(it) => touched.tallies.push(it.resource.clone()),
            Self::EntryGiven(it) => touched.tallies.push(it.resource.clone()),
            Self::EntryRevised(it) => touched.entries.push(it.number),
            Self::EntryWithdrawn(it) => touched.entries.push(it.number),
            Self::EntryRemoved(it) => touched.entries.push(it.number),
            Self::LookupsCounted(it) => {
                touched.tallies.extend(it.counts.keys().cloned().map(ResourceKey::shared));
            }
            // Of these memory holds the guild's own row, or nothing.
            Self::GuildJoined(_)
            | Self::GuildLeft(_)
            | Self::PlaceSet(_)
            | Self::ModeratorsSet(_)
            | Self::EntryErased(_)
            | Self::DraftKept(_)
            | Self::DraftUsed(_)
            | Self::ExportMade(_)
            | Self::LogRestored(_) => {}
        }
        touched
    }
}
