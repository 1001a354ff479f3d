//! Discussions that people archive, lock, reopen or delete (Discord: Threads; Gateway Events, Threads).

use std::sync::Arc;

use serenity::model::channel::{GuildChannel, PartialGuildChannel};

use crate::app::App;
use crate::chance;
use crate::domain::decision::{Act, Decision, Happening, Key, Moment, Needs};
use crate::domain::discussion::{self, DiscussionChanged, DiscussionGone, Seen};
use crate::domain::ids::{ChannelId, GuildId, ResourceKey};
use crate::domain::refusal::Refusal;
use crate::domain::state::State;

use super::hand_in;

pub(super) fn changed(app: &Arc<App>, thread: &GuildChannel) {
    let guild = GuildId::new(thread.guild_id.get());
    let id = ChannelId::new(thread.id.get());
    let Some(state) = thread.thread_metadata else { return };
    let discussed = app.views.guild(guild).discussed_in(id);
    let Some(resource) = discussed else { return };
    let seen = Seen::Standing(DiscussionChanged {
        resource,
        thread: id,
        archived: state.archived,
        locked: state.locked,
    });
    // Such an event has no number or time of its own: that it came twice shows when it is decided upon, for then it is
    // no news. Memory cannot tell, it may lag behind a change that is on its way to the log.
    let key = Key::message(guild, id.get(), &format!("changed:{}", chance::lots::<1>()[0]));
    hand_in(app, Sighting { guild, key, seen });
}

pub(super) fn deleted(app: &Arc<App>, thread: &PartialGuildChannel) {
    let guild = GuildId::new(thread.guild_id.get());
    let id = ChannelId::new(thread.id.get());
    let resource = app.views.guild(guild).discussed_in(id);
    if let Some(resource) = resource {
        gone(app, guild, (resource, id));
    }
}

/// Its threads go with a channel, and no event tells of each.
pub(super) fn channel_deleted(app: &Arc<App>, channel: &GuildChannel) {
    let guild = GuildId::new(channel.guild_id.get());
    let lost = app.views.guild(guild).discussions_in(ChannelId::new(channel.id.get()));
    for (resource, discussion) in lost {
        gone(app, guild, (resource, discussion.thread));
    }
}

fn gone(app: &Arc<App>, guild: GuildId, (resource, thread): (ResourceKey, ChannelId)) {
    let key = Key::message(guild, thread.get(), "gone");
    hand_in(app, Sighting { guild, key, seen: Seen::Gone(DiscussionGone { resource, thread }) });
}

/// Something that happened to a discussion.
struct Sighting {
    guild: GuildId,
    key: Key,
    seen: Seen,
}

impl Act for Sighting {
    fn guild(&self) -> GuildId {
        self.guild
    }

    fn key(&self) -> Key {
        self.key.clone()
    }

    fn fingerprint(&self) -> String {
        format!("{:?}", self.seen)
    }

    fn needs(&self, _people: &State) -> Needs {
        Needs { discussions: vec![self.seen.resource().clone()], ..Needs::default() }
    }

    fn decide(&self, state: &State, _moment: &Moment) -> Result<Decision, Refusal> {
        let mut decision = Decision::quiet();
        decision.events.extend(discussion::news(state, self.guild, &self.seen).map(Happening::seen));
        Ok(decision)
    }
}
