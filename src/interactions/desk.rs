//! What a command has before it when it answers: the library, what the guild made of it, the time.

use std::sync::Arc;

use crate::config::Community;
use crate::domain::guild::Guild;
use crate::domain::ids::{GuildId, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::tally::Tally;
use crate::library::catalogue::Catalogue;
use crate::library::resource::{Resource, Slug};
use crate::views::Views;
use crate::views::lookups::Lookups;

use super::gate;
use super::request::Member;

/// Everything in memory that looks read, within one guild.
pub struct Desk<'a> {
    /// The guild; nothing of another one can be reached from here.
    pub guild: GuildId,
    /// The library.
    pub catalogue: Arc<Catalogue>,
    /// The guild's settings.
    pub settings: Guild,
    /// What the operator says about the community.
    pub community: &'a Community,
    /// Epoch milliseconds.
    pub now: i64,
    /// Where lookups are counted.
    pub lookups: &'a Lookups,
    views: &'a Views,
}

impl<'a> Desk<'a> {
    /// A desk in a guild.
    pub fn new(
        views: &'a Views,
        lookups: &'a Lookups,
        community: &'a Community,
        (guild, now): (GuildId, i64),
    ) -> Self {
        let settings = views.guild(guild).settings();
        Self { guild, catalogue: views.catalogue(), settings, community, now, lookups, views }
    }

    /// The guild's rows.
    pub fn rows(&self) -> crate::views::GuildView<'_> {
        self.views.guild(self.guild)
    }

    /// What the guild made of a resource.
    pub fn tally(&self, resource: &Resource) -> Tally {
        self.rows().tally(&key(resource))
    }

    /// Whether a member counts as moderator here.
    pub fn is_moderator(&self, member: &Member) -> bool {
        gate::is_moderator(member, &self.settings)
    }

    /// The resource that a button names.
    ///
    /// # Errors
    /// When it is no longer in the library.
    pub fn resource(&self, slug: Option<&str>) -> Result<Arc<Resource>, Refusal> {
        slug.and_then(|it| Slug::try_from(it).ok())
            .and_then(|it| self.catalogue.find(&it))
            .ok_or_else(|| Refusal::new("That work is no longer in the library."))
    }
}

/// What a resource is known by in the log.
pub fn key(resource: &Resource) -> ResourceKey {
    ResourceKey::shared(resource.slug.clone())
}
